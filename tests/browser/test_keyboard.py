"""Space plays and pauses, the arrows step; form controls keep their keys."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tools.server import Server

from .knobs import Knobs
from .stage import TEXTS, Stage
from .traffic import Traffic

pytestmark = pytest.mark.browser


def test_space_plays_and_pauses_and_does_not_scroll(page: Page, server: Server) -> None:
    page.set_viewport_size({"width": 1400, "height": 400})  # low enough for Space to scroll
    stage = Stage.open(page, server.url)
    area = page.get_by_test_id("stMain")
    assert area.evaluate("area => area.scrollHeight > area.clientHeight")
    page.keyboard.press("Space")
    paused = stage.wait_until(lambda state: not state.playing)
    stage.next_frames(20)
    assert stage.state == paused
    page.keyboard.press("Space")
    stage.wait_until(lambda state: state.playing and state.epoch > paused.epoch)
    assert area.evaluate("area => area.scrollTop") == 0
    assert page.evaluate("window.scrollY") == 0


def test_arrows_step(page: Page, server: Server) -> None:
    stage = Stage.paused(page, server.url)
    epoch = stage.state.epoch
    page.keyboard.press("ArrowRight")
    stage.wait_until(lambda state: state.epoch == epoch + 1)
    page.keyboard.press("ArrowRight")
    stage.wait_until(lambda state: state.epoch == epoch + 2)
    page.keyboard.press("ArrowLeft")
    stage.wait_until(lambda state: state.epoch == epoch + 1)
    page.keyboard.press("ArrowLeft")
    stage.wait_until(lambda state: state.epoch == epoch)


def test_a_pressed_button_does_not_keep_the_keys(page: Page, server: Server) -> None:
    stage = Stage.open(page, server.url)
    stage.press("rewind")
    stage.wait_until(lambda state: state.epoch == 0)
    page.keyboard.press("Space")  # not Rewind again
    stage.wait_until(lambda state: state.playing and state.epoch > 50)


def test_keys_are_left_to_the_control_that_has_the_focus(page: Page, server: Server) -> None:
    traffic = Traffic(page)
    stage, knobs = Stage.paused(page, server.url), Knobs(page)
    paused = stage.state
    knobs.unfold("weights")
    knobs.seed.focus()
    for key in ("Space", "ArrowRight", "ArrowLeft"):
        page.keyboard.press(key)
    expect(knobs.seed).to_be_focused()
    stage.root.get_by_role("checkbox").first.focus()
    page.keyboard.press("Space")
    expect(stage.root.get_by_role("checkbox").first).to_be_checked()
    knobs.slider("learning_rate").focus()
    page.keyboard.press("Space")
    stage.root.get_by_role("combobox", name=TEXTS["speed"]).focus()
    page.keyboard.press("ArrowLeft")
    traffic.wait_for_silence()
    now = stage.state
    assert (now.epoch, now.playing, now.recipe) == (paused.epoch, False, paused.recipe)


def test_a_key_with_a_modifier_is_the_browsers(page: Page, server: Server) -> None:
    stage = Stage.paused(page, server.url)
    paused = stage.state
    for key in ("Control+ArrowRight", "Shift+Space", "Alt+ArrowDown"):
        page.keyboard.press(key)
    stage.next_frames(20)
    assert stage.state == paused
