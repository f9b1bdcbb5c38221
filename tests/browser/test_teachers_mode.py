"""Teacher's mode: everything larger, fewer controls, and all that counts in sight on a projector."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from shallownet import Experiment
from shallownet.texts import labels
from shallownet.ui.lessons import LESSONS
from tools.server import Server

from .drawing import Drawing
from .knobs import LABELS, Knobs
from .stage import TEXTS, Stage
from .traffic import Traffic

pytestmark = pytest.mark.browser

WORDS = labels()
PROJECTORS = [(1280, 720), (1920, 1080)]
OLDER_PROJECTORS = [(1024, 768), (1280, 800)]
KNOBS = ("dataset", "hidden_units", "activation", "learning_rate")
# The lowest edge of the networks' pictures, of their costs and of Play, in the window as it opens.
LOWEST = """() => {
    const shown = [...document.querySelectorAll("[data-testid=stage] :is(.stage-map, dd, .stage-main)")]
        .filter(element => element.getClientRects().length);
    const kinds = [".stage-map", ".stage-readout dd, .stage-card-numbers dd", ".stage-main"];
    return kinds.map(kind => Math.max(...shown.filter(element => element.matches(kind)).map(
        element => element.getBoundingClientRect().bottom)));
}"""
STAGE_SCENES = [
    (name, scene.name)
    for name, lesson in LESSONS.items()
    for scene in lesson.scenes
    if scene.experiment is not None
]


def button(page: Page) -> Locator:
    """The button in the bar; while the mode is on, its key is written on it too."""
    return page.get_by_role("button", name=WORDS["site"]["presenting"])


def expect_mode(page: Page, is_on: bool) -> None:
    expect(button(page)).to_have_attribute("aria-pressed", str(is_on).lower())
    has_class = "document.documentElement.classList.contains('shallownet-presenting')"
    assert page.evaluate(has_class) == is_on


def letter_height(element: Locator) -> float:
    """Of an element's text on screen, in pixels."""
    height: float = element.evaluate(
        """element => {
            const scale = element.getBoundingClientRect().height / element.offsetHeight;
            return scale * parseFloat(getComputedStyle(element).fontSize);
        }"""
    )
    return height


def test_the_key_and_the_button_switch_it_without_the_server(page: Page, server: Server) -> None:
    traffic = Traffic(page)
    stage = Stage.open(page, server.url)
    stage.wait_until(lambda state: state.epoch > 100)
    expect(page.get_by_text(WORDS["app"]["hint"])).to_be_visible()
    width = stage.root.bounding_box()
    reruns = traffic.reruns
    expect_mode(page, False)
    page.keyboard.press("p")
    expect_mode(page, True)
    expect(button(page).get_by_text(WORDS["site"]["presenting"])).to_be_visible()
    button(page).click()
    expect_mode(page, False)
    stage.next_frames(5)
    assert stage.root.bounding_box() == width
    assert traffic.reruns == reruns
    stage.record()
    epoch = stage.state.epoch
    stage.wait_until(lambda state: state.epoch > epoch + 50)


def test_it_stays_across_pages_and_reloads_of_its_tab(page: Page, server: Server) -> None:
    Stage.open(page, server.url)
    page.keyboard.press("p")
    page.reload()
    expect_mode(page, True)
    page.get_by_role("link", name=WORDS["app"]["home"], exact=True).click()
    expect(page).to_have_url(f"{server.url}/home")
    expect_mode(page, True)
    other = page.context.new_page()
    Stage.open(other, server.url)
    expect_mode(other, False)


