"""The stage pauses by itself after fifteen minutes without input."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tools.server import Server

from .stage import TEXTS, Stage

pytestmark = pytest.mark.browser


def test_it_pauses_after_fifteen_minutes_and_not_before(page: Page, server: Server) -> None:
    page.clock.install()
    stage = Stage.open(page, server.url)
    page.mouse.move(300, 300)
    page.clock.fast_forward("14:00")
    before = stage.state
    assert before.playing
    stage.wait_until(lambda state: state.epoch > before.epoch + 50)
    page.mouse.move(310, 310)  # input: the fifteen minutes begin again
    page.clock.fast_forward("14:00")
    stage.next_frames(3)
    assert stage.state.playing
    page.clock.fast_forward("01:10")
    paused = stage.wait_until(lambda state: not state.playing)
    expect(stage.message).to_have_text(TEXTS["message_idle"].format(minutes=15))
    stage.next_frames(20)
    assert stage.state == paused
    stage.press("play")
    stage.wait_until(lambda state: state.playing and state.epoch > paused.epoch + 50)
    expect(stage.message).to_have_text("")
