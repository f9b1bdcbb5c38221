"""The address of a lesson says its scene and the run there; and the run outlives the server."""

from __future__ import annotations

import os
import signal
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from shallownet import Edit, Experiment, Recipe
from shallownet.core.experiment import digest
from shallownet.texts.lessons import lesson_words
from shallownet.ui.lessons import LESSONS
from shallownet.ui.run_link import RunLink
from tools.server import Server, streamlit_server

from .conftest import VIEWPORT
from .knobs import Knobs
from .networks import assert_all_trained, wait_for_networks
from .stage import Stage

pytestmark = pytest.mark.browser

LESSON = "random_initialization"
STARTS = next(scene for scene in LESSONS[LESSON].scenes if scene.name == "starts")
USUAL = STARTS.experiment or Experiment()
LINK = RunLink("", Recipe(USUAL), STARTS.name)


def networks(recipe: Recipe) -> list[Recipe]:
    """The networks of the scene, where they share that recipe."""
    return [replace(recipe, experiment=replace(recipe.experiment, **variant)) for variant in STARTS.variants]


def expect_address(page: Page, query: str) -> None:
    page.wait_for_function("query => location.search.slice(1) === query", arg=query)


def test_a_link_shows_the_scene_and_its_run_and_back_undoes_a_setting(page: Page, server: Server) -> None:
    told = Recipe(replace(USUAL, seed=5), (Edit(40, "learning_rate", 0.3),))
    stage = Stage.open(page, f"{server.url}/{LESSON}?{LINK.write(told)}&epoch=300")
    wait_for_networks(stage, len(STARTS.variants))
    stage.wait_until(lambda state: state.epoch == 300)
    assert not stage.state.playing
    assert_all_trained(stage, networks(told))
    knobs = Knobs(page)
    knobs.slide("hidden_units", "5")
    changed = Recipe(replace(USUAL, seed=5, hidden_units=5, learning_rate=0.3))
    stage.wait_until(lambda state: state.epoch == 0)
    expect_address(page, LINK.write(changed))
    page.go_back()
    stage.wait_until(lambda state: state.epoch == 300)
    expect(knobs.slider("hidden_units")).to_have_attribute("aria-valuetext", "4")
    assert_all_trained(stage, networks(told))


def test_the_address_names_the_scene_whether_it_has_a_run_or_not(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/{LESSON}")
    scenes = LESSONS[LESSON].scenes
    for scene in [*scenes[1:], scenes[0]]:
        title = lesson_words(LESSON).scenes[scene.name].title
        page.get_by_test_id("stMain").get_by_role("radio", name=title).first.click()
        page.wait_for_function("name => location.search.startsWith(`?scene=${name}`)", arg=scene.name)
        page.reload()
        drawn = f".st-key-scene-{LESSON}-{scene.name}".replace("_", "-")
        expect(page.locator(drawn)).to_be_attached()


def test_what_a_link_says_beside_is_heeded(page: Page, server: Server) -> None:
    Stage.open(page, f"{server.url}/{LESSON}?scene=starts&lock=hidden_units&colour=red")
    expect(Knobs(page).slider("hidden_units")).to_be_disabled()
    expect(page.get_by_test_id("stAlert")).to_contain_text("colour")
    page.goto(f"{server.url}/{LESSON}?scene=starts&hide=all")
    wait_for_networks(Stage(page), len(STARTS.variants))
    expect(Knobs(page).slider("hidden_units")).to_have_count(0)


def test_a_run_outlives_the_server(browser: Browser) -> None:
    # Not the fixture's context: while the server is down, Streamlit writes errors to the console.
    context = browser.new_context(viewport=VIEWPORT)
    page = context.new_page()
    with streamlit_server() as first:
        stage = Stage.open(page, f"{first.url}/{LESSON}?scene=starts")
        wait_for_networks(stage, len(STARTS.variants))
        Knobs(page).slide("hidden_units", "5")
        stage.wait_until(lambda state: state.epoch > 100 and state.recipe == recipe_name(5))
        os.kill(first.pid, signal.SIGKILL)
        page.wait_for_timeout(3000)
        stalled = stage.state
        with streamlit_server(port=first.port):
            stage.wait_until(lambda state: state.epoch > stalled.epoch + 300, patience=60_000)
            stage.pause()
            assert stage.state.recipe == stalled.recipe
            assert_all_trained(stage, networks(Recipe(replace(USUAL, hidden_units=5))))
    context.close()


def recipe_name(hidden_units: int) -> str:
    """What the stage knows the scene's run by."""
    return digest([one.hash for one in networks(Recipe(replace(USUAL, hidden_units=hidden_units)))])
