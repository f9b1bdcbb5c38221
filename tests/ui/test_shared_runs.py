"""What visitors share of runs: one training for all who look at the same, within so much memory."""

from __future__ import annotations

import gc
import threading
import time

import numpy as np
import pytest

from shallownet import Edit, Experiment, Recipe, train
from shallownet.core.replay import begin, fill
from shallownet.ui import shared_runs
from shallownet.ui.gauges import BLOCKS_KNOWN, BLOCKS_TRAINED
from shallownet.ui.process import TRAINING
from shallownet.ui.shared_runs import SharedRuns

BLOCK = (-1, 5, 40, 1000)
PLENTY = 2**30


def recipe(seed: int = 2, **settings: object) -> Recipe:
    return Recipe(Experiment(samples=40, seed=seed, **settings))  # type: ignore[arg-type]


@pytest.fixture
def trained(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Recipe, ...]]:
    """What has been trained, in order, for those who ask; what went along with something follows it."""
    monkeypatch.setattr(shared_runs, "_EXPECTED_SECONDS", 0.0)
    told: list[tuple[Recipe, ...]] = []

    def tell(gaps, seconds):
        told.extend(tuple(run.recipe for run in one.runs) for one in gaps)
        return fill(gaps, seconds)

    monkeypatch.setattr(shared_runs.TRAINER, "fill", tell)
    return told


def test_visitors_of_one_recipe_have_it_trained_once(trained: list[object]) -> None:
    runs = SharedRuns(PLENTY)
    before = BLOCKS_TRAINED.value, BLOCKS_KNOWN.value
    visitors = [runs.of([recipe()]) for _ in range(20)]
    answers = [visitor.stretch(*BLOCK) for visitor in visitors]
    assert len(trained) == 1
    assert (BLOCKS_TRAINED.value, BLOCKS_KNOWN.value) == (before[0] + 1, before[1] + 19)
    for answer in answers:
        (known, rows) = answer.views[0]
        np.testing.assert_array_equal(known.epochs[rows], np.arange(0, 200, 5))
        np.testing.assert_array_equal(
            known.train_loss[rows], train(recipe(), 195, range(0, 200, 5)).train_loss
        )


def test_a_run_goes_on_however_little_of_it_a_turn_brings(monkeypatch: pytest.MonkeyPatch) -> None:
    """A turn may be shorter than the epochs between two frames: what it brought is not trained again."""
    turns: list[int] = []

    def train_one_epoch(gaps, seconds):
        turns.append(gaps[0].start)
        return fill(gaps, 0.0)

    monkeypatch.setattr(shared_runs.TRAINER, "fill", train_one_epoch)
    # So many updates that after every epoch there is a look at the clock.
    slow = Recipe(Experiment(samples=2000, batch_size=4))
    run = SharedRuns(PLENTY).of([slow])
    frames: list[int] = []
    for _ in range(20):
        frames.extend(run.stretch(max([0, *frames]), 5, 40, 1000).epochs)
        if len(frames) == 2:
            break
    assert frames == [5, 10]
    assert len(turns) <= 12
    ten = int(np.searchsorted(run.known[0].epochs, 10))
    assert run.known[0].train_loss[ten] == train(slow, 10).train_loss[-1]


def test_visitors_who_come_at_the_same_moment_too(trained: list[object]) -> None:
    runs = SharedRuns(PLENTY)
    visitors = [threading.Thread(target=lambda: runs.of([recipe()]).stretch(*BLOCK)) for _ in range(20)]
    with TRAINING:
        for visitor in visitors:
            visitor.start()
        while not trained and any(one.ident is None for one in visitors):
            pass
    for visitor in visitors:
        visitor.join()
    assert len(trained) == 1


def test_what_is_known_is_told_while_somebody_else_trains() -> None:
    runs = SharedRuns(PLENTY)
    run = runs.of([recipe()])
    run.stretch(*BLOCK)
    answered = threading.Thread(target=run.stretch, args=BLOCK)
    with TRAINING:
        answered.start()
        answered.join(30)
        assert not answered.is_alive()


@pytest.mark.parametrize(
    "other",
    [
        recipe(seed=3),
        recipe(learning_rate=0.1),
        Recipe(recipe().experiment, (Edit(100, "learning_rate", 0.1),)),
    ],
    ids=str,
)
def test_different_recipes_share_nothing(other: Recipe, trained: list[object]) -> None:
    runs = SharedRuns(PLENTY)
    mine, theirs = runs.of([recipe()]), runs.of([other])
    mine.stretch(*BLOCK)
    known, rows = theirs.stretch(*BLOCK).views[0]
    assert trained == [(recipe(),), (other,)]
    np.testing.assert_array_equal(known.flat[rows], _flat(other))


