"""Several networks behind one stage: answers, edits and nudges."""

from __future__ import annotations

import json
from collections import defaultdict

import numpy as np
import pytest

from shallownet import Edit, Experiment, ExperimentError, Recipe, train
from shallownet.core.symmetry import count_groups, twin_groups
from shallownet.stage.comparison import Comparison, Variant
from shallownet.ui.ask import Ask
from shallownet.ui.live import LiveRun

STARTS = ("zeros", "constant", "small")


def live_run(*initializers: str, **settings: object) -> LiveRun:
    comparison = Comparison(
        tuple(Variant(name, name, {"initializer": name}) for name in initializers or STARTS),
        meters=("verdict", "twins"),
    )
    texts = defaultdict(lambda: "text")
    return LiveRun("stage", Experiment(**settings), texts, {}, comparison, followed=True)


def ask(live: LiveRun, after: int, **more: object) -> Ask:
    message = {"recipe": live.stage_recipe, "from": after, "stride": 5, "frames": 4, "limit": 1000}
    parsed = Ask.parse({**message, "have_run": header(live)["run_id"], **more})
    assert parsed is not None
    return parsed


def header(live: LiveRun) -> dict:
    block = live.block()
    return json.loads(block[4 : 4 + int.from_bytes(block[:4], "little")])


def settle_edit(live: LiveRun, epoch: int) -> None:
    """What a stage does about a pending edit: it tells the epoch on screen."""
    pending = header(live)["pending"]
    assert pending is not None
    live.reply(ask(live, epoch, pending=pending["id"]))
    assert header(live)["pending"] is None


def distinct(live: LiveRun) -> int:
    known = live.known
    return int(count_groups(twin_groups(known.shape, known.flat[-1:]))[0])


def test_the_first_block_describes_every_network() -> None:
    run = header(live_run())["run"]
    assert run["view"] == "comparison"
    assert run["followed"] is True
    assert [one["name"] for one in run["networks"]] == list(STARTS)


def test_each_network_is_trained_as_it_is_alone() -> None:
    live = live_run()
    live.reply(ask(live, 300))
    for name, (known, rows) in zip(STARTS, live.at(315), strict=True):
        alone = train(Experiment(initializer=name), 315, record=[315])
        np.testing.assert_array_equal(known.flat[rows[0]], alone.flat[-1])


def test_a_moved_knob_takes_effect_at_the_epoch_on_screen_in_every_network() -> None:
    live = live_run()
    live.change(learning_rate=0.1)
    before = live.stage_recipe
    settle_edit(live, 40)
    assert live.stage_recipe != before
    assert header(live)["base"] == before
    edit = (Edit(40, "learning_rate", 0.1),)
    assert live.recipes == [Recipe(Experiment(initializer=name), edit) for name in STARTS]
    for known in live.runs:
        assert known.recipe.edits == edit


def test_another_data_set_is_a_new_run_with_the_same_variants() -> None:
    live = live_run()
    live.change(dataset="moons", noise=None)
    assert live.recipes == [Recipe(Experiment(dataset="moons", initializer=name)) for name in STARTS]
    assert header(live)["from"] == -1


def test_work_is_bounded_for_all_of_them_together() -> None:
    live = live_run(samples=2000, hidden_units=50)
    with pytest.raises(ExperimentError, match="batch_size is 1"):
        live.change(batch_size=1)
    assert live.settings.batch_size is None


@pytest.mark.parametrize("start", ["zeros", "constant"])
def test_a_nudge_frees_one_unit_from_the_epoch_on_screen(start: str) -> None:
    live = live_run(start, activation="tanh", hidden_units=3)
    counts = []
    for epoch in (100, 200, 300, 400):
        live.reply(ask(live, epoch))
        counts.append(distinct(live))
        live.nudge(1e-3)
        settle_edit(live, epoch)
    assert counts == [1, 2, 3, 3]
    assert len(live.recipe.edits) == 2
    assert {edit.epoch for edit in live.recipe.edits} == {100, 200}


def test_two_nudges_while_paused_free_two_units() -> None:
    live = live_run("constant", hidden_units=4)
    live.reply(ask(live, 100))
    for _ in range(2):
        live.nudge(1e-3)
        settle_edit(live, 100)
    live.reply(ask(live, 100))
    assert distinct(live) == 3


