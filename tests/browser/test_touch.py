"""What a finger does on a phone besides the stage: the navigation, and scrolling over knobs."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from shallownet import Experiment, Recipe
from tools.server import Server

from .stage import Stage

pytestmark = pytest.mark.browser


def swipe(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Draw a finger over the screen."""
    devtools = page.context.new_cdp_session(page)

    def send(kind: str, *points: tuple[float, float]) -> None:
        touches = [{"x": x, "y": y} for x, y in points]
        devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    send("touchStart", start)
    for step in range(1, 11):
        send("touchMove", tuple(a + (b - a) * step / 10 for a, b in zip(start, end, strict=True)))  # type: ignore[arg-type]
    send("touchEnd")


def test_the_navigation_closes_with_its_button_and_after_use(phone: Page, server: Server) -> None:
    Stage.open(phone, server.url)
    navigation = phone.get_by_test_id("stSidebar")
    phone.get_by_test_id("stExpandSidebarButton").tap()
    expect(navigation).to_have_attribute("data-collapsed", "false")
    phone.get_by_test_id("stSidebarCollapseButton").get_by_role("button").tap()
    expect(navigation).not_to_have_attribute("data-collapsed", "false")
    phone.get_by_test_id("stExpandSidebarButton").tap()
    phone.get_by_test_id("stSidebarNavLink").filter(has_text="Home").tap()
    expect(phone).to_have_url(f"{server.url}/home")
    expect(navigation).not_to_have_attribute("data-collapsed", "false")


# What a finger is to hit and what is read, where it reaches over the edge of its stage.
OVER_THE_EDGE = """() => {
    const over = [];
    for (const stage of document.querySelectorAll(".shallownet-stage")) {
        const edge = stage.getBoundingClientRect();
        for (const part of stage.querySelectorAll("button, select, input, canvas, label, span, dt, dd")) {
            const box = part.getBoundingClientRect();
            const isOver = box.left < edge.left - 1 || box.right > edge.right + 1;
            if (box.width && part.checkVisibility() && isOver) over.push(part.outerHTML.slice(0, 120));
        }
    }
    return over;
}"""


@pytest.mark.parametrize("width", [390, 360])
@pytest.mark.parametrize("name", ["", "home", "activation_functions?scene=centred"])
def test_a_stage_is_as_wide_as_its_place(phone: Page, server: Server, name: str, width: int) -> None:
    """A finger's buttons are larger than a mouse's."""
    phone.set_viewport_size({"width": width, "height": 780})
    phone.goto(f"{server.url}/{name}")
    expect(phone.locator(".stage-speed")).to_be_visible()
    phone.wait_for_timeout(500)
    assert phone.evaluate(OVER_THE_EDGE) == []


def test_a_swipe_over_a_slider_scrolls_and_its_thumb_sets_it(phone: Page, server: Server) -> None:
    stage = Stage.open(phone, server.url)
    knob = phone.locator(".st-key-control_hidden_units")
    track = knob.locator("[data-orientation]").last
    track.evaluate("element => element.scrollIntoView({ block: 'center' })")
    phone.wait_for_timeout(500)
    scroller = phone.get_by_test_id("stMain")
    before = scroller.evaluate("element => element.scrollTop")
    box = track.bounding_box()
    assert box is not None
    middle = box["x"] + 0.6 * box["width"], box["y"] + box["height"] / 2
    swipe(phone, middle, (middle[0], middle[1] - 200))
    phone.wait_for_function(
        "before => document.querySelector('[data-testid=stMain]').scrollTop > before + 50", arg=before
    )
    phone.wait_for_timeout(1000)
    assert stage.state.recipe == Recipe(Experiment()).hash
    thumb = knob.locator("[data-rac]", has=phone.get_by_test_id("stSliderThumbValue")).last
    thumb.evaluate("element => element.scrollIntoView({ block: 'center' })")
    phone.wait_for_timeout(500)
    box = thumb.bounding_box()
    assert box is not None
    start = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    swipe(phone, start, (start[0] + 100, start[1]))
    stage.wait_until(lambda state: state.recipe != Recipe(Experiment()).hash)
