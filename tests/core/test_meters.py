"""Every meter, against the plain formula on the reference's arrays."""

from __future__ import annotations

import numpy as np
import pytest

from shallownet import Experiment, Parameters, Trajectory, train
from shallownet.core import network
from shallownet.core.activations import ACTIVATIONS
from shallownet.core.datasets import DATASETS, extent, generate
from shallownet.core.diagnosis import VERDICTS
from shallownet.core.features import expand
from shallownet.core.linear import logistic_regression
from shallownet.core.meters import FORMATS, GRID, METERS, plane
from shallownet.core.observe import Observed

from .measuring import meter

# the numbers of a run's last snapshot, plainly: from Z1, A1 and g'(Z1), each (n_h, m)
PLAIN = {
    "mean_a1": lambda Z1, A1, slopes: A1.sum() / A1.size,
    "positive_share": lambda Z1, A1, slopes: (Z1 > 0).sum() / Z1.size,
    "flat_share": lambda Z1, A1, slopes: (abs(slopes) < 0.01).sum() / slopes.size,
    "median_slope": lambda Z1, A1, slopes: np.median(abs(slopes)),
    "dead_units": lambda Z1, A1, slopes: sum(not unit.any() for unit in slopes),
}


@pytest.mark.parametrize("name", METERS)
def test_each_has_its_width_and_a_format(name: str) -> None:
    assert METERS[name].name == name
    assert METERS[name].format in FORMATS
    for dataset in ("moons", "bumps"):
        for features in (("x1",), ("x1", "x2", "x1x2")):
            experiment = Experiment(
                dataset=dataset, problem=DATASETS[dataset].problem, features=features, samples=30
            )
            run = train(experiment, 20, record=5)
            width = METERS[name].width(run.shape)
            for rows in (np.arange(5), np.array([4, 1]), np.array([3])):
                values = METERS[name].compute(Observed(run, rows))
                assert values.reshape(len(rows), -1).shape == (len(rows), width)
                assert METERS[name].compute(Observed(run, rows[:0])).size == 0


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_over_units_and_examples(name: str, activation: str) -> None:
    experiment = Experiment(activation=activation, initializer="large", hidden_units=5, leaky_slope=0.005)
    run = train(experiment, 3, record=1)
    X = expand(generate(experiment).train.X, experiment.features)
    for row, parameters in enumerate(run.parameters):
        Z1, A1, _, _ = network.forward(parameters, X, activation, "classification", 0.005)
        expected = PLAIN[name](Z1, A1, ACTIVATIONS[activation].slope(Z1, 0.005))
        assert meter(name, run, row) == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_dead_units_are_those_no_example_wakes() -> None:
    experiment = Experiment(activation="relu", hidden_units=3, initializer="zeros")
    shape = experiment.shape
    W1 = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 0.0]])
    b1 = np.array([[-1.0], [0.0], [1.0]])
    flat = Parameters(W1, b1, np.ones((1, 3)), np.zeros((1, 1))).flat()
    run = train(experiment, 0)
    run = Trajectory(run.recipe, run.epochs, flat[np.newaxis], run.rises, *[run.train_loss] * 4)
    assert run.shape == shape
    assert meter("dead_units", run) == 1


def test_differences_of_units() -> None:
    twins = train(Experiment(initializer="constant", hidden_units=3), 50, record=[50])
    assert meter("distance", twins) == 0.0
    assert meter("distinct_units", twins) == 1
    assert meter("rank", twins) == 1
    assert meter("twins", twins).tolist() == [0, 0, 0]
    free = train(Experiment(hidden_units=3), 50, record=[50])
    assert meter("distance", free) > 0.0
    assert meter("distinct_units", free) == 3
    assert meter("rank", free) == 2
    assert meter("twins", free).tolist() == [0, 1, 2]
    assert [VERDICTS[meter("verdict", run)] for run in (twins, free)] == ["twins", "healthy"]


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_only_a_linear_network_has_a_line(activation: str) -> None:
    run = train(Experiment(activation=activation, features=("x1", "x2", "x1x2")), 20, record=10)
    weights, bias = meter("collapsed_weights", run), meter("collapsed_bias", run)
    if activation != "identity":
        assert np.isnan([*weights, bias]).all()
        return
    W1, b1, W2, b2 = run.parameters[-1]
    np.testing.assert_allclose(weights, (W2 @ W1)[0], rtol=1e-12)
    assert bias == pytest.approx((W2 @ b1 + b2)[0, 0], rel=1e-12)


def test_the_grid_covers_the_plane_shown() -> None:
    points = plane(2.5)
    assert points.shape == (2, GRID**2)
    np.testing.assert_array_equal(points.min(axis=1), [-2.5, -2.5])
    np.testing.assert_array_equal(points.max(axis=1), [2.5, 2.5])
    assert len(np.unique(points, axis=1).T) == GRID**2


@pytest.mark.parametrize("activation", ["identity", "tanh"])
def test_the_gap_to_logistic_regression(activation: str) -> None:
    experiment = Experiment(
        dataset="gaussians", noise=2.0, activation=activation, features=("x1", "x2", "x1x2")
    )
    run = train(experiment, 100, record=50)
    X = expand(plane(extent(experiment)), experiment.features)
    W, b = logistic_regression(experiment)
    ours = network.forward(run.parameters[-1], X, activation, "classification").A2
    expected = abs(ours - 1 / (1 + np.exp(-(W @ X + b)))).max()
    assert meter("logistic_gap", run) == pytest.approx(expected, rel=1e-12)


def test_a_regression_has_no_gap_to_logistic_regression() -> None:
    run = train(Experiment(dataset="bumps", problem="regression", activation="identity"), 10)
    assert np.isnan(meter("logistic_gap", run))
    assert np.isfinite(meter("collapsed_weights", run)).all()
