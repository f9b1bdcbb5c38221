"""A visitor opens the playground and a network is learning."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from shallownet import Experiment, Recipe
from tools.server import Server

from .knobs import TEXTS, Knobs
from .stage import Stage, assert_trained, steps
from .traffic import Traffic

pytestmark = pytest.mark.browser


def test_it_is_already_training(page: Page, server: Server) -> None:
    stage = Stage.open(page, server.url)
    expect(stage.root).to_be_visible()
    first = stage.state
    assert first.playing
    assert first.recipe == Recipe(Experiment()).hash
    stage.wait_until(
        lambda state: state.loss < 0.5 and state.frames > first.frames and state.epoch > first.epoch
    )


def test_every_frame_shown_is_the_published_run(page: Page, server: Server) -> None:
    stage = Stage.open(page, server.url)
    stage.record()
    stage.wait_until(lambda state: state.epoch > 700)
    stage.pause()
    frames = stage.shown()
    assert set(steps(frames)) == {5}
    assert_trained(Experiment(), frames)


def test_the_picture_moves_while_playing_and_holds_while_paused(page: Page, server: Server) -> None:
    stage = Stage.open(page, server.url)
    stage.wait_until(lambda state: state.epoch > 100)
    playing = stage.picture
    stage.wait_until(lambda state: state.epoch > 300)
    assert stage.picture != playing
    stage.pause()
    stage.next_frames(2)
    paused = stage.picture
    stage.next_frames(30)
    assert stage.picture == paused


def rerun(page: Page, traffic: Traffic) -> None:
    """Rerun the page: Streamlit's own key, which does nothing while another request is on its way."""
    before = traffic.reruns
    for _ in range(50):
        page.keyboard.press("r")
        page.wait_for_timeout(300)
        if traffic.reruns > before:
            return
    raise AssertionError("the page did not run again")


def test_a_full_rerun_of_the_page_does_not_disturb_it(page: Page, server: Server) -> None:
    traffic = Traffic(page)
    stage = Stage.open(page, server.url)
    stage.record()
    start = stage.wait_until(lambda state: state.epoch > 200)
    for _ in range(3):
        rerun(page, traffic)
        stage.next_frames(20)
    end = stage.wait_until(lambda state: state.frames > start.frames + 150)
    assert end.epoch - start.epoch == 5 * (end.frames - start.frames)
    assert set(steps(stage.shown())) == {5}
    assert_trained(Experiment(), stage.shown())


def test_the_controls_show_the_run(page: Page, server: Server) -> None:
    Stage.open(page, server.url)
    knobs = Knobs(page)
    for section in ("more_data", "inputs", "training", "weights"):
        knobs.unfold(section)
    expect(knobs.menu("dataset")).to_have_value(TEXTS["datasets"]["flower"])
    expect(knobs.menu("activation")).to_have_value(TEXTS["activations"]["tanh"])
    expect(knobs.slider("hidden_units")).to_have_attribute("aria-valuetext", "4")
    expect(knobs.slider("learning_rate")).to_have_attribute("aria-valuetext", "1.2")
    expect(knobs.slider("samples")).to_have_attribute("aria-valuetext", "400")
    expect(knobs.menu("batch")).to_have_value(TEXTS["controls"]["full_batch"])
    expect(knobs.menu("penalty")).to_have_value(TEXTS["controls"]["no_penalty"])
    expect(knobs.menu("initializer")).to_have_value(TEXTS["initializers"]["small"])
    expect(knobs.seed).to_have_value("2")
    for feature in TEXTS["features"]:
        pressed = "true" if feature in ("x1", "x2") else "false"
        expect(knobs.pill(feature)).to_have_attribute("aria-pressed", pressed)
