"""A link or bias is clicked in the drawing and its value typed or dragged: training goes on from there."""

from __future__ import annotations

from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from shallownet import Edit, Experiment, Recipe, train
from shallownet.ui.history import Change, sentence
from tools.server import Server

from .conftest import INTRODUCED
from .drawing import LABELS, Drawing
from .knobs import TEXTS, Knobs
from .stage import Shown, Stage, State, assert_trained

pytestmark = pytest.mark.browser

PUBLISHED = Recipe(Experiment())
ENTRIES = ("W1[2,1]", "b1[3]", "W2[1,4]", "b2")


def weight(recipe: Recipe, epoch: int, field: str) -> float:
    """What a recipe's run has there, before anything is set."""
    place = recipe.experiment.shape.place_of(field)
    return float(train(recipe, epoch, record=[epoch]).flat[0, place])


def assert_departs(recipe: Recipe, state: State | Shown) -> None:
    """The cost on screen is that of the network with the weight set."""
    seen = train(recipe, state.epoch, record=[state.epoch]).departing()
    assert state.loss == pytest.approx(seen.train_loss[0], rel=1e-6)


def rows(page: Page) -> Locator:
    """The list of what was changed."""
    return page.get_by_text(TEXTS["edits"]["title"], exact=True)


def line(page: Page, recipe: Recipe, index: int) -> Locator:
    """The line of an edit: what it says follows from the recipe alone."""
    edit = recipe.edits[index]
    earlier = Recipe(recipe.experiment, recipe.edits[:index])
    before = weight(earlier, edit.epoch, edit.field)
    said = sentence(Change(edit, before), TEXTS)
    return page.get_by_test_id("stCaptionContainer").filter(has_text=said)


@pytest.mark.parametrize("field", ENTRIES)
def test_a_value_typed_is_where_training_goes_on_from(page: Page, server: Server, field: str) -> None:
    stage, drawing = Stage.paused(page, server.url, past=300), Drawing(page)
    paused = stage.state
    page.mouse.move(1, 1)
    unedited = stage.picture
    editor = drawing.click(field)
    expect(editor.value).to_be_focused()
    editor.expect_shown(weight(PUBLISHED, paused.epoch, field))
    expect(drawing.tip).to_be_hidden()
    value = -2.5 if editor.shown > 0 else 2.5
    page.keyboard.type(str(value))
    page.mouse.move(1, 1)
    stage.next_frames(3)
    draft = stage.picture
    assert draft != unedited, "the map shows the change before the server has heard of it"
    told = editor.cost
    assert stage.state.recipe == PUBLISHED.hash
    page.keyboard.press("Enter")
    recipe = Recipe(Experiment(), (Edit(paused.epoch, field, value),))
    edited = stage.wait_until(lambda state: state.recipe == recipe.hash)
    expect(editor.dialog).to_be_hidden()
    assert (edited.epoch, edited.playing) == (paused.epoch, False)
    stage.next_frames(3)
    assert stage.picture == draft, "and what it answers is what was shown"
    assert_departs(recipe, stage.state)
    assert told == LABELS["edit_cost"].format(cost=f"{stage.state.loss:.4f}")
    expect(line(page, recipe, 0)).to_be_visible()
    stage.record()
    stage.press("play")
    stage.wait_until(lambda state: state.epoch > paused.epoch + 100)
    assert_trained(recipe, [frame for frame in stage.shown() if frame.epoch > paused.epoch])


def test_while_it_plays_the_epoch_waits_for_the_value_and_then_goes_on(page: Page, server: Server) -> None:
    stage, drawing = Stage.open(page, server.url), Drawing(page)
    stage.wait_until(lambda state: state.epoch > 200)
    stage.record()
    editor = drawing.click("W1[1,2]")
    held = stage.state
    assert held.playing
    page.wait_for_timeout(300)
    assert stage.state.epoch == held.epoch
    editor.value.fill("1.75")
    editor.value.press("Enter")
    recipe = Recipe(Experiment(), (Edit(held.epoch, "W1[1,2]", 1.75),))
    stage.wait_for_run(recipe, past=held.epoch + 200)
    assert stage.pause().epoch > held.epoch
    new = [frame for frame in stage.shown() if frame.recipe == recipe.hash]
    assert new[0].epoch == held.epoch
    assert_departs(recipe, new[0])
    assert_trained(recipe, new[1:])
    assert {later.epoch - earlier.epoch for earlier, later in pairwise(new)} == {5}


def test_a_value_dragged_is_one_edit_and_the_slider_follows_the_training(page: Page, server: Server) -> None:
    stage, drawing = Stage.open(page, server.url), Drawing(page)
    stage.wait_until(lambda state: state.epoch > 200)
    editor = drawing.click("W1[1,2]")
    held = stage.state
    box = editor.slider.bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, y)
    page.mouse.down()
    values = []
    for step in range(10):
        page.mouse.move(box["x"] + box["width"] * (0.5 + 0.04 * step), y)
        stage.next_frames(2)
        values.append(editor.shown)
    assert values == sorted(values)
    assert len(set(values)) > 5
    assert stage.state.recipe == PUBLISHED.hash, "nothing is sent while it is dragged"
    page.mouse.up()
    recipe = Recipe(Experiment(), (Edit(held.epoch, "W1[1,2]", values[-1]),))
    stage.wait_for_run(recipe, past=held.epoch + 200)
    expect(editor.dialog).to_be_visible()
    page.wait_for_timeout(200)
    assert editor.shown != values[-1], "the weight trains on, and the field shows it"
    page.keyboard.press("Escape")
    expect(editor.dialog).to_be_hidden()
    assert stage.state.recipe == recipe.hash


