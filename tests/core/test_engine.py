"""The engine against the reference: the same trajectories, whatever may differ between two runs."""

import numpy as np
import pytest
from hypothesis import given, settings

from shallownet import Experiment, Recipe, Trajectory, train
from shallownet.core import network
from shallownet.core.activations import ACTIVATIONS
from shallownet.core.datasets import DATASETS, generate
from shallownet.core.features import expand
from shallownet.core.initializers import INITIALIZERS
from shallownet.core.parameters import Parameters
from tests.data import data_of

from . import oracle
from .runs import RECIPES

NAMES = sorted(ACTIVATIONS)
PROBLEMS = ["classification", "regression"]
DATA = {"classification": "moons", "regression": "bumps"}


def _assert_close(one: Trajectory, two: Trajectory, tolerance: float = 1e-9) -> None:
    np.testing.assert_array_equal(one.epochs, two.epochs)
    for epoch, first, second in zip(one.epochs, one.parameters, two.parameters, strict=True):
        for name, a, b in zip(first._fields, first, second, strict=True):
            np.testing.assert_allclose(
                a, b, rtol=tolerance, atol=tolerance, err_msg=f"{name} at epoch {epoch}"
            )
    for name in ("train_loss", "test_loss"):
        np.testing.assert_allclose(getattr(one, name), getattr(two, name), rtol=tolerance, atol=tolerance)
    for name in ("train_accuracy", "test_accuracy"):
        np.testing.assert_allclose(getattr(one, name), getattr(two, name), atol=0.5 / one.experiment.samples)


@pytest.mark.parametrize(("l1", "l2"), [(0.0, 0.0), (0.02, 0.0), (0.0, 0.3), (0.01, 0.2)])
@pytest.mark.parametrize("batch_size", [None, 16])
@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("activation", NAMES)
def test_engine_follows_the_reference(
    activation: str, problem: str, batch_size: int | None, l1: float, l2: float
) -> None:
    experiment = Experiment(
        dataset=DATA[problem],
        problem=problem,
        samples=60,
        test_fraction=0.25,
        activation=activation,
        initializer="xavier",
        seed=4,
        learning_rate=0.1,
        batch_size=batch_size,
        l1=l1,
        l2=l2,
        hidden_units=5,
    )
    _assert_close(train(experiment, epochs=60, record=10), network.train(experiment, epochs=60, record=10))


@pytest.mark.parametrize("dataset", sorted(DATASETS))
def test_engine_follows_the_reference_on_every_data_set(dataset: str) -> None:
    experiment = Experiment(**data_of(dataset), samples=101, learning_rate=0.05)
    _assert_close(train(experiment, epochs=60, record=20), network.train(experiment, epochs=60, record=20))


@pytest.mark.parametrize("initializer", sorted(INITIALIZERS))
def test_engine_follows_the_reference_from_every_start(initializer: str) -> None:
    experiment = Experiment(dataset="circles", samples=80, initializer=initializer, learning_rate=0.1)
    _assert_close(train(experiment, epochs=60, record=20), network.train(experiment, epochs=60, record=20))


@pytest.mark.parametrize("hidden_units", [1, 2, 3, 7, 16, 50])
@pytest.mark.parametrize(
    "features", [("x2",), ("x1", "x2", "x1x2"), ("x1", "x2", "sin_x1", "sin_x2", "x1_squared")]
)
def test_engine_follows_the_reference_for_every_shape(features: tuple[str, ...], hidden_units: int) -> None:
    experiment = Experiment(
        dataset="xor",
        samples=37,
        features=features,
        hidden_units=hidden_units,
        initializer="xavier",
        learning_rate=0.1,
    )
    _assert_close(train(experiment, epochs=60, record=20), network.train(experiment, epochs=60, record=20))


