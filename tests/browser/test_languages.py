"""Two languages in a real browser: asked for by the browser, chosen, kept, and switched while a run plays."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from shallownet import Experiment
from shallownet.texts import labels, languages
from shallownet.texts.lessons import lesson_words
from tools.server import Server, streamlit_server

from .conftest import VIEWPORT
from .knobs import unfold
from .stage import Stage, assert_trained, steps

pytestmark = pytest.mark.browser

ENGLISH, KOREAN = labels("en"), labels("ko")


@pytest.fixture
def speaking(browser: Browser) -> Iterator[Callable[[str], Page]]:
    """Opens an empty page in a browser of that language."""
    contexts = []

    def page(locale: str) -> Page:
        contexts.append(browser.new_context(viewport=VIEWPORT, locale=locale))
        return contexts[-1].new_page()

    yield page
    for context in contexts:
        context.close()


def switch(page: Page, code: str) -> None:
    page.locator(".site-language").select_option(code)


def expect_language(page: Page, code: str) -> None:
    """Stage, page and document are in that language."""
    words = labels(code)
    expect(page.locator("html")).to_have_attribute("lang", code)
    stage = page.get_by_test_id("stage").first
    expect(stage).to_have_attribute("aria-label", words["stage"]["region"])
    expect(page.get_by_role("button", name=words["share"]["button"])).to_be_visible()


def test_a_run_goes_on_while_the_language_changes(page: Page, server: Server) -> None:
    stage = Stage.open(page, f"{server.url}/?hidden_units=5")
    stage.wait_until(lambda state: state.epoch > 100)
    expect_language(page, "en")
    stage.record()
    switch(page, "ko")
    expect_language(page, "ko")
    epoch = stage.state.epoch
    stage.wait_until(lambda state: state.epoch > epoch + 300)
    switch(page, "en")
    expect_language(page, "en")
    stage.pause()
    assert set(steps(stage.shown())) == {5}
    assert_trained(Experiment(hidden_units=5), stage.shown())


def test_the_browser_s_language_comes_first_and_a_choice_is_kept(
    speaking: Callable[[str], Page], server: Server
) -> None:
    page = speaking("ko-KR")
    stage = Stage.open(page, server.url)
    expect_language(page, "ko")
    switch(page, "en")
    expect_language(page, "en")
    page.reload()
    stage.wait_until(lambda state: state.frames > 0)
    expect_language(page, "en")


def test_a_choice_made_while_the_server_is_away_is_kept(speaking: Callable[[str], Page]) -> None:
    page = speaking("en")
    with streamlit_server() as first:
        stage = Stage.open(page, first.url)
        stage.wait_until(lambda state: state.epoch > 100)
        expect_language(page, "en")
        os.kill(first.pid, signal.SIGKILL)
        # Until Streamlit's page sees that its server is gone, and lets nothing be touched.
        switch(page, "ko")
        with streamlit_server(port=first.port):
            expect_language(page, "ko")


def test_a_link_means_the_same_run_in_every_language(speaking: Callable[[str], Page], server: Server) -> None:
    korean, english = speaking("ko"), speaking("en")
    stage = Stage.open(korean, f"{server.url}/?activation=relu&hidden_units=3")
    stage.wait_until(lambda state: state.epoch > 200)
    korean.get_by_role("button", name=KOREAN["stage"]["pause"], exact=True).click()
    stage.wait_until(lambda state: not state.playing)
    korean.wait_for_function("epoch => location.search.includes(`epoch=${epoch}`)", arg=stage.state.epoch)
    other = Stage.open(english, korean.url)
    other.wait_until(lambda state: state.epoch == stage.state.epoch)
    assert other.state.recipe == stage.state.recipe
    assert f"{other.state.loss:.5g}" == f"{stage.state.loss:.5g}"
    expect_language(english, "en")


def test_a_link_may_ask_for_a_language(speaking: Callable[[str], Page], server: Server) -> None:
    page = speaking("en")
    Stage.open(page, f"{server.url}/?language=ko&seed=3").wait_for_run(Experiment(seed=3))
    expect_language(page, "ko")
    assert not page.get_by_text(KOREAN["app"]["link_refused"]).count()


def test_lessons_follow_and_the_scene_stays(page: Page, server: Server) -> None:
    Stage.open(page, f"{server.url}/random_initialization")
    scene = list(lesson_words("random_initialization").scenes)[1]
    page.get_by_role("radio", name=lesson_words("random_initialization").scenes[scene].title).click()
    expect(
        page.get_by_role("heading", name=lesson_words("random_initialization").scenes[scene].title)
    ).to_be_visible()
    switch(page, "ko")
    korean = lesson_words("random_initialization", "ko")
    expect(page.get_by_role("heading", name=korean.title)).to_be_visible()
    expect(page.get_by_role("heading", name=korean.scenes[scene].title)).to_be_visible()


# What Streamlit writes and calls its parts, as far as it is in Latin letters alone.
LATIN = """() => {
    const found = [];
    const isForeign = (text) => text && /[A-Za-z]{3}/.test(text) && !/[가-힣]/.test(text);
    const ours = ".shallownet-stage, .shallownet-site, .katex, .main-svg, pre, script, style, noscript";
    for (const element of document.querySelectorAll("body *")) {
        if (element.closest(`${ours}, [data-testid=stIconMaterial]`)) continue;
        const texts = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
        const said = texts.map((node) => node.data);
        const names = ["aria-label", "placeholder", "title", "alt"];
        found.push(...[...said, ...names.map((name) => element.getAttribute(name))].filter(isForeign));
    }
    return found;
}"""
# Names of functions, keys and files, which are the same in every language.
SAME_EVERYWHERE = {"CSV", "TSV", "TAB", "TXT"} | {
    word for part in KOREAN.values() for text in part.values() for word in re.findall("[A-Za-z]{3,}", text)
}


def english_of(page: Page) -> list[str]:
    """What is said on a page in words that no Korean label has."""
    return [
        text
        for text in page.evaluate(LATIN)
        if not SAME_EVERYWHERE.issuperset(re.findall("[A-Za-z]{3,}", text))
    ]


@pytest.mark.parametrize("address", ["", "hidden_units", "backpropagation", "nowhere"])
def test_streamlit_speaks_the_page_s_language(
    address: str, speaking: Callable[[str], Page], server: Server
) -> None:
    page = speaking("ko")
    page.goto(f"{server.url}/{address}")
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    if address == "nowhere":
        dialog = page.get_by_role("dialog")
        expect(dialog.get_by_text(KOREAN["streamlit_texts"]["no_page"])).to_be_visible()
        expect(dialog.get_by_role("heading", name=KOREAN["streamlit_texts"]["not_found"])).to_be_visible()
        assert english_of(page) == []
        dialog.get_by_role("button", name=KOREAN["streamlit_names"]["close"]).click()
        expect(dialog).to_have_count(0)
    for summary in page.locator("summary").all():
        summary.click()
    page.wait_for_timeout(1500)
    assert english_of(page) == []


@pytest.mark.parametrize("code", languages())
def test_the_file_uploader_speaks_the_page_s_language(
    code: str, speaking: Callable[[str], Page], server: Server, tmp_path: Path
) -> None:
    page, words = speaking("en"), labels(code)
    said = words["streamlit_texts"]
    Stage.open(page, f"{server.url}/?language={code}")
    section = unfold(page, words["own_data"]["title"])
    expect(section.get_by_role("button", name=said["upload"], exact=True)).to_be_visible()
    expect(section.get_by_text(said["size"].format(size="10MB"))).to_be_visible()
    picture = tmp_path / "points.png"
    picture.write_bytes(bytes(8))
    section.locator("input[type=file]").set_input_files(picture)
    wrong = re.escape(said["wrong_kind"]).replace(re.escape("{kind}"), r"\S+")
    expect(section.get_by_text(re.compile(wrong))).to_be_visible()
    name = words["streamlit_names"]["remove"].format(name="points.png")
    expect(section.get_by_role("button", name=name)).to_be_visible()


def test_streamlit_gets_its_words_back(page: Page, server: Server) -> None:
    Stage.open(page, f"{server.url}/?language=ko")
    unfold(page, KOREAN["own_data"]["title"])
    open_ = page.get_by_test_id("stFileUploaderDropzone").get_by_role("button")
    expect(open_.filter(has_text=KOREAN["streamlit_texts"]["upload"])).to_be_visible()
    switch(page, "en")
    expect(open_.filter(has_text=ENGLISH["streamlit_texts"]["upload"])).to_be_visible()
    expect_language(page, "en")
    korean = {text for kind in ("names", "texts") for text in KOREAN[f"streamlit_{kind}"].values()}
    heard = "parts => parts.map(part => part.getAttribute('aria-label'))"
    assert korean.isdisjoint(page.locator("[aria-label]").evaluate_all(heard))
