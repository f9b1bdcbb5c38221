"""The introduction on the playground: three words, at a first visit, and then never again."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from shallownet.texts import labels
from tools.server import Server

from .knobs import TEXTS, Knobs
from .stage import Stage

pytestmark = pytest.mark.browser

WORDS, KEYS = labels()["introduction"], labels()["keys"]
PHONE = {"width": 390, "height": 844}
TARGETS = (".stage-map-panel", ".stage-transport", ".st-key-control_learning_rate")
SAID = ("map", "play", "knob")
# Longer than it takes to begin by itself.
WHILE_MS = 2500
# What it begins at.
LEARNT = 60


@pytest.fixture
def page(newcomer: BrowserContext) -> Page:
    """A page in a profile that has not been here before."""
    return newcomer.new_page()


def callout(page: Page) -> Locator:
    return page.get_by_role("dialog", name=WORDS["title"], exact=True)


def answer(page: Page, name: str) -> Locator:
    return callout(page).get_by_role("button", name=WORDS[name], exact=True)


def expect_step(page: Page, at: int, of: int = 3) -> None:
    expect(callout(page).get_by_role("status")).to_have_text(WORDS[SAID[at]])
    expect(callout(page)).to_contain_text(WORDS["count"].format(step=at + 1, steps=of))


def expect_nothing(page: Page, stage: Stage) -> None:
    stage.wait_until(lambda state: state.epoch > LEARNT)
    page.wait_for_timeout(WHILE_MS)
    expect(callout(page)).to_have_count(0)
    expect(page.locator(".site-ring")).to_have_count(0)


def box_of(element: Locator) -> Mapping[str, float]:
    box = element.bounding_box()
    assert box is not None
    return {**box, "right": box["x"] + box["width"], "bottom": box["y"] + box["height"]}


def wait_for_ring(page: Page, target: str) -> None:
    """Wait until the ring stands round a target."""
    around, ring = page.locator(target).first, page.locator(".site-ring")
    for _ in range(60):
        inner, outer = box_of(around), box_of(ring)
        if all(0 <= inner[side] - outer[side] <= 10 for side in ("x", "y")) and all(
            0 <= outer[side] - inner[side] <= 10 for side in ("right", "bottom")
        ):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"the ring is at {box_of(ring)}, and {target} at {box_of(around)}")


def overlap(one: Mapping[str, float], other: Mapping[str, float]) -> bool:
    return (
        one["x"] < other["right"]
        and other["x"] < one["right"]
        and one["y"] < other["bottom"]
        and other["y"] < one["bottom"]
    )


@pytest.mark.parametrize(
    ("size", "scheme"),
    [({"width": 1400, "height": 900}, "light"), (PHONE, "dark")],
    ids=["desk", "phone"],
)
def test_it_points_at_three_things_and_never_comes_again(
    page: Page, server: Server, size: dict[str, int], scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(size)
    stage = Stage.open(page, server.url)
    expect(callout(page)).to_be_visible()
    assert callout(page).get_attribute("aria-modal") == "false"
    assert page.evaluate("document.activeElement === document.body"), "it takes no focus"
    for at, target in enumerate(TARGETS):
        expect_step(page, at)
        wait_for_ring(page, target)
        page.wait_for_timeout(400)  # a page that scrolls comes to rest
        box, around = box_of(callout(page)), box_of(page.locator(target).first)
        assert box["x"] >= 0
        assert box["y"] >= 0
        assert box["right"] <= size["width"]
        assert box["bottom"] <= size["height"]
        assert around["bottom"] <= size["height"], "what it points at is in sight"
        assert not overlap(box, around)
        if at < 2:
            expect(answer(page, "skip")).to_be_visible()
        else:
            expect(answer(page, "skip")).to_be_hidden()
        answer(page, "next" if at < 2 else "done").click()
    expect(callout(page)).to_have_count(0)
    expect(page.locator(".site-ring")).to_have_count(0)
    epoch = stage.state.epoch
    stage.wait_until(lambda state: state.playing and state.epoch > epoch + 50)
    page.goto(server.url)
    expect_nothing(page, stage)


@pytest.mark.parametrize("way", ["the button", "the key", "the key in it"])
def test_it_is_skipped_for_good(page: Page, server: Server, way: str) -> None:
    stage = Stage.open(page, server.url)
    expect(callout(page)).to_be_visible()
    if way == "the button":
        answer(page, "skip").click()
    elif way == "the key":
        page.keyboard.press("Escape")
    else:
        answer(page, "next").focus()
        page.keyboard.press("Escape")
    expect(callout(page)).to_have_count(0)
    page.goto(server.url)
    expect_nothing(page, stage)


def test_it_is_gone_through_by_keyboard(page: Page, server: Server) -> None:
    stage = Stage.open(page, server.url)
    expect(callout(page)).to_be_visible()
    page.locator(".site-language").focus()
    page.keyboard.press("Tab")  # it comes after the bar in the order of the focus
    expect(answer(page, "skip")).to_be_focused()
    page.keyboard.press("Tab")
    for at in range(3):
        expect_step(page, at)
        page.keyboard.press("Enter")
    expect(callout(page)).to_have_count(0)
    expect(stage.button("pause")).to_be_focused()


def test_nothing_beside_it_is_in_the_way(page: Page, server: Server) -> None:
    stage, knobs = Stage.open(page, server.url), Knobs(page)
    expect(callout(page)).to_be_visible()
    for at in range(3):
        expect_step(page, at)
        stage.pause()
        stage.press("play")
        stage.wait_until(lambda state: state.playing)
        before = stage.state.recipe
        knobs.slider("learning_rate").focus()
        page.keyboard.press("ArrowLeft")
        stage.wait_until(lambda state, before=before: state.recipe != before)
        expect(callout(page)).to_be_visible()
        answer(page, "next" if at < 2 else "done").click()


@pytest.mark.parametrize("query", ["?hidden_units=5", "?hide=learning_rate", "?epoch=500", "?lock=all"])
def test_a_link_to_a_run_is_about_that_run(page: Page, server: Server, query: str) -> None:
    expect_nothing(page, Stage.open(page, f"{server.url}/{query}"))


def test_it_is_for_the_playground_alone_and_for_every_language(page: Page, server: Server) -> None:
    expect_nothing(page, Stage.open(page, f"{server.url}/gradient_descent"))
    Stage.open(page, f"{server.url}/?language=en")
    expect(callout(page)).to_be_visible()


def test_whoever_goes_to_another_page_has_done_with_it(page: Page, server: Server) -> None:
    Stage.open(page, server.url)
    expect(callout(page)).to_be_visible()
    page.get_by_role("link", name=TEXTS["app"]["home"], exact=True).click()
    expect(callout(page)).to_have_count(0)
    page.get_by_role("link", name=TEXTS["app"]["playground"], exact=True).first.click()
    expect(page).to_have_url(f"{server.url}/")
    expect_nothing(page, Stage(page))


def test_nothing_is_shown_where_nothing_can_be_kept(page: Page, server: Server) -> None:
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('not here'); }});"
    )
    expect_nothing(page, Stage.open(page, server.url))


def test_teachers_mode_has_none(page: Page, server: Server) -> None:
    stage = Stage.open(page, server.url)
    expect(callout(page)).to_be_visible()
    page.keyboard.press("p")
    expect(callout(page)).to_have_count(0)
    page.goto(server.url)
    expect_nothing(page, stage)


def test_the_sheet_of_keys_shows_it_again_without_what_is_not_there(page: Page, server: Server) -> None:
    stage = Stage.open(page, f"{server.url}/?hide=learning_rate")
    stage.wait_until(lambda state: state.epoch > LEARNT)
    page.keyboard.press("?")
    again = page.get_by_role("button", name=KEYS["introduction"], exact=True)
    again.click()
    for at in range(2):
        expect_step(page, at, of=2)
        answer(page, "next" if at == 0 else "done").click()
    expect(callout(page)).to_have_count(0)
    Stage.open(page, f"{server.url}/gradient_descent")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name=KEYS["title"], exact=True)).to_be_visible()
    expect(again).to_be_hidden()


def test_what_it_says_is_true_of_the_run(page: Page, server: Server) -> None:
    Stage.open(page, server.url)
    expect_step(page, 0)
    Knobs(page).unfold("more_data")
    page.get_by_role("radio", name=TEXTS["problems"]["regression"], exact=True).click(force=True)
    expect(callout(page).get_by_role("status")).to_have_text(WORDS["map_regression"])


def test_it_follows_what_it_points_at(page: Page, server: Server) -> None:
    page.set_viewport_size(PHONE)
    Stage.open(page, server.url)
    expect(callout(page)).to_be_visible()
    answer(page, "next").click()
    expect_step(page, 1)
    wait_for_ring(page, TARGETS[1])
    page.get_by_test_id("stMain").evaluate("area => area.scrollBy(0, 120)")
    wait_for_ring(page, TARGETS[1])
    page.set_viewport_size({"width": 1280, "height": 800})
    wait_for_ring(page, TARGETS[1])
    assert not overlap(box_of(callout(page)), box_of(page.locator(TARGETS[1])))


def test_nothing_moves_for_who_wants_it_still(page: Page, server: Server) -> None:
    page.emulate_media(reduced_motion="reduce")
    # The run waits for that, and the introduction until the network has been seen to learn.
    Stage.open(page, server.url).press("play")
    expect(callout(page)).to_be_visible()
    for part in (callout(page), page.locator(".site-ring")):
        assert part.evaluate("element => getComputedStyle(element).animationName") == "none"
