"""The keys: one table for what they do and for the sheet that lists them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from shallownet.stage import assets
from shallownet.texts import labels
from shallownet.texts.lessons import lesson_words
from shallownet.ui.lessons import LESSONS
from tools.server import Server

from .knobs import Knobs
from .stage import TEXTS, Stage

pytestmark = pytest.mark.browser

WORDS = labels()["keys"]
LESSON = LESSONS["activation_functions"]
SCENES = [scene for scene in LESSON.scenes if scene.experiment is not None]
CONTRAST = """element => {
    const canvas = new OffscreenCanvas(1, 1).getContext("2d");
    const rgb = colour => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const light = ([r, g, b]) => [0.2126, 0.7152, 0.0722].reduce((sum, share, i) => {
        const v = [r, g, b][i] / 255;
        return sum + share * (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    }, 0);
    let behind = element;
    while (rgb(getComputedStyle(behind).backgroundColor)[3] < 255) behind = behind.parentElement;
    const colours = [getComputedStyle(element).color, getComputedStyle(behind).backgroundColor];
    const [a, b] = colours.map(rgb).map(light);
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}"""


def key_table(page: Page) -> list[dict[str, Any]]:
    """The table, as the browser has it."""
    module = f"/_stcore/bidi-components/{assets.component_name()}/keys.js"
    rows: list[dict[str, Any]] = page.evaluate(f"async () => (await import('{module}')).KEYS")
    return rows


def sheet(page: Page) -> Locator:
    return page.get_by_role("dialog", name=WORDS["title"], exact=True)


def speed(stage: Stage) -> float:
    return float(stage.root.get_by_role("combobox", name=TEXTS["speed"]).input_value())


def scene_heading(page: Page, name: str) -> Locator:
    return page.get_by_role("heading", name=lesson_words(LESSON.name).scenes[name].title, exact=True)


def is_presenting(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.classList.contains('shallownet-presenting')"))


class Doing:
    """What each action of the table does to a page; every method presses its key and sees the effect."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.page = stage.page

    def toggle(self, key: str) -> None:
        was = self.stage.state.playing
        self.page.keyboard.press(key)
        self.stage.wait_until(lambda state: state.playing != was)

    def _moves(self, key: str, way: Callable[[int], int], start: float = 0.5) -> None:
        at = self.stage.scrub(start).epoch
        self.page.keyboard.press(key)
        self.stage.wait_until(lambda state: state.epoch == way(at))

    def step(self, key: str) -> None:
        self._moves(key, lambda epoch: epoch + 1)

    def step_back(self, key: str) -> None:
        at = self.stage.scrub(0.5).epoch
        self.page.keyboard.press(key)
        # To the newest frame held before that one.
        self.stage.wait_until(lambda state: at - 5 <= state.epoch < at)

    def _jumps(self, key: str, direction: int) -> None:
        at = self.stage.scrub(0.5).epoch
        twentieth = int(self.stage.timeline.get_attribute("max") or 0) / 20
        self.page.keyboard.press(key)
        self.stage.wait_until(lambda state: abs(state.epoch - (at + direction * twentieth)) <= 5)

    def jump(self, key: str) -> None:
        self._jumps(key, 1)

    def jump_back(self, key: str) -> None:
        self._jumps(key, -1)

    def rewind(self, key: str) -> None:
        self.stage.scrub(0.5)
        self.page.keyboard.press(key)
        self.stage.wait_until(lambda state: state.epoch == 0)

    def faster(self, key: str) -> None:
        before = speed(self.stage)
        self.page.keyboard.press(key)
        assert speed(self.stage) > before

    def slower(self, key: str) -> None:
        before = speed(self.stage)
        self.page.keyboard.press(key)
        assert speed(self.stage) < before

    def reseed(self, key: str) -> None:
        before = self.stage.state.recipe
        self.page.keyboard.press(key)
        self.stage.wait_until(lambda state: state.recipe not in ("", before))

    def next_scene(self, key: str) -> None:
        self.page.keyboard.press(key)
        expect(scene_heading(self.page, SCENES[1].name)).to_be_visible()

    def previous_scene(self, key: str) -> None:
        self.page.keyboard.press(key)
        expect(scene_heading(self.page, SCENES[0].name)).to_be_visible()

    def present(self, key: str) -> None:
        was = is_presenting(self.page)
        self.page.keyboard.press(key)
        assert is_presenting(self.page) != was

    def sheet(self, key: str) -> None:
        self.page.keyboard.press(key)
        expect(sheet(self.page)).to_be_visible()

    def release(self, key: str) -> None:
        if not sheet(self.page).is_visible():
            self.page.keyboard.press("?")
        self.page.keyboard.press(key)
        expect(sheet(self.page)).to_be_hidden()


def test_every_key_does_something(page: Page, server: Server) -> None:
    stage = Stage.paused(page, server.url, past=600)
    doing = Doing(stage)
    table = key_table(page)
    assert {row["group"] for row in table} == {"playback", "lesson", "presenting", "page"}
    for row in table:
        if row["group"] in ("playback", "page"):
            for key in row["keys"]:
                getattr(doing, row["action"])("Space" if key == " " else key)
    if is_presenting(page):
        page.keyboard.press("p")
    Stage.open(page, f"{server.url}/{LESSON.name}?scene={SCENES[0].name}")
    for row in table:
        if row["group"] == "lesson":
            for key in row["keys"]:
                getattr(doing, row["action"])(key)
    page.keyboard.press("p")
    for row in table:
        if row["group"] == "presenting":
            for key in row["keys"]:
                getattr(doing, row["action"])(key)


def test_page_keys_scroll_outside_of_teachers_mode(page: Page, server: Server) -> None:
    stage = Stage.open(page, f"{server.url}/{LESSON.name}?scene={SCENES[0].name}")
    expect(scene_heading(page, SCENES[0].name)).to_be_visible()
    area = page.get_by_test_id("stMain")
    area.hover()
    stage.root.get_by_role("img").first.click()
    page.keyboard.press("PageDown")
    page.wait_for_function("() => document.querySelector('[data-testid=stMain]').scrollTop > 100")
    expect(scene_heading(page, SCENES[0].name)).to_be_visible()


def test_the_sheet_lists_every_key_of_the_table(page: Page, server: Server) -> None:
    stage = Stage.open(page, server.url)
    page.keyboard.press("?")
    table = key_table(page)
    caps = sheet(page).locator("kbd")
    expect(caps).to_have_count(sum(len(row["keys"]) for row in table))
    names = {" ": WORDS["key_space"], "ArrowRight": "→", "ArrowLeft": "←", "-": "−"}
    expected = [
        (
            [names.get(key) or WORDS.get(f"key_{key}") or key.upper() for key in row["keys"]],
            WORDS[row["action"]],
        )
        for row in table
    ]
    rows = sheet(page).locator("dl > div")
    listed = [(row.locator("kbd").all_inner_texts(), row.locator("dd").inner_text()) for row in rows.all()]
    assert sorted(listed) == sorted(expected)
    # The network goes on learning behind it.
    epoch = stage.state.epoch
    stage.wait_until(lambda state: state.epoch > epoch + 50)


def test_the_sheet_keeps_the_focus_and_gives_it_back(page: Page, server: Server) -> None:
    stage = Stage.open(page, server.url)
    opener = page.get_by_role("button", name=WORDS["title"], exact=True)
    opener.focus()
    page.keyboard.press("Enter")
    expect(sheet(page)).to_be_visible()
    for _ in range(12):
        page.keyboard.press("Tab")
        inside = "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        assert page.evaluate(inside)
    playing = stage.state.playing
    page.keyboard.press("n")  # nothing happens behind it
    page.keyboard.press("Escape")
    expect(sheet(page)).to_be_hidden()
    expect(opener).to_be_focused()
    assert stage.state.playing == playing
    stage.wait_until(lambda state: state.epoch > 100)
    page.keyboard.press("?")
    expect(sheet(page)).to_be_visible()
    page.keyboard.press("?")
    expect(sheet(page)).to_be_hidden()
    opener.click()
    page.mouse.click(5, 400)  # beside it
    expect(sheet(page)).to_be_hidden()


def test_letters_are_left_to_what_is_written_in_and_to_the_browser(page: Page, server: Server) -> None:
    stage, knobs = Stage.paused(page, server.url), Knobs(page)
    before = stage.state
    knobs.unfold("weights")
    knobs.seed.focus()
    for key in ("n", "?", "p"):
        page.keyboard.press(key)
    knobs.seed.press("Escape")
    page.evaluate("document.activeElement.blur()")
    for key in ("Control+ArrowLeft", "Alt+n", "Shift+ArrowLeft", "Meta+n"):
        page.keyboard.press(key)
    knobs.menu("activation").focus()
    page.keyboard.press("n")
    page.keyboard.press("Escape")
    stage.next_frames(20)
    assert stage.state == before
    assert not is_presenting(page)
    expect(sheet(page)).to_be_hidden()


def test_letters_work_where_a_slider_has_the_focus(page: Page, server: Server) -> None:
    stage, knobs = Stage.paused(page, server.url), Knobs(page)
    before = stage.state.recipe
    knobs.slider("learning_rate").focus()
    page.keyboard.press("n")
    stage.wait_until(lambda state: state.recipe != before)
    expect(knobs.slider("learning_rate")).to_be_focused()


def test_a_held_key_draws_new_weights_once(page: Page, server: Server) -> None:
    stage = Stage.open(page, server.url)
    before = stage.state.recipe
    stage.record()
    page.keyboard.down("n")
    for _ in range(10):
        page.keyboard.down("n")  # again while it is down: as a held key repeats
    page.keyboard.up("n")
    stage.wait_until(lambda state: state.recipe != before and state.epoch > 100)
    assert len({frame.recipe for frame in stage.shown()} - {before}) == 1


def test_a_keyboard_that_writes_another_script_has_the_same_keys(page: Page, server: Server) -> None:
    stage = Stage.paused(page, server.url)
    send = """([key, code]) =>
        document.body.dispatchEvent(new KeyboardEvent("keydown", {key, code, bubbles: true}))"""
    before = stage.state.recipe
    page.evaluate(send, ["ㅜ", "KeyN"])
    stage.wait_until(lambda state: state.recipe != before)
    page.evaluate(send, ["ㅔ", "KeyP"])
    assert is_presenting(page)


def test_keys_of_one_character_can_be_switched_off(page: Page, server: Server) -> None:
    stage = Stage.paused(page, server.url)
    epoch = stage.state.epoch
    page.keyboard.press("?")
    sheet(page).get_by_role("checkbox", name=WORDS["characters"]).uncheck()
    page.keyboard.press("Escape")
    for key in ("n", "p", "?", "["):
        page.keyboard.press(key)
    page.keyboard.press("ArrowRight")  # still a key
    stage.wait_until(lambda state: state.epoch == epoch + 1)
    expect(sheet(page)).to_be_hidden()
    page.reload()
    stage.wait_until(lambda state: state.frames > 0 and state.epoch > 0)
    page.keyboard.press("p")
    assert not is_presenting(page)
    page.get_by_role("button", name=WORDS["title"], exact=True).click()
    sheet(page).get_by_role("checkbox", name=WORDS["characters"]).check()
    page.keyboard.press("Escape")
    page.keyboard.press("p")
    assert is_presenting(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_phone_and_can_be_read(page: Page, server: Server, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 390, "height": 844})
    Stage.open(page, server.url)
    page.get_by_role("button", name=WORDS["title"], exact=True).click()
    box = sheet(page).bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert box["height"] <= 844
    assert sheet(page).evaluate("sheet => sheet.scrollWidth <= sheet.clientWidth")
    for text in sheet(page).locator("h2, h3, dd, kbd, button, label span").all():
        assert text.evaluate(CONTRAST) >= 4.5, text.inner_text()