@pytest.mark.parametrize(("width", "height"), PROJECTORS)
def test_the_playground_fits_a_projector(page: Page, server: Server, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    stage, knobs = Stage.open(page, server.url), Knobs(page)
    stage.wait_until(lambda state: state.epoch > 100)
    cost = stage.root.locator(".stage-train-loss dd")
    usual = letter_height(cost), letter_height(page.get_by_text(LABELS["learning_rate"], exact=True))
    map_before = stage.root.locator(".stage-plane").bounding_box()
    page.keyboard.press("p")
    stage.next_frames(10)
    assert letter_height(cost) > 1.2 * usual[0]
    assert letter_height(page.get_by_text(LABELS["learning_rate"], exact=True)) > 1.2 * usual[1]
    # The picture too, and as sharp: a canvas has a pixel for each of the screen.
    plane = stage.root.locator(".stage-plane")
    box = plane.bounding_box()
    assert box is not None
    assert map_before is not None
    assert box["width"] >= map_before["width"]
    assert plane.evaluate("canvas => canvas.width") >= box["width"] - 1
    whole = stage.root.bounding_box()
    assert whole is not None
    assert whole["width"] > 0.94 * width
    assert max(page.evaluate(LOWEST)) <= height
    tops = set()
    for field in KNOBS:
        box = page.locator(f".st-key-control_{field}").bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= height, field
        tops.add(round(box["y"]))
    assert len(tops) == 1, "they stand in a row"
    for folded in ("more_data", "inputs", "training", "weights"):
        expect(page.get_by_text(LABELS[folded], exact=True)).to_be_hidden()
    for away in (WORDS["own_data"]["title"], WORDS["share"]["button"], WORDS["app"]["hint"]):
        expect(page.get_by_text(away, exact=True)).to_be_hidden()
    expect(knobs.slider("learning_rate")).to_be_visible()
    assert page.get_by_test_id("stMain").evaluate("area => area.scrollWidth <= area.clientWidth")


def test_every_scene_fits_a_projector(page: Page, server: Server) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    Stage.open(page, server.url)
    page.keyboard.press("p")
    too_low = {}
    for lesson, scene in STAGE_SCENES:
        stage = Stage.open(page, f"{server.url}/{lesson}?scene={scene}")
        expect(page.get_by_text(WORDS["lesson"]["guess"], exact=True)).to_be_visible()
        stage.wait_until(lambda state: state.epoch > 150)
        for width, height in [*PROJECTORS, *OLDER_PROJECTORS]:
            page.set_viewport_size({"width": width, "height": height})
            stage.next_frames(5)
            lowest = max(page.evaluate(LOWEST))
            if lowest > height:
                too_low[f"{lesson} {scene} {width}"] = lowest
    assert too_low == {}


def test_everything_is_done_by_keyboard(page: Page, server: Server) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    stage, knobs = Stage.open(page, server.url), Knobs(page)
    stage.wait_until(lambda state: state.epoch > 100)
    page.keyboard.press("p")
    page.keyboard.press("Space")
    stage.wait_until(lambda state: not state.playing)
    seen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        # What is away is passed over, and what has the focus is in sight.
        name = page.evaluate(
            """() => {
                const { activeElement } = document;
                if (activeElement === document.body) return "";
                const { bottom, height } = activeElement.getBoundingClientRect();
                const name = activeElement.getAttribute("aria-label") ?? activeElement.textContent;
                return height > 0 && bottom <= innerHeight + 1 ? name : `hidden: ${name}`;
            }"""
        )
        if name:
            seen.append(name)
    assert not [name for name in seen if name.startswith("hidden")]
    wanted = [TEXTS["play"], TEXTS["timeline"], TEXTS["reseed"], WORDS["keys"]["title"]]
    assert set(wanted) <= set(seen)
    assert not {WORDS["share"]["button"], TEXTS["copy_link"], TEXTS["hard_boundary"]} & set(seen)
    knobs.slider("hidden_units").focus()
    page.keyboard.press("ArrowRight")
    stage.wait_for_run(Experiment(hidden_units=5))


def test_what_is_pointed_at_is_what_is_meant(page: Page, server: Server) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    stage, drawing = Stage.paused(page, server.url, past=300), Drawing(page)
    page.keyboard.press("p")
    stage.next_frames(10)
    editor = drawing.click("W1[2,1]")
    expect(editor.value).to_be_visible()
    panel, form = drawing.picture.bounding_box(), editor.dialog.bounding_box()
    assert panel is not None
    assert form is not None
    assert panel["x"] <= form["x"]
    assert form["x"] + form["width"] <= panel["x"] + panel["width"] + 1
    page.keyboard.press("Escape")
    # The middle of the plot of the cost is the middle of its axis.
    curve = stage.root.get_by_role("img", name=TEXTS["curve_picture"]).bounding_box()
    assert curve is not None
    scale = curve["width"] / stage.root.locator(".stage-curve").evaluate("curve => curve.clientWidth")
    farthest = int(stage.timeline.get_attribute("max") or 0)
    left, right = curve["x"] + 44 * scale, curve["x"] + curve["width"] - 18 * scale
    page.mouse.click(left + 0.3 * (right - left), curve["y"] + curve["height"] / 2)
    stage.next_frames(3)
    ends = [end * power for power in (100, 1000, 10000) for end in (1, 1.5, 2, 3, 4, 5, 6, 8)]
    axis = next(end for end in ends if end >= farthest)
    assert abs(stage.state.epoch - 0.3 * axis) <= 6


def test_a_phone_in_it_has_its_usual_order(page: Page, server: Server) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    stage = Stage.open(page, server.url)
    button(page).click()
    stage.next_frames(10)
    assert page.get_by_test_id("stMain").evaluate("area => area.scrollWidth <= area.clientWidth")
    box = button(page).bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 390
    button(page).click()
    expect_mode(page, False)
