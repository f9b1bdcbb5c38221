"""The lessons in headless Chromium: frames of the comparisons, and how soon a knob shows its effect."""

from __future__ import annotations

from dataclasses import fields
from math import inf
from statistics import median
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.browser import PAINTED, VIEWPORT
from benchmarks.table import Row
from shallownet import Experiment
from shallownet.texts import labels
from shallownet.ui.lessons import LESSONS, Scene
from tools import chromium
from tools.server import Server, streamlit_server
from tools.widgets import Widget, widgets_of

SECONDS = 6
SETTLE_SECONDS = 2
MOVES = 3
PAUSE_SECONDS = 0.4
STAGE = labels()["stage"]
SETTINGS = {field.name for field in fields(Experiment)}

# From the key's event in the page to the beginning and the end of its effect. Of a knob of the run on stage
# both are the first frame painted of another run. Of any other: when the scene first looks otherwise,
# and when it looks as it will stay, but for knob and stage.
WATCH = """([scene, knob, isOnStage]) => {
    const LONGEST = 5000, QUIET = 600;
    const area = document.querySelector("." + scene);
    const stage = area.querySelector("[data-testid=stage]");
    const isElsewhere = element => !element.closest("." + knob) && !element.closest("[data-testid=stage]");
    const look = () => {
        const seen = [], texts = document.createTreeWalker(area, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
            if (isElsewhere(texts.currentNode.parentElement)) seen.push(texts.currentNode.data);
        }
        for (const drawn of [...area.querySelectorAll("path, img, canvas")].filter(isElsewhere)) {
            seen.push(drawn.tagName, ...["d", "transform", "src"].map(name => drawn.getAttribute(name)));
        }
        return seen.join("\\n");
    };
    window.knobEffect = new Promise(done => {
        window.addEventListener("keydown", () => {
            const pressed = performance.now();
            const {recipe} = stage?.dataset ?? {};
            let before = isOnStage ? "" : look(), frames = null, effect = null, timer = 0;
            const finish = () => {
                watcher.disconnect();
                done(effect);
            };
            const watcher = new MutationObserver(() => {
                const now = performance.now() - pressed;
                if (isOnStage) {
                    if (stage.dataset.recipe === recipe) return;
                    frames ??= stage.dataset.frames;
                    if (stage.dataset.frames === frames) return;
                    effect = [now, now];
                    finish();
                    return;
                }
                const after = look();
                if (after === before) return;
                [before, effect] = [after, [effect?.[0] ?? now, now]];
                clearTimeout(timer);
                timer = setTimeout(finish, QUIET);
            });
            watcher.observe(isOnStage ? stage : area,
                {subtree: true, childList: true, characterData: true, attributes: true});
            timer = setTimeout(finish, LONGEST);
        }, {capture: true, once: true});
    });
}"""


class Effect(NamedTuple):
    """When what a move of a knob does is first seen, and when all of it is: milliseconds after the key."""

    begins: float
    ends: float


NONE = Effect(inf, inf)


def measure() -> list[Row]:
    """Return the lessons' rows of the table; takes about a quarter of an hour."""
    with sync_playwright() as playwright, streamlit_server() as server:
        browser = chromium.launch(playwright)
        try:
            return [*comparisons(browser, server), *knobs(browser, server)]
        finally:
            browser.close()


def comparisons(browser: Browser, server: Server) -> list[Row]:
    """Watch every scene of four networks or more play at the default speed."""
    rows = []
    for lesson in LESSONS.values():
        for number, scene in enumerate(lesson.scenes):
            if len(scene.variants) < 4:
                continue
            page = open_scene(browser, server, lesson.name, number, scene)
            page.locator(PAINTED).first.wait_for(state="attached")
            page.wait_for_timeout(1000 * SETTLE_SECONDS)
            read = "stage => [performance.now(), Number(stage.dataset.frames)]"
            stage = page.locator(PAINTED).first
            start, first = stage.evaluate(read)
            page.wait_for_timeout(1000 * SECONDS)
            end, last = stage.evaluate(read)
            page.context.close()
            rate = 1000 * (last - first) / (end - start)
            name = f"{lesson.name}.{scene.name}, {len(scene.variants)} networks: frames painted"
            rows.append(Row(name, rate, "/s", 50, True))
    return rows


