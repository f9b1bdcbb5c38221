"""What the lessons claim about activations and about linear networks, in numbers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from shallownet import Experiment, train, train_many
from shallownet.core import network
from shallownet.core.activations import ACTIVATIONS
from shallownet.core.datasets import DATASETS, extent, generate
from shallownet.core.linear import collapse, is_separable, logistic_regression
from shallownet.core.meters import plane
from shallownet.core.studies import final_costs, over_seeds

from .measuring import meter

SEEDS = range(10)
LENGTH = 1500  # epochs of the races
RACES = ("flower", "circles")


def median_meter(name: str, dataset: str, activation: str) -> float:
    runs = over_seeds(Experiment(dataset=dataset, activation=activation), SEEDS, LENGTH)
    return float(np.median([abs(meter(name, run)) for run in runs]))


# --- 1. activation functions


@pytest.mark.parametrize("dataset", RACES)
def test_tanh_gives_outputs_nearer_zero_than_sigmoid(dataset: str) -> None:
    """The size of the mean of A1, median over seeds."""
    tanh, sigmoid = (median_meter("mean_a1", dataset, name) for name in ("tanh", "sigmoid"))
    assert tanh < 0.75 * sigmoid
    assert sigmoid == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize("dataset", RACES)
def test_tanh_learns_faster_than_sigmoid(dataset: str) -> None:
    costs = {
        name: np.median(final_costs(Experiment(dataset=dataset, activation=name), SEEDS, LENGTH))
        for name in ("tanh", "sigmoid")
    }
    assert costs["tanh"] < costs["sigmoid"]


@pytest.mark.parametrize(
    ("dataset", "activation", "expected", "within"),
    [
        ("flower", "sigmoid", 0.31, 0.005),
        ("flower", "tanh", 0.27, 0.005),
        ("flower", "relu", 0.58, 0.005),
        ("circles", "sigmoid", 0.693, 0.0005),  # stuck
        # Circles are drawn at random; those of the course's own race gave 0.094 and 0.018.
        ("circles", "tanh", 0.094, 0.015),
        ("circles", "relu", 0.018, 0.002),
    ],
)
def test_the_medians_of_the_race(dataset: str, activation: str, expected: float, within: float) -> None:
    costs = final_costs(Experiment(dataset=dataset, activation=activation), SEEDS, LENGTH)
    assert float(np.median(costs)) == pytest.approx(expected, abs=within)


def test_relu_wins_on_one_data_set_and_loses_on_another() -> None:
    def median(dataset: str, activation: str) -> float:
        return float(
            np.median(final_costs(Experiment(dataset=dataset, activation=activation), SEEDS, LENGTH))
        )

    assert median("circles", "relu") < median("circles", "tanh") < median("circles", "sigmoid")
    assert median("flower", "tanh") < median("flower", "sigmoid") < median("flower", "relu")


@pytest.mark.parametrize("dataset", RACES)
@pytest.mark.parametrize("activation", ["relu", "leaky_relu"])
def test_relu_works_though_half_of_its_axis_is_flat(activation: str, dataset: str) -> None:
    """Enough of the (unit, example) pairs have z > 0, and no unit is dead for most seeds."""
    assert 0.2 < median_meter("positive_share", dataset, activation) < 0.8
    assert median_meter("dead_units", dataset, activation) == 0
    costs = final_costs(Experiment(dataset=dataset, activation=activation), SEEDS, LENGTH)
    assert (costs < 0.69).all(), "every seed learns something"


@pytest.mark.parametrize("activation", ["sigmoid", "tanh"])
def test_bounded_activations_saturate_at_both_ends(activation: str) -> None:
    g = ACTIVATIONS[activation]
    z = np.linspace(0.0, 20.0, 400)
    for side in (z, -z):
        slopes = g.slope(side)
        assert (np.diff(slopes[slopes > 1e-14]) < 0).all(), "the farther out, the flatter"
        assert slopes[-1] < 1e-8


def test_slopes_over_the_axis() -> None:
    """The share of -10 to 10 where the slope is below 0.01."""
    z = np.linspace(-10, 10, 2000)
    flat = {name: float((abs(g.slope(z)) < 0.01).mean()) for name, g in ACTIVATIONS.items()}
    assert flat["relu"] == 0.5
    assert flat["leaky_relu"] == flat["identity"] == 0.0
    assert min(flat["sigmoid"], flat["tanh"]) > flat["relu"]


def test_relus_slope_at_zero_is_taken_to_be_zero() -> None:
    relu = ACTIVATIONS["relu"]
    assert relu.slope([-1e-300, -0.0, 0.0, 1e-300]).tolist() == [0.0, 0.0, 0.0, 1.0]
    assert relu.slope([-50.0, 50.0]).tolist() == [0.0, 1.0]


def test_a_leaky_relu_keeps_a_slope_below_zero() -> None:
    for leaky_slope in (0.01, 0.2):
        slopes = ACTIVATIONS["leaky_relu"].slope([-50.0, -1e-9, 1e-9, 50.0], leaky_slope)
        assert slopes.tolist() == [leaky_slope, leaky_slope, 1.0, 1.0]


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_sigmoid_output_lies_between_0_and_1_and_a_linear_one_need_not(activation: str) -> None:
    experiment = Experiment(activation=activation, initializer="normal")
    X = plane(extent(experiment))
    start = network.initialize(experiment)
    probabilities, numbers = (
        network.forward(start, X, activation, problem).A2 for problem in ("classification", "regression")
    )
    assert ((probabilities > 0) & (probabilities < 1)).all()
    assert ((numbers < 0) | (numbers > 1)).any()


# --- 2. why a non-linear activation?


@pytest.mark.parametrize("hidden_units", [1, 2, 4, 7, 50])
@pytest.mark.parametrize("dataset", ["flower", "gaussians", "bumps"])
def test_a_linear_network_is_one_line_at_every_epoch(dataset: str, hidden_units: int) -> None:
    problem = DATASETS[dataset].problem
    experiment = Experiment(
        dataset=dataset,
        problem=problem,
        activation="identity",
        hidden_units=hidden_units,
        learning_rate=0.02,
        initializer="xavier",
    )
    X = plane(extent(experiment))
    run = train(experiment, 1000, record=[0, 1, 10, 100, 1000])
    assert run.diverged_at is None
    for parameters in run.parameters:
        W, b = collapse(parameters)
        assert (W.shape, b.shape) == ((1, 2), (1, 1))
        Z2 = network.forward(parameters, X, "identity", problem).Z2
        np.testing.assert_allclose(W @ X + b, Z2, rtol=0, atol=1e-9)


@pytest.mark.parametrize("noise", [1.5, 2.0, 3.0])
def test_with_a_sigmoid_output_it_is_logistic_regression(noise: float) -> None:
    """Network, its line and scikit-learn's agree within 0.01 over the map; the width changes nothing."""
    experiment = Experiment(dataset="gaussians", noise=noise, activation="identity", learning_rate=0.3)
    assert not is_separable(experiment)
    X = plane(extent(experiment))
    best = logistic_regression(experiment)
    expected = ACTIVATIONS["sigmoid"].value(best.W @ X + best.b)
    for hidden_units in (1, 2, 4, 16, 50):
        run = train(replace(experiment, hidden_units=hidden_units), 1000, record=[1000])
        line = collapse(run.parameters[-1])
        by_network = network.forward(run.parameters[-1], X, "identity", "classification").A2
        by_line = ACTIVATIONS["sigmoid"].value(line.W @ X + line.b)
        assert abs(by_network - expected).max() < 0.01
        assert abs(by_line - expected).max() < 0.01
        assert meter("logistic_gap", run) < 0.01


