"""The drawing of a network on a page, as the tests use it: its links, and the editor of a weight."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from shallownet.stage import assets
from shallownet.texts import labels

LABELS = labels()["stage"]


# Where a link (a little past its middle, where many cross) or a bias stands, by the stage's own geometry.
PLACE = """async (element, [folder, inputs, units, name]) => {
    const {layoutNetwork, linkHeight} = await import(`${folder}/layout.js`);
    const {links, biases} = layoutNetwork(inputs, units, 32, element.clientWidth, element.clientHeight);
    // In teacher's mode the drawing is magnified.
    const scale = element.getBoundingClientRect().width / element.clientWidth;
    const bias = biases.find(bias => bias.name === name);
    if (bias) return [scale * bias.x, scale * bias.y];
    const link = links.find(link => link.name === name);
    const x = link.x0 + 0.62 * (link.x1 - link.x0);
    return [scale * x, scale * linkHeight(link, x)];
}"""


class Drawing:
    """The drawing of the first network on a page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.picture = page.get_by_role("img", name=LABELS["network_picture"])
        self.tip = page.get_by_role("tooltip")
        self.opener = page.get_by_role("button", name=LABELS["edit_entries"])

    def place_of(self, name: str, inputs: int = 2, units: int = 4) -> tuple[float, float]:
        """Where on the page a link or bias of a network of that size is."""
        self.picture.scroll_into_view_if_needed()
        folder = f"/_stcore/bidi-components/{assets.component_name()}"
        x, y = self.picture.evaluate(PLACE, [folder, inputs, units, name])
        box = self.picture.bounding_box()
        assert box is not None
        return box["x"] + x, box["y"] + y

    def click(self, name: str) -> Editor:
        """Click a link or bias, and return its editor."""
        self.page.mouse.click(*self.place_of(name))
        return self.editor(name)

    def editor(self, name: str) -> Editor:
        """The editor of that link or bias."""
        return Editor(self.page, name)


class Editor:
    """The editor of a link or bias."""

    def __init__(self, page: Page, name: str) -> None:
        self.dialog = page.get_by_role("dialog", name=LABELS["edit_title"].format(name=name), exact=True)
        self.value = self.dialog.get_by_role("textbox", name=LABELS["edit_value"].format(name=name))
        self.slider = self.dialog.get_by_role("slider", name=LABELS["edit_drag"].format(name=name))
        self.entry = self.dialog.get_by_role("combobox", name=LABELS["edit_entry"])
        self.close = self.dialog.get_by_role("button", name=LABELS["edit_close"])

    @property
    def cost(self) -> str:
        """What the draft would cost, as it is told."""
        return self.dialog.locator(".stage-cost").inner_text()

    def expect_shown(self, value: float) -> None:
        """Wait until the field shows a number; it follows with the next frame."""
        for _ in range(40):
            if self.shown == pytest.approx(value, rel=1e-4):
                return
            self.value.page.wait_for_timeout(50)
        assert self.shown == pytest.approx(value, rel=1e-4)

    @property
    def shown(self) -> float:
        """The number in the field."""
        text = self.value.input_value()
        assert re.fullmatch(r"-?\d+(\.\d+)?(e[+-]\d+)?", text), text
        return float(text)
