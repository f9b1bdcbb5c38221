"""Every page in both themes, on a wide screen and on a phone: axe-core has nothing grave to say."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from shallownet import Experiment, train
from shallownet.export.page import page as exported_page
from shallownet.figures.palette import PALETTE
from shallownet.texts.lessons import lesson_words, words_of
from shallownet.ui.course_widths import PUBLISHED
from shallownet.ui.lessons import LESSONS
from tools.server import Server, streamlit_server

from .access import assert_accessible, complaints, nameless_pictures
from .drawing import Drawing
from .knobs import TEXTS, Knobs
from .stage import PATIENCE, Stage

pytestmark = pytest.mark.browser

SCREENS = {"wide": ViewportSize(width=1400, height=900), "phone": ViewportSize(width=390, height=844)}
WORDS = words_of("hidden_units.md").scenes


# What a phone shows otherwise is its arrangement, for which one theme will do.
@pytest.fixture(params=[("light", "wide"), ("dark", "wide"), ("dark", "phone")], ids="-".join)
def look(request: pytest.FixtureRequest, page: Page) -> Page:
    """An empty page in a theme, on a screen."""
    theme, screen = request.param
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size(SCREENS[screen])
    return page


def settle(page: Page) -> None:
    """Wait for the server, and for what moves in."""
    Knobs(page).wait_for_server()
    page.wait_for_timeout(500)


def open_playground(page: Page, server: Server) -> Stage:
    stage = Stage.open(page, f"{server.url}/?dataset=moons&test_fraction=0.2&epoch=300")
    stage.wait_until(lambda state: state.epoch == 300)
    settle(page)
    return stage


def test_the_playground(look: Page, server: Server) -> None:
    open_playground(look, server)
    assert_accessible(look, "as it opens")
    for section in look.locator("details > summary").all():
        section.click()
    settle(look)
    assert_accessible(look, "unfolded")


def test_what_opens_on_the_playground(look: Page, server: Server) -> None:
    stage, drawing = open_playground(look, server), Drawing(look)
    drawing.opener.click()
    expect(drawing.editor("W1[1,1]").dialog).to_be_visible()
    assert_accessible(look, "editor")
    look.keyboard.press("Escape")
    stage.root.get_by_role("combobox", name=TEXTS["stage"]["draw"]).select_option(index=1)
    assert_accessible(look, "drawing")
    # The page scrolls to what has the focus, which closes an open menu: first the one, then the other.
    menu = Knobs(look).menu("dataset")
    menu.focus()
    settle(look)
    menu.press("ArrowDown")
    expect(look.get_by_role("listbox")).to_be_visible()
    assert_accessible(look, "menu")
    look.keyboard.press("Escape")
    for name in ("share", "take_away"):
        look.get_by_role("button", name=TEXTS[name]["button"]).click()
        expect(look.get_by_role("dialog")).to_be_visible()
        settle(look)
        assert_accessible(look, name)
        look.keyboard.press("Escape")
        expect(look.get_by_role("dialog")).to_have_count(0)
    look.get_by_role("button", name=TEXTS["pins"]["button"]).click()
    expect(look.get_by_text(TEXTS["pins"]["title"], exact=True)).to_be_visible()
    settle(look)
    assert_accessible(look, "kept")


def test_home(look: Page, server: Server) -> None:
    Stage.open(look, f"{server.url}/home").pause()
    settle(look)
    assert_accessible(look)


def test_the_page_of_widths_with_its_results(look: Page, server: Server) -> None:
    look.goto(f"{server.url}/hidden_units")
    start = look.get_by_role("button", name=WORDS["course"].say("train"), exact=True)
    expect(start).to_be_enabled()
    settle(look)
    assert_accessible(look, "as it opens")
    start.click()
    expect(look.locator(".widths img")).to_have_count(1 + len(PUBLISHED), timeout=4 * PATIENCE)
    look.get_by_role("button", name=WORDS["sweep"].say("start"), exact=True).click()
    expect(look.locator(".heat td.known").first).to_be_visible()
    look.get_by_role("button", name=WORDS["sweep"].say("stop"), exact=True).click()
    expect(look.get_by_role("button", name=WORDS["sweep"].say("go_on"), exact=True)).to_be_visible()
    settle(look)
    assert_accessible(look, "with results")


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson(look: Page, server: Server, name: str) -> None:
    look.goto(f"{server.url}/{name}")
    for scene in LESSONS[name].scenes:
        title = re.compile(re.escape(lesson_words(name).scenes[scene.name].title))
        look.get_by_test_id("stMain").get_by_role("radio", name=title).first.click()
        settle(look)
        if scene.experiment is not None:
            # What follows the stage is drawn when it rests.
            Stage(look).wait_until(lambda state: state.epoch > 20)
            Stage(look).pause()
            settle(look)
        expect(look.get_by_text(TEXTS["lesson"]["follows"])).to_have_count(0)
        assert_accessible(look, scene.name)


@pytest.mark.parametrize("theme", PALETTE)
def test_a_full_server(browser: Browser, theme: str) -> None:
    with streamlit_server(environment={"SHALLOWNET_MAX_SESSIONS": "1"}) as full:
        first, second = (browser.new_context(color_scheme=theme) for _ in range(2))
        Stage.open(first.new_page(), full.url)
        page = second.new_page()
        page.goto(full.url)
        expect(page.get_by_text(TEXTS["full"]["title"])).to_be_visible()
        settle(page)
        assert_accessible(page)
        first.close()
        second.close()


@pytest.mark.parametrize("theme", PALETTE)
def test_a_run_that_was_taken_away(browser: Browser, tmp_path: Path, theme: str) -> None:
    run = train(Experiment(test_fraction=0.25), 300, 5)
    path = tmp_path / "run.html"
    path.write_text(exported_page(run, 200, TEXTS, PALETTE, link="https://example.org/"), encoding="utf-8")
    context = browser.new_context(color_scheme=theme, offline=True)
    page = context.new_page()
    page.goto(path.as_uri())
    Stage(page).wait_until(lambda state: state.frames > 0)
    assert_accessible(page)
    context.close()


@pytest.fixture
def blank(browser: Browser) -> Iterator[Page]:
    """A page of one's own making."""
    context: BrowserContext = browser.new_context()
    yield context.new_page()
    context.close()


def test_the_rules_find_what_they_are_there_for(blank: Page) -> None:
    blank.set_content(
        "<canvas></canvas><input><p style='color:#999;background:#fff'>pale</p><img src='data:,'>"
    )
    assert {"color-contrast", "label", "image-alt"} <= {one["id"] for one in complaints(blank)}
    assert len(nameless_pictures(blank)) == 2
    blank.set_content(
        "<div class='stToast' role='alertdialog' tabindex='0'></div><div role='alertdialog'></div>"
    )
    assert len([one for one in complaints(blank) if one["id"] == "aria-dialog-name"]) == 1


LEVELS_OF = "headings => headings.filter(one => one.checkVisibility()).map(one => Number(one.tagName[1]))"


@pytest.mark.parametrize("name", ["", "home", "hidden_units", *LESSONS])
def test_headings_are_in_order(page: Page, server: Server, name: str) -> None:
    """Whoever goes from heading to heading finds the page's first, and misses none between."""
    page.goto(f"{server.url}/{name}")
    expect(page.get_by_test_id("stMain").locator("h1")).to_have_count(1)
    settle(page)
    levels = page.get_by_test_id("stMain").locator("h1, h2, h3, h4, h5, h6").evaluate_all(LEVELS_OF)
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels)), levels