@pytest.mark.parametrize("batch_size", [1, 7, 39, 40, 41, 10_000])
def test_engine_follows_the_reference_for_every_batch_size(batch_size: int) -> None:
    """Single examples, a last batch of one or of a few, all but one, and m or more: a full batch."""
    experiment = Experiment(
        dataset="moons",
        samples=40,
        batch_size=batch_size,
        learning_rate=0.05,
        initializer="xavier",
        l1=0.01,
        l2=0.02,
    )
    _assert_close(train(experiment, epochs=50, record=10), network.train(experiment, epochs=50, record=10))


def test_a_batch_of_all_points_or_more_is_a_full_batch() -> None:
    runs = [
        train(Experiment(samples=40, batch_size=size), epochs=50, record=10).parameters[-1]
        for size in (None, 40, 41, 10_000)
    ]
    for run in runs[1:]:
        for one, two in zip(runs[0], run, strict=True):
            np.testing.assert_array_equal(one, two)


def _has_a_weight_at_rounding(*several: Parameters) -> bool:
    """Tell whether a weight that any of them moved is 0 but for rounding."""
    weights = np.stack([np.concatenate([p.W1.ravel(), p.W2.ravel()]) for p in several])
    return bool(((abs(weights) < 1e-12).all(axis=0) & weights.any(axis=0)).any())


@settings(max_examples=60)
@given(recipe=RECIPES)
def test_engine_follows_the_reference_for_any_recipe(recipe: Recipe) -> None:
    """Over the first few epochs, before a hot run amplifies the last bits."""
    one = train(recipe, epochs=6, record=1)
    with np.errstate(all="ignore"):  # the reference does not watch for divergence
        two = network.train(recipe, epochs=6, record=1)
    # A hot run multiplies a difference in the last bit at every update, so compare one epoch at a time:
    # the reference's next epoch, from wherever the engine stands.
    points = generate(recipe.experiment).train
    assert one.epochs.tolist() == list(range(len(one)))
    assert len(one) == 7 or one.diverged_at == len(one)
    scale = max(abs(array).max() for parameters in two.parameters for array in parameters)
    if np.isfinite(scale) and scale < 100:
        for first, second in zip(one.parameters, two.parameters, strict=False):
            for a, b in zip(first, second, strict=True):
                np.testing.assert_allclose(a, b, rtol=1e-6, atol=1e-6)
            if recipe.experiment.l1 and _has_a_weight_at_rounding(first, second):
                break  # L1's next step is decided by the sign of a rounding error
    X = expand(points.X, recipe.experiment.features)
    start = oracle.cost(
        one.parameters[0],
        X,
        points.Y,
        recipe.experiment.activation,
        recipe.experiment.problem,
        recipe.experiment.leaky_slope,
    )
    assert one.train_loss[0] == pytest.approx(start, rel=1e-11)


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("activation", NAMES)
def test_engine_follows_plain_gradient_descent(activation: str, problem: str) -> None:
    """The same against the tests' own descent, which shares no code with either implementation."""
    experiment = Experiment(
        dataset=DATA[problem],
        problem=problem,
        samples=50,
        activation=activation,
        initializer="normal",
        learning_rate=0.1,
        leaky_slope=0.2,
        l1=0.02,
        l2=0.1,
    )
    trajectory = train(experiment, epochs=60, record=1)
    points = generate(experiment).train
    descent = oracle.descend(
        trajectory.parameters[0], points.X, points.Y, activation, problem, 0.1, 0.2, 0.02, 0.1
    )
    for got, expected in zip(trajectory.parameters[1:], descent, strict=False):
        for one, two in zip(got, expected, strict=True):
            np.testing.assert_allclose(one, two, rtol=1e-9, atol=1e-10)


def test_the_same_experiment_gives_the_same_numbers_every_time() -> None:
    runs = []
    for _ in range(3):
        np.random.seed(5)  # the global generator must not matter
        runs.append(train(Experiment(batch_size=64, samples=100), epochs=30, record=1))
    assert len({run.flat.tobytes() for run in runs}) == 1
    assert len({run.train_loss.tobytes() for run in runs}) == 1
