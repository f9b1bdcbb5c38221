"""The lessons in headless Chromium: frames of the comparisons, and how soon a knob shows its effect."""

from __future__ import annotations

from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.browser import PAINTED, VIEWPORT
from benchmarks.table import Row
from shallownet.texts import labels
from shallownet.ui.lessons import LESSONS
from tools import chromium
from tools.server import Server, streamlit_server

SECONDS = 6
SETTLE_SECONDS = 4
MOVES = 9
KNOBS = ("hidden_units", "learning_rate")
LABELS = labels()["controls"]
PILL = labels()["activations"]["softplus"]

# From the key's event in the page to the first frame painted of another run; without a stage, to the largest
# change of the page: that is where the picture is drawn anew.
WATCH = """() => {
    const stage = document.querySelector('[data-testid=stage]');
    window.knobEffect = new Promise(done => {
        window.addEventListener('keydown', () => {
            const pressed = performance.now();
            if (stage) {
                const before = stage.dataset.recipe;
                const watcher = new MutationObserver(() => {
                    if (stage.dataset.recipe === before || stage.dataset.epoch === '-1') return;
                    watcher.disconnect();
                    done(performance.now() - pressed);
                });
                watcher.observe(stage, {attributes: true});
                return;
            }
            let largest = 0, shown = pressed;
            const watcher = new MutationObserver(found => {
                if (found.length > largest) [largest, shown] = [found.length, performance.now()];
            });
            watcher.observe(document.querySelector('[data-testid=stMain]'),
                {subtree: true, childList: true, characterData: true, attributes: true});
            setTimeout(() => { watcher.disconnect(); done(shown - pressed); }, 1500);
        }, {capture: true, once: true});
    });
}"""


def measure() -> list[Row]:
    """Return the lessons' rows of the table; takes about four minutes."""
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
            page = open_scene(browser, server, lesson.name, number)
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
    """Move a slider of every scene to and fro; without one, choose an activation and drop it again."""
    rows, worst = [], 0.0
    for lesson in LESSONS.values():
        for number, scene in enumerate(lesson.scenes):
            page = open_scene(browser, server, lesson.name, number)
            page.wait_for_timeout(1000 * SETTLE_SECONDS)
            named = [name for name in KNOBS if name in scene.knobs]
            keys = ("ArrowRight", "ArrowLeft")
            if named:
                knob = page.get_by_role("slider", name=LABELS[named[0]])
            elif page.get_by_test_id("stSlider").count():
                knob = page.get_by_test_id("stSlider").get_by_role("slider").first
            else:
                knob, keys = page.get_by_role("button", name=PILL, exact=True), ("Enter", "Enter")
            took = []
            for move in range(MOVES):
                knob.focus()
                page.evaluate(WATCH)
                page.keyboard.press(keys[move % 2])
                took.append(page.evaluate("window.knobEffect"))
                page.wait_for_timeout(400)
            page.context.close()
            worst = max(worst, median(took))
            rows.append(
                Row(f"{lesson.name}.{scene.name}: knob to effect, median of {MOVES}", median(took), "ms")
            )
    return [*rows, Row("the slowest of them", worst, "ms", 300)]


def open_scene(browser: Browser, server: Server, address: str, number: int) -> Page:
    """A page of its own at a scene, by a visitor's clicks."""
    page = browser.new_context(viewport=VIEWPORT).new_page()
    page.goto(f"{server.url}/{address}")
    tab = page.get_by_test_id("stMain").get_by_role("radio").nth(number)
    tab.wait_for()
    tab.click()
    return page
