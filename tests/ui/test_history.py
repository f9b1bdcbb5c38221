"""The list of what was changed while training: in words, from what to what, each with its undo."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from shallownet import Edit, Experiment, Recipe, train
from shallownet.core.experiment import EDITABLE
from shallownet.texts import labels
from shallownet.ui.ask import Ask
from shallownet.ui.history import Change, changes, sentence
from shallownet.ui.live import LiveRun

TEXTS = labels()
SMALL = Experiment(samples=40, hidden_units=3)
VALUES = {"learning_rate": 0.25, "batch_size": 8, "l1": 0.1, "l2": 0.3}


def live_run() -> LiveRun:
    return LiveRun("stage", SMALL, {}, {})


def settle(live: LiveRun, epoch: int) -> None:
    """What a stage does about a pending change: it tells the epoch on screen."""
    assert live.pending is not None
    message = {"recipe": live.stage_recipe, "from": epoch, "pending": live.pending.number}
    told = Ask.parse({**message, "have_run": live.recipe.run_hash})
    assert told is not None
    live.reply(told)


@pytest.mark.parametrize("field", EDITABLE)
def test_a_setting_is_told_with_what_it_was(field: str) -> None:
    live = live_run()
    live.change(**{field: VALUES[field]})
    settle(live, 30)
    edit = Edit(30, field, VALUES[field])
    assert changes(live) == [Change(edit, getattr(SMALL, field))]
    said = sentence(changes(live)[0], TEXTS)
    assert said.startswith("Epoch 30: ")
    assert said.endswith(f" to {VALUES[field]:g}")
    assert "None" not in said


def test_the_latest_comes_first_and_tells_what_it_replaced() -> None:
    live = live_run()
    live.set_entry("W1[2,1]", 1.5, 20)
    live.at(40)
    live.set_entry("W1[2,1]", -2.0, 40)
    live.change(learning_rate=0.1)
    settle(live, 40)
    live.change(learning_rate=0.3)
    settle(live, 45)
    fresh = train(live.recipe, 40, record=[20, 40])
    place = SMALL.shape.place_of("W1[2,1]")
    assert changes(live) == [
        Change(Edit(45, "learning_rate", 0.3), 0.1),
        Change(Edit(40, "learning_rate", 0.1), 1.2),
        Change(Edit(40, "W1[2,1]", -2.0), fresh.flat[1, place]),
        Change(Edit(20, "W1[2,1]", 1.5), fresh.flat[0, place]),
    ]


def test_a_weight_set_where_the_run_is_not_known_yet_is_told_without_what_it_was() -> None:
    live = live_run()
    live.recipe = Recipe(SMALL, (Edit(5_000_000, "b2", -1e-7),))
    known = live.known
    [change] = changes(live)
    assert change.before is None
    assert sentence(change, TEXTS) == "Epoch 5,000,000: b2 set to −1e−07"
    assert live.known is known, "and nothing is trained for it"


def test_what_is_about_to_be_undone_is_not_listed() -> None:
    live = live_run()
    live.set_entry("b2", 1.0, 20)
    live.set_entry("b1[1]", 1.0, 20)
    first, second = live.recipe.edits
    live.undo(first)
    assert [change.edit for change in changes(live)] == [second]
    settle(live, 20)
    assert [change.edit for change in changes(live)] == [second]


def test_on_the_page() -> None:
    """Without a browser there is no stage to tell its epoch: the test does."""
    app = AppTest.from_function(_page).run(timeout=30)
    assert not app.exception
    title = f"**{TEXTS['edits']['title']}**"
    assert title not in [text.value for text in app.caption]
    live = app.session_state["run"]
    live.set_entry("W1[1,2]", 2.0, 20)
    live.at(40)
    live.change(l2=0.1)
    settle(live, 30)
    app.run()
    assert not app.exception
    texts = [text.value for text in app.caption]
    assert title in texts
    before = train(SMALL, 20).flat[-1, 1]
    assert f"Epoch 20: W1[1,2] from {before:.5g} to 2".replace("-", "−") in texts
    undo = [button for button in app.button if button.label == TEXTS["edits"]["undo"]]
    assert len(undo) == 2
    undo[1].click()
    app.run()
    assert len([button for button in app.button if button.label == TEXTS["edits"]["undo"]]) == 1
    settle(live, 35)
    assert live.recipe == Recipe(SMALL, (Edit(30, "l2", 0.1),))
    app.run()
    [left] = [button for button in app.button if button.label == TEXTS["edits"]["undo"]]
    left.click()
    app.run()
    settle(live, 35)
    app.run()
    assert title not in [text.value for text in app.caption]
    assert live.recipe == Recipe(SMALL)


def _page() -> None:
    import streamlit as st

    from shallownet import Experiment
    from shallownet.texts import labels
    from shallownet.ui.history import show_history
    from shallownet.ui.live import LiveRun

    if "run" not in st.session_state:
        st.session_state["run"] = LiveRun("stage", Experiment(samples=40, hidden_units=3), {}, {})
    show_history(st.session_state["run"], labels(), st.session_state.get("fixed", ()))


@pytest.mark.parametrize(("fixed", "undoable"), [("weights", 1), ("penalty", 1), ("learning_rate", 2)])
def test_what_may_not_be_changed_cannot_be_undone(fixed: str, undoable: int) -> None:
    app = AppTest.from_function(_page)
    app.session_state["fixed"] = (fixed,)
    app.run(timeout=30)
    live = app.session_state["run"]
    live.set_entry("W2[1,1]", 0.5, 0)
    live.change(l2=0.1)
    settle(live, 10)
    app.run()
    assert not app.exception
    assert len(live.recipe.edits) == 2
    assert len([button for button in app.button if button.label == TEXTS["edits"]["undo"]]) == undoable


def test_many_edits_are_listed_in_a_place_of_bounded_height() -> None:
    app = AppTest.from_function(_page).run(timeout=30)
    live = app.session_state["run"]
    for number in range(12):
        live.at(2 * number)
        live.set_entry(f"W2[1,{number % 3 + 1}]", 0.5, 2 * number)
    app.run()
    assert not app.exception
    assert len([button for button in app.button if button.label == TEXTS["edits"]["undo"]]) == 12