def _flat(one: Recipe) -> object:
    return np.stack([parameters.flat() for parameters in train(one, 195, range(0, 200, 5)).parameters])


def test_an_edited_run_goes_on_from_what_is_known_of_the_other(trained: list[object]) -> None:
    runs = SharedRuns(PLENTY)
    run = runs.of([recipe()])
    run.stretch(*BLOCK)
    edited = Recipe(recipe().experiment, (Edit(100, "learning_rate", 0.1),))
    other = runs.of([edited], [one.cut(100, edited) for one in run.known])
    assert other.last_epoch == 100
    trained.clear()
    other.stretch(-1, 5, 21, 1000)
    assert trained == []
    known, rows = other.stretch(*BLOCK).views[0]
    np.testing.assert_array_equal(known.flat[rows], _flat(edited))


def test_what_nobody_looks_at_stays_for_the_next_visitor_while_there_is_room(trained: list[object]) -> None:
    runs = SharedRuns(PLENTY)
    runs.of([recipe()]).stretch(*BLOCK)
    gc.collect()
    runs.of([recipe()]).stretch(*BLOCK)
    assert len(trained) == 1


def test_memory_never_grows_beyond_its_bound() -> None:
    runs = SharedRuns(300_000)
    held = runs.of([recipe(0)])
    for seed in range(1, 100):
        runs.of([recipe(seed)]).stretch(*BLOCK)
        assert runs.nbytes <= 300_000
    assert len(runs) < 30
    assert runs.of([recipe(0)]) is held


def test_the_longest_unused_goes_first(trained: list[object]) -> None:
    one = SharedRuns(PLENTY)
    one.of([recipe()]).stretch(*BLOCK)
    runs = SharedRuns(3 * one.nbytes)
    for seed in (1, 2, 3, 1, 4):
        runs.of([recipe(seed)]).stretch(*BLOCK)
    trained.clear()
    runs.of([recipe(1)]).stretch(*BLOCK)
    assert trained == []
    runs.of([recipe(2)]).stretch(*BLOCK)
    assert trained == [(recipe(2),)]


def test_long_runs_that_are_looked_at_are_thinned_and_say_the_same() -> None:
    plenty, little = SharedRuns(PLENTY), SharedRuns(150_000)
    rich, poor = plenty.of([recipe()]), little.of([recipe()])
    for after in range(-1, 5000, 500):
        rich.stretch(after, 1, 500, 10_000)
        poor.stretch(after, 1, 500, 10_000)
    assert little.nbytes <= 150_000 < plenty.nbytes
    assert poor.last_epoch == rich.last_epoch
    for after in (-1, 700, 4000):
        (some, at), (others, there) = (run.stretch(after, 7, 50, 10_000).views[0] for run in (rich, poor))
        np.testing.assert_array_equal(some.flat[at], others.flat[there])
        np.testing.assert_array_equal(some.train_loss[at], others.train_loss[there])


def test_a_run_that_is_looked_at_keeps_a_few_hundred_snapshots_however_little_memory_there_is() -> None:
    runs = SharedRuns(1)
    run = runs.of([recipe()])
    run.stretch(-1, 1, 1000, 10_000)
    assert 100 < len(run.known[0]) < 250
    assert run.last_epoch == 999


def test_an_answer_is_whole_however_little_of_it_can_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_runs, "BLOCK_SECONDS", 30.0)
    run = SharedRuns(1).of([recipe()])
    assert len(run.stretch(-1, 1, 1000, 10_000).epochs) == 1000
    assert len(run.stretch(100, 1, 500, 10_000).epochs) == 500
    known, rows = run.at(333)[0]
    assert known.epochs[rows[-1]] == 333


def test_many_short_runs_on_own_points_are_counted_with_their_points() -> None:
    runs = SharedRuns(PLENTY)
    points = tuple((i / 100, (i * 7 % 100) / 100, i % 2) for i in range(100))
    own = Experiment(dataset="own", points=points)  # type: ignore[arg-type]
    drawn = runs.of([Recipe(Experiment(samples=100))]).nbytes
    assert runs.of([Recipe(own)]).nbytes > drawn + 10_000