def knobs(browser: Browser, server: Server) -> list[Row]:
    """Move every knob of every scene through values that its page has not shown before."""
    rows, slowest = [], 0.0
    for lesson in LESSONS.values():
        for number, scene in enumerate(lesson.scenes):
            took = {}
            for name in knob_names(browser, server, lesson.name, number, scene):
                label, times = move_knob(browser, server, lesson.name, number, scene, name)
                took[label] = times
            every = [effect for effects in took.values() for effect in effects]
            lost = every.count(NONE)
            title = f"{lesson.name}.{scene.name}: {len(took)} knobs, {len(every)} moves, effect begins"
            begins, ends = middle(every)
            rows.append(Row(title + (f", {lost} without effect" if lost else ""), begins, "ms"))
            rows.append(Row("… all of it is there", ends, "ms"))
            last = max(took, key=lambda label: middle(took[label]).begins)
            rows.append(Row(f"… slowest to begin: {last}", middle(took[last]).begins, "ms"))
            slowest = max(slowest, begins)
    return [*rows, Row("the slowest scene: effect begins", slowest, "ms", 300)]


def middle(effects: list[Effect]) -> Effect:
    """The medians of both times."""
    return Effect(*map(median, zip(*effects, strict=True)))


def knob_names(browser: Browser, server: Server, address: str, number: int, scene: Scene) -> list[str]:
    """The knobs of a scene as it begins, by their keys.

    Not the question, whose choice is no knob; nor how large a nudge is, which shows nothing before the nudge.
    """
    page = open_scene(browser, server, address, number, scene)
    found = settled(page, address, scene, is_paused=True)
    page.context.close()
    return [
        widget.key
        for widget in found
        if not widget.key.endswith("-nudge_widget")
        and "-guess-" not in widget.key
        and (widget.kind != "stButton" or widget.key.endswith("-nudge_button"))
    ]


def move_knob(
    browser: Browser, server: Server, address: str, number: int, scene: Scene, key: str
) -> tuple[str, list[Effect]]:
    """Move one knob of a scene up to ``MOVES`` times on a page of its own: its label and the effects."""
    is_nudge = key.endswith("-nudge_button")
    is_on_stage = is_nudge or key.split("-")[-1] in SETTINGS
    page = open_scene(browser, server, address, number, scene)
    knob = next(one for one in settled(page, address, scene, is_paused=not is_on_stage) if one.key == key)
    # All but one unit can be freed.
    moves = scene.experiment.hidden_units - 1 if is_nudge and scene.experiment else MOVES
    seen, took = {knob.value}, []
    for _ in range(moves):
        pressed = knob.get_ready(seen)
        if pressed is None:
            break
        page.evaluate(WATCH, [area_of(address, scene), key, is_on_stage])
        page.keyboard.press(pressed)
        effect = page.evaluate("window.knobEffect")
        took.append(NONE if effect is None else Effect(*effect))
        page.wait_for_timeout(1000 * PAUSE_SECONDS)
        seen.add(knob.value)
    page.context.close()
    return knob.label, took


def settled(page: Page, address: str, scene: Scene, *, is_paused: bool) -> list[Widget]:
    """Wait until a scene has been drawn and its stage, if it has one, plays or is paused: its widgets."""
    area = page.locator(f".{area_of(address, scene)}")
    if scene.experiment is not None:
        page.locator(PAINTED).first.wait_for(state="attached")
        page.wait_for_timeout(1000 * PAUSE_SECONDS)
        if is_paused:
            area.get_by_role("button", name=STAGE["pause"], exact=True).click()
    page.wait_for_timeout(1000 * SETTLE_SECONDS)
    return widgets_of(area)


def area_of(address: str, scene: Scene) -> str:
    """The class of the element in which a scene is drawn."""
    return f"st-key-scene-{address}-{scene.name}".replace("_", "-")


def open_scene(browser: Browser, server: Server, address: str, number: int, scene: Scene) -> Page:
    """A page of its own at a scene, by a visitor's clicks."""
    page = browser.new_context(viewport=VIEWPORT).new_page()
    page.goto(f"{server.url}/{address}")
    tab = page.get_by_test_id("stMain").get_by_role("radio").nth(number)
    tab.wait_for()
    # The first scene is being drawn still; a click just then may be lost.
    page.wait_for_timeout(1000 * PAUSE_SECONDS)
    tab.click()
    page.locator(f".{area_of(address, scene)}").wait_for()
    return page
