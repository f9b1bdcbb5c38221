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


def expect_elsewhere(page: Page) -> None:
    expect(page.get_by_role("heading", name="Another page")).to_be_visible()
    expect(page.get_by_test_id("stage")).to_have_count(0)
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.get_by_role("heading", name="Another page")).to_be_visible()


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


@pytest.mark.parametrize("order", ["stage first", "link first"])
def test_what_the_stage_says_on_the_way_does_not_bring_the_old_page_back(
    page: Page, two_pages: Server, order: str
) -> None:
    stage = Stage.open(page, two_pages.url)
    left = stage.wait_until(lambda state: state.epoch > 100)
    link, button = page.get_by_role("link", name="Elsewhere"), stage.button("reseed")
    both = [button, link] if order == "stage first" else [link, button]
    # In one task: neither has gone out when the other is asked for.
    page.evaluate(
        "both => both.forEach(element => element.click())", [element.element_handle() for element in both]
    )
    expect_elsewhere(page)
    # There and back again: the stage asks as before.
    come_back(page)
    stage.press("reseed")
    stage.wait_until(lambda state: state.recipe != left.recipe and state.epoch > 50)


def test_nor_does_what_it_says_at_the_moment_of_going_back(page: Page, two_pages: Server) -> None:
    # Heard before the stage hears of it.
    page.add_init_script(
        "addEventListener('popstate', () => window.atBack?.(), { capture: true, once: true })"
    )
    page.goto(f"{two_pages.url}/elsewhere")
    page.get_by_role("link", name="Run").click()
    stage = Stage(page)
    stage.wait_until(lambda state: state.epoch > 100)
    stage.button("reseed").evaluate("button => (window.atBack = () => button.click())")
    page.go_back()
    expect_elsewhere(page)