def test_networks_of_a_comparison_are_at_an_epoch_and_one_that_diverges_at_its_last_good_one() -> None:
    wild = recipe(activation="relu", learning_rate=1000.0)
    run = SharedRuns(PLENTY).of([recipe(), wild])
    calm, gone = run.at(300)
    assert calm.known.epochs[calm.rows[-1]] == 300
    assert gone.known.diverged_at is not None
    assert gone.known.epochs[gone.rows[-1]] == gone.known.diverged_at - 1
    begun = begin(wild)
    np.testing.assert_array_equal(gone.known.flat[0], begun.flat[0])


def test_a_run_that_has_diverged_is_at_its_last_good_epoch_whatever_is_asked() -> None:
    wild = recipe(activation="relu", learning_rate=1000.0)
    known, rows = SharedRuns(PLENTY).of([wild]).at(5000)[0]
    assert known.diverged_at is not None
    assert known.epochs[rows[-1]] == known.diverged_at - 1


def waiting_together(runs: list[tuple[shared_runs.SharedRun, tuple[int, int, int, int]]], pool: SharedRuns):
    """What each is answered, where all of them wait for one turn."""
    answers: dict[int, object] = {}

    def ask(number: int) -> None:
        run, asked = runs[number]
        answers[number] = run.stretch(*asked)

    visitors = [threading.Thread(target=ask, args=(number,)) for number in range(len(runs))]
    with TRAINING:
        for number, visitor in enumerate(visitors):
            visitor.start()
            while len(pool._queue) <= number:
                pass
    for visitor in visitors:
        visitor.join()
    return [answers[number] for number in range(len(runs))]


def test_those_who_wait_for_the_like_are_trained_together_each_from_its_own_epoch(
    trained: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_runs, "BLOCK_SECONDS", 30.0)
    pool = SharedRuns(PLENTY)
    recipes = [recipe(seed, dataset=name) for seed, name in enumerate(("flower", "moons", "circles", "xor"))]
    starts = [0, 35, 500, 60]
    runs = [pool.of([one]) for one in recipes]
    for run, start in zip(runs, starts, strict=True):
        run.at(start)
    calls: list[int] = []
    told = shared_runs.TRAINER.fill
    monkeypatch.setattr(shared_runs.TRAINER, "fill", lambda gaps, s: calls.append(len(gaps)) or told(gaps, s))
    trained.clear()
    asked = [(start, 5, 20 + 10 * number, 10_000) for number, start in enumerate(starts)]
    answers = waiting_together(list(zip(runs, asked, strict=True)), pool)
    assert calls[0] == 4
    assert trained[:4] == [(one,) for one in recipes]
    for one, (start, stride, count, _), answer in zip(recipes, asked, answers, strict=True):
        epochs = range(start + stride, start + stride * (count + 1), stride)
        known, rows = answer.views[0]
        np.testing.assert_array_equal(known.epochs[rows], epochs)
        alone = train(one, epochs[-1], epochs)
        np.testing.assert_array_equal(
            known.flat[rows], np.stack([parameters.flat() for parameters in alone.parameters])
        )
        np.testing.assert_array_equal(known.rises[rows], alone.rises)


@pytest.mark.parametrize(
    "other",
    [
        recipe(3, hidden_units=5),
        recipe(3, activation="relu"),
        recipe(3, test_fraction=0.5),
        recipe(3, batch_size=10),
        recipe(3, l2=0.1),
    ],
    ids=str,
)
def test_what_is_unlike_waits_for_its_own_turn(other: Recipe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_runs, "BLOCK_SECONDS", 30.0)
    calls: list[int] = []
    monkeypatch.setattr(shared_runs.TRAINER, "fill", lambda gaps, s: calls.append(len(gaps)) or fill(gaps, s))
    pool = SharedRuns(PLENTY)
    runs = [pool.of([recipe()]), pool.of([other])]
    answers = waiting_together([(run, BLOCK) for run in runs], pool)
    assert calls == [1, 1]
    for one, answer in zip((recipe(), other), answers, strict=True):
        np.testing.assert_array_equal(answer.views[0].known.flat[answer.views[0].rows], _flat(one))


def test_a_companion_that_diverges_disturbs_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_runs, "BLOCK_SECONDS", 30.0)
    pool = SharedRuns(PLENTY)
    calm, wild = recipe(activation="relu"), recipe(activation="relu", learning_rate=1000.0)
    for recipes in ([calm, wild], [wild, calm]):
        runs = [pool.of([one]) for one in recipes]
        answers = dict(zip(recipes, waiting_together([(run, BLOCK) for run in runs], pool), strict=True))
        known, rows = answers[calm].views[0]
        np.testing.assert_array_equal(known.flat[rows], _flat(calm))
        assert answers[wild].views[0].known.diverged_at == train(wild, 300).diverged_at
        pool = SharedRuns(PLENTY)