def test_escape_drops_what_was_typed_and_the_playback_goes_on(page: Page, server: Server) -> None:
    stage, drawing = Stage.open(page, server.url), Drawing(page)
    stage.wait_until(lambda state: state.epoch > 200)
    stage.record()
    editor = drawing.click("W2[1,1]")
    held = stage.state
    editor.value.fill("7")
    page.keyboard.press("Escape")
    expect(editor.dialog).to_be_hidden()
    stage.wait_until(lambda state: state.epoch > held.epoch + 200)
    stage.pause()
    assert_trained(PUBLISHED, stage.shown())
    assert {frame.recipe for frame in stage.shown()} == {PUBLISHED.hash}
    expect(rows(page)).to_have_count(0)


def test_by_the_keyboard_alone(page: Page, server: Server) -> None:
    stage, drawing = Stage.paused(page, server.url), Drawing(page)
    paused = stage.state
    drawing.opener.focus()
    page.keyboard.press("Enter")
    expect(drawing.editor("W1[1,1]").entry).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    editor = drawing.editor("W1[2,1]")
    expect(editor.dialog).to_be_visible()
    editor.expect_shown(weight(PUBLISHED, paused.epoch, "W1[2,1]"))
    page.keyboard.press("Tab")
    expect(editor.value).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("−1,5")  # as some keyboards write it
    page.keyboard.press("Enter")
    recipe = Recipe(Experiment(), (Edit(paused.epoch, "W1[2,1]", -1.5),))
    stage.wait_until(lambda state: state.recipe == recipe.hash)
    expect(editor.dialog).to_be_hidden()
    expect(drawing.opener).to_be_focused()
    # And with the arrows on the slider: the keys pressed in a row are one edit.
    page.keyboard.press("Enter")
    editor = drawing.editor("W1[1,1]")
    editor.slider.focus()
    start = editor.shown
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    moved = editor.shown
    assert moved > start
    edited = stage.wait_until(lambda state: state.recipe != recipe.hash)
    later = Recipe(Experiment(), (*recipe.edits, Edit(paused.epoch, "W1[1,1]", moved)))
    assert edited.recipe == later.hash
    assert stage.state.epoch == paused.epoch
    page.keyboard.press("Escape")
    expect(drawing.opener).to_be_focused()


@pytest.mark.parametrize(
    ("typed", "said"),
    [("two", "'two'"), ("1e9", "1000000000"), ("", "''"), ("<img src=x>", "'<img src=x>'")],
)
def test_what_is_no_weight_is_refused_in_one_sentence(
    page: Page, server: Server, typed: str, said: str
) -> None:
    stage, drawing = Stage.paused(page, server.url), Drawing(page)
    paused = stage.state
    editor = drawing.click("b2")
    editor.value.fill(typed or "1")
    editor.value.fill(typed)
    editor.value.press("Enter")
    expect(stage.message).to_contain_text(f"b2 is {said}, but it must be a number from -1e+06 to 1e+06.")
    expect(editor.value).to_have_attribute("aria-invalid", "true")
    expect(editor.value).to_have_value(typed)
    assert stage.state == paused._replace(frames=stage.state.frames)
    editor.value.fill("1.5")
    editor.value.press("Enter")
    recipe = Recipe(Experiment(), (Edit(paused.epoch, "b2", 1.5),))
    stage.wait_until(lambda state: state.recipe == recipe.hash)
    expect(stage.message).to_be_empty()


def test_edits_are_listed_undone_rewound_and_replayed(page: Page, server: Server) -> None:
    stage, drawing = Stage.paused(page, server.url, past=200), Drawing(page)
    stage.set_speed(1)
    first = stage.state.epoch
    editor = drawing.click("W1[2,1]")
    editor.value.fill("3")
    editor.value.press("Enter")
    one = Recipe(Experiment(), (Edit(first, "W1[2,1]", 3.0),))
    stage.wait_until(lambda state: state.recipe == one.hash)
    stage.press("play")
    stage.wait_until(lambda state: state.epoch > first + 20)
    second = stage.pause().epoch
    Knobs(page).slide("learning_rate", "2")
    both = Recipe(Experiment(), (*one.edits, Edit(second, "learning_rate", 2.0)))
    stage.wait_until(lambda state: state.recipe == both.hash)
    expect(line(page, both, 0)).to_be_visible()
    expect(page.get_by_text(f"Epoch {second:,}: Learning rate from 1.2 to 2", exact=True)).to_be_visible()
    # Rewound and played again, the run repeats them.
    stage.press("rewind")
    stage.wait_until(lambda state: state.epoch == 0)
    stage.set_speed(10)
    stage.record()
    stage.press("play")
    stage.wait_until(lambda state: state.epoch > second + 50)
    stage.pause()
    assert_trained(both, [frame for frame in stage.shown() if frame.epoch != first])
    # The older one undone, the later one stays.
    undo = page.get_by_role("button", name=TEXTS["edits"]["undo"], exact=True)
    expect(undo).to_have_count(2)
    undo.nth(1).click()
    left = both.without(0)
    undone = stage.wait_until(lambda state: state.recipe == left.hash)
    assert undone.epoch <= first
    assert_trained(left, [undone])
    expect(undo).to_have_count(1)
    stage.record()
    stage.press("play")
    stage.wait_until(lambda state: state.epoch > second + 50)
    stage.pause()
    assert_trained(left, stage.shown())
    undo.click()
    stage.wait_until(lambda state: state.recipe == PUBLISHED.hash)
    expect(rows(page)).to_have_count(0)


