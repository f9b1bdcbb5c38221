"""Without a mouse: Tab reaches everything, what has the focus is seen, and points are drawn with keys."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from shallownet import Experiment, Recipe
from shallownet.core.datasets import extent
from shallownet.core.own_points import OwnPoints
from shallownet.figures.palette import PALETTE
from shallownet.texts.lessons import words_of
from tools.server import Server

from .drawing import LABELS, Drawing
from .knobs import TEXTS, Knobs
from .stage import Stage, assert_trained
from .test_drawing import FLOWER, drawn_on, own

pytestmark = pytest.mark.browser

# Where the Tab key ought to stop: of a group of choices at one, from which the arrow keys go on.
STOPS = """() => {
    const kinds = "a[href], button, input, select, textarea, summary, [tabindex]";
    const several = "[role=radio]:not([aria-checked=true]), input[type=radio], [data-variant=pills] ~ *";
    const isOneOfSeveral = element => element.matches(several);
    const isThere = element => element.checkVisibility({visibilityProperty: true})
        && element.getBoundingClientRect().width && !element.disabled && !element.closest("[inert]");
    return [...document.querySelectorAll(kinds)].filter(
        element => element.tabIndex >= 0 && isThere(element) && !isOneOfSeveral(element));
}"""
# The line round what has the focus, or round what that is a part of: its width and its contrast.
LOOK = """element => {
    const parts = text => text.match(/[\\d.]+/g).map(Number);
    const luminance = rgb => {
        const linear = v => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        const [r, g, b] = rgb.map(v => linear(v / 255));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const below = start => {
        for (let one = start; one; one = one.parentElement) {
            const colour = parts(getComputedStyle(one).backgroundColor);
            if (colour.length < 4 || colour[3] > 0.5) return colour.slice(0, 3);
        }
        return parts(getComputedStyle(document.querySelector(".stApp")).backgroundColor).slice(0, 3);
    };
    let around = element;
    for (let steps = 0; steps < 4 && around; steps++, around = around.parentElement) {
        // The line may be that of a layer over it all, as on the cards of Home.
        for (const layer of [null, "::after"]) {
            const {outlineStyle, outlineWidth, outlineColor, outlineOffset} = getComputedStyle(around, layer);
            if (["none", "auto"].includes(outlineStyle) || parseFloat(outlineWidth) < 2) continue;
            const ground = below(parseFloat(outlineOffset) < 0 ? around : around.parentElement);
            const lights = [parts(outlineColor).slice(0, 3), ground].map(luminance).sort((a, b) => b - a);
            window.lit = around;
            return {width: parseFloat(outlineWidth), contrast: (lights[0] + 0.05) / (lights[1] + 0.05)};
        }
    }
    return null;
}"""
# Whether the line round the last stop is gone, unless this one is a part of it.
IS_BEHIND = """element => {
    const {lit} = window;
    return !lit || lit.contains(element) || getComputedStyle(lit).outlineStyle === "none";
}"""
TELL = """element =>
    (element.getAttribute("aria-label") || element.textContent || element.outerHTML).slice(0, 60)"""


def tour(page: Page) -> list[str]:
    """Press Tab until everything has had its turn, and check that each stop is seen while it is one."""
    page.evaluate(f"window.stops = new Set(({STOPS})())")
    names: list[str] = []
    for _ in range(200):
        page.keyboard.press("Tab")
        page.wait_for_timeout(20)
        here = page.evaluate_handle("document.activeElement")
        if page.evaluate("element => element === document.body", here):
            continue
        name = page.evaluate(TELL, here)
        assert page.evaluate(IS_BEHIND, here), f"the focus is still seen on {names[-1:]}"
        look = page.evaluate(LOOK, here)
        assert look, f"no focus is seen on {name!r}"
        assert look["width"] >= 2
        assert look["contrast"] >= 3, (name, look)
        names.append(name)
        page.evaluate("element => window.stops.delete(element)", here)
        if not page.evaluate("window.stops.size"):
            return names
    left = page.evaluate(f"[...window.stops].map({TELL})")
    raise AssertionError(f"not reached: {left}; reached: {names}")


@pytest.mark.parametrize("theme", PALETTE)
def test_tab_reaches_everything_on_the_playground_and_is_seen(page: Page, server: Server, theme: str) -> None:
    page.emulate_media(color_scheme=theme)
    stage = Stage.open(page, f"{server.url}/?epoch=300&test_fraction=0.2&dataset=moons")
    stage.root.get_by_role("combobox", name=LABELS["draw"]).select_option(index=1)
    for section in page.locator("details > summary").all():
        section.click()
    Knobs(page).wait_for_server()
    page.mouse.click(700, 30)
    names = tour(page)
    order = [
        TEXTS["app"]["playground"],
        LABELS["edit_entries"],
        LABELS["timeline"],
        TEXTS["controls"]["seed"],
    ]
    places = [names.index(name) for name in order]
    assert places == sorted(places), "from the navigation through the stage to the knobs"


@pytest.mark.parametrize("theme", PALETTE)
@pytest.mark.parametrize("name", ["home", "hidden_units", "derivatives"])
def test_tab_reaches_everything_on_other_pages(page: Page, server: Server, name: str, theme: str) -> None:
    page.emulate_media(color_scheme=theme)
    page.goto(f"{server.url}/{name}")
    Knobs(page).wait_for_server()
    page.wait_for_timeout(1500)
    page.mouse.click(700, 30)
    names = tour(page)
    if name == "hidden_units":
        assert words_of("hidden_units.md").scenes["course"].say("train") in names
    if name == "home":
        assert sum("Gradient descent" in name for name in names) == 1


def test_the_focus_is_seen_in_a_dialog_and_comes_back(page: Page, server: Server) -> None:
    Stage.open(page, f"{server.url}/?epoch=300")
    Knobs(page).wait_for_server()
    opener = page.get_by_role("button", name=TEXTS["share"]["button"])
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    Knobs(page).wait_for_server()
    for _ in range(5):
        page.keyboard.press("Tab")
        here = page.evaluate_handle("document.activeElement").as_element()
        assert here is not None
        assert page.evaluate("element => element.closest('[role=dialog]') !== null", here)
        look = page.evaluate(LOOK, here)
        assert look, page.evaluate(TELL, here)
        assert look["contrast"] >= 3
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_unit_takes_the_map_with_the_focus_and_is_pinned_with_enter(page: Page, server: Server) -> None:
    stage, drawing = Stage.paused(page, server.url), Drawing(page)
    heading = page.get_by_text(LABELS["map_probability"])
    units = [
        stage.root.get_by_role("button", name=LABELS["unit_key"].format(unit=unit)) for unit in (1, 2, 4)
    ]

    def shown(unit: int) -> Any:
        return page.get_by_text(LABELS["map_unit"].format(unit=unit, activation=TEXTS["activations"]["tanh"]))

    drawing.opener.focus()
    page.keyboard.press("Tab")
    expect(units[0]).to_be_focused()
    expect(shown(1)).to_be_visible()
    # It stands where the unit is drawn.
    box, picture = units[0].bounding_box(), drawing.picture.bounding_box()
    assert box is not None
    assert picture is not None
    assert picture["x"] < box["x"] < picture["x"] + picture["width"] / 2
    page.keyboard.press("ArrowDown")
    expect(units[1]).to_be_focused()
    expect(shown(2)).to_be_visible()
    page.keyboard.press("End")
    expect(units[2]).to_be_focused()
    page.keyboard.press("Enter")
    expect(units[2]).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Tab")
    expect(shown(4)).to_be_visible()
    page.keyboard.press("Shift+Tab")
    expect(units[2]).to_be_focused()
    page.keyboard.press("Escape")
    expect(units[2]).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("Tab")
    expect(heading).to_be_visible()
    # The pointer still has the drawing itself.
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(shown(1)).to_be_visible()


def test_a_click_on_the_map_does_not_keep_the_keys(page: Page, server: Server) -> None:
    stage = Stage.paused(page, server.url)
    stage.root.get_by_role("combobox", name=LABELS["draw"]).select_option(label=LABELS["draw_erase"])
    box = stage.root.locator(".stage-plane").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 3, box["y"] + 3)  # where no point is
    expect(stage.root.locator(".stage-crosshair")).to_have_css("display", "none")
    page.keyboard.press("Space")
    stage.wait_until(lambda state: state.playing)
    assert stage.state.recipe == Recipe(Experiment()).hash


def test_points_are_set_and_erased_with_keys(page: Page, server: Server) -> None:
    stage = Stage.paused(page, server.url)
    paused = stage.state
    picture = stage.root.locator(".stage-map")
    assert picture.get_attribute("tabindex") is None
    choice = stage.root.get_by_role("combobox", name=LABELS["draw"])
    choice.select_option(label=LABELS["draw_one"])
    stage.root.get_by_role("button", name=LABELS["edit_entries"]).focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(picture).to_be_focused()
    hair = picture.locator(".stage-crosshair")
    expect(hair).to_have_css("display", "block")
    for key in ("Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
    assert (stage.state.epoch, stage.state.playing) == (paused.epoch, False), "the arrows are the map's"
    page.keyboard.press("Enter")
    stage.wait_until(lambda state: state.recipe != paused.recipe)
    reach = extent(Experiment())
    (added,) = set(drawn_on(page)) - set(OwnPoints(FLOWER))
    assert added == pytest.approx((0.75 * reach, (0.25 + 2 / 64) * reach, 1.0), abs=0.01)
    told = stage.root.get_by_role("status").filter(has_text="x₁")
    expect(told).to_have_text(
        LABELS["draw_at_one"].format(x1=f"{added[0]:.3g}", x2=f"{added[1]:.3g}", count=401)
    )
    run = own([*FLOWER, added])
    assert_trained(run, [stage.wait_for_run(run)])

    picture.focus()
    page.keyboard.press("Delete")
    stage.wait_for_run(own(FLOWER))
    expect(told).to_contain_text("400")
    choice.select_option(label=LABELS["draw_off"])
    assert picture.get_attribute("tabindex") is None
    expect(picture).to_have_attribute("role", "img")
    assert stage.state.recipe != Recipe(Experiment()).hash
