"""Answers that come late, and full reruns of the page between request and answer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from shallownet import Edit, Experiment, Recipe
from tools.server import Server, streamlit_server

from .drawing import Drawing
from .stage import Stage, assert_trained, steps
from .traffic import Traffic, asks

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def slow_answers() -> Iterator[Server]:
    with streamlit_server("tests/browser/apps/slow_answers.py") as running:
        yield running


def test_no_frame_is_lost_or_doubled(page: Page, slow_answers: Server) -> None:
    traffic = Traffic(page)
    stage = Stage.open(page, slow_answers.url)
    stage.record()
    button = page.get_by_role("button", name="Rerun", exact=True)
    for frames in (0, 6, 12, 18, 24):  # after the ask went out, by so many animation frames
        asked = len(traffic.sent)
        traffic.wait_until(lambda before=asked: len(traffic.sent) > before)
        stage.next_frames(frames)
        reruns = traffic.reruns
        button.click()
        traffic.wait_until(lambda before=reruns: traffic.reruns > before)
    epoch = stage.state.epoch
    stage.wait_until(lambda state: state.epoch > epoch + 600)
    assert set(steps(stage.shown())) == {5}
    assert_trained(Experiment(), stage.shown())


def test_new_weights_come_once_though_asked_for_twice(page: Page, slow_answers: Server) -> None:
    traffic = Traffic(page)
    stage = Stage.open(page, slow_answers.url)
    stage.wait_until(lambda state: state.epoch > 100)
    before = stage.state.recipe
    stage.pause()
    traffic.wait_for_silence()
    asked = len(traffic.sent)
    stage.press("reseed")
    after = stage.wait_until(lambda state: state.recipe != before and state.epoch == 0)
    traffic.wait_for_silence()
    assert len(traffic.sent) > asked + 1  # out of patience, the browser has asked again
    stage.record()
    stage.press("play")
    stage.wait_until(lambda state: state.epoch > 400)
    assert after.recipe == Recipe(Experiment(seed=3)).hash
    assert {frame.recipe for frame in stage.shown()} == {after.recipe}
    assert set(steps(stage.shown())) == {5}
    assert_trained(Experiment(seed=3), stage.shown())


def test_new_weights_while_the_page_reruns(page: Page, slow_answers: Server) -> None:
    stage = Stage.open(page, slow_answers.url)
    stage.wait_until(lambda state: state.epoch > 100)
    stage.press("reseed")
    page.get_by_role("button", name="Rerun", exact=True).click()
    stage.record()
    stage.wait_until(lambda state: state.recipe == Recipe(Experiment(seed=3)).hash and state.epoch > 200)
    frames = [frame for frame in stage.shown() if frame.recipe == Recipe(Experiment(seed=3)).hash]
    assert set(steps(frames)) == {5}
    assert_trained(Experiment(seed=3), frames)


def test_weights_set_one_after_the_other_are_all_set_once(page: Page, slow_answers: Server) -> None:
    traffic = Traffic(page)
    stage, drawing = Stage.open(page, slow_answers.url), Drawing(page)
    stage.wait_until(lambda state: state.epoch > 100)
    held = stage.pause()
    stage.record()
    drawing.opener.click()
    edits = []
    for number, field in enumerate(("b1[2]", "W2[1,1]", "b2")):
        page.get_by_role("dialog").get_by_role("combobox").select_option(field)
        drawing.editor(field).value.fill(str(number + 1))  # and is left at once for the next
        edits.append(Edit(held.epoch, field, number + 1))
    page.get_by_role("dialog").get_by_role("combobox").select_option("b1[1]")
    all_set = Recipe(Experiment(), tuple(edits))
    stage.wait_until(lambda state: state.recipe == all_set.hash)
    page.keyboard.press("Escape")
    traffic.wait_for_silence()
    assert stage.state.recipe == all_set.hash
    made = list(dict.fromkeys(frame.recipe for frame in stage.shown()))
    assert set(made) <= {Recipe(Experiment(), tuple(edits[:count])).hash for count in range(4)}
    told = [ask["entry"]["field"] for ask in asks(traffic.sent) if ask["entry"]]
    assert told.count("b1[2]") > 1  # out of patience; how long it took is remembered
    assert told.count("W2[1,1]") == told.count("b2") == 1
    stage.press("play")
    after = stage.wait_until(lambda state: state.epoch > held.epoch + 100)
    assert_trained(all_set, [after])
