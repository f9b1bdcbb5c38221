"""The line that a linear network is, logistic regression, and whether a line separates the classes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from shallownet import Experiment, train
from shallownet.core import network
from shallownet.core.datasets import DATASETS, generate
from shallownet.core.features import expand
from shallownet.core.linear import collapse, is_separable, logistic_regression
from shallownet.core.observe import Observed
from tests.data import data_of

CLASSES = [name for name, row in DATASETS.items() if row.problem == "classification"]
INPUTS = [("x1", "x2"), ("x1", "x2", "x1_squared", "x2_squared"), ("x1", "x2", "x1x2", "sin_x1", "sin_x2")]


def test_collapse_of_a_stack() -> None:
    run = train(Experiment(activation="identity", features=("x1", "x2", "x1x2")), 20, record=5)
    W, b = collapse(Observed(run, np.arange(len(run))).parameters)
    assert (W.shape, b.shape) == ((5, 1, 3), (5, 1, 1))
    for row, parameters in enumerate(run.parameters):
        alone = collapse(parameters)
        np.testing.assert_allclose(W[row], alone.W, rtol=1e-14)
        np.testing.assert_allclose(b[row], alone.b, rtol=1e-14, atol=1e-16)


@pytest.mark.parametrize("features", INPUTS)
@pytest.mark.parametrize("dataset", CLASSES)
def test_logistic_regression_is_where_the_gradient_is_zero(dataset: str, features: tuple[str, ...]) -> None:
    """Without a warning, on separable data too; there it is a line that separates."""
    experiment = Experiment(**data_of(dataset), features=features, class_share=0.4, test_fraction=0.2)
    W, b = logistic_regression(experiment)
    assert (W.shape, b.shape) == ((1, len(features)), (1, 1))
    assert np.isfinite(W).all()
    assert np.isfinite(b).all()
    points = generate(experiment).train
    X = expand(points.X, features)
    Z = W @ X + b
    if is_separable(experiment):
        np.testing.assert_array_equal(Z > 0, points.Y == 1)
        return
    dZ = 1 / (1 + np.exp(-Z)) - points.Y
    assert np.abs(dZ @ X.T).max() / X.shape[1] < 1e-5
    assert abs(dZ.mean()) < 1e-5


@pytest.mark.parametrize("features", INPUTS)
@pytest.mark.parametrize("dataset", CLASSES)
def test_separable_is_what_a_long_perceptron_run_can_do(dataset: str, features: tuple[str, ...]) -> None:
    """Rosenblatt's rule ends if and only if a line separates the classes; it is given time to."""
    experiment = Experiment(**data_of(dataset), features=features, samples=40)
    points = generate(experiment).train
    X = expand(points.X, features)
    inputs = np.vstack([X, np.ones(X.shape[1])]) * (2 * points.Y - 1)
    inputs /= np.linalg.norm(inputs, axis=0)
    w = np.zeros(len(inputs))
    for _ in range(30_000):
        worst = np.argmin(w @ inputs)
        if w @ inputs[:, worst] > 0:
            break
        w = w + inputs[:, worst]
    assert is_separable(experiment) == bool((w @ inputs > 0).all())


def test_it_depends_on_the_data_and_inputs_alone() -> None:
    experiment = Experiment(dataset="moons")
    other = replace(experiment, seed=9, activation="relu", hidden_units=7, learning_rate=3.0)
    assert logistic_regression(experiment) is logistic_regression(other)
    with pytest.raises(ValueError, match="read-only"):
        logistic_regression(experiment).W[0, 0] = 1.0


def test_the_published_accuracy_of_logistic_regression_on_the_flower() -> None:
    points = generate(Experiment()).train
    W, b = logistic_regression(Experiment())
    assert network.accuracy(W @ points.X + b, points.Y) == pytest.approx(0.47)


def test_a_regression_is_refused() -> None:
    experiment = Experiment(dataset="plane", problem="regression")
    with pytest.raises(ValueError, match="problem is 'regression'"):
        logistic_regression(experiment)
    with pytest.raises(ValueError, match="problem is 'regression'"):
        is_separable(experiment)
