"""Diverged and unstable, recomputed from the costs of every epoch."""

import numpy as np
import pytest
from hypothesis import given, settings

from shallownet import Edit, Experiment, Recipe, Trajectory, train
from shallownet.core.activations import ACTIVATIONS
from shallownet.core.datasets import generate
from shallownet.core.features import expand
from shallownet.core.stability import rose

from . import oracle
from .runs import RECIPES

LIMIT = 100  # times the cost at epoch 0


def _costs(run: Trajectory) -> np.ndarray:
    experiment = run.experiment
    points = generate(experiment).train
    X = expand(points.X, experiment.features)
    with np.errstate(all="ignore"):
        return np.array(
            [
                float(
                    oracle.cost(
                        parameters,
                        X,
                        points.Y,
                        experiment.activation,
                        experiment.problem,
                        experiment.leaky_slope,
                    )
                )
                for parameters in run.parameters
            ]
        )


def _check_every_epoch_is_good(run: Trajectory) -> None:
    costs = _costs(run)
    assert np.isfinite(run.flat).all()
    assert np.isfinite(costs).all()
    assert (costs <= LIMIT * costs[0] * (1 + 1e-9)).all()


def _check_the_next_epoch_is_bad(run: Trajectory) -> None:
    """One step of the tests' own descent from the last snapshot; only for a full batch and no edit."""
    experiment = run.experiment
    points = generate(experiment).train
    X = expand(points.X, experiment.features)
    arguments = (experiment.activation, experiment.problem)
    after = next(
        oracle.descend(
            run.parameters[-1],
            X,
            points.Y,
            *arguments,
            experiment.learning_rate,
            experiment.leaky_slope,
            experiment.l1,
            experiment.l2,
        )
    )
    with np.errstate(all="ignore"):
        cost = float(oracle.cost(after, X, points.Y, *arguments, experiment.leaky_slope))
    finite = all(np.isfinite(array).all() for array in after)
    assert not finite or not cost <= LIMIT * _costs(run)[0] * (1 - 1e-9)


WILD = [
    Experiment(activation=activation, learning_rate=rate, samples=100, initializer=initializer)
    for activation in sorted(ACTIVATIONS)
    for rate in (100.0, 1000.0, 1e6)
    for initializer in ("small", "normal", "large")
] + [
    Experiment(
        dataset=dataset,
        problem="regression",
        activation=activation,
        learning_rate=rate,
        samples=60,
        l2=l2,
        initializer="normal",
    )
    for dataset in ("plane", "bumps")
    for activation in sorted(ACTIVATIONS)
    for rate, l2 in ((5.0, 0.0), (1e4, 0.0), (3.0, 100.0))
]


def _label(run: Experiment) -> str:
    return f"{run.dataset}-{run.activation}-{run.initializer}-{run.learning_rate:g}-{run.l2:g}"


@pytest.mark.parametrize("experiment", WILD, ids=_label)
def test_a_run_stops_at_its_last_good_epoch(experiment: Experiment) -> None:
    run = train(experiment, epochs=150, record=1)
    assert run.epochs.tolist() == list(range(len(run)))
    _check_every_epoch_is_good(run)
    if run.diverged_at is None:
        assert len(run) == 151
    else:
        assert run.diverged_at == run.epochs[-1] + 1
        _check_the_next_epoch_is_bad(run)


def test_some_of_the_wild_runs_diverge_and_some_do_not() -> None:
    ends = [train(experiment, epochs=150).diverged_at is None for experiment in WILD]
    assert 5 < sum(ends) < len(ends) - 5


def test_relu_at_rate_100_diverges() -> None:
    run = train(Experiment(activation="relu", learning_rate=100.0), epochs=2000)
    assert run.diverged_at is not None
    assert run.epochs[-1] == run.diverged_at - 1


def test_tanh_is_stopped_by_its_cost_not_by_infinity() -> None:
    """At rate 1000 a tanh network's cost stays finite for ever, with a peak far above 100 times its start."""
    experiment = Experiment(learning_rate=1000.0)
    run = train(experiment, epochs=2000, record=1)
    assert run.diverged_at is not None
    _check_every_epoch_is_good(run)
    _check_the_next_epoch_is_bad(run)
    points = generate(experiment).train
    after = next(oracle.descend(run.parameters[-1], points.X, points.Y, "tanh", "classification", 1000.0))
    assert np.isfinite(oracle.cost(after, points.X, points.Y, "tanh", "classification"))


