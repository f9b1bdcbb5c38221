"""A visitor who leaves the page and comes back finds the run where it was."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from shallownet import Experiment
from tools.server import Server, streamlit_server

from .knobs import Knobs
from .stage import Stage, assert_trained, steps

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def two_pages() -> Iterator[Server]:
    with streamlit_server("tests/browser/apps/two_pages.py") as running:
        yield running


def leave(page: Page) -> None:
    page.get_by_role("link", name="Elsewhere").click()
    expect(page.get_by_role("heading", name="Another page")).to_be_visible()
    expect(page.get_by_test_id("stage")).to_have_count(0)


def come_back(page: Page) -> None:
    page.get_by_role("link", name="Run").click()
    expect(page.get_by_test_id("stage")).to_have_count(1)


def test_paused_it_is_where_it_was(page: Page, two_pages: Server) -> None:
    stage = Stage.open(page, two_pages.url)
    Knobs(page).slide("hidden_units", "5")
    run = Experiment(hidden_units=5)
    stage.wait_for_run(run, past=200)
    paused = stage.pause()
    leave(page)
    come_back(page)
    back = stage.wait_until(lambda state: state.epoch == paused.epoch)
    assert (back.loss, back.recipe, back.playing) == (paused.loss, paused.recipe, False)
    assert Knobs(page).slider("hidden_units").get_attribute("aria-valuetext") == "5"
    assert_trained(run, [stage.scrub(0.5), stage.scrub(1.0)])
    assert stage.state.epoch == paused.epoch
    stage.record()
    stage.press("play")
    stage.wait_until(lambda state: state.epoch > paused.epoch + 500)
    assert set(steps(stage.shown())) == {5}
    assert_trained(run, stage.shown())


def test_playing_it_plays_on(page: Page, two_pages: Server) -> None:
    stage = Stage.open(page, two_pages.url)
    left_at = stage.wait_until(lambda state: state.epoch > 200).epoch
    leave(page)
    come_back(page)
    stage.record()
    stage.wait_until(lambda state: state.epoch > left_at + 500)
    frames = stage.shown()
    assert frames[0].epoch >= left_at
    assert set(steps(frames)) == {5}
    assert_trained(Experiment(), frames)