def test_undone_at_its_very_epoch_the_picture_is_what_it_was(page: Page, server: Server) -> None:
    stage, drawing = Stage.paused(page, server.url, past=200), Drawing(page)
    paused = stage.state
    page.mouse.move(1, 1)
    stage.next_frames(3)
    before = stage.picture
    editor = drawing.click("W2[1,3]")
    editor.value.fill("-4")
    editor.value.press("Enter")
    recipe = Recipe(Experiment(), (Edit(paused.epoch, "W2[1,3]", -4.0),))
    stage.wait_until(lambda state: state.recipe == recipe.hash)
    page.mouse.move(1, 1)
    stage.next_frames(3)
    assert stage.picture != before
    page.get_by_role("button", name=TEXTS["edits"]["undo"], exact=True).click()
    back = stage.wait_until(lambda state: state.recipe == PUBLISHED.hash)
    page.mouse.move(1, 1)
    stage.next_frames(3)
    assert (stage.state.epoch, stage.state.loss) == (paused.epoch, paused.loss) == (back.epoch, paused.loss)
    assert stage.picture == before


def test_by_touch(browser: Browser, server: Server) -> None:
    phone = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    try:
        phone.add_init_script(INTRODUCED)
        page = phone.new_page()
        stage, drawing = Stage.paused(page, server.url), Drawing(page)
        paused = stage.state
        x, y = drawing.place_of("W2[1,1]")
        page.mouse.move(1, 1)
        page.touchscreen.tap(x, y)
        editor = drawing.editor("W2[1,1]")
        expect(editor.dialog).to_be_visible()
        expect(editor.value).not_to_be_focused()
        for control in (editor.dialog, editor.slider, editor.value, editor.entry, editor.close):
            box = control.bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= 390
            assert box["height"] >= 40
        box = editor.slider.bounding_box()
        assert box is not None
        page.touchscreen.tap(box["x"] + box["width"] * 0.9, box["y"] + box["height"] / 2)
        edited = stage.wait_until(lambda state: state.recipe != PUBLISHED.hash)
        recipe = Recipe(Experiment(), (Edit(paused.epoch, "W2[1,1]", editor.shown),))
        assert edited.recipe == recipe.hash
        editor.close.tap()
        expect(editor.dialog).to_be_hidden()
    finally:
        phone.close()


def test_another_network_has_its_own_weights(page: Page, server: Server) -> None:
    stage, knobs, drawing = Stage.open(page, server.url), Knobs(page), Drawing(page)
    knobs.slide("hidden_units", "6")
    stage.wait_for_run(Experiment(hidden_units=6), past=50)
    stage.pause()
    drawing.opener.click()
    editor = drawing.editor("W1[1,1]")
    assert editor.entry.locator("option").all_text_contents() == Experiment(hidden_units=6).shape.entries()
    editor.entry.select_option("b1[6]")
    expect(drawing.editor("b1[6]").dialog).to_be_visible()
    # A knob that starts a new run closes it.
    knobs.slide("hidden_units", "7")
    stage.wait_for_run(Experiment(hidden_units=7))
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_network_drawn_from_the_list_is_the_one_trained(page: Page, server: Server) -> None:
    """A run of many edits, each made at the epoch on screen, is what the recipe gives."""
    stage, drawing = Stage.paused(page, server.url, past=100), Drawing(page)
    edits: list[Edit] = []
    for number, field in enumerate(ENTRIES):
        epoch = stage.state.epoch
        drawing.opener.click()
        drawing.editor("W1[1,1]").entry.select_option(field)
        value = 0.5 + number
        drawing.editor(field).value.fill(str(value))
        drawing.editor(field).value.press("Enter")
        edits.append(Edit(epoch, field, value))
        stage.wait_until(lambda state, made=tuple(edits): state.recipe == Recipe(Experiment(), made).hash)
        stage.press("step")
        stage.wait_until(lambda state, then=epoch + 1: state.epoch == then)
    recipe = Recipe(Experiment(), tuple(edits))
    assert_trained(recipe, [stage.state])
