"""The page's address says the run: opened, followed by Back, copied; and a run outlives the server."""

from __future__ import annotations

import os
import signal
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from shallownet import Edit, Experiment, Recipe
from shallownet.core.link import LONGEST_LINK, joined, read_query, write_query
from tools.server import Server, streamlit_server

from .conftest import VIEWPORT
from .knobs import LABELS, Knobs
from .knobs import TEXTS as TEXTS_OF_PAGE
from .stage import TEXTS, Stage, assert_trained

pytestmark = pytest.mark.browser

EDITED = Recipe(
    Experiment(hidden_units=5, seed=9), (Edit(40, "learning_rate", 0.3), Edit(60, "W1[2,1]", -1.5))
)


def said_by(url: str) -> tuple[Recipe, int]:
    recipe, epoch, refused = read_query(dict(parse_qsl(urlsplit(url).query)))
    assert refused == ()
    return recipe, epoch


def expect_address(page: Page, *expected: object) -> None:
    """Wait until the address says the run and the epoch."""
    recipe, epoch = expected
    query = joined(write_query(recipe, epoch))
    page.wait_for_function("query => location.search.slice(1) === query", arg=query)


@pytest.mark.parametrize("recipe", [Recipe(Experiment()), EDITED], ids=["default", "edited"])
def test_a_link_shows_the_run_at_its_epoch(page: Page, server: Server, recipe: Recipe) -> None:
    stage = Stage.open(page, f"{server.url}/?{joined(write_query(recipe, 1234))}")
    state = stage.wait_until(lambda state: state.epoch == 1234)
    assert not state.playing
    assert state.recipe == recipe.hash
    assert_trained(recipe, [state])
    expect_address(page, recipe, 1234)
    stage.press("play")
    stage.wait_until(lambda state: state.epoch > 1300)


def test_the_way_far_into_a_run_can_be_played_and_stopped(page: Page, server: Server) -> None:
    stage = Stage.open(page, f"{server.url}/?samples=2000&hidden_units=50&epoch=1000000")
    stop = page.get_by_role("button", name=TEXTS["end_journey"], exact=True)
    expect(stop).to_be_visible()
    stage.wait_until(lambda state: state.epoch > 0)
    stage.press("rewind")
    stage.wait_until(lambda state: state.epoch == 0)
    stage.press("play")
    stage.wait_until(lambda state: state.epoch > 0)
    expect(stop).to_be_visible()
    stage.pause()
    stop.click()
    expect(stop).to_be_hidden()
    reached = int(stage.timeline.get_attribute("max") or 0)
    assert 0 < reached < 1_000_000


def test_the_address_follows_what_is_done_and_back_undoes_it(page: Page, server: Server) -> None:
    stage = Stage.paused(page, server.url)
    first = stage.state.epoch
    expect_address(page, Recipe(Experiment()), first)
    before = page.evaluate("history.length")
    knobs = Knobs(page)
    knobs.slide("hidden_units", "5")
    changed = Recipe(Experiment(hidden_units=5))
    expect_address(page, changed, 0)
    stage.press("step")
    expect_address(page, changed, 1)
    assert page.evaluate("history.length") == before + 1
    page.go_back()
    state = stage.wait_until(lambda state: state.recipe == Recipe(Experiment()).hash and state.epoch == first)
    assert_trained(Experiment(), [state])
    expect(knobs.slider("hidden_units")).to_have_attribute("aria-valuetext", "4")
    page.go_forward()
    stage.wait_until(lambda state: state.recipe == changed.hash and state.epoch == 1)


