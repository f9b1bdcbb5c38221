"""Key pages look as they were designed, in both themes and languages, on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from shallownet.texts import languages
from tools.server import Server

from .appearance import KEPT, TOLERATED, assert_looks_as_kept, compare, small
from .conftest import VIEWPORT
from .stage import Stage

pytestmark = pytest.mark.browser

THEMES = ("light", "dark")
PHONE = {"width": 390, "height": 844}
PLAYING = "/?epoch=1500&seed=2"


def at_rest(page: Page, address: str) -> Stage:
    """The first stage of the page, at the epoch that the address says."""
    stage = Stage.open(page, address)
    epoch = int(address.split("epoch=")[1].split("&")[0])
    stage.wait_until(lambda state: state.epoch == epoch and not state.playing)
    return stage


def playground(page: Page, url: str) -> None:
    at_rest(page, url + PLAYING)


def take_away(page: Page, url: str) -> None:
    playground(page, url)
    page.locator(".st-key-take_away button").click()
    expect(page.get_by_role("dialog").get_by_test_id("stDownloadButton").last).to_be_visible()


def home(page: Page, url: str) -> None:
    # Whoever wants no motion is shown the start.
    page.emulate_media(reduced_motion="reduce")
    Stage.open(page, f"{url}/home")


def wide_network(page: Page, url: str) -> None:
    at_rest(page, f"{url}/?hidden_units=20&epoch=300")


def comparison(page: Page, url: str) -> None:
    at_rest(page, f"{url}/random_initialization?epoch=500")


def activation_functions(page: Page, url: str) -> None:
    page.goto(f"{url}/activation_functions")
    expect(page.locator(".katex").first).to_be_visible()


def derivatives(page: Page, url: str) -> None:
    page.goto(f"{url}/derivatives")
    expect(page.locator(".katex").first).to_be_visible()


def backpropagation(page: Page, url: str) -> None:
    page.goto(f"{url}/backpropagation")
    expect(page.get_by_role("heading", level=2).first).to_be_visible()


def hidden_units(page: Page, url: str) -> None:
    page.goto(f"{url}/hidden_units")
    expect(page.get_by_role("heading", level=2).first).to_be_visible()


SEEN: dict[str, tuple[Callable[[Page, str], None], dict[str, int]]] = {
    "playground": (playground, VIEWPORT),
    "playground-phone": (playground, PHONE),
    "take-away": (take_away, VIEWPORT),
    "home": (home, VIEWPORT),
    "home-phone": (home, PHONE),
    "wide-network": (wide_network, VIEWPORT),
    "comparison": (comparison, VIEWPORT),
    "comparison-phone": (comparison, PHONE),
    "activation-functions": (activation_functions, VIEWPORT),
    "derivatives": (derivatives, VIEWPORT),
    "backpropagation": (backpropagation, VIEWPORT),
    "hidden-units": (hidden_units, VIEWPORT),
}


@pytest.fixture
def seen(browser: Browser, server: Server) -> Iterator[Callable[..., Page]]:
    contexts = []

    def open_page(what: str, theme: str, language: str) -> Page:
        go, viewport = SEEN[what]
        context = browser.new_context(viewport=viewport, locale=language, color_scheme=theme)
        contexts.append(context)
        page = context.new_page()
        go(page, server.url)
        settle(page)
        return page

    yield open_page
    for context in contexts:
        context.close()


def settle(page: Page) -> None:
    """Wait until the script has run, everything has its place, and the letters are there."""
    page.wait_for_function("() => document.fonts.ready.then(() => true)")
    expect(page.locator("[data-testid=stApp]")).to_have_attribute("data-test-script-state", "notRunning")
    before, same = b"", 0
    for _ in range(40):
        page.wait_for_timeout(250)
        now = page.screenshot(animations="disabled", caret="hide")
        same = same + 1 if now == before else 0
        if same == 2:
            return
        before = now


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("what", SEEN)
def test_a_page_looks_as_kept(
    seen: Callable[..., Page], what: str, theme: str, language: str, tmp_path: Path
) -> None:
    page = seen(what, theme, language)
    photograph = page.screenshot(animations="disabled", caret="hide")
    assert_looks_as_kept(f"{what}-{theme}-{language}", photograph, tmp_path)


def test_no_picture_is_kept_of_what_is_not_looked_at() -> None:
    wanted = {
        f"{what}-{theme}-{language}.png" for what in SEEN for theme in THEMES for language in languages()
    }
    assert {path.name for path in KEPT.iterdir()} == wanted


SLIPS = {
    "the picture a little lower": ".shallownet-stage { margin-top: 24px }",
    "knobs gone": '[data-testid="stColumn"]:last-of-type { visibility: hidden }',
    "charts gone": ".shallownet-stage :is(.stage-curve, .stage-network) { visibility: hidden }",
    "another colour": ".shallownet-stage .stage-map { filter: hue-rotate(90deg) }",
    "larger letters": ".shallownet-stage { zoom: 1.1 }",
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_seen(seen: Callable[..., Page], slip: str) -> None:
    page = seen("playground", "light", "en")
    before = small(page.screenshot(animations="disabled", caret="hide"))
    page.add_style_tag(content=SLIPS[slip])
    page.wait_for_timeout(600)
    after = small(page.screenshot(animations="disabled", caret="hide"))
    assert compare(before, after).share > TOLERATED