@pytest.mark.parametrize("record", [None, 1, 7, 500, [0, 3, 200], [2000]], ids=str)
def test_the_last_snapshot_is_the_last_good_epoch_whatever_is_recorded(record: object) -> None:
    experiment = Experiment(activation="relu", learning_rate=100.0)
    every = train(experiment, epochs=2000, record=1)
    run = train(experiment, epochs=2000, record=record)
    assert run.diverged_at == every.diverged_at
    assert run.epochs[-1] == run.diverged_at - 1
    assert (np.diff(run.epochs) > 0).all()
    assert run.flat[-1].tobytes() == every.flat[-1].tobytes()
    assert run.train_loss[-1] == every.train_loss[-1]
    assert run.unstable[-1] == every.unstable[-1]


@pytest.mark.parametrize("record", [None, 1, 10, [5], [0], [0, 1]], ids=str)
def test_a_run_that_diverges_at_once_shows_its_start(record: object) -> None:
    experiment = Experiment(
        dataset="plane", problem="regression", activation="identity", initializer="normal", learning_rate=1e6
    )
    run = train(experiment, epochs=10, record=record)
    assert run.diverged_at == 1
    assert run.epochs.tolist() == [0]
    assert np.isfinite(run.train_loss).all()


@pytest.mark.parametrize("calm", [63, 64, 65, 100, 500])
def test_a_run_made_to_diverge_by_an_edit(calm: int) -> None:
    recipe = Recipe(
        Experiment(
            dataset="plane", problem="regression", activation="identity", samples=50, learning_rate=0.01
        ),
        (Edit(calm, "learning_rate", 1e6),),
    )
    for record in (1, None, [0, calm], [calm + 300]):
        run = train(recipe, epochs=calm + 300, record=record)
        assert run.diverged_at == run.epochs[-1] + 1
        assert calm < run.diverged_at < calm + 10
        assert (np.diff(run.epochs) > 0).all()


@settings(max_examples=30)
@given(recipe=RECIPES)
def test_nothing_bad_is_ever_recorded(recipe: Recipe) -> None:
    run = train(recipe, epochs=60, record=1)
    _check_every_epoch_is_good(run)
    assert run.epochs.tolist() == list(range(len(run)))
    assert run.diverged_at == (None if len(run) == 61 else len(run))


# --- unstable

RESTLESS = [
    Experiment(hidden_units=20, samples=100, learning_rate=4.0),
    Experiment(samples=100, learning_rate=8.0),
    Experiment(samples=100, learning_rate=1.2, activation="relu", initializer="normal"),
    Experiment(samples=80, batch_size=5, learning_rate=1.0),
    Experiment(dataset="bumps", problem="regression", samples=60, learning_rate=0.9, initializer="normal"),
    Experiment(samples=100, learning_rate=0.1),
]


def _rises(costs: np.ndarray, epoch: int) -> int:
    """In how many of the last 100 epochs the cost rose; before epoch 100 there are fewer to count."""
    window = costs[max(0, epoch - 100) : epoch + 1]
    return int((np.diff(window) > 1e-12 * window[:-1]).sum())


@pytest.mark.parametrize("experiment", RESTLESS, ids=_label)
@pytest.mark.parametrize("record", [1, 37, [100, 101, 399, 600], [600]], ids=str)
def test_unstable_is_more_than_a_third_of_the_last_100_epochs(experiment: Experiment, record: object) -> None:
    costs = train(experiment, epochs=600, record=1).train_loss
    run = train(experiment, epochs=600, record=record)
    assert run.unstable.dtype == bool
    expected = [_rises(costs, epoch) * 3 > 100 for epoch in run.epochs]
    assert run.unstable.tolist() == expected


def test_the_restless_runs_are_of_both_kinds() -> None:
    seen = [train(experiment, epochs=600, record=1).unstable for experiment in RESTLESS]
    assert any(run.any() and not run.all() for run in seen)
    assert any(not run.any() for run in seen)


def test_the_last_digits_of_a_cost_that_stands_still_are_no_rise() -> None:
    """A network with identity units is convex enough to arrive; from then on its cost is only rounded."""
    run = train(Experiment(dataset="circles", activation="identity"), epochs=3000, record=1)
    rising = np.diff(run.train_loss[-101:]) > 0
    assert rising.sum() > 0
    assert not run.unstable[-1]
    np.testing.assert_array_equal(rose(run.train_loss[-101:]), False)


def test_a_frozen_run_is_stable() -> None:
    """Its cost does not move, and equal is not risen."""
    run = train(Experiment(initializer="zeros", samples=100), epochs=300, record=1)
    assert len(set(run.train_loss.tolist())) == 1
    assert not run.unstable.any()


def test_an_unstable_run_goes_on() -> None:
    run = train(RESTLESS[1], epochs=600)
    assert run.unstable.any()
    assert run.epochs[-1] == 600
