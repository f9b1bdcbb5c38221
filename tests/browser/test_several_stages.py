"""Several stages: on one page, and in two tabs of one browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from shallownet import Experiment, Recipe
from tools.server import Server, streamlit_server

from .knobs import Knobs
from .stage import Stage, assert_trained, steps

pytestmark = pytest.mark.browser

LEFT, RIGHT = Experiment(), Experiment(activation="relu", hidden_units=7)


@pytest.fixture(scope="module")
def two_stages() -> Iterator[Server]:
    with streamlit_server("tests/browser/apps/two_stages.py") as running:
        yield running


def test_two_on_a_page_play_each_its_own_run(page: Page, two_stages: Server) -> None:
    left, right = Stage.open(page, two_stages.url), Stage(page, 1)
    expect(page.get_by_test_id("stage")).to_have_count(2)
    right.wait_until(lambda state: state.frames > 0)
    for stage in (left, right):
        stage.record()
    left.wait_until(lambda state: state.epoch > 300)
    paused = left.pause()
    elsewhere = right.state
    right.wait_until(lambda state: state.playing and state.epoch > elsewhere.epoch + 300)
    assert left.state == paused
    right.press("rewind")
    right.wait_until(lambda state: state.epoch == 0)
    assert left.state == paused
    left.press("play")
    left.wait_until(lambda state: state.epoch > paused.epoch + 100)
    assert right.state.epoch == 0
    left.pause()
    assert set(steps(left.shown())) == {5}
    assert {frame.recipe for frame in left.shown()} == {Recipe(LEFT).hash}
    assert {frame.recipe for frame in right.shown()} == {Recipe(RIGHT).hash}
    assert_trained(LEFT, left.shown())
    assert_trained(RIGHT, right.shown())


def test_keys_go_to_the_one_used_last(page: Page, two_stages: Server) -> None:
    left, right = Stage.open(page, two_stages.url), Stage(page, 1)
    right.wait_until(lambda state: state.epoch > 100)
    left.pause()
    right.pause()
    before = left.state
    for stage, other in ((right, left), (left, right)):
        stage.root.get_by_role("img").first.hover()
        epoch, still = stage.state.epoch, other.state
        page.keyboard.press("ArrowRight")
        stage.wait_until(lambda state, wanted=epoch + 1: state.epoch == wanted)
        assert other.state == still
    assert left.state.epoch == before.epoch + 1
    page.keyboard.press("Space")
    left.wait_until(lambda state: state.playing)
    assert not right.state.playing


def test_new_weights_on_one_leave_the_other_alone(page: Page, two_stages: Server) -> None:
    left, right = Stage.open(page, two_stages.url), Stage(page, 1)
    right.wait_until(lambda state: state.epoch > 100)
    left.record()
    right.press("reseed")
    right.wait_until(lambda state: state.recipe != Recipe(RIGHT).hash and state.epoch > 100)
    epoch = left.state.epoch
    left.wait_until(lambda state: state.epoch > epoch + 100)
    assert set(steps(left.shown())) == {5}
    assert_trained(LEFT, left.shown())


def test_two_tabs_are_independent(context: BrowserContext, server: Server) -> None:
    first, second = (Stage.open(context.new_page(), server.url) for _ in range(2))
    knobs = Knobs(second.page)
    first.record()
    knobs.slide("hidden_units", "5")
    run = Experiment(hidden_units=5)
    second.wait_for_run(run, past=100)
    paused = second.pause()
    # A hidden tab draws nothing and asks for nothing; seen again, it goes on from where it was.
    first.page.bring_to_front()
    epoch = first.state.epoch
    first.wait_until(lambda state: state.epoch > epoch + 200)
    assert second.state == paused
    assert_trained(run, [paused])
    assert {frame.recipe for frame in first.shown()} == {Recipe(Experiment()).hash}
    assert set(steps(first.shown())) == {5}
    assert_trained(Experiment(), first.shown())