def test_a_knob_and_a_nudge_may_wait_together() -> None:
    live = live_run("constant")
    live.nudge(1e-3)
    live.change(learning_rate=0.5)
    settle_edit(live, 50)
    assert [edit.field for edit in live.recipe.edits if edit.epoch == 50].count("learning_rate") == 1
    assert any(edit.sets_entry for edit in live.recipe.edits)


def test_the_epoch_at_which_a_stage_rests_is_noted_and_bounded() -> None:
    live = live_run()
    live.reply(ask(live, 300))
    live.settle({"recipe": live.stage_recipe, "epoch": 310})
    assert live.epoch == 310
    for nonsense in (
        None,
        3,
        {},
        {"recipe": "other", "epoch": 5},
        {"recipe": live.stage_recipe, "epoch": "x"},
    ):
        live.settle(nonsense)
        assert live.epoch == 310
    live.settle({"recipe": live.stage_recipe, "epoch": 10**9})
    assert live.epoch == int(live.known.epochs[-1])
    live.settle({"recipe": live.stage_recipe, "epoch": float("-inf")})
    assert live.epoch == 0
    live.change(dataset="moons", noise=None)
    assert live.epoch == 0


def test_a_nudge_that_finds_no_twin_changes_nothing_and_is_told() -> None:
    live = live_run("small")
    live.reply(ask(live, 300))
    live.change(learning_rate=0.5)
    settle_edit(live, 200)
    recipe = live.recipe
    live.nudge(1e-3)
    settle_edit(live, 100)
    assert live.recipe == recipe, "the edit at 200 stays"
    assert live.nudged_in_vain
    live.begin(Experiment(initializer="constant"))
    assert not live.nudged_in_vain


def test_an_edit_is_made_no_later_than_what_the_stage_was_sent() -> None:
    live = live_run("constant")
    last = int(live.known.epochs[-1])
    live.nudge(1e-3)
    settle_edit(live, 10**9)
    assert {edit.epoch for edit in live.recipe.edits} == {last}


@pytest.mark.parametrize("epoch", [1000, 100_000])
def test_networks_that_turn_out_to_diverge_are_shown_at_their_last_good_epoch(epoch: int) -> None:
    variants = tuple(Variant(name, name, {"activation": name}) for name in ("identity", "tanh"))
    experiment = Experiment(
        dataset="plane",
        problem="regression",
        hidden_units=1,
        learning_rate=2.0,
        initializer="xavier",
        activation="tanh",
    )
    live = LiveRun("stage", experiment, defaultdict(lambda: "text"), {}, Comparison(variants))
    assert any(run.diverged_at is None for run in live.runs), "not known yet"
    views = live.at(epoch)
    assert all(known.diverged_at is not None for known, _ in views)
    last = [int(known.epochs[rows[-1]]) for known, rows in views]
    assert last == [known.diverged_at - 1 for known, _ in views]


def test_where_a_weight_is_set_every_network_is_shown_as_it_trains_on() -> None:
    edited = Recipe(Experiment(samples=40), (Edit(30, "W1[1,1]", 2.5),))
    variants = tuple(Variant(name, name, {"initializer": name}) for name in STARTS)
    live = LiveRun("stage", edited, defaultdict(lambda: "text"), {}, Comparison(variants), followed=True)
    live.reply(ask(live, 25))
    block = live.block()
    numbers = np.frombuffer(block[4 + int.from_bytes(block[:4], "little") :], dtype="<f4")
    frames = numbers.reshape(header(live)["count"], -1)
    at = (frames[:, 0].copy().view(np.uint32) & 0x7FFFFFFF).tolist().index(30)
    shown = frames[at, 1:].reshape(len(STARTS), -1)
    for row, recipe in zip(shown, live.recipes, strict=True):
        expected = train(recipe, 30, record=[30]).departing()
        assert row[0] == np.float32(expected.train_loss[-1])
        np.testing.assert_array_equal(row[4:], expected.flat[-1].astype(np.float32))


def test_a_nudge_sends_the_frame_of_its_own_epoch_anew() -> None:
    live = live_run("constant")
    live.reply(ask(live, 20))
    live.nudge(0.1)
    settle_edit(live, 30)
    assert header(live)["departure"]
    block = live.block()
    numbers = np.frombuffer(block[4 + int.from_bytes(block[:4], "little") :], dtype="<f4")
    frames = numbers.reshape(header(live)["count"] + 1, -1)
    (nudged,) = live.recipes
    expected = train(nudged, 30, record=[30]).departing()
    np.testing.assert_array_equal(frames[-1, -len(expected.flat[-1]) :], expected.flat[-1].astype(np.float32))
