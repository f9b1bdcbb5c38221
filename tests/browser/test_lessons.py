"""Every lesson as a visitor uses it, on a wide screen and on a phone: tabs, pictures, knobs and questions."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest
from playwright.sync_api import Locator, Page, TimeoutError, ViewportSize, expect

from shallownet import Experiment
from shallownet.texts import labels
from shallownet.texts.lessons import lesson_words
from shallownet.ui.lessons import LESSONS, Lesson, Scene
from tools.server import Server, streamlit_server
from tools.widgets import Widget, widgets_of

from .stage import Stage

pytestmark = pytest.mark.browser

TEXTS = labels()
SCREENS = {"wide": ViewportSize(width=1400, height=900), "phone": ViewportSize(width=390, height=844)}
# No number, wherever it stands; the words among them also in other letters, but not inside another word.
NOT_A_NUMBER = re.compile(r"(?i:\b(nan|inf|infinity)\b)|∞|\bundefined\b|\bnull\b|\{[a-z_]+\}")
SETTINGS = {field.name for field in fields(Experiment)}
# Choices that bring a knob of their own come first.
WANTED = (TEXTS["activations"]["leaky_relu"], TEXTS["initializers"]["constant"])
# Buttons that lead back come last, and one is pressed as long as it leads on: knobs change what is there.
BACK = ("-back", "-again", "-run_again")
PRESSED_TO_THE_END = "-run_next"
# What a scene shows, but for its stage and its widgets: those change by themselves or as they are moved.
LOOK = """scene => {
    const ours = "[data-testid=stage], [data-testid=miniature], [data-testid=stButton], " +
        ["Slider", "Selectbox", "NumberInput", "ButtonGroup", "Radio", "Checkbox"].map(
            kind => `[data-testid=st${kind}]`).join();
    const texts = document.createTreeWalker(scene, NodeFilter.SHOW_TEXT), seen = [];
    while (texts.nextNode()) {
        if (!texts.currentNode.parentElement.closest(ours)) seen.push(texts.currentNode.data);
    }
    for (const drawn of scene.querySelectorAll("path, img")) {
        if (!drawn.closest(ours)) seen.push(drawn.getAttribute("d") ?? drawn.getAttribute("src"));
    }
    return seen.join("\\n");
}"""
PIXELS = "canvas => canvas.toDataURL()"
LOOKS_OTHERWISE = f"([scene, before]) => ({LOOK})(scene) !== before"


def open_scene(page: Page, lesson: Lesson, scene: Scene) -> Locator:
    """Choose a scene by its tab, and return what it draws into."""
    title = lesson_words(lesson.name).scenes[scene.name].title
    page.get_by_test_id("stMain").get_by_role("radio", name=re.compile(re.escape(title))).first.click()
    drawn = page.locator(f".st-key-scene-{lesson.name}-{scene.name}".replace("_", "-"))
    # What a scene without a stage shows stands before its question.
    reveal = drawn.get_by_role("button", name=TEXTS["lesson"]["reveal"])
    # While Streamlit draws, what stood there before may still stand beside it.
    expect(reveal.first).to_be_visible()
    wait_for_server(page)
    expect(reveal).to_have_count(1)
    return drawn


def wait_for_server(page: Page) -> None:
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


def assert_fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("innerWidth")
    assert page.get_by_test_id("stMain").evaluate("area => area.scrollWidth <= area.clientWidth")


def use_stage(page: Page, scene: Scene) -> None:
    """It plays and shows each network, and its buttons do what they say."""
    stage = Stage(page)
    stage.wait_until(lambda state: state.epoch > 50)
    cards = page.get_by_test_id("network-card")
    expect(cards).to_have_count(len(scene.variants))
    before = cards.last.locator("canvas.stage-plane").evaluate(PIXELS)
    stage.next_frames(15)
    assert cards.last.locator("canvas.stage-plane").evaluate(PIXELS) != before
    epoch = stage.pause().epoch
    stage.press("step")
    stage.wait_until(lambda state: state.epoch == epoch + 1)
    stage.press("rewind")
    stage.wait_until(lambda state: state.epoch == 0)
    stage.press("play")
    stage.wait_until(lambda state: state.playing and state.epoch > 20)


def move_everything(page: Page, scene: Scene, drawn: Locator, *, is_every_knob: bool) -> None:
    """Move the knobs and press the buttons of a scene, also what comes only then, and see each change it."""
    moved: dict[str, str] = {}
    while widget := unmoved(page, scene, drawn, moved, is_every_knob=is_every_knob):
        if not widget.key.endswith(PRESSED_TO_THE_END):
            moved[widget.key] = widget.kind
        move(page, scene, drawn, widget)
        assert_fits(page)
        said = NOT_A_NUMBER.search(drawn.inner_text())
        assert not said, f"{said} after {widget.label}"
    names = {key.split("-")[-1] for key in moved}
    assert names
    assert not scene.nudge or names >= {"nudge_widget", "nudge_button"}
    assert not is_every_knob or names >= set(scene.knobs)
    expect(drawn.get_by_text(TEXTS["lesson"]["follows"])).to_have_count(0)


def unmoved(
    page: Page, scene: Scene, drawn: Locator, moved: dict[str, str], *, is_every_knob: bool
) -> Widget | None:
    """The next widget to move.

    Neither the question, which comes later, nor the way to the next scene. Unless every knob is to have its
    turn, one of a kind is enough.
    """
    for is_last in (False, True):
        if is_last:
            rest(page, scene)  # only then may what follows the stage be there
        left = [
            widget
            for widget in widgets_of(drawn)
            if widget.key not in moved
            and not re.search("-(guess-.*|reveal|onward)$", widget.key)
            and (is_every_knob or widget.kind == "stButton" or widget.kind not in moved.values())
            and widget.is_usable
        ]
        if left:
            return min(left, key=turn)
    return None


def turn(widget: Widget) -> int:
    """When it has its turn: how large a nudge is before the nudge, what leads on before the knobs."""
    if widget.key.endswith("-nudge_widget"):
        return 0
    if widget.kind != "stButton":
        return 2
    return 3 if widget.key.endswith(BACK) else 1


def move(page: Page, scene: Scene, drawn: Locator, widget: Widget) -> None:
    """Move a knob, and wait for another run on the stage, or for a scene that looks otherwise."""
    name = widget.key.split("-")[-1]
    if name in SETTINGS or name == "nudge_button":
        stage = Stage(page)
        recipe = stage.state.recipe
        widget.move(WANTED)
        stage.wait_until(lambda state: state.recipe != recipe and state.epoch >= 0)
    elif name == "nudge_widget":
        widget.move()  # how large a nudge is shows in the next one
    else:
        rest(page, scene)
        if name == "leaky_slope_widget":
            look_below_zero(page, drawn)
        before = drawn.evaluate(LOOK)
        widget.move(WANTED)
        scene_before = [drawn.element_handle(), before]
        try:
            page.wait_for_function(LOOKS_OTHERWISE, arg=scene_before, polling=100)
        except TimeoutError:
            pytest.fail(f"{widget.label!r} shows {widget.value!r}, and nothing else has changed")
    wait_for_server(page)


def look_below_zero(page: Page, drawn: Locator) -> None:
    """Go where a slope below 0 shows, if one z is looked at."""
    place = drawn.locator("[class*=-z_widget] input")
    if place.count():
        place.press("Home")
        page.wait_for_timeout(300)
        wait_for_server(page)


def rest(page: Page, scene: Scene) -> None:
    """Pause the stage, if there is one; what follows it is drawn anew a moment after it has come to rest."""
    if scene.experiment is not None and Stage(page).state.playing:
        Stage(page).pause()
        page.wait_for_timeout(500)
        wait_for_server(page)


def answer_question(page: Page, drawn: Locator) -> None:
    """Guess, and see the answer."""
    # The first label is the question's own, hidden.
    guess = drawn.locator("[data-testid=stRadio]").last.locator("label").nth(1)
    guess.scroll_into_view_if_needed()
    guess.click()
    button = drawn.get_by_role("button", name=TEXTS["lesson"]["reveal"])
    expect(button).to_be_enabled()
    button.click()
    right, wrong = TEXTS["lesson"]["right"], TEXTS["lesson"]["wrong"].split("{")[0]
    said = drawn.get_by_text(re.compile(f"^({re.escape(right)}|{re.escape(wrong)})"))
    expect(said.first).to_be_visible()


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson(page: Page, server: Server, name: str, screen: str) -> None:
    lesson = LESSONS[name]
    page.set_viewport_size(SCREENS[screen])
    page.goto(f"{server.url}/{lesson.name}")
    expect(page.get_by_role("heading", name=lesson_words(name).title)).to_be_visible()
    for scene in lesson.scenes:
        drawn = open_scene(page, lesson, scene)
        if scene.experiment is not None:
            use_stage(page, scene)
        move_everything(page, scene, drawn, is_every_knob=screen == "wide")
        rest(page, scene)
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
        expect(card).to_contain_text(f"{freed} / {units}")
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
        expect(main.get_by_role("heading", name=title, level=1)).to_be_visible()
        assert page.url.partition("?")[0].endswith(lesson.name)
        page.go_back()
        expect(link).to_be_visible()


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
    expect(page.get_by_test_id("network-card").first).to_be_visible()
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
        link = main.locator(f'a[href$="{lesson.name}"]').first
        expect(link).to_be_visible()
        link.click()
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
