"""Scrubbing through everything trained so far, without the server."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from shallownet import Experiment
from tools.server import Server

from .stage import TEXTS, Stage, assert_trained, steps
from .traffic import Traffic, asks

pytestmark = pytest.mark.browser


def test_scrubbing_shows_older_epochs_without_the_server(page: Page, server: Server) -> None:
    traffic = Traffic(page)
    stage = Stage.paused(page, server.url, past=500)
    traffic.wait_for_silence()
    end, before = stage.state, len(traffic.sent)
    seen = [stage.scrub(share) for share in (0.8, 0.2, 0.5, 0.0, 1.0, 0.35)]
    for wanted, state in zip((0.8, 0.2, 0.5, 0.0, 1.0, 0.35), seen, strict=True):
        assert not state.playing
        assert abs(state.epoch - wanted * end.epoch) <= 0.02 * end.epoch
    assert seen[3].epoch == 0
    assert seen[4] == end._replace(frames=seen[4].frames)
    assert_trained(Experiment(), seen)
    stage.timeline.focus()
    for key in ("Home", "ArrowRight", "ArrowRight", "End", "ArrowLeft"):
        page.keyboard.press(key)
        stage.next_frames(2)
        seen.append(stage.state)
    assert [state.epoch for state in seen[-5:]] == [0, 5, 10, end.epoch, end.epoch - 5]
    stage.next_frames(20)
    # The server is told where the playback rests, and asked for nothing.
    assert asks(traffic.sent[:before])
    assert not asks(traffic.sent[before:])
    assert_trained(Experiment(), seen)


def test_dragging_moves_the_picture_along(page: Page, server: Server) -> None:
    stage = Stage.paused(page, server.url, past=500)
    stage.scrub(0.9)
    stage.record()
    box = stage.timeline.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 0.9 * box["width"], box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.1 * box["width"], box["y"] + box["height"] / 2, steps=15)
    stage.next_frames(2)
    page.mouse.up()
    frames = stage.shown()
    assert len(frames) > 5
    assert all(step < 0 for step in steps(frames))
    assert_trained(Experiment(), frames)


def test_play_goes_on_from_the_epoch_scrubbed_to(page: Page, server: Server) -> None:
    stage = Stage.paused(page, server.url, past=500)
    end = stage.state
    older = stage.scrub(0.4)
    assert older.epoch < end.epoch
    stage.record()
    stage.press("play")
    stage.wait_until(lambda state: state.epoch > end.epoch + 100)
    frames = stage.shown()
    assert frames[0].epoch in (older.epoch, older.epoch + 5)
    assert set(steps(frames)) == {5}
    assert_trained(Experiment(), frames)


def test_pressing_on_the_curve_shows_that_epoch(page: Page, server: Server) -> None:
    stage = Stage.paused(page, server.url, past=500)
    end = stage.state
    curve = stage.root.get_by_role("img", name=TEXTS["curve_picture"])
    box = curve.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 0.25 * box["width"], box["y"] + box["height"] / 2)
    older = stage.wait_until(lambda state: state.epoch != end.epoch)
    assert 0 < older.epoch < end.epoch
    assert_trained(Experiment(), [older])
