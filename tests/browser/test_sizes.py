"""Every page on a phone, a tablet, a desk and a wall: nothing is cut off, nothing lies on something else."""

from __future__ import annotations

import itertools

import pytest
from playwright.sync_api import Page, expect

from shallownet.ui.lessons import LESSONS
from tools.server import Server

pytestmark = pytest.mark.browser

SIZES = [(390, 844), (768, 1024), (1400, 900), (2560, 1440)]
PAGES = ["", "home", "hidden_units", *LESSONS]

# Texts of the stage and of the bar above the page that lie on each other. What is not seen does not count.
OVERLAPS = """() => {
    const found = [];
    const seen = (element) => element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
    for (const root of document.querySelectorAll(".shallownet-stage, .shallownet-site")) {
        const boxes = [];
        const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
            const { parentElement } = walker.currentNode;
            const isText = walker.currentNode.data.trim() && !parentElement.closest("select");
            if (!isText || !seen(parentElement)) continue;
            const clip = getComputedStyle(parentElement);
            if (clip.clipPath !== "none" || clip.clip !== "auto") continue;
            const range = document.createRange();
            range.selectNodeContents(walker.currentNode);
            boxes.push([walker.currentNode.data.trim(), range.getBoundingClientRect()]);
        }
        for (let i = 0; i < boxes.length; i++) for (let j = 0; j < i; j++) {
            const [a, b] = [boxes[i][1], boxes[j][1]];
            const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
            const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
            if (across > 1 && down > 3) found.push(`${boxes[i][0]} / ${boxes[j][0]}`);
        }
    }
    return found;
}"""
# Widgets and pictures that reach over the edge of the page's main part, of which a visitor sees only a piece.
CUT_OFF = """() => {
    const main = document.querySelector("[data-testid=stMain]").getBoundingClientRect();
    const outside = [];
    const shown = "[data-testid=stMain] :is(button, input, select, canvas, svg, img)";
    for (const element of document.querySelectorAll(shown)) {
        const box = element.getBoundingClientRect();
        if (!box.width || !element.checkVisibility()) continue;
        // Some have room of their own in which they scroll; a slider's input is for screen readers alone.
        const own = "[data-testid=stTable], .katex, [data-testid=stFileUploader], input[type=range]";
        if (element.closest(own)) continue;
        const isCut = box.left < main.left - 1 || box.right > main.right + 1;
        if (isCut) outside.push(element.outerHTML.slice(0, 120));
    }
    return outside;
}"""


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits(page: Page, server: Server, name: str, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{server.url}/{name}")
    app = page.get_by_test_id("stApp")
    expect(page.get_by_test_id("stMain").locator("canvas, svg, h1").first).to_be_visible()
    expect(app).to_have_attribute("data-test-script-state", "notRunning")
    page.wait_for_timeout(1000)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert page.get_by_test_id("stMain").evaluate("main => main.scrollWidth <= main.clientWidth")
    assert page.evaluate(CUT_OFF) == []
    assert page.evaluate(OVERLAPS) == []


def test_the_pictures_grow_with_the_window(page: Page, server: Server) -> None:
    """A higher window is filled, and everything below the pictures is still in sight."""
    page.goto(server.url)
    map_, curve = (page.locator(f".stage-single .stage-{name}") for name in ("map", "curve"))
    last = page.get_by_role("button", name="Keep to compare")
    heights = []
    for width, height in ((1400, 900), (1920, 1080), (2560, 1440), (1400, 900)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(500)
        below = last.bounding_box()
        assert below is not None
        assert below["y"] + below["height"] <= height
        heights.append([int(one.evaluate("element => element.clientHeight")) for one in (map_, curve)])
    for smaller, larger in itertools.pairwise(heights[:3]):
        assert larger[0] >= smaller[0] + 100
        assert larger[1] > smaller[1]
    assert heights[3] == heights[0]


def test_a_lesson_s_maps_grow_with_the_window_too(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/random_initialization")
    map_ = page.locator(".stage-card .stage-map").first
    expect(map_).to_be_visible()
    sides = []
    for width, height in ((1400, 900), (2560, 1440), (1400, 900)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(500)
        sides.append(int(map_.evaluate("element => element.clientHeight")))
    assert sides[1] > 1.3 * sides[0]
    assert sides[2] == sides[0]


def test_a_screen_on_its_side_leaves_room_beside_a_single_map(page: Page, server: Server) -> None:
    page.set_viewport_size({"width": 1400, "height": 2200})
    page.goto(f"{server.url}/home")
    expect(page.locator(".stage-card .stage-units")).to_be_visible()
    page.wait_for_timeout(1000)
    stage = page.get_by_test_id("stage").bounding_box()
    map_, units = (page.locator(f".stage-card .stage-{name}").bounding_box() for name in ("map", "units"))
    assert stage is not None
    assert map_ is not None
    assert units is not None
    assert map_["width"] > 500
    assert map_["width"] == pytest.approx(map_["height"], rel=0.1)  # with its axes; it is not squeezed
    assert units["width"] > 100
    assert units["x"] + units["width"] <= stage["x"] + stage["width"] + 1


@pytest.mark.parametrize("width", [390, 768, 1400])
@pytest.mark.parametrize("scene", ["random_initialization?scene=cases", "gradient_descent?scene=loop"])
def test_a_table_of_words_is_read_without_scrolling(
    page: Page, server: Server, scene: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 1000})
    page.goto(f"{server.url}/{scene}")
    table = page.get_by_test_id("stTable")
    expect(table.last.locator("td").last).not_to_be_empty()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    wider = (
        "places => places.filter(place => place.querySelector('table').offsetWidth > place.clientWidth + 1)"
    )
    assert table.evaluate_all(f"places => ({wider})(places).length") == 0
    # A sentence in a column of a few words would be dozens of lines.
    assert table.locator("td").evaluate_all("cells => Math.max(...cells.map(one => one.clientHeight))") < 260
