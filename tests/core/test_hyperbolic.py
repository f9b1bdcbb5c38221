"""The quick tanh against the one of the C library."""

from __future__ import annotations

import math

import numpy as np
import pytest

from shallownet.core.hyperbolic import by_exponential, write_tanh


@pytest.mark.parametrize("way", [by_exponential, write_tanh])
def test_it_is_the_tanh(way) -> None:
    z = np.concatenate([np.linspace(-25, 25, 20_001), np.geomspace(1e-300, 1e300, 601), [0.0, -0.0]])
    a = np.empty_like(z)
    with np.errstate(over="ignore"):
        way(z, a)
    expected = np.array([math.tanh(one) for one in z])
    assert np.abs(a - expected).max() < 4e-16
    assert a[-2] == a[-1] == 0
    assert np.abs(a).max() <= 1


@pytest.mark.parametrize("way", [by_exponential, write_tanh])
def test_it_may_write_over_what_it_reads_and_passes_on_what_is_no_number(way) -> None:
    z = np.array([-np.inf, -1.0, 0.5, np.nan, np.inf])
    with np.errstate(over="ignore"):
        way(z, z)
    np.testing.assert_allclose(z, [-1, np.tanh(-1.0), np.tanh(0.5), np.nan, 1], atol=4e-16)


def test_where_a_value_stands_does_not_matter() -> None:
    random = np.random.RandomState(1).randn(1001)
    a = np.empty_like(random)
    write_tanh(random, a)
    for start in range(9):
        part = np.empty(37)
        write_tanh(random[start : start + 37].copy(), part)
        np.testing.assert_array_equal(part, a[start : start + 37])