def test_on_separable_data_the_weights_keep_growing() -> None:
    experiment = Experiment(dataset="gaussians", noise=0.5, activation="identity", learning_rate=0.3)
    assert is_separable(experiment)
    run = train(experiment, 4000, record=[500, 1000, 2000, 4000])
    lengths = [np.linalg.norm(collapse(parameters).W) for parameters in run.parameters]
    assert (np.diff(lengths) > 0).all()
    assert (np.diff(run.train_loss) < 0).all()
    assert run.train_accuracy[-1] == 1.0


def test_a_linear_network_solves_the_circles_given_squares() -> None:
    plain = Experiment(dataset="circles", activation="identity", learning_rate=0.3)
    squares = replace(plain, features=("x1_squared", "x2_squared"))
    without, given = (
        run.train_accuracy[-1] for run in train_many([plain], 1000) + train_many([squares], 1000)
    )
    assert without < 0.6
    assert given > 0.98


def test_a_regression_needs_non_linear_units_too() -> None:
    """On a plane the linear network is as good as any; on bumps it does no better than a line can."""

    def cost(dataset: str, activation: str) -> float:
        experiment = Experiment(
            dataset=dataset,
            problem="regression",
            activation=activation,
            hidden_units=16,
            learning_rate=0.05,
            initializer="xavier",
        )
        return float(np.median(final_costs(experiment, range(5), 3000)))

    def best_line(dataset: str) -> float:
        X, Y = generate(Experiment(dataset=dataset, problem="regression")).train
        inputs = np.vstack([X, np.ones(X.shape[1])]).T
        _, squares, _, _ = np.linalg.lstsq(inputs, Y[0])
        return float(squares[0]) / (2 * X.shape[1])

    assert cost("plane", "identity") == pytest.approx(best_line("plane"), rel=1e-3)
    assert cost("bumps", "identity") == pytest.approx(best_line("bumps"), rel=1e-3)
    assert cost("bumps", "tanh") < cost("bumps", "identity") / 2
