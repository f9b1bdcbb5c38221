"""Any stretch of a run on request: the same snapshots whatever was asked for before."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shallownet import Edit, Experiment, Recipe, Trajectory, train
from shallownet.core.replay import begin, reach, stretch

from .runs import RECIPES, assert_same_bits

SMALL = Recipe(Experiment(dataset="moons", samples=30, learning_rate=0.3))
DIVERGING = Recipe(
    Experiment(dataset="plane", problem="regression", activation="identity", samples=30, learning_rate=0.01),
    (Edit(63, "learning_rate", 100.0),),
)


def _wanted(run: Trajectory, after: int, stride: int, count: int, limit: int) -> list[int]:
    """The epochs an answer must hold, from the whole run: its last good epoch too when it is reached."""
    first = 0 if after < 0 else after + stride
    asked = sorted({min(first + stride * index, limit) for index in range(count)})
    end = int(run.epochs[-1])
    epochs = [epoch for epoch in asked if after < epoch <= end]
    if run.diverged_at is not None and asked and asked[-1] > end > after and end not in epochs:
        epochs.append(end)
    return epochs


def test_a_run_begins_at_epoch_0() -> None:
    run = begin(SMALL)
    assert_same_bits(run, train(SMALL, epochs=0))


@settings(max_examples=25)
@given(
    recipe=RECIPES,
    asks=st.lists(
        st.tuples(st.integers(-1, 70), st.integers(1, 12), st.integers(1, 9), st.integers(1, 70)),
        min_size=1,
        max_size=6,
    ),
)
def test_every_answer_is_a_function_of_the_ask(recipe: Recipe, asks: list[tuple[int, int, int, int]]) -> None:
    """Asks in any order, repeated, behind and ahead of what is known."""
    whole = train(recipe, epochs=200, record=1)
    known = begin(recipe)
    for after, stride, count, limit in asks:
        known, frames = stretch(known, after, stride, count, limit)
        assert frames.epochs.tolist() == _wanted(whole, after, stride, count, limit)
        assert_same_bits_but_for_the_end(frames, whole.select(np.isin(whole.epochs, frames.epochs)))
        assert_same_bits_but_for_the_end(known, whole.select(np.isin(whole.epochs, known.epochs)))
        assert known.epochs[0] == 0


def assert_same_bits_but_for_the_end(one: Trajectory, two: Trajectory) -> None:
    """Equal numbers; an answer that has not reached a divergence does not know of it."""
    np.testing.assert_array_equal(one.epochs, two.epochs)
    assert one.flat.tobytes() == two.flat.tobytes()
    assert one.rises.tobytes() == two.rises.tobytes()
    assert one.train_loss.tobytes() == two.train_loss.tobytes()
    assert one.diverged_at in (None, two.diverged_at)


def test_answers_asked_for_twice_are_the_same() -> None:
    first = stretch(begin(SMALL), 20, 5, 10, 1000)
    again = stretch(first.known, 20, 5, 10, 1000)
    assert_same_bits(first.frames, again.frames)
    assert_same_bits(first.known, again.known)
    assert first.frames.epochs.tolist() == list(range(25, 71, 5))


def test_a_run_ends_at_its_limit() -> None:
    known = begin(SMALL)
    known, frames = stretch(known, -1, 7, 50, 40)
    assert frames.epochs.tolist() == [0, 7, 14, 21, 28, 35, 40]
    _, frames = stretch(known, 40, 7, 50, 40)
    assert len(frames) == 0
    _, frames = stretch(known, 40, 7, 50, 60)
    assert frames.epochs.tolist() == [47, 54, 60]


def test_with_no_time_the_whole_run_still_comes_piece_by_piece() -> None:
    """Each answer brings the run further, has no gaps, and never a snapshot that is not the run's."""
    recipe = Recipe(Experiment(dataset="moons", samples=400, hidden_units=20))
    whole = train(recipe, epochs=400, record=1)
    known, after, seen = begin(recipe), -1, []
    for _ in range(1000):
        before = known.epochs[-1]
        known, frames = stretch(known, after, 3, 60, 400, seconds=0.0)
        seen.extend(frames.epochs.tolist())
        assert frames.flat.tobytes() == whole.flat[frames.epochs].tobytes()
        assert known.epochs[-1] > before or len(frames)
        if len(frames):
            after = int(frames.epochs[-1])
        if after == 400:
            break
    assert seen == [*range(0, 400, 3), 400]