def test_while_it_plays_the_address_is_left_alone(page: Page, server: Server) -> None:
    stage = Stage.open(page, server.url)
    stage.wait_until(lambda state: state.epoch > 400)
    assert urlsplit(page.url).query == ""
    # … until the page is hidden: who switches to another program may never come back.
    page.evaluate(
        """() => {
            Object.defineProperty(document, "visibilityState", {value: "hidden"});
            document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    recipe, epoch = said_by(page.url)
    assert recipe == Recipe(Experiment())
    assert epoch > 400


def test_a_link_is_copied_with_the_epoch_on_screen_without_the_clipboard_s_api(
    page: Page, server: Server
) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    stage = Stage.paused(page, server.url)
    stage.press("copy_link")
    expect(stage.root).to_contain_text(TEXTS["message_copied"])
    page.evaluate(
        """() => {
            const field = document.createElement("textarea");
            field.id = "pasted";
            document.body.append(field);
            field.focus();
        }"""
    )
    page.keyboard.press("Control+v")
    pasted = page.locator("#pasted").input_value()
    assert said_by(pasted) == (Recipe(Experiment()), stage.state.epoch)
    assert pasted.startswith(server.url)
    assert len(pasted) < 120


def test_what_is_shared_while_it_plays_is_the_epoch_on_screen(page: Page, server: Server) -> None:
    """The button stops the playback, and the link says where."""
    stage = Stage.open(page, server.url)
    for name in ("share", "take_away"):
        stage.wait_until(lambda state: state.epoch > 350)
        page.get_by_role("button", name=TEXTS_OF_PAGE[name]["button"]).click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_be_visible()
        state = stage.state
        assert not state.playing
        expect(dialog).to_contain_text(TEXTS_OF_PAGE[name]["epoch"].split(".")[0].format(epoch=state.epoch))
        Knobs(page).wait_for_server()
        page.wait_for_timeout(500)
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
        stage.press("play")


def test_where_nothing_may_be_copied_the_link_is_shown(page: Page, server: Server) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.add_init_script("document.execCommand = () => false")
    stage = Stage.paused(page, server.url)
    stage.press("copy_link")
    shown = stage.root.get_by_role("textbox", name=TEXTS["copy_link"])
    expect(shown).to_be_visible()
    assert said_by(shown.input_value()) == (Recipe(Experiment()), stage.state.epoch)


def test_a_link_that_would_be_too_long_is_not_given(page: Page, server: Server) -> None:
    edits = tuple(Edit(epoch, "W1[1,1]", 1 / (epoch + 3)) for epoch in range(100))
    query = joined(write_query(Recipe(Experiment(), edits), 120))
    assert len(query) > LONGEST_LINK
    stage = Stage.open(page, f"{server.url}/?{query}")
    stage.wait_until(lambda state: state.epoch == 120)
    stage.press("copy_link")
    expect(stage.root).to_contain_text(TEXTS["message_too_long"].split("{")[0])


def test_a_link_may_hide_and_lock_knobs(page: Page, server: Server) -> None:
    Stage.open(page, f"{server.url}/?hide=activation&lock=hidden_units~learning_rate")
    knobs = Knobs(page)
    expect(knobs.slider("hidden_units")).to_be_disabled()
    expect(page.get_by_text(LABELS["activation"], exact=True)).to_have_count(0)
    page.goto(f"{server.url}/?hide=all")
    page.get_by_test_id("stage").wait_for()
    expect(page.get_by_text(LABELS["dataset"], exact=True)).to_have_count(0)


@pytest.mark.parametrize(
    "query",
    [
        "hidden_units=<script>alert(1)</script>&seed=5",
        "colour=red&seed=5",
        "edits=%00~%ff~1~5&seed=5",
        "seed=5&samples=" + "9" * 3000,
        "v=7&seed=5",
        "hide=<b>&seed=5",
    ],
)
def test_what_is_broken_is_named_and_the_rest_is_shown(page: Page, server: Server, query: str) -> None:
    stage = Stage.open(page, f"{server.url}/?{query}")
    assert stage.state.recipe == Recipe(Experiment(seed=5)).hash
    expect(page.get_by_test_id("stAlert")).to_have_count(1)


def test_a_run_outlives_the_server(browser: Browser) -> None:
    # Not the fixture's context: while the server is down, Streamlit writes errors to the console.
    context = browser.new_context(viewport=VIEWPORT)
    page = context.new_page()
    with streamlit_server() as first:
        stage = Stage.open(page, first.url)
        stage.wait_until(lambda state: state.epoch > 100)
        Knobs(page).slide("learning_rate", "1", "ArrowLeft")
        stage.wait_until(lambda state: state.recipe != Recipe(Experiment()).hash)
        held = stage.wait_until(lambda state: state.epoch > 300)
        os.kill(first.pid, signal.SIGKILL)
        page.wait_for_timeout(3000)
        stalled = stage.state
        assert stalled.recipe == held.recipe
        with streamlit_server(port=first.port):
            stage.record()
            stage.wait_until(lambda state: state.epoch > stalled.epoch + 300, patience=60_000)
            expect(page.get_by_test_id("stage")).to_have_count(1)
            stage.pause()
            recipe, _ = said_by(page.url)
            assert recipe.hash == held.recipe == stage.state.recipe
            assert [edit.field for edit in recipe.edits] == ["learning_rate"]
            assert_trained(recipe, stage.shown())
    context.close()


def test_a_run_outlives_the_connection(browser: Browser, server: Server) -> None:
    # Not the fixture's context: without a connection, Streamlit writes errors to the console.
    context = browser.new_context(viewport=VIEWPORT)
    page = context.new_page()
    sockets: list[WebSocketRoute] = []
    is_cut = False

    def connect(socket: WebSocketRoute) -> None:
        if is_cut:
            socket.close()
        else:
            socket.connect_to_server()
            sockets.append(socket)

    page.route_web_socket("**/_stcore/stream", connect)
    stage = Stage.open(page, server.url)
    Knobs(page).slide("learning_rate", "1", "ArrowLeft")
    stage.wait_until(lambda state: state.recipe != Recipe(Experiment()).hash and state.epoch > 200)
    is_cut = True
    context.set_offline(True)
    for socket in sockets:
        socket.close()
    page.wait_for_timeout(4000)
    held = stage.state
    page.wait_for_timeout(1000)
    assert stage.state == held, "what was not trained yet cannot be shown"
    is_cut = False
    context.set_offline(False)
    stage.record()
    stage.wait_until(lambda state: state.epoch > held.epoch + 500, patience=60_000)
    assert len(sockets) == 2
    stage.pause()
    assert stage.state.recipe == held.recipe
    assert_trained(said_by(page.url)[0], stage.shown())
    context.close()
