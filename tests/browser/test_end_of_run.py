"""A run ends at its limit, and goes on when asked to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from shallownet import Experiment
from tools.server import Server, streamlit_server

from .stage import TEXTS, Stage, assert_trained, steps

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def short_run() -> Iterator[Server]:
    with streamlit_server("tests/browser/apps/short_run.py") as running:
        yield running


def test_it_stops_at_the_limit_and_goes_on_when_asked(page: Page, short_run: Server) -> None:
    stage = Stage.open(page, short_run.url)
    stage.record()
    expect(stage.message).to_have_text(TEXTS["message_finished"].format(epoch=200))
    end = stage.wait_until(lambda state: not state.playing)
    assert end.epoch == 200
    stage.next_frames(20)
    assert stage.state == end
    expect(stage.button("play")).to_be_disabled()
    # Rewound, it plays to the same end.
    stage.press("rewind")
    stage.wait_until(lambda state: state.epoch == 0)
    stage.press("play")
    again = stage.wait_until(lambda state: state.epoch == 200 and not state.playing)
    assert again.loss == end.loss
    stage.button("go_on").click()
    stage.wait_until(lambda state: state.epoch > 400)
    stage.pause()
    expect(stage.button("go_on")).to_be_hidden()
    assert set(steps(stage.shown())) == {5, -200}
    assert_trained(Experiment(), stage.shown())


def test_steps_stop_at_the_limit(page: Page, short_run: Server) -> None:
    stage = Stage.open(page, short_run.url)
    expect(stage.message).to_have_text(TEXTS["message_finished"].format(epoch=200))
    page.keyboard.press("ArrowLeft")
    stage.wait_until(lambda state: state.epoch == 195)
    for epoch in range(196, 201):
        page.keyboard.press("ArrowRight")
        stage.wait_until(lambda state, wanted=epoch: state.epoch == wanted)
    page.keyboard.press("ArrowRight")
    stage.next_frames(30)
    assert stage.state.epoch == 200
    assert_trained(Experiment(), [stage.state])
