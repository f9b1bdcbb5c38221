"""The fits' numbers: those of an `Experiment`, and those of the reference."""

import numpy as np
import pytest

from shallownet import Experiment, Parameters, ShallowNetClassifier, ShallowNetRegressor, train
from shallownet.core import network
from shallownet.core.activations import ACTIVATIONS
from shallownet.core.batches import order
from shallownet.core.datasets import generate
from shallownet.core.initializers import INITIALIZERS

from .data import iris, moons, waves


def _by_the_reference(model, problem: str, X: np.ndarray, Y: np.ndarray) -> Parameters:
    """Train by the plain implementation from where the model started, for as many epochs."""
    parameters, m = model.trajectory_.parameters[0], X.shape[1]
    for epoch in range(model.n_iter_):
        columns = np.arange(m) if model.batch_size is None else order(model.random_state, epoch, m)
        for start in range(0, m, model.batch_size or m):
            part = columns[start : start + (model.batch_size or m)]
            computed = network.forward(parameters, X[:, part], model.activation, problem, model.leaky_slope)
            gradient = network.backward(
                parameters,
                computed,
                X[:, part],
                Y[:, part],
                model.activation,
                model.leaky_slope,
                model.l1,
                model.l2,
            )
            parameters = network.update(parameters, gradient, model.learning_rate)
    return parameters


def _assert_close(one: Parameters, two: Parameters) -> None:
    for name, a, b in zip(one._fields, one, two, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-9, err_msg=name)


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"dataset": "moons", "batch_size": 64, "initializer": "xavier", "learning_rate": 0.3, "l2": 0.1},
        {
            "dataset": "moons",
            "activation": "leaky_relu",
            "leaky_slope": 0.2,
            "learning_rate": 0.1,
            "l1": 0.01,
        },
        {"dataset": "bumps", "problem": "regression", "initializer": "he", "learning_rate": 0.05},
    ],
    ids=["published", "mini-batches", "leaky", "regression"],
)
def test_the_run_of_an_experiment_bit_for_bit(settings: dict) -> None:
    experiment = Experiment(**settings)
    run = train(experiment, epochs=150, record=1)
    points = generate(experiment).train
    estimator = ShallowNetClassifier if experiment.problem == "classification" else ShallowNetRegressor
    own = {name: getattr(experiment, name) for name in estimator().get_params() if hasattr(experiment, name)}
    model = estimator(**own, epochs=150, tol=None, random_state=experiment.seed)
    model.fit(points.X.T, points.Y[0])
    np.testing.assert_array_equal(model.trajectory_.epochs, run.epochs)
    np.testing.assert_array_equal(model.trajectory_.flat, run.flat)
    np.testing.assert_allclose(model.loss_curve_, run.train_loss[1:], rtol=1e-12)
    if experiment.problem == "classification":
        assert model.score(points.X.T, points.Y[0]) == pytest.approx(run.train_accuracy[-1])


@pytest.mark.parametrize("batch_size", [None, 40])
@pytest.mark.parametrize("activation", sorted(ACTIVATIONS))
def test_three_classes_as_by_the_reference(activation: str, batch_size: int | None) -> None:
    X, y = iris()
    model = ShallowNetClassifier(
        5, activation, learning_rate=0.1, epochs=20, batch_size=batch_size, l1=0.01, l2=0.1, random_state=1
    ).fit(X, y)
    Y = np.eye(3)[:, y]
    expected = _by_the_reference(model, "multiclass", X.T, Y)
    _assert_close(model.parameters_, expected)
    Z2 = network.forward(expected, X.T, activation, "multiclass").Z2
    assert model.loss_ == pytest.approx(network.cost(Z2, Y, "multiclass"))
    np.testing.assert_allclose(model.predict_proba(X), network.softmax(Z2).T, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("targets", [1, 3])
@pytest.mark.parametrize("activation", sorted(ACTIVATIONS))
def test_regression_as_by_the_reference(activation: str, targets: int) -> None:
    X, y = waves(targets)
    model = ShallowNetRegressor(5, activation, epochs=20, batch_size=30, random_state=1).fit(X, y)
    _assert_close(model.parameters_, _by_the_reference(model, "regression", X.T, y.reshape(100, -1).T))
    assert model.predict(X).shape == y.shape


@pytest.mark.parametrize("initializer", sorted(INITIALIZERS))
def test_how_weights_start(initializer: str) -> None:
    X, y = iris()
    model = ShallowNetClassifier(6, initializer=initializer, epochs=1, constant=0.2, random_state=9).fit(X, y)
    random, draw = np.random.RandomState(9), INITIALIZERS[initializer]
    W1, b1, W2, b2 = model.trajectory_.parameters[0]
    np.testing.assert_array_equal(W1, draw(random, 6, 4, 0.2))
    np.testing.assert_array_equal(W2, draw(random, 3, 6, 0.2))
    assert not b1.any()
    assert not b2.any()


@pytest.mark.parametrize("batch_size", [None, 16])
def test_calls_of_partial_fit_on_all_points_are_a_fit(batch_size: int | None) -> None:
    X, y = moons()
    settings = {"hidden_units": 5, "batch_size": batch_size, "random_state": 4, "tol": None, "epochs": 12}
    whole, parts = ShallowNetClassifier(**settings).fit(X, y), ShallowNetClassifier(**settings)
    for _ in range(12):
        parts.partial_fit(X, y, classes=[0, 1])
    assert parts.n_iter_ == 12
    np.testing.assert_array_equal(parts.trajectory_.flat, whole.trajectory_.flat)
    np.testing.assert_allclose(parts.loss_curve_, whole.loss_curve_, rtol=1e-14)
