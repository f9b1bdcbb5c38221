"""On a phone a small copy of the picture stays above the knobs, where the picture itself is out of sight."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from shallownet import Experiment, Recipe
from shallownet.texts import labels
from tools.server import Server

from .conftest import VIEWPORT
from .knobs import Knobs
from .stage import Stage

pytestmark = pytest.mark.browser

TEXTS = labels()
PIXELS = "canvas => canvas.toDataURL()"


def show_knobs(page: Page) -> None:
    page.locator(".st-key-knobs").get_by_role("slider").first.evaluate(
        "knob => knob.scrollIntoView({ block: 'center' })"
    )


@pytest.mark.parametrize(
    ("address", "maps"),
    [("", 1), ("why_nonlinear", 2), ("random_initialization", 6), ("gradient_descent", 1)],
)
def test_the_picture_stays_in_sight_of_the_knobs(
    phone: Page, server: Server, address: str, maps: int
) -> None:
    stage = Stage.open(phone, f"{server.url}/{address}")
    copy = phone.get_by_test_id("miniature")
    stage.wait_until(lambda state: state.epoch > 20)
    expect(copy).to_be_hidden()
    show_knobs(phone)
    expect(copy).to_be_visible()
    canvases = copy.locator("canvas")
    expect(canvases).to_have_count(maps)
    before = canvases.last.evaluate(PIXELS)
    stage.next_frames(30)
    assert canvases.last.evaluate(PIXELS) != before
    box = copy.bounding_box()
    assert box is not None
    for canvas in canvases.all():
        inner = canvas.bounding_box()
        assert inner is not None
        assert inner["x"] >= box["x"]
        assert inner["x"] + inner["width"] <= box["x"] + box["width"]
    copy.tap()
    expect(copy).to_be_hidden()
    # At its place below Streamlit's bar, once the page has scrolled there.
    phone.wait_for_function(
        "() => { const { top } = document.querySelector('.shallownet-stage').getBoundingClientRect();"
        " return top >= 60 && top < 150; }"
    )
    expect(phone.get_by_role("button", name=TEXTS["stage"]["pause"])).to_be_focused()


def test_it_shows_what_a_knob_does(phone: Page, server: Server) -> None:
    stage = Stage.open(phone, server.url)
    stage.wait_until(lambda state: state.epoch > 20)
    stage.pause()
    show_knobs(phone)
    copy = phone.get_by_test_id("miniature")
    expect(copy).to_contain_text(f"{stage.state.epoch:,}")
    expect(copy).to_contain_text(f"{stage.state.loss:.4f}")
    canvas = copy.locator("canvas")
    before = canvas.evaluate(PIXELS)
    Knobs(phone).slide("hidden_units", "5")
    stage.wait_for_run(Experiment(hidden_units=5))
    assert stage.state.recipe == Recipe(Experiment(hidden_units=5)).hash
    stage.wait_until(lambda state: state.epoch >= 0)
    expect(copy).to_contain_text(f"{stage.state.loss:.4f}")
    assert canvas.evaluate(PIXELS) != before


def test_a_knob_in_focus_is_not_behind_it(phone: Page, server: Server) -> None:
    Stage.open(phone, server.url)
    slider = phone.locator(".st-key-control_hidden_units").get_by_role("slider")
    phone.locator(".st-key-control_dataset").evaluate("knob => knob.scrollIntoView({ block: 'start' })")
    copy = phone.get_by_test_id("miniature")
    expect(copy).to_be_visible()
    slider.focus()
    phone.wait_for_timeout(300)
    thumb, strip = slider.bounding_box(), copy.bounding_box()
    assert thumb is not None
    assert strip is not None
    assert thumb["y"] >= strip["y"] + strip["height"]


def test_a_wide_page_needs_none(page: Page, server: Server) -> None:
    stage = Stage.open(page, f"{server.url}/random_initialization")
    stage.wait_until(lambda state: state.epoch > 20)
    page.set_viewport_size({"width": VIEWPORT["width"], "height": 400})
    show_knobs(page)
    stage.next_frames(5)
    expect(page.get_by_test_id("miniature")).to_be_hidden()
