"""Every lesson as a visitor uses it, on a wide screen and on a phone: tabs, pictures, knobs and questions."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from shallownet.texts import labels
from shallownet.texts.lessons import lesson_words
from shallownet.ui.lessons import LESSONS, Lesson, Scene
from tools.server import Server, streamlit_server

from .stage import Stage

pytestmark = pytest.mark.browser

TEXTS = labels()
SCREENS = {"wide": ViewportSize(width=1400, height=900), "phone": ViewportSize(width=390, height=844)}
NOT_A_NUMBER = re.compile(r"\bNaN\b|Infinity|∞|\bundefined\b|\bnull\b|\{[a-z_]+\}")
# The picture, its knobs and its words are drawn within.
CHANGES = """scene => {
    scene.changes = 0;
    new MutationObserver(found => (scene.changes += found.length)).observe(
        scene, {subtree: true, childList: true, characterData: true});
}"""


def open_scene(page: Page, lesson: Lesson, scene: Scene) -> Locator:
    """Choose a scene by its tab, and return what it draws into."""
    title = lesson_words(lesson.name).scenes[scene.name].title
    page.get_by_test_id("stMain").get_by_role("radio", name=re.compile(re.escape(title))).first.click()
    drawn = page.locator(f".st-key-scene-{lesson.name}-{scene.name}".replace("_", "-"))
    expect(drawn).to_be_visible(timeout=20_000)
    wait_for_server(page)
    return drawn


def wait_for_server(page: Page) -> None:
    expect(page.get_by_test_id("stApp")).to_have_attribute(
        "data-test-script-state", "notRunning", timeout=20_000
    )


def assert_fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("innerWidth")
    assert page.get_by_test_id("stMain").evaluate("area => area.scrollWidth <= area.clientWidth")


def use_stage(page: Page, scene: Scene) -> None:
    """It plays, shows each network, and follows its first knob."""
    stage = Stage(page)
    stage.wait_until(lambda state: state.epoch > 50)
    cards = page.get_by_test_id("network-card")
    expect(cards).to_have_count(len(scene.variants))
    stage.root.scroll_into_view_if_needed()
    before = stage.root.screenshot()
    page.wait_for_timeout(1000)
    assert stage.root.screenshot() != before
    recipe = stage.state.recipe
    field = next(name for name in ("hidden_units", "learning_rate") if name in scene.knobs)
    slider = page.get_by_role("slider", name=TEXTS["controls"][field])
    slider.focus()
    # A slider may stand at its end.
    for key in ("ArrowRight", "ArrowLeft", "ArrowLeft"):
        slider.press(key)
        page.wait_for_timeout(300)
        if stage.state.recipe != recipe:
            break
    stage.wait_until(lambda state: state.recipe != recipe and state.epoch >= 0)
    stage.wait_until(lambda state: state.epoch > 20)
    stage.pause()
    # What follows the stage is drawn anew a moment after it has come to rest.
    page.wait_for_timeout(500)
    wait_for_server(page)


def use_panel(page: Page, drawn: Locator) -> None:
    """Something is drawn, and its first knob changes it."""
    drawn.evaluate(CHANGES)
    knob = drawn.get_by_test_id("stSlider").get_by_role("slider").first
    if knob.count():
        knob.focus()
        for key in ("ArrowRight", "ArrowLeft"):
            knob.press(key)
            page.wait_for_timeout(500)
    else:
        drawn.get_by_role("button").first.click()
    page.wait_for_function("scene => scene.changes > 0", arg=drawn.element_handle(), timeout=15_000)
    wait_for_server(page)


def answer_question(page: Page, drawn: Locator) -> None:
    """Guess, and see the answer."""
    # The first label is the question's own, hidden.
    guess = drawn.locator("[data-testid=stRadio]").last.locator("label").nth(1)
    guess.scroll_into_view_if_needed()
    guess.click()
    button = drawn.get_by_role("button", name=TEXTS["lesson"]["reveal"])
    expect(button).to_be_enabled(timeout=15_000)
    button.click()
    right, wrong = TEXTS["lesson"]["right"], TEXTS["lesson"]["wrong"].split("{")[0]
    said = drawn.get_by_text(re.compile(f"^({re.escape(right)}|{re.escape(wrong)})"))
    expect(said.first).to_be_visible(timeout=15_000)


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson(page: Page, server: Server, name: str, screen: str) -> None:
    lesson = LESSONS[name]
    page.set_viewport_size(SCREENS[screen])
    page.goto(f"{server.url}/{lesson.name}")
    expect(page.get_by_role("heading", name=lesson_words(name).title)).to_be_visible(timeout=20_000)
    for scene in lesson.scenes:
        drawn = open_scene(page, lesson, scene)
        if scene.experiment is not None:
            use_stage(page, scene)
        else:
            use_panel(page, drawn)
        answer_question(page, drawn)
        assert_fits(page)
        assert not NOT_A_NUMBER.search(drawn.inner_text()), NOT_A_NUMBER.search(drawn.inner_text())


def test_a_nudge_frees_one_unit_on_screen(page: Page, server: Server) -> None:
    lesson = LESSONS["random_initialization"]
    scene = next(scene for scene in lesson.scenes if scene.nudge)
    units = scene.experiment.hidden_units if scene.experiment else 0
    page.goto(f"{server.url}/{lesson.name}")
    drawn = open_scene(page, lesson, scene)
    stage = Stage(page)
    card = page.get_by_test_id("network-card")
    for freed in range(1, units + 1):
        expect(card).to_contain_text(f"{freed} / {units}", timeout=15_000)
        epoch = stage.state.epoch
        stage.wait_until(lambda state, epoch=epoch: state.epoch > epoch + 50)
        if freed < units:
            drawn.get_by_role("button", name=TEXTS["lesson"]["nudge"], exact=True).click()


def test_home_leads_to_every_lesson_and_the_run_there_goes_on(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/home")
    stage = Stage(page)
    stage.wait_until(lambda state: state.epoch > 20)
    main = page.get_by_test_id("stMain")
    for lesson in LESSONS.values():
        link = main.locator(f'a[href$="{lesson.name}"]').first
        link.scroll_into_view_if_needed()
        link.click()
        title = lesson_words(lesson.name).title
        expect(main.get_by_role("heading", name=title, level=1)).to_be_visible(timeout=20_000)
        assert page.url.endswith(lesson.name)
        page.go_back()
        expect(link).to_be_visible(timeout=20_000)


def test_moving_between_pages_keeps_the_run(page: Page, server: Server) -> None:
    lesson = LESSONS["random_initialization"]
    page.goto(f"{server.url}/{lesson.name}")
    stage = Stage(page)
    stage.wait_until(lambda state: state.epoch > 300)
    paused = stage.pause()
    page.get_by_role("link", name=TEXTS["app"]["playground"]).first.click()
    expect(page.get_by_test_id("network-card")).to_have_count(0)
    Stage(page).wait_until(lambda state: state.epoch > 50)
    page.go_back()
    expect(page.get_by_test_id("network-card")).to_have_count(len(lesson.scenes[0].variants))
    again = Stage(page).wait_until(lambda state: state.epoch >= 0)
    assert (again.epoch, again.recipe, again.loss) == (paused.epoch, paused.recipe, paused.loss)
    assert not again.playing


def test_a_run_is_kept_while_every_other_stage_of_the_app_is_visited(page: Page, server: Server) -> None:
    """A class goes through all the lessons, and comes back to a question of the first hour."""
    main = page.get_by_test_id("stMain")
    stages = [
        (lesson, scene)
        for lesson in LESSONS.values()
        for scene in lesson.scenes
        if scene.experiment is not None
    ]
    (first, start), *others = stages

    def go_to(lesson: Lesson) -> None:
        page.get_by_role("link", name=TEXTS["app"]["home"]).first.click()
        main.locator(f'a[href$="{lesson.name}"]').first.click()
        expect(main.get_by_role("heading", name=lesson_words(lesson.name).title, level=1)).to_be_visible()

    def see(lesson: Lesson, scene: Scene) -> Stage:
        open_scene(page, lesson, scene)
        expect(page.get_by_test_id("network-card")).to_have_count(len(scene.variants))
        stage = Stage(page)
        stage.wait_until(lambda state: state.frames > 0)
        return stage

    page.goto(f"{server.url}/{first.name}")
    see(first, start).wait_until(lambda state: state.epoch > 100)
    paused = Stage(page).pause()
    here = first
    for lesson, scene in others:
        if lesson is not here:
            go_to(lesson)
            here = lesson
        see(lesson, scene)
    page.get_by_role("link", name=TEXTS["app"]["playground"]).first.click()
    expect(page.get_by_test_id("network-card")).to_have_count(0)
    Stage(page).wait_until(lambda state: state.frames > 0)

    go_to(first)
    again = see(first, start).state
    assert (again.recipe, again.epoch, again.loss) == (paused.recipe, paused.epoch, paused.loss)
    assert not again.playing


@pytest.mark.parametrize("name", ["home", "random_initialization"])
def test_the_first_visitor_of_a_server_may_come_straight_to_a_page(page: Page, name: str) -> None:
    with streamlit_server("app.py") as fresh:
        page.goto(f"{fresh.url}/{name}")
        Stage(page).wait_until(lambda state: state.epoch > 20)
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.get_by_role("link", name=TEXTS["app"]["playground"]).first).to_be_visible()
        expect(page.get_by_text(TEXTS["app"]["lessons"], exact=True).first).to_be_visible()
        page.close()
