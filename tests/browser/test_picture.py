"""What the picture tells: units, links and biases under the pointer, its options, and a long history."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from shallownet import Experiment, train
from shallownet.stage import assets
from tools.server import Server

from .knobs import TEXTS, Knobs
from .stage import Stage

pytestmark = pytest.mark.browser

LABELS = TEXTS["stage"]


def picture(page: Page, name: str) -> Locator:
    return page.get_by_role("img", name=LABELS[name])


def search(page: Page, canvas: Locator, found: Any) -> None:
    """Move the pointer over the drawing, column by column, until something is found under it."""
    box = canvas.bounding_box()
    assert box is not None
    for x in range(4, int(box["width"]), 12):
        for y in range(4, int(box["height"]), 12):
            page.mouse.move(box["x"] + x, box["y"] + y)
            if found():
                return
    raise AssertionError("nothing was found in the drawing")


def settled(page: Page, canvas: Locator) -> bytes:
    """The picture once it has stopped changing."""
    last = b""
    for _ in range(50):
        page.wait_for_timeout(200)
        now = canvas.screenshot()
        if now == last:
            return now
        last = now
    raise AssertionError("the picture never came to rest")


def test_a_unit_under_the_pointer_takes_the_map(page: Page, server: Server) -> None:
    Stage.open(page, server.url).pause()
    heading = page.get_by_text(LABELS["map_probability"])
    expect(heading).to_be_visible()
    usual = picture(page, "map_picture").screenshot()
    wanted = LABELS["map_unit"].format(unit=1, activation=TEXTS["activations"]["tanh"])
    search(page, picture(page, "network_picture"), lambda: page.get_by_text(wanted).count())
    assert settled(page, picture(page, "map_picture")) != usual
    page.mouse.move(1, 1)
    expect(heading).to_be_visible()


@pytest.mark.parametrize(("name", "row"), [("W1[1,1]", 0), ("b1[1]", 8), ("W2[1,1]", 12), ("b2", 16)])
def test_links_and_biases_tell_their_values(page: Page, server: Server, name: str, row: int) -> None:
    stage = Stage.open(page, server.url)
    epoch = stage.pause().epoch
    tooltip = page.locator(".stage-tip")
    search(page, picture(page, "network_picture"), lambda: name in (tooltip.text_content() or ""))
    shown = (tooltip.text_content() or "").replace("−", "-").split("=")[-1].strip()
    value = train(Experiment(), epoch, [epoch]).flat[0, row]
    assert float(shown) == pytest.approx(value, rel=2e-2, abs=1e-3)


@pytest.mark.parametrize("option", ["hard_boundary", "all_lines", "test_points"])
def test_an_option_changes_the_map_and_back(page: Page, server: Server, option: str) -> None:
    stage, knobs = Stage.open(page, server.url), Knobs(page)
    knobs.unfold("more_data")
    knobs.slide("test_fraction", "0.10")
    stage.wait_for_run(Experiment(test_fraction=0.1), past=300)
    stage.pause()
    box = page.get_by_role("checkbox", name=LABELS[option])
    canvas = picture(page, "map_picture")
    page.mouse.move(1, 1)
    page.wait_for_timeout(200)
    pictures = []
    for _ in range(4):
        box.click()
        page.mouse.move(1, 1)
        pictures.append(settled(page, canvas))
    assert pictures[0] != pictures[1]
    assert pictures[:2] == pictures[2:]


def test_the_browser_keeps_a_long_run_within_bounds(page: Page, server: Server) -> None:
    Stage.open(page, server.url).pause()
    kept = page.evaluate(
        """async address => {
            const {History} = await import(address);
            const history = new History(451);
            const floats = new Float32Array(5 + 451), words = new Uint32Array(floats.buffer);
            let most = 0;
            for (let epoch = 0; epoch <= 100000; epoch += 5) {
                words[0] = epoch;
                history.add(floats, words, 0);
                history.thin(epoch);
                most = Math.max(most, history.values.byteLength + history.epochs.byteLength);
            }
            return {most, epochs: [...history.epochs.subarray(0, history.count)], limit: history.limit};
        }""",
        f"/_stcore/bidi-components/{assets.component_name()}/history.js",
    )
    epochs = kept["epochs"]
    assert epochs[0] == 0
    assert epochs[-1] == 100_000
    assert len(epochs) <= kept["limit"] <= 4_400
    assert kept["most"] <= 20e6
    assert epochs[-600:] == list(range(100_000 - 599 * 5, 100_001, 5))
    gaps = [later - earlier for earlier, later in pairwise(epochs)]
    # The older ones are about evenly spread.
    assert max(gaps) <= 5 * 100_000 / len(epochs)
