"""A run that diverges stops at its last good epoch and says so; an unstable one says so and goes on."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from shallownet import Experiment, Recipe, train
from tools.server import Server

from .knobs import TEXTS, Knobs
from .stage import TEXTS as STAGE_TEXTS
from .stage import Stage, assert_trained

pytestmark = pytest.mark.browser

NOT_A_NUMBER = re.compile(r"\bNaN\b|Infinity|∞|\bundefined\b|\bnull\b")


def assert_says_it_diverged(stage: Stage, run: Experiment | Recipe) -> None:
    expected = train(run, 2000, record=1)
    assert expected.diverged_at is not None
    last_good = int(expected.epochs[-1])
    message = STAGE_TEXTS["message_diverged"].format(epoch=expected.diverged_at, last_good=last_good)
    expect(stage.message).to_have_text(message)
    state = stage.wait_until(lambda state: not state.playing)
    assert state.epoch == last_good
    assert_trained(run, [state])
    assert not NOT_A_NUMBER.search(stage.page.locator("body").inner_text())
    stage.next_frames(20)
    assert stage.state.epoch == last_good


def test_it_stops_at_the_last_good_epoch_and_can_be_rewound(page: Page, server: Server) -> None:
    stage, knobs = Stage.open(page, server.url), Knobs(page)
    knobs.slide("learning_rate", "10")
    knobs.choose("activation", TEXTS["activations"]["relu"])
    run = Experiment(activation="relu", learning_rate=10.0)
    stage.wait_for_run(run)
    assert_says_it_diverged(stage, run)
    expect(stage.button("play")).to_be_disabled()
    expect(stage.button("step")).to_be_disabled()
    stage.press("rewind")
    start = stage.wait_until(lambda state: state.epoch == 0)
    assert_trained(run, [start])
    expect(stage.message).to_have_text("")
    stage.press("play")
    assert_says_it_diverged(stage, run)
    stage.press("step_back")
    assert_trained(run, [stage.wait_until(lambda state: state.epoch < 11)])


def test_an_edit_that_makes_it_diverge_and_one_that_calms_it(page: Page, server: Server) -> None:
    stage, knobs = Stage.open(page, server.url), Knobs(page)
    knobs.choose("activation", TEXTS["activations"]["relu"])
    before = Recipe(Experiment(activation="relu"))
    stage.wait_until(lambda state: state.recipe == before.hash and state.epoch > 50)
    paused = stage.pause()
    knobs.slide("learning_rate", "100")
    stage.wait_until(lambda state: state.recipe != before.hash)
    knobs.wait_for_server()
    # Every value on the way may have been an edit of its own; at one epoch only the last one counts.
    diverging = before.edited(paused.epoch, learning_rate=100.0)
    stage.wait_until(lambda state: state.recipe == diverging.hash)
    stage.press("play")
    assert_says_it_diverged(stage, diverging)
    last_good = stage.state.epoch
    knobs.slide("learning_rate", "0.001", key="Home")
    calmed = diverging.edited(last_good, learning_rate=0.001)
    state = stage.wait_until(lambda state: state.recipe == calmed.hash and state.epoch > last_good + 20)
    assert_trained(calmed, [state])
    expect(stage.message).not_to_contain_text(str(last_good))


def test_an_unstable_run_says_so_and_goes_on(page: Page, server: Server) -> None:
    stage, knobs = Stage.open(page, server.url), Knobs(page)
    expect(stage.message).to_have_text("")
    knobs.slide("learning_rate", "10")
    expect(stage.message).to_have_text(STAGE_TEXTS["message_unstable"])
    state = stage.state
    assert state.playing
    stage.wait_until(lambda later: later.epoch > state.epoch + 100)
