"""A value that is not allowed gives one clear sentence and changes nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from shallownet import Experiment, Recipe
from tools.server import Server

from .knobs import Knobs
from .stage import Stage, assert_trained, steps
from .traffic import Traffic

pytestmark = pytest.mark.browser


def test_choosing_no_input_is_refused_and_the_run_goes_on(page: Page, server: Server) -> None:
    traffic = Traffic(page)
    stage, knobs = Stage.open(page, server.url), Knobs(page)
    knobs.unfold("inputs")
    knobs.pill("x1").click()
    run = Experiment(features=("x2",))
    stage.wait_for_run(run, past=50)
    stage.record()
    reruns = traffic.reruns
    knobs.pill("x2").click()
    alert = page.get_by_test_id("stAlert")
    expect(alert).to_have_count(1)
    expect(alert).to_contain_text("features")
    expect(alert).to_contain_text("x1, x2, x1_squared")
    assert alert.inner_text().strip().count(". ") == 0
    traffic.wait_until(lambda: traffic.reruns > reruns)
    state = stage.state
    assert state.playing
    stage.wait_until(lambda later: later.epoch > state.epoch + 100)
    assert {frame.recipe for frame in stage.shown()} == {Recipe(run).hash}
    assert set(steps(stage.shown())) == {5}
    assert_trained(run, stage.shown())
    # The knob shows what is in force, where the visitor left it.
    expect(knobs.pill("x2")).to_be_visible()
    expect(knobs.pill("x2")).to_have_attribute("aria-pressed", "true")
    knobs.pill("x1").click()
    stage.wait_for_run(Experiment())
    expect(alert).to_have_count(0)


def test_a_seed_out_of_range_changes_nothing(page: Page, server: Server) -> None:
    stage, knobs = Stage.open(page, server.url), Knobs(page)
    knobs.unfold("weights")
    stage.record()
    knobs.seed.fill("-1")
    knobs.seed.press("Enter")
    state = stage.wait_until(lambda state: state.epoch > 300)
    stage.wait_until(lambda later: later.epoch > state.epoch + 100)
    assert {frame.recipe for frame in stage.shown()} == {Recipe(Experiment()).hash}
