"""Weights set in the drawing, and edits undone: bit by bit what the recipe gives when trained afresh."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shallownet import Edit, Experiment, ExperimentError, Recipe, train
from shallownet.stage.comparison import Comparison, Variant
from shallownet.ui.ask import Ask
from shallownet.ui.edits import MOST_EDITS
from shallownet.ui.live import LiveRun

from .test_live import unpacked

SMALL = Experiment(samples=40, hidden_units=3, learning_rate=0.5)
ENTRIES = [*SMALL.shape.entries()]


def live_run(experiment: Experiment = SMALL) -> LiveRun:
    return LiveRun("stage", experiment, {}, {})


def ask(live: LiveRun, after: int, **more: object) -> Ask:
    message = {"recipe": live.stage_recipe, "from": after, "stride": 5, "frames": 4, "limit": 1000}
    parsed = Ask.parse({**message, "have_run": live.recipe.run_hash, **more})
    assert parsed is not None
    return parsed


def opened(live: LiveRun) -> tuple[dict[str, Any], np.ndarray, np.ndarray]:
    """The header, the frames (their parameters alone), and the frame of the cut, if it came along."""
    header, numbers = unpacked(live)
    frames = numbers.reshape(header["count"] + header["departure"], -1)
    return header, frames[: header["count"]], frames[header["count"] :]


def epochs_of(frames: np.ndarray) -> list[int]:
    return (frames[:, 0].copy().view(np.uint32) & 0x7FFFFFFF).tolist()


def set_in_drawing(live: LiveRun, field: str, value: object, epoch: int, number: int = 1) -> None:
    live.reply(ask(live, epoch, entry={"id": number, "field": field, "value": value}))


def settle(live: LiveRun, epoch: int) -> None:
    """What a stage does about a pending change: it tells the epoch on screen."""
    assert live.pending is not None
    live.reply(ask(live, epoch, pending=live.pending.number))
    assert live.pending is None


@pytest.mark.parametrize("field", ENTRIES)
def test_every_link_and_bias_may_be_set_at_the_epoch_on_screen(field: str) -> None:
    live = live_run()
    live.reply(ask(live, 30))
    old = live.stage_recipe
    set_in_drawing(live, field, 1.25, 37)
    assert live.recipe == Recipe(SMALL, (Edit(37, field, 1.25),))
    header, frames, departure = opened(live)
    assert header["heard"] == {"id": 1, "refused": None}
    assert (header["base"], header["cut"], header["from"]) == (old, 37, 37)
    assert epochs_of(frames) == [42, 47, 52, 57]
    fresh = train(live.recipe, 57, record=[37, 42, 47, 52, 57])
    np.testing.assert_array_equal(frames[:, 5:], fresh.flat[1:].astype(np.float32))
    # What the stage shows of the cut is the network with the weight set: the one that trains on.
    assert epochs_of(departure) == [37]
    assert departure[0, 5 + SMALL.shape.place_of(field)] == np.float32(1.25)
    np.testing.assert_array_equal(
        departure[0, 5:], live.recipe.departing(37, fresh.flat[0]).astype(np.float32)
    )


def test_a_frame_at_which_a_weight_is_set_is_the_same_whenever_it_is_asked_for() -> None:
    live = live_run()
    set_in_drawing(live, "W1[2,1]", -2.0, 30)
    _, _, departure = opened(live)
    for after, stride in ((25, 5), (29, 1), (-1, 10)):
        live.reply(ask(live, after, stride=stride))
        _, frames, _ = opened(live)
        np.testing.assert_array_equal(frames[epochs_of(frames).index(30)], departure[0])


def test_what_is_told_twice_is_done_once() -> None:
    live = live_run()
    told = ask(live, 20, entry={"id": 7, "field": "b2", "value": 1.0})
    live.reply(told)
    recipe = live.recipe
    live.reply(told)
    assert live.recipe == recipe
    live.undo(recipe.edits[0])
    settle(live, 20)
    live.reply(told)  # late, and by now the stage shows the very recipe it was meant for
    assert live.recipe == Recipe(SMALL)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("W1[9,1]", 1.0, r"field is 'W1\[9,1\]', but it must be a weight or bias of a network with 2 inputs"),
        ("W1[0,1]", 1.0, r"field is 'W1\[0,1\]'"),
        ("learning_rate", 1.0, "field is 'learning_rate', but it must be a weight or bias"),
        ("batch_size", None, ""),
        ("", 1.0, "field is ''"),
        ("W1[1,1]", "two", r"W1\[1,1\] is 'two', but it must be a number from -1e\+06 to 1e\+06"),
        ("W1[1,1]", "", r"W1\[1,1\] is ''"),
        ("W1[1,1]", 1e7, r"W1\[1,1\] is 10000000.0"),
        ("W1[1,1]", -(10**400), r"W1\[1,1\] is -1000"),
        ("W1[1,1]", math.nan, r"W1\[1,1\] is nan"),
        ("W1[1,1]", math.inf, r"W1\[1,1\] is inf"),
        ("W1[1,1]", True, r"W1\[1,1\] is True"),
        ("W1[1,1]", "<b>" * 1000, r"W1\[1,1\] is '<b>"),
        ("<script>" * 1000, 1.0, "field is '<script>"),
    ],
)
def test_what_cannot_be_set_changes_nothing_and_is_told_in_one_sentence(
    field: str, value: object, said: str
) -> None:
    live = live_run()
    live.change(l2=0.1)
    settle(live, 10)
    recipe = live.recipe
    set_in_drawing(live, field, value, 20, number=3)
    assert live.recipe == recipe
    header, frames, _ = opened(live)
    assert epochs_of(frames) == [25, 30, 35, 40]
    if said:
        assert header["heard"]["id"] == 3
        sentence = header["heard"]["refused"]
        assert sentence.count(". ") == 0
        assert len(sentence) < 250
        assert re.match(said, sentence)
    else:
        assert header["heard"] is None, "no number, no text: not an entry at all"


@pytest.mark.parametrize(
    "entry",
    [
        None,
        3,
        "b2",
        [],
        {},
        {"id": 1},
        {"id": 1, "field": "b2"},
        {"id": 1, "field": 3, "value": 1.0},
        {"id": 1, "field": "b2", "value": {}},
        {"id": 1, "field": ["b2"], "value": 1},
    ],
)
def test_what_is_no_entry_is_an_ask_like_any_other(entry: object) -> None:
    live = live_run()
    live.reply(ask(live, 20, entry=entry))
    assert live.recipe == Recipe(SMALL)
    assert opened(live)[0]["heard"] is None


def test_a_later_edit_is_dropped_and_the_knobs_keep_what_they_show() -> None:
    live = live_run()
    live.change(learning_rate=0.1)
    settle(live, 20)
    set_in_drawing(live, "b2", 1.0, 20)
    set_in_drawing(live, "b2", 2.0, 10, number=2)
    assert live.recipe == Recipe(SMALL, (Edit(10, "learning_rate", 0.1), Edit(10, "b2", 2.0)))
    assert live.settings.learning_rate == 0.1


def test_a_weight_set_again_at_one_epoch_is_one_edit() -> None:
    live = live_run()
    for number, value in enumerate((1.0, 2.0, 3.0)):
        set_in_drawing(live, "W1[1,1]", value, 20, number)
    assert live.recipe.edits == (Edit(20, "W1[1,1]", 3.0),)


def test_no_later_than_what_the_stage_was_sent() -> None:
    live = live_run()
    last = int(live.known.epochs[-1])
    set_in_drawing(live, "b2", 1.0, 10**9)
    assert live.recipe.edits[0].epoch == last


def test_edits_are_bounded_and_undoing_one_makes_room() -> None:
    live = live_run()
    live.begin(Recipe(SMALL, tuple(Edit(epoch, "b2", 1.0) for epoch in range(MOST_EDITS))))
    live.at(MOST_EDITS)
    with pytest.raises(
        ExperimentError, match=f"edits is {MOST_EDITS + 1}, but it must be {MOST_EDITS} at most"
    ):
        live.set_entry("b2", 2.0, MOST_EDITS)
    assert len(live.recipe.edits) == MOST_EDITS
    live.undo(live.recipe.edits[0])
    settle(live, MOST_EDITS)
    live.at(MOST_EDITS)
    live.set_entry("b2", 2.0, MOST_EDITS)
    assert len(live.recipe.edits) == MOST_EDITS


def test_weights_are_set_where_one_network_is_on_stage() -> None:
    variants = tuple(Variant(name, name, {"initializer": name}) for name in ("small", "he"))
    live = LiveRun("stage", SMALL, {}, {}, Comparison(variants))
    recipe = live.recipe
    set_in_drawing(live, "b2", 1.0, 10)
    assert live.recipe == recipe
    block = live.block()
    header = json.loads(block[4 : 4 + int.from_bytes(block[:4], "little")])
    assert "one network" in header["heard"]["refused"]


def test_undone_the_run_goes_back_to_the_edit_and_the_others_stay() -> None:
    live = live_run()
    set_in_drawing(live, "b2", 1.0, 20)
    live.reply(ask(live, 20))
    live.change(learning_rate=0.1)
    settle(live, 35)
    live.reply(ask(live, 40))
    before = live.stage_recipe
    live.undo(Edit(20, "b2", 1.0))
    assert live.stage_recipe == before, "until the stage has told what it shows"
    settle(live, 55)
    assert live.recipe == Recipe(SMALL, (Edit(35, "learning_rate", 0.1),))
    header, frames, departure = opened(live)
    assert (header["base"], header["cut"], header["from"]) == (before, 20, 20)
    fresh = train(live.recipe, 40, record=5)
    np.testing.assert_array_equal(frames[:, 5:], fresh.flat[5:].astype(np.float32))
    # And the frame of that epoch is again what it was before the edit.
    np.testing.assert_array_equal(departure[0, 5:], fresh.flat[4].astype(np.float32))


def test_an_undone_setting_leaves_the_knobs_too() -> None:
    live = live_run()
    live.change(learning_rate=0.1)
    settle(live, 20)
    live.undo(live.recipe.edits[0])
    live.undo(live.recipe.edits[0])  # pressed twice
    settle(live, 25)
    assert live.recipe == Recipe(SMALL)
    assert live.settings == SMALL
    live.undo(Edit(20, "learning_rate", 0.1))
    settle(live, 25)
    assert live.recipe == Recipe(SMALL)


def test_several_may_be_undone_before_the_stage_answers() -> None:
    live = live_run()
    for number, epoch in enumerate((10, 20, 30)):
        live.reply(ask(live, epoch))
        set_in_drawing(live, "b2", 1.0, epoch, number)
    first, second, third = live.recipe.edits
    live.undo(third)
    live.undo(first)
    live.change(l2=0.3)
    settle(live, 40)
    assert live.recipe == Recipe(SMALL, (second, Edit(40, "l2", 0.3)))
    assert opened(live)[0]["cut"] == 10


OPERATIONS = st.lists(
    st.one_of(
        st.tuples(st.just("set"), st.sampled_from(ENTRIES), st.floats(-3, 3), st.integers(0, 40)),
        st.tuples(
            st.just("knob"), st.just("learning_rate"), st.sampled_from([0.02, 0.5, 2.0]), st.integers(0, 40)
        ),
        st.tuples(st.just("knob"), st.just("batch_size"), st.sampled_from([None, 8]), st.integers(0, 40)),
        st.tuples(st.just("undo"), st.just(""), st.integers(0, 9), st.integers(0, 40)),
        st.tuples(st.just("rewind"), st.just(""), st.just(0), st.just(-1)),
    ),
    max_size=8,
)


@settings(max_examples=60)
@given(operations=OPERATIONS, batch_size=st.sampled_from([None, 16]))
def test_edits_undone_rewound_and_replayed_give_the_bits_of_a_fresh_run(
    operations: list[tuple[str, str, Any, int]], batch_size: int | None
) -> None:
    experiment = replace(SMALL, batch_size=batch_size)
    live = live_run(experiment)
    for number, (what, field, value, epoch) in enumerate(operations):
        before = live.recipe
        if what == "set":
            set_in_drawing(live, field, value, epoch, number)
        elif what == "knob":
            live.change(**{field: value})
            if live.pending is not None:
                settle(live, epoch)
        elif what == "undo" and live.recipe.edits:
            index = value % len(live.recipe.edits)
            live.undo(live.recipe.edits[index])
            settle(live, epoch)
            assert live.recipe == before.without(index)
        else:
            live.reply(ask(live, -1, stride=7))
        assert live.settings == live.recipe.settings_from(10**9), "knobs and run agree"
        _assert_fresh(live)
    live.reply(ask(live, -1, stride=1, frames=45))
    header, frames, _ = opened(live)
    fresh = train(live.recipe, 60, record=1)
    shown = fresh.departing().flat[epochs_of(frames)].astype(np.float32)
    assert frames[:, 5:].tobytes() == shown.tobytes()
    assert header["recipe"] == live.recipe.hash


def _assert_fresh(live: LiveRun) -> None:
    known = live.known
    fresh = train(live.recipe, int(known.epochs[-1]), record=known.epochs.tolist())
    assert known.flat.tobytes() == fresh.flat.tobytes()
    assert known.train_loss.tobytes() == fresh.train_loss.tobytes()
