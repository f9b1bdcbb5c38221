"""What the lessons claim about derivatives, and about the formulas of gradient descent, in numbers."""

from __future__ import annotations

import numpy as np
import pytest

from shallownet import Experiment, train, train_many
from shallownet.core import network
from shallownet.core.activations import ACTIVATIONS
from shallownet.core.datasets import generate
from shallownet.core.features import expand
from shallownet.core.gradient_check import check_gradient

# --- 3. derivatives

AT = (10.0, 0.0, -10.0)
TABLE = {
    "sigmoid": (4.5395807735951673e-05, 0.25, 4.5395807735951673e-05),
    "tanh": (8.2446145466e-09, 1.0, 8.2446145466e-09),
    "relu": (1.0, 0.0, 0.0),
    "leaky_relu": (1.0, 0.01, 0.01),
    "identity": (1.0, 1.0, 1.0),
    "elu": (1.0, 1.0, 4.5399929762484854e-05),
    "softplus": (0.9999546021312976, 0.5, 4.5397868702434395e-05),
    "silu": (1.0004085602094915, 0.5, -0.000408560209491533),
    "mish": (1.00000007832, 0.6, -0.00040857978736),
}


@pytest.mark.parametrize("activation", TABLE)
def test_slopes_at_10_0_and_minus_10(activation: str) -> None:
    np.testing.assert_allclose(ACTIVATIONS[activation].slope(AT), TABLE[activation], rtol=1e-7)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_slopes_are_what_differences_say(activation: str) -> None:
    g, z, h = ACTIVATIONS[activation], np.array([10.0, 1.5, 0.3, -0.3, -1.5, -10.0]), 1e-5
    np.testing.assert_allclose(g.slope(z), (g.value(z + h) - g.value(z - h)) / (2 * h), rtol=1e-5, atol=1e-10)


@pytest.mark.parametrize(
    ("activation", "through_a"),
    [
        ("sigmoid", lambda a: a * (1 - a)),
        ("tanh", lambda a: 1 - a**2),
        ("leaky_relu", lambda a: np.where(a > 0, 1.0, 0.01)),
        ("identity", lambda a: np.ones_like(a)),
        ("elu", lambda a: 1 + np.minimum(a, 0)),
        ("softplus", lambda a: 1 - np.exp(-a)),
    ],
)
def test_slopes_through_a_where_g_is_one_to_one(activation: str, through_a) -> None:
    g, z = ACTIVATIONS[activation], np.linspace(-6, 6, 100)
    assert g.one_to_one
    np.testing.assert_allclose(through_a(g.value(z)), g.slope(z), rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize("activation", ["silu", "mish"])
def test_one_value_with_two_slopes(activation: str) -> None:
    """Left and right of its lowest point g takes the same value, falling and rising: Z1 must be kept."""
    g = ACTIVATIONS[activation]
    assert not g.one_to_one
    assert g.keeps_z
    z = np.linspace(-8, 0, 100_001)
    values, lowest = g.value(z), int(np.argmin(g.value(z)))
    left = int(np.argmin(abs(values[:lowest] + 0.1)))
    right = lowest + int(np.argmin(abs(values[lowest:] + 0.1)))
    assert values[left] == pytest.approx(values[right], abs=1e-4)
    falling, rising = g.slope(z[[left, right]])
    assert falling < -0.01
    assert rising > 0.1


# --- 4 and 5. gradient descent and its formulas


@pytest.mark.parametrize("problem", ["classification", "regression"])
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("epochs", [0, 100])
def test_backpropagation_passes_the_gradient_check(activation: str, problem: str, epochs: int) -> None:
    experiment = Experiment(
        dataset={"classification": "flower", "regression": "bumps"}[problem],
        problem=problem,
        activation=activation,
        learning_rate=0.1,
    )
    X, Y = generate(experiment).train
    check = check_gradient(experiment, train(experiment, epochs).parameters[-1], X, Y)
    assert not check.crosses_kink
    assert check.relative_error <= 1e-7


@pytest.mark.parametrize("features", [("x1", "x2"), ("x1", "x2", "x1x2")])
def test_a_gradient_has_the_shapes_of_the_parameters(features: tuple[str, ...]) -> None:
    experiment = Experiment(features=features, hidden_units=5)
    X, Y = generate(experiment).train
    inputs, start = expand(X, features), network.initialize(experiment)
    computed = network.forward(start, inputs, "tanh", "classification")
    gradient = network.backward(start, computed, inputs, Y, "tanh")
    assert [array.shape for array in gradient] == [array.shape for array in start]
    assert [array.shape for array in start] == [(5, len(features)), (5, 1), (1, 5), (1, 1)]
    assert [array.shape for array in computed] == [(5, 400), (5, 400), (1, 400), (1, 400)]


def test_too_small_a_rate_creeps_and_too_large_a_one_jumps() -> None:
    """Medians over ten seeds of the flower after 500 epochs, and of the lowest cost on the way."""
    runs = {
        rate: train_many([Experiment(learning_rate=rate, seed=seed) for seed in range(10)], 500, record=1)
        for rate in (0.03, 1.2, 30.0)
    }
    last = {rate: np.median([run.train_loss[-1] for run in every]) for rate, every in runs.items()}
    lowest = {rate: np.median([run.train_loss.min() for run in every]) for rate, every in runs.items()}
    rises = {
        rate: np.median([np.count_nonzero(np.diff(run.train_loss) > 0) for run in every])
        for rate, every in runs.items()
    }
    assert np.log(2) - last[0.03] < 0.01, "hardly below the cost of knowing nothing"
    assert last[1.2] == pytest.approx(0.298, abs=0.005)
    assert last[30.0] > 2 * last[1.2]
    assert lowest[30.0] > lowest[1.2] + 0.03, "nor was it ever as low"
    assert rises[0.03] == 0
    assert rises[30.0] > 200
    assert all(run.diverged_at is None for every in runs.values() for run in every), "tanh: no explosion"