def test_nobody_is_left_in_the_queue(trained: list[object]) -> None:
    pool = SharedRuns(PLENTY)
    waiting_together([(pool.of([recipe(seed)]), BLOCK) for seed in range(12)], pool)
    assert pool._queue == []


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[list[tuple[Recipe, int, int]]]:
    """What has been trained in each turn: recipes, and the first and last epoch that each lacked."""
    calls: list[list[tuple[Recipe, int, int]]] = []

    def tell(gaps, seconds):
        calls.append([(one.runs[0].recipe, one.missing[0], one.missing[-1]) for one in gaps])
        return fill(gaps, seconds)

    monkeypatch.setattr(shared_runs, "BLOCK_SECONDS", 30.0)
    monkeypatch.setattr(shared_runs.TRAINER, "fill", tell)
    return calls


def test_who_has_just_asked_is_trained_along_before_asking_again(calls: list[object]) -> None:
    pool = SharedRuns(PLENTY)
    first, second = pool.of([recipe(1)]), pool.of([recipe(2)])
    first.stretch(0, 5, 40, 10_000)
    second.stretch(0, 5, 40, 10_000)
    assert calls == [[(recipe(1), 5, 200)], [(recipe(2), 5, 200), (recipe(1), 205, 400)]]
    for run, one in ((first, recipe(1)), (second, recipe(2))):
        calls.clear()
        known, rows = run.stretch(200, 5, 40, 10_000).views[0]
        alone = train(one, 400, range(205, 401, 5))
        np.testing.assert_array_equal(known.epochs[rows], alone.epochs)
        np.testing.assert_array_equal(known.train_loss[rows], alone.train_loss)
        assert calls == ([] if run is first else [[(recipe(2), 205, 400), (recipe(1), 405, 600)]])


def test_nobody_waits_for_more_epochs_than_were_asked_for(calls: list[object]) -> None:
    pool = SharedRuns(PLENTY)
    first, second = pool.of([recipe(1)]), pool.of([recipe(2)])
    first.stretch(-1, 5, 181, 10_000)
    second.stretch(-1, 5, 31, 10_000)
    assert calls[-1] == [(recipe(2), 5, 150), (recipe(1), 905, 1050)]


def test_who_does_not_ask_on_is_trained_along_only_once(calls: list[object]) -> None:
    pool = SharedRuns(PLENTY)
    gone, here = pool.of([recipe(1)]), pool.of([recipe(2)])
    gone.stretch(*BLOCK)
    for after in (-1, 195, 395, 595):
        here.stretch(after, 5, 40, 10_000)
    assert [len(one) for one in calls] == [1, 2, 1, 1, 1]


def test_who_has_not_asked_for_long_is_not_trained_along(
    calls: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = SharedRuns(PLENTY)
    gone, here = pool.of([recipe(1)]), pool.of([recipe(2)])
    gone.stretch(*BLOCK)
    later = time.monotonic() + 4.1
    monkeypatch.setattr(shared_runs.time, "monotonic", lambda: later)
    here.stretch(*BLOCK)
    assert [len(one) for one in calls] == [1, 1]


@pytest.mark.parametrize(
    "heavy",
    [{"samples": 10_000}, {"samples": 400, "batch_size": 1}, {"samples": 2000, "hidden_units": 50}],
    ids=str,
)
def test_heavy_ones_take_turns_of_their_own(heavy: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    monkeypatch.setattr(shared_runs, "BLOCK_SECONDS", 30.0)
    monkeypatch.setattr(shared_runs.TRAINER, "fill", lambda gaps, s: calls.append(len(gaps)) or fill(gaps, s))
    pool = SharedRuns(PLENTY)
    runs = [pool.of([Recipe(Experiment(seed=seed, **heavy))]) for seed in range(3)]
    waiting_together([(run, (-1, 1, 3, 100)) for run in runs], pool)
    assert calls == [1, 1, 1]


def test_nothing_is_expected_beyond_the_end(calls: list[object]) -> None:
    pool = SharedRuns(PLENTY)
    ended, here = pool.of([recipe(1)]), pool.of([recipe(2)])
    ended.stretch(-1, 5, 41, 200)
    here.stretch(-1, 5, 41, 10_000)
    assert [len(one) for one in calls] == [1, 1]
