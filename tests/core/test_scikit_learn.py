"""Whole trajectories against scikit-learn's MLPClassifier and MLPRegressor, started from the same weights."""

from functools import cache

import numpy as np
import pytest
from sklearn.neural_network import MLPClassifier, MLPRegressor

from shallownet import Experiment, Parameters, train
from shallownet.core import network
from shallownet.core.datasets import generate
from shallownet.core.features import expand

# ours: scikit-learn's
ACTIVATIONS = {"identity": "identity", "sigmoid": "logistic", "tanh": "tanh", "relu": "relu"}
ITERATIONS = [1, 10, 200]
BOTH = pytest.mark.parametrize("run", [train, network.train], ids=["engine", "reference"])
PROBLEMS = [("moons", "classification", 0.4), ("bumps", "regression", 0.05)]


def _descend(experiment: Experiment, start: Parameters) -> dict[int, Parameters]:
    """scikit-learn's weights after each of ITERATIONS, started from ours.

    Each call of `partial_fit` is one pass over the data, here one full batch. The first call builds the
    model; its weights are then overwritten in place (the optimizer holds these very arrays), so that what
    it did is forgotten. Plain SGD has no memory of its own: its velocity is multiplied by a momentum of 0.
    """
    points = generate(experiment).train
    X, y = expand(points.X, experiment.features).T, points.Y[0]
    settings = {
        "hidden_layer_sizes": (experiment.hidden_units,),
        "activation": ACTIVATIONS[experiment.activation],
        "solver": "sgd",
        "momentum": 0.0,
        "nesterovs_momentum": False,
        "learning_rate": "constant",
        "learning_rate_init": experiment.learning_rate,
        "batch_size": len(y),
        "shuffle": False,
        "alpha": experiment.l2,  # 1/(2m) Σ w² times alpha, weights only: our l2
        "random_state": 0,
    }
    if experiment.problem == "classification":
        model, fit = MLPClassifier(**settings), {"classes": [0.0, 1.0]}
    else:
        model, fit = MLPRegressor(**settings), {}
    model.partial_fit(X, y, **fit)
    W1, b1, W2, b2 = start
    for held, ours in zip((*model.coefs_, *model.intercepts_), (W1.T, W2.T, b1[:, 0], b2[:, 0]), strict=True):
        assert held.dtype == np.float64
        held[...] = ours
    weights = {}
    for iteration in range(1, max(ITERATIONS) + 1):
        model.partial_fit(X, y)
        if iteration in ITERATIONS:
            (one, two), (first, second) = model.coefs_, model.intercepts_
            weights[iteration] = Parameters(
                one.T.copy(), first[:, np.newaxis].copy(), two.T.copy(), second[:, np.newaxis].copy()
            )
    return weights


@cache
def _expected(experiment: Experiment) -> dict[int, Parameters]:
    return _descend(experiment, network.initialize(experiment))


@BOTH
@pytest.mark.parametrize("l2", [0.0, 0.5])
@pytest.mark.parametrize(("dataset", "problem", "rate"), PROBLEMS)
@pytest.mark.parametrize("activation", sorted(ACTIVATIONS))
def test_the_same_trajectory(
    run, activation: str, dataset: str, problem: str, rate: float, l2: float
) -> None:
    experiment = Experiment(
        dataset=dataset,
        problem=problem,
        samples=120,
        test_fraction=0.25,
        activation=activation,
        hidden_units=6,
        initializer="xavier",
        seed=11,
        learning_rate=rate,
        l2=l2,
        features=("x1", "x2", "x1x2"),
    )
    trajectory = run(experiment, epochs=max(ITERATIONS), record=[0, *ITERATIONS])
    assert trajectory.epochs.tolist() == [0, *ITERATIONS]
    expected = _expected(experiment)
    for epoch, ours in zip(ITERATIONS, trajectory.parameters[1:], strict=True):
        for name, one, two in zip(ours._fields, ours, expected[epoch], strict=True):
            np.testing.assert_allclose(one, two, rtol=1e-8, atol=1e-9, err_msg=f"{name} after {epoch}")


@BOTH
def test_the_published_run(run) -> None:
    """Its first 200 iterations, at its own rate and from its own small weights."""
    trajectory = run(Experiment(), epochs=200, record=[0, *ITERATIONS])
    expected = _expected(Experiment())
    for epoch, ours in zip(ITERATIONS, trajectory.parameters[1:], strict=True):
        for one, two in zip(ours, expected[epoch], strict=True):
            np.testing.assert_allclose(one, two, rtol=1e-8, atol=1e-9)


def test_scikit_learns_weights_really_started_from_ours() -> None:
    """Guards the oracle itself: from other weights it ends elsewhere."""
    experiment = Experiment(dataset="moons", samples=60, initializer="xavier", learning_rate=0.2)
    start = network.initialize(experiment)
    moved = start._replace(W1=start.W1 + 0.1)
    one, two = _descend(experiment, start), _descend(experiment, moved)
    assert abs(one[200].W1 - two[200].W1).max() > 1e-3
