"""Inputs: each feature is the function of the two coordinates that its name says."""

import numpy as np
import pytest

from shallownet.core.features import FEATURES, expand

X = np.random.RandomState(0).randn(2, 23) * 3
FORMULAS = {
    "x1": X[0],
    "x2": X[1],
    "x1_squared": X[0] ** 2,
    "x2_squared": X[1] ** 2,
    "x1x2": X[0] * X[1],
    "sin_x1": np.sin(X[0]),
    "sin_x2": np.sin(X[1]),
}


def test_the_seven_inputs() -> None:
    assert set(FEATURES) == set(FORMULAS)


@pytest.mark.parametrize("name", sorted(FEATURES))
def test_one_feature(name: str) -> None:
    np.testing.assert_array_equal(expand(X, [name]), FORMULAS[name][np.newaxis])


def test_rows_come_in_the_order_asked_for() -> None:
    names = sorted(FEATURES, reverse=True)
    expanded = expand(X, names)
    assert expanded.shape == (len(names), X.shape[1])
    for row, name in zip(expanded, names, strict=True):
        np.testing.assert_array_equal(row, FORMULAS[name])


def test_no_points_are_no_columns() -> None:
    assert expand(np.empty((2, 0)), ["x1", "sin_x2", "x1x2"]).shape == (3, 0)
