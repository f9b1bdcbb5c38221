"""Twins: hidden units that start equal stay equal to the last bit, for every activation and every width."""

import numpy as np
import pytest

from shallownet import Experiment, Parameters, Trajectory, train, train_many
from shallownet.core.activations import ACTIVATIONS
from shallownet.core.engine import Lockstep
from shallownet.core.experiment import Recipe
from shallownet.core.snapshot import Snapshot
from shallownet.core.stability import no_rises

NAMES = sorted(ACTIVATIONS)
# ReLU, identity and their kin blow up at the published rate from equal weights; at this one they learn.
CALM = 0.1


def _spread(parameters: Parameters) -> float:
    """The largest difference between two hidden units in anything they own."""
    own = np.concatenate([parameters.W1, parameters.b1, parameters.W2.T], axis=1)
    return float((own.max(axis=0) - own.min(axis=0)).max())


def _assert_twins(run: Trajectory) -> None:
    label = f"{run.experiment.activation}, {run.experiment.hidden_units} units"
    for epoch, parameters in zip(run.epochs, run.parameters, strict=True):
        assert _spread(parameters) == 0.0, f"{label}, epoch {epoch}"


def _twins(activation: str, hidden_units: int, **settings: object) -> Experiment:
    chosen = {"initializer": "constant", "learning_rate": 1.2 if activation in ("tanh", "sigmoid") else CALM}
    return Experiment(activation=activation, hidden_units=hidden_units, **{**chosen, **settings})


def _assert_twins_that_learn(runs: list[Experiment], epochs: int, record: object) -> None:
    for run in train_many(runs, epochs=epochs, record=record):
        _assert_twins(run)
        assert run.diverged_at is None
        assert (run.parameters[-1].W1 != run.parameters[0].W1).all()


@pytest.mark.parametrize("activation", NAMES)
def test_a_few_epochs(activation: str) -> None:
    runs = [_twins(activation, width) for width in (1, 2, 3, 4, 5, 7, 13, 50)]
    _assert_twins_that_learn(runs, epochs=150, record=10)


@pytest.mark.slow
@pytest.mark.parametrize("activation", NAMES)
def test_every_width_over_1000_epochs(activation: str) -> None:
    runs = [_twins(activation, width) for width in range(1, 51)]
    _assert_twins_that_learn(runs, epochs=1000, record=100)


@pytest.mark.slow
@pytest.mark.parametrize("activation", NAMES)
def test_some_widths_over_10_000_epochs(activation: str) -> None:
    runs = [_twins(activation, width) for width in (2, 3, 4, 5, 6, 7, 16, 50)]
    _assert_twins_that_learn(runs, epochs=10_000, record=1000)


@pytest.mark.parametrize("samples", [10, 37, 101, 128, 403])
@pytest.mark.parametrize("activation", NAMES)
def test_any_number_of_points(activation: str, samples: int) -> None:
    runs = [_twins(activation, width, samples=samples, dataset="moons") for width in (3, 5, 9)]
    _assert_twins_that_learn(runs, epochs=100, record=20)


@pytest.mark.parametrize("batch_size", [1, 7, 64, 399])
@pytest.mark.parametrize("activation", NAMES)
def test_mini_batches(activation: str, batch_size: int) -> None:
    epochs = 3 if batch_size == 1 else 20
    runs = [_twins(activation, width, batch_size=batch_size, learning_rate=0.02) for width in (3, 5, 7)]
    _assert_twins_that_learn(runs, epochs=epochs, record=1)


@pytest.mark.slow
@pytest.mark.parametrize("batch_size", [32, 150])
@pytest.mark.parametrize("activation", NAMES)
def test_mini_batches_over_1000_epochs(activation: str, batch_size: int) -> None:
    runs = [
        _twins(activation, width, batch_size=batch_size, samples=200, learning_rate=0.01)
        for width in (3, 5, 7, 50)
    ]
    _assert_twins_that_learn(runs, epochs=1000, record=100)


@pytest.mark.parametrize(
    "features",
    [("x1",), ("x1", "x2", "x1x2"), ("x1", "x2", "x1x2", "sin_x1"), ("x1", "x2", "x1x2", "sin_x1", "sin_x2")],
)
@pytest.mark.parametrize("activation", NAMES)
def test_any_number_of_inputs(activation: str, features: tuple[str, ...]) -> None:
    runs = [_twins(activation, width, features=features, learning_rate=0.02) for width in (3, 5, 7)]
    _assert_twins_that_learn(runs, epochs=100, record=20)


@pytest.mark.parametrize(("l1", "l2"), [(0.1, 0.0), (0.0, 0.5), (0.05, 0.2)])
@pytest.mark.parametrize("activation", NAMES)
def test_penalties(activation: str, l1: float, l2: float) -> None:
    runs = [_twins(activation, width, l1=l1, l2=l2) for width in (3, 5, 7)]
    _assert_twins_that_learn(runs, epochs=100, record=20)


