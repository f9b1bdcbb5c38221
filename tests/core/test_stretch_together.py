"""Several runs asked for at the same epochs: the bits each has alone, however they were asked for."""

from __future__ import annotations

import numpy as np
import pytest

from shallownet import Edit, Experiment, Recipe, train
from shallownet.core.initializers import INITIALIZERS
from shallownet.core.replay import begin, stretch_together
from shallownet.core.trajectory import Trajectory

SMALL = {"samples": 40, "hidden_units": 3}
WILD = Experiment(activation="relu", learning_rate=8.0, **SMALL)


def begun(*runs: Experiment | Recipe) -> list[Trajectory]:
    return [begin(run if isinstance(run, Recipe) else Recipe(run)) for run in runs]


def assert_as_alone(runs: list[Trajectory], after: int, stride: int, count: int, limit: int = 10**6) -> list:
    shared = stretch_together(runs, after, stride, count, limit)
    for known, rows in shared.views:
        alone = train(known.recipe, int(shared.epochs[-1]), record=1)
        last = int(alone.epochs[-1])
        wanted = np.minimum(shared.epochs, last)
        np.testing.assert_array_equal(known.epochs[rows], wanted)
        np.testing.assert_array_equal(known.flat[rows], alone.flat[wanted])
        np.testing.assert_array_equal(known.train_loss[rows], alone.train_loss[wanted])
    return shared.known


def test_every_initializer_side_by_side() -> None:
    runs = begun(*(Experiment(initializer=name, **SMALL) for name in INITIALIZERS))
    for after, stride, count in ((-1, 5, 10), (45, 5, 20), (10, 1, 7), (300, 30, 3), (3, 100, 2)):
        runs = assert_as_alone(runs, after, stride, count)


def test_networks_of_different_shape_and_input() -> None:
    runs = begun(
        Experiment(**SMALL),
        Experiment(samples=40, hidden_units=1),
        Experiment(features=("x1_squared", "x2_squared"), activation="identity", **SMALL),
    )
    assert_as_alone(runs, -1, 7, 12)


def test_edits_hold_for_the_run_they_belong_to() -> None:
    edited = Recipe(Experiment(**SMALL), (Edit(13, "learning_rate", 0.1), Edit(20, "W1[1,1]", 2.0)))
    assert_as_alone(begun(Experiment(**SMALL), edited), -1, 4, 12)


def test_one_that_diverges_stays_at_its_last_good_epoch_while_the_others_go_on() -> None:
    ended = train(WILD, 2000)
    assert ended.diverged_at is not None
    runs = begun(WILD, Experiment(**SMALL))
    count = ended.diverged_at // 5 + 20
    runs = assert_as_alone(runs, -1, 5, count)
    assert runs[0].diverged_at == ended.diverged_at
    assert runs[1].diverged_at is None
    assert_as_alone(runs, 5 * count, 5, 4)
    assert_as_alone(runs, 0, 1, 5)


def test_where_all_have_diverged_it_ends_with_the_last_good_epoch_of_the_longest() -> None:
    wilder = Experiment(activation="relu", learning_rate=15.0, **SMALL)
    ends = [int(train(run, 2000).epochs[-1]) for run in (WILD, wilder)]
    assert ends[0] != ends[1]
    shared = stretch_together(begun(WILD, wilder), -1, 10_000, 2, 10**6)
    assert shared.epochs.tolist() == sorted({0, max(ends)})
    again = stretch_together(shared.known, max(ends), 5, 3, 10**6)
    assert not len(again.epochs)


@pytest.mark.parametrize("seconds", [0.0, 1e-4, 0.02])
def test_with_little_time_there_are_fewer_and_nothing_is_lost(seconds: float) -> None:
    runs = begun(*(Experiment(initializer=name, **SMALL) for name in ("small", "he")))
    after, asked = -1, 0
    while after < 2000:
        shared = stretch_together(runs, after, 400, 6, 10**6, seconds)
        runs = shared.known
        after = int(shared.epochs[-1]) if len(shared.epochs) else after
        asked += 1
        assert asked < 10_000
    assert_as_alone(runs, -1, 400, 6)
