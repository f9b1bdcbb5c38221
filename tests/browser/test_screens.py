"""Small screens, dark screens, and networks of every size on them."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from shallownet import Experiment
from shallownet.core.features import FEATURES
from shallownet.figures.palette import PALETTE
from shallownet.ui.controls import PROBLEM_STARTS
from tools.server import Server

from .knobs import TEXTS, Knobs
from .stage import Stage, assert_trained

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
NOT_A_NUMBER = re.compile(r"NaN|Infinity|∞|undefined|null")


def assert_fits(stage: Stage) -> None:
    page = stage.page
    width = page.evaluate("innerWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.get_by_test_id("stMain").evaluate("area => area.scrollWidth <= area.clientWidth")
    for picture in stage.root.get_by_role("img").all():
        box = picture.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["width"] > 150


def test_a_phone(page: Page, server: Server) -> None:
    page.set_viewport_size(PHONE)
    stage = Stage.open(page, server.url)
    stage.wait_until(lambda state: state.epoch > 200)
    assert_fits(stage)
    paused = stage.pause()
    older = stage.scrub(0.5)
    assert older.epoch < paused.epoch
    assert_trained(Experiment(), [older, paused])
    for control in [*stage.root.get_by_role("button").all(), stage.timeline]:
        box = control.bounding_box()
        if box is not None:  # Go on is hidden
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= PHONE["width"]
    page.set_viewport_size({"width": 844, "height": 390})  # turned
    stage.next_frames(5)
    assert_fits(stage)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_follows_the_colour_scheme(page: Page, server: Server, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    stage = Stage.open(page, server.url)
    stage.wait_until(lambda state: state.epoch > 100)
    expect(stage.root).to_have_attribute("data-theme", scheme)
    ink = stage.root.evaluate("stage => getComputedStyle(stage).color")
    brightness = sum(int(part) for part in re.findall(r"\d+", ink)[:3]) / 3
    assert (brightness > 128) == (scheme == "dark")
    assert PALETTE.keys() == {"light", "dark"}


def test_the_largest_network(page: Page, server: Server) -> None:
    stage, knobs = Stage.open(page, server.url), Knobs(page)
    knobs.slide("hidden_units", "50", key="End")
    run = Experiment(hidden_units=50)
    stage.wait_for_run(run)
    knobs.unfold("inputs")
    for count, feature in enumerate(FEATURES, start=1):
        if feature not in run.features:
            knobs.pill(feature).click()
            run = replace(run, features=tuple(FEATURES)[:count])
            stage.wait_for_run(run)
    state = stage.wait_until(lambda state: state.epoch > 50)
    assert_trained(run, [state])
    assert_fits(stage)
    page.set_viewport_size(PHONE)
    stage.next_frames(5)
    assert_fits(stage)


def test_regression_shows_no_accuracy(page: Page, server: Server) -> None:
    stage = Stage.open(page, server.url)
    Knobs(page).unfold("more_data")
    page.get_by_role("radio", name=TEXTS["problems"]["regression"], exact=True).click(force=True)
    run = Experiment(problem="regression", **PROBLEM_STARTS["regression"])
    state = stage.wait_for_run(run, past=100)
    assert_trained(run, [state])
    stage.pause()
    expect(stage.root.get_by_text(TEXTS["stage"]["train_accuracy"], exact=True)).to_be_hidden()
    expect(stage.root.get_by_text(TEXTS["stage"]["train_loss"], exact=True)).to_be_visible()
    assert not NOT_A_NUMBER.search(page.locator("body").inner_text())


def test_a_test_share_shows_test_loss_and_accuracy(page: Page, server: Server) -> None:
    stage, knobs = Stage.open(page, server.url), Knobs(page)
    names = [TEXTS["stage"][name] for name in ("test_loss", "test_accuracy")]
    for name in names:
        expect(stage.root.get_by_text(name, exact=True)).to_be_hidden()
    knobs.unfold("more_data")
    knobs.slider("test_fraction").press("ArrowRight")
    run = Experiment(test_fraction=0.05)
    state = stage.wait_for_run(run, past=100)
    assert_trained(run, [state])
    for name in names:
        expect(stage.root.get_by_text(name, exact=True)).to_be_visible()
    assert not NOT_A_NUMBER.search(page.locator("body").inner_text())