@pytest.mark.parametrize("dataset", ["plane", "bumps"])
@pytest.mark.parametrize("activation", NAMES)
def test_regression(activation: str, dataset: str) -> None:
    runs = [
        _twins(activation, width, dataset=dataset, problem="regression", constant=0.1, learning_rate=0.002)
        for width in (3, 5, 7, 50)
    ]
    _assert_twins_that_learn(runs, epochs=150, record=20)


@pytest.mark.parametrize("rate", [1.2, 20.0, 1000.0])
@pytest.mark.parametrize("activation", NAMES)
def test_wild_rates(activation: str, rate: float) -> None:
    """Whatever such a run becomes, and whether or not it diverges."""
    for run in train_many(
        [_twins(activation, width, learning_rate=rate) for width in (3, 5, 7)], epochs=150, record=1
    ):
        _assert_twins(run)


def test_one_network_at_a_time() -> None:
    for width in (3, 5, 7):
        _assert_twins(train(_twins("tanh", width), epochs=300, record=50))


# --- the zero start fails in different ways


@pytest.mark.parametrize("class_share", [0.5, 0.3])
@pytest.mark.parametrize("activation", ["tanh", "relu", "leaky_relu", "identity", "elu", "silu", "mish"])
def test_zeros_freeze_all_but_the_output_bias(activation: str, class_share: float) -> None:
    """g(0) = 0: only b2 moves, to the log-odds of the classes; with balanced classes not even that."""
    run = train(
        Experiment(activation=activation, initializer="zeros", class_share=class_share, learning_rate=4.0),
        epochs=400,
    )
    for parameters in run.parameters:
        assert not parameters.W1.any()
        assert not parameters.b1.any()
        assert not parameters.W2.any()
    log_odds = np.log(class_share / (1 - class_share))
    assert run.parameters[-1].b2[0, 0] == pytest.approx(log_odds, abs=1e-9)
    if class_share == 0.5:
        assert run.parameters[-1].b2[0, 0] == 0.0


@pytest.mark.parametrize("hidden_units", [2, 3, 5, 7, 16, 50])
@pytest.mark.parametrize("activation", ["sigmoid", "softplus"])
def test_zeros_give_twins_where_g_of_0_is_not_0(activation: str, hidden_units: int) -> None:
    run = train(
        Experiment(
            activation=activation,
            initializer="zeros",
            hidden_units=hidden_units,
            class_share=0.3,
            learning_rate=0.1,
        ),
        epochs=1000,
    )
    _assert_twins(run)
    assert (run.parameters[-1].W1 != 0).all()


@pytest.mark.parametrize("activation", ["sigmoid", "softplus"])
def test_zeros_with_mini_batches_give_twins(activation: str) -> None:
    """Balanced data, but its batches are not."""
    run = train(
        Experiment(
            activation=activation, initializer="zeros", batch_size=30, hidden_units=5, learning_rate=0.1
        ),
        epochs=30,
    )
    _assert_twins(run)
    assert (run.parameters[-1].W1 != 0).all()


def test_zeros_on_a_balanced_batch_stay_frozen_under_sigmoid() -> None:
    run = train(Experiment(activation="sigmoid", initializer="zeros", hidden_units=5), epochs=1000)
    assert not run.flat.any()


def test_zeros_on_a_balanced_batch_are_at_most_twins_under_softplus() -> None:
    """Frozen in exact arithmetic; rounding may wake it, but still as twins."""
    _assert_twins(train(Experiment(activation="softplus", initializer="zeros", hidden_units=5), epochs=3000))


# --- one nudge frees one unit


@pytest.mark.parametrize("nudged", [0, 2, 4])
@pytest.mark.parametrize("activation", NAMES)
@pytest.mark.parametrize("initializer", ["constant", "zeros"])
def test_one_nudge_frees_one_unit(initializer: str, activation: str, nudged: int) -> None:
    experiment = _twins(activation, 5, initializer=initializer, class_share=0.4)
    parameters = train(experiment, epochs=0).parameters[0]
    W1 = parameters.W1.copy()
    W1[nudged, 0] += 0.01
    recipe = Recipe(experiment)
    start = Snapshot(0, parameters._replace(W1=W1).flat(), no_rises())
    lockstep = Lockstep([recipe], [start])
    snapshots = lockstep.advance(range(50, 1001, 50))[0]
    run = Trajectory.of(recipe, lockstep.networks[0].shape, snapshots)
    for now in run.parameters:
        others = np.delete(np.concatenate([now.W1, now.b1, now.W2.T], axis=1), nudged, axis=0)
        assert (others == others[0]).all()
        assert (now.W1[nudged] != others[0, :2]).any()
        if initializer == "zeros" and activation not in ("sigmoid", "softplus"):
            assert not others.any()
