"""The pictures of the README, taken from the app: ``python -m tools.pictures``, or with the names of some.

A run is determined by its recipe, and every picture is taken at an epoch that it names, so that it shows the
same each time. Numbers may differ in late digits from one machine to another.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps
from playwright.sync_api import Browser, Locator, Page, ViewportSize, sync_playwright

from shallownet.core.walk import STEPS
from shallownet.texts import labels
from shallownet.texts.lessons import words_of
from shallownet.ui.course_widths import PUBLISHED
from tools import chromium
from tools.server import ROOT, streamlit_server

FOLDER = ROOT / "docs"
LARGEST = 250_000
"""Bytes of a picture."""
LARGEST_ANIMATED = 1_500_000
"""Bytes of one that moves."""

_PATIENCE = 60_000  # ms
_WIDE = ViewportSize(width=1400, height=900)
_PHONE = ViewportSize(width=390, height=844)
_ARRIVED = """([epoch, moving]) => {
    const stage = document.querySelector("[data-testid=stage]");
    return stage && Number(stage.dataset.frames) > 0 && (stage.dataset.playing === "true") === moving &&
        Number(stage.dataset.epoch) >= epoch;
}"""
_SEEK = """async (timeline, epoch) => {
    timeline.value = epoch;
    timeline.dispatchEvent(new Event("input"));
    for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
}"""

# From one frame of the animation to the next: first every five epochs, while the network makes up its mind.
_EPOCHS = (0, *range(20, 100, 20), *range(100, 200, 5), *range(200, 400, 20), *range(400, 3100, 100))
_FRAME_MS, _LAST_FRAME_MS = 110, 1500
_MARGIN = 16


def _page(browser: Browser, size: ViewportSize, theme: str = "light", scale: float = 1) -> Page:
    """An empty page, which its caller closes with its context."""
    dark = theme == "dark"
    context = browser.new_context(
        viewport=size, device_scale_factor=scale, color_scheme="dark" if dark else "light", locale="en-GB"
    )
    context.set_default_timeout(_PATIENCE)
    return context.new_page()


def _open(page: Page, address: str, epoch: int) -> Locator:
    """Go to a link that says this epoch, and return its stage once it rests there."""
    page.goto(address)
    page.wait_for_function(_ARRIVED, arg=[epoch, False])
    _settle(page)
    return page.get_by_test_id("stage").first


def _settle(page: Page) -> None:
    """Wait until Streamlit has drawn everything, and nothing is under the pointer."""
    page.mouse.move(0, 0)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(1500)


def _shot(page: Page) -> Image.Image:
    """What the window shows; the page is closed."""
    image = Image.open(BytesIO(page.screenshot())).convert("RGB")
    page.context.close()
    return image


def _playground(browser: Browser, url: str) -> Image.Image:
    page = _page(browser, _WIDE)
    _open(page, f"{url}/?epoch=7000", 7000)
    return _shot(page)


def _playground_dark(browser: Browser, url: str) -> Image.Image:
    page = _page(browser, _WIDE, "dark")
    run = "dataset=circles&activation=relu&hidden_units=6&initializer=he&learning_rate=0.3"
    _open(page, f"{url}/?{run}&epoch=1500", 1500)
    page.get_by_role("checkbox", name=labels()["stage"]["all_lines"]).check()
    _settle(page)
    return _shot(page)


def _initialization(browser: Browser, url: str) -> Image.Image:
    page = _page(browser, ViewportSize(width=1400, height=1010))
    _open(page, f"{url}/random_initialization?scene=starts&epoch=500", 500)
    return _shot(page)


def _backpropagation(browser: Browser, url: str) -> Image.Image:
    page = _page(browser, _WIDE)
    page.goto(f"{url}/backpropagation")
    words = words_of("lessons/backpropagation.md").scenes["walk"]
    following = page.get_by_role("button", name=words.say("next"))
    for _ in STEPS[: STEPS.index("dW1")]:
        following.first.click()
        _settle(page)
    return _shot(page)


def _hidden_units(browser: Browser, url: str) -> Image.Image:
    page = _page(browser, ViewportSize(width=1400, height=600))
    page.goto(f"{url}/hidden_units")
    words = words_of("hidden_units.md").scenes["course"]
    page.get_by_role("button", name=words.say("train"), exact=True).click()
    page.locator(".widths img").nth(len(PUBLISHED)).wait_for()
    _settle(page)
    return _shot(page)


def _phone(browser: Browser, url: str) -> Image.Image:
    """Three of them side by side: the playground, a lesson, and another playground in the dark."""
    gap = 40
    width, height = _PHONE["width"], _PHONE["height"]
    picture = Image.new("RGB", (3 * (width + gap) + gap, height + 2 * gap), "#e6e8ec")
    blobs = "dataset=blobs&hidden_units=8&activation=relu&initializer=he&learning_rate=0.1"
    shown = (
        ("?epoch=2000", 2000, "light"),
        ("random_initialization?scene=nudge&epoch=400", 400, "light"),
        (f"?{blobs}&epoch=1000", 1000, "dark"),
    )
    for place, (path, epoch, theme) in enumerate(shown):
        page = _page(browser, _PHONE, theme)
        _open(page, f"{url}/{path}", epoch)
        picture.paste(_shot(page), (gap + place * (width + gap), gap))
    return picture


def _learning(browser: Browser, url: str) -> list[Image.Image]:
    """The stage, at one epoch after the other."""
    page = _page(browser, ViewportSize(width=1000, height=900))
    stage = _open(page, f"{url}/?hide=all&epoch={_EPOCHS[-1]}", _EPOCHS[-1])
    timeline = stage.get_by_role("slider", name=labels()["stage"]["timeline"])
    frames = []
    for epoch in _EPOCHS:
        timeline.evaluate(_SEEK, epoch)
        drawn = Image.open(BytesIO(stage.screenshot())).convert("RGB")
        frames.append(ImageOps.expand(drawn, _MARGIN, "white"))
    page.context.close()
    return frames


PICTURES: dict[str, Callable[[Browser, str], Image.Image | list[Image.Image]]] = {
    "learning.webp": _learning,
    "playground.png": _playground,
    "playground-dark.png": _playground_dark,
    "initialization.png": _initialization,
    "backpropagation.png": _backpropagation,
    "hidden-units.png": _hidden_units,
    "phone.png": _phone,
}
"""Every picture of the pages, by its file's name in docs."""


def write(path: Path, picture: Image.Image | list[Image.Image]) -> None:
    """Keep a picture: a still one in 256 colours, a moving one frame by frame."""
    if isinstance(picture, list):
        first, *others = picture
        shown = [_FRAME_MS] * len(others) + [_LAST_FRAME_MS]
        first.save(path, save_all=True, append_images=others, duration=shown, loop=0, quality=80, method=6)
    else:
        picture.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)


def main(names: Sequence[str]) -> None:
    """Take the pictures of these names, all by default.

    Raises:
        KeyError: if there is no such picture.
    """
    with sync_playwright() as playwright, streamlit_server() as server:
        browser = chromium.launch(playwright)
        for name in names or PICTURES:
            write(FOLDER / name, PICTURES[name](browser, server.url))
            print(f"docs/{name}: {(FOLDER / name).stat().st_size:,} bytes")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