def test_a_distant_epoch_comes_even_with_no_time() -> None:
    known, frames = begin(SMALL), None
    for _ in range(5000):
        known, frames = stretch(known, 4000, 10, 3, 10_000, seconds=0.0)
        if len(frames) == 3:
            break
    assert frames.epochs.tolist() == [4010, 4020, 4030]
    assert_same_bits(frames, train(SMALL, epochs=4030, record=[4010, 4020, 4030]))


@pytest.mark.parametrize("stride", [1, 5, 63, 64, 100])
@pytest.mark.parametrize("after", [-1, 0, 40, 62])
def test_a_diverging_run_ends_with_its_last_good_epoch(after: int, stride: int) -> None:
    whole = train(DIVERGING, epochs=500, record=1)
    last = int(whole.epochs[-1])
    assert whole.diverged_at == last + 1
    known, frames = stretch(begin(DIVERGING), after, stride, 200, 100_000)
    assert frames.epochs[-1] == last
    assert frames.diverged_at == known.diverged_at == last + 1
    assert (np.diff(frames.epochs) > 0).all()
    again = stretch(known, after, stride, 200, 100_000).frames
    assert_same_bits(again, frames)
    assert len(stretch(known, last, stride, 10, 100_000).frames) == 0


def test_one_step_at_a_time_into_a_divergence() -> None:
    whole = train(DIVERGING, epochs=500, record=1)
    known, after = begin(DIVERGING), 0
    while True:
        known, frames = stretch(known, after, 1, 1, 100_000)
        if not len(frames):
            break
        assert frames.epochs.tolist() == [after + 1]
        after += 1
    assert after == whole.epochs[-1]
    assert known.diverged_at == whole.diverged_at


def test_a_frame_before_the_end_does_not_show_the_end() -> None:
    """Asked for a few early epochs of a run known to diverge later: just those."""
    known = stretch(begin(DIVERGING), -1, 1, 200, 100_000).known
    frames = stretch(known, 3, 2, 4, 100_000).frames
    assert frames.epochs.tolist() == [5, 7, 9, 11]


def test_reaching_an_epoch_takes_as_many_pieces_as_time_allows() -> None:
    recipe = Recipe(Experiment(samples=20))
    runs, done, pieces = [begin(recipe)], False, 0
    while not done:
        runs, done = reach(runs, 1234, seconds=1e-4)
        pieces += 1
    assert pieces > 1
    row = runs[0].row_at(1234)
    assert runs[0].epochs[row] == 1234
    assert_same_bits(runs[0].select([row]), train(recipe, 1234, [1234]))
    # An earlier epoch that was passed by is not there before it was trained.
    passed = train(recipe, 1234, [0, 1234])
    assert [reach([passed], epoch, seconds=0.0)[1] for epoch in (0, 700, 1234)] == [True, False, True]


def test_what_has_ended_before_need_not_be_reached() -> None:
    (run,), done = reach([begin(DIVERGING)], 100_000)
    assert done
    assert run.epochs[-1] == run.diverged_at - 1
    assert reach([run], 100_000, seconds=0.0)[1]


@pytest.mark.slow
def test_a_hundred_thousand_epochs_stay_bounded_in_memory() -> None:
    recipe = Recipe(Experiment(dataset="moons", samples=10, hidden_units=2, learning_rate=0.1))
    known, after = begin(recipe), 0
    while after < 100_000:
        known, frames = stretch(known, after, 20, 500, 100_000)
        after = int(frames.epochs[-1])
        assert len(known) <= 5000
        assert known.flat.nbytes < 9e6
    assert known.epochs[0] == 0
    assert known.epochs[-1] == 100_000
    # and the past can still be asked for
    frames = stretch(known, 31_000, 1, 5, 100_000).frames
    assert frames.epochs.tolist() == [31_001, 31_002, 31_003, 31_004, 31_005]
