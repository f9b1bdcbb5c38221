"""Initial weights: RandomState(seed), W1 first and W2 after it, each initializer's own size, biases 0."""

import numpy as np
import pytest

from shallownet import Experiment
from shallownet.core.initializers import INITIALIZERS
from shallownet.core.network import Parameters, initialize

NAMES = sorted(INITIALIZERS)
SHAPES = [
    (("x1", "x2"), 4),
    (("x1",), 1),
    (("x1", "x2", "x1_squared", "sin_x2", "x1x2"), 7),
    (("x2", "sin_x1"), 50),
]


def _draws(seed: int, n_x: int, n_h: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.RandomState(seed)
    W1 = random.randn(n_h, n_x)
    return W1, random.randn(1, n_h)


def _expected(name: str, seed: int, n_x: int, n_h: int, constant: float) -> tuple[np.ndarray, np.ndarray]:
    W1, W2 = _draws(seed, n_x, n_h)
    sizes = {
        "small": (0.01, 0.01),
        "normal": (1.0, 1.0),
        "large": (10.0, 10.0),
        "xavier": ((1 / n_x) ** 0.5, (1 / n_h) ** 0.5),
        "he": ((2 / n_x) ** 0.5, (2 / n_h) ** 0.5),
        "zeros": (0.0, 0.0),
    }
    if name == "constant":
        return np.full((n_h, n_x), constant), np.full((1, n_h), constant)
    return W1 * sizes[name][0], W2 * sizes[name][1]


def test_the_names_learners_and_links_use_exist() -> None:
    assert set(INITIALIZERS) >= {"zeros", "constant", "small", "normal", "large", "xavier", "he"}


@pytest.mark.parametrize("seed", [0, 2, 12_345])
@pytest.mark.parametrize(("features", "hidden_units"), SHAPES)
@pytest.mark.parametrize("name", NAMES)
def test_weights_are_the_documented_draws(
    name: str, features: tuple[str, ...], hidden_units: int, seed: int
) -> None:
    experiment = Experiment(
        initializer=name, features=features, hidden_units=hidden_units, seed=seed, constant=0.45
    )
    parameters = initialize(experiment)
    W1, W2 = _expected(name, seed, len(features), hidden_units, 0.45)
    np.testing.assert_allclose(parameters.W1, W1, rtol=4e-16, atol=0)
    np.testing.assert_allclose(parameters.W2, W2, rtol=4e-16, atol=0)
    np.testing.assert_array_equal(parameters.b1, np.zeros((hidden_units, 1)))
    np.testing.assert_array_equal(parameters.b2, np.zeros((1, 1)))


@pytest.mark.parametrize("name", NAMES)
def test_shapes_and_types(name: str) -> None:
    parameters = initialize(Experiment(initializer=name, hidden_units=5, features=("x1", "x2", "x1x2")))
    assert isinstance(parameters, Parameters)
    assert [array.shape for array in parameters] == [(5, 3), (5, 1), (1, 5), (1, 1)]
    assert {array.dtype for array in parameters} == {np.dtype(np.float64)}


def test_the_published_start_is_exact() -> None:
    W1, W2 = _draws(2, 2, 4)
    parameters = initialize(Experiment())
    np.testing.assert_array_equal(parameters.W1, W1 * 0.01)
    np.testing.assert_array_equal(parameters.W2, W2 * 0.01)


def test_the_default_constant_is_three_tenths() -> None:
    parameters = initialize(Experiment(initializer="constant"))
    assert set(np.concatenate([parameters.W1.ravel(), parameters.W2.ravel()])) == {0.3}


@pytest.mark.parametrize("name", sorted(set(INITIALIZERS) - {"zeros", "constant"}))
def test_random_ones_follow_the_seed_and_nothing_else(name: str) -> None:
    first = initialize(Experiment(initializer=name, seed=7))
    np.random.seed(99)
    again = initialize(Experiment(initializer=name, seed=7, data_seed=5, dataset="moons", learning_rate=0.1))
    other = initialize(Experiment(initializer=name, seed=8))
    for one, two in zip(first, again, strict=True):
        np.testing.assert_array_equal(one, two)
    assert (first.W1 != other.W1).all()
