"""Every other knob starts a new run, on the same stage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Locator, Page, expect

from shallownet import Experiment, Recipe
from tools.server import Server

from .knobs import LABELS, TEXTS, Knobs
from .stage import Stage, assert_trained, steps

pytestmark = pytest.mark.browser

MARK = """stage => {
    stage.mark = "the same element";
    stage.querySelectorAll("canvas").forEach(canvas => (canvas.mark = "the same element"));
}"""
MARKS = """stage => [stage, ...stage.querySelectorAll("canvas")].map(element => element.mark)"""
SCROLL = """() => {
    const area = document.querySelector("[data-testid=stMain]");
    return [scrollX, scrollY, area.scrollLeft, area.scrollTop];
}"""


def press_key(knobs: Knobs, field: str) -> tuple[Locator, Callable[[], None]]:
    thumb = knobs.slider(field)
    return thumb, lambda: thumb.press("ArrowRight")


def click(target: Locator) -> tuple[Locator, Callable[[], None]]:
    return target, target.click


def test_each_starts_at_epoch_0_on_the_same_canvas(page: Page, server: Server) -> None:
    page.set_viewport_size({"width": 1400, "height": 700})
    stage, knobs = Stage.open(page, server.url), Knobs(page)
    stage.root.evaluate(MARK)
    canvases = stage.root.locator("canvas").count()
    for section in ("more_data", "inputs"):
        knobs.unfold(section)
    run = Experiment()
    moves = [
        (press_key(knobs, "hidden_units"), {"hidden_units": 5}),
        (press_key(knobs, "samples"), {"samples": 420}),
        (press_key(knobs, "noise"), {"noise": 0.25}),
        (press_key(knobs, "test_fraction"), {"test_fraction": 0.05}),
        (click(page.get_by_role("button", name=LABELS["new_sample"])), {"data_seed": 2}),
        (click(knobs.pill("x1_squared")), {"features": ("x1", "x2", "x1_squared")}),
        (click(knobs.pill("x1")), {"features": ("x2", "x1_squared")}),
    ]
    for (target, move), settings in moves:
        stage.wait_until(lambda state: state.epoch > 20)
        target.scroll_into_view_if_needed()
        target.focus()
        run = replace(run, **settings)
        scrolled = page.evaluate(SCROLL)
        stage.record()
        move()
        stage.wait_for_run(run, past=20)
        frames = [frame for frame in stage.shown() if frame.recipe == Recipe(run).hash]
        assert frames[0].epoch in (0, 5), settings
        assert set(steps(frames)) == {5}, settings
        assert_trained(run, frames)
        assert page.evaluate(SCROLL) == scrolled, settings
    assert stage.root.evaluate(MARKS) == ["the same element"] * (1 + canvases)


def test_menus_start_new_runs_too(page: Page, server: Server) -> None:
    stage, knobs = Stage.open(page, server.url), Knobs(page)
    stage.root.evaluate(MARK)
    knobs.unfold("weights")
    run = Experiment()
    for field, table, value, settings in [
        ("activation", "activations", "relu", {"activation": "relu"}),
        ("dataset", "datasets", "moons", {"dataset": "moons", "noise": None}),
        ("initializer", "initializers", "xavier", {"initializer": "xavier"}),
    ]:
        run = replace(run, **settings)
        knobs.choose(field, TEXTS[table][value])
        state = stage.wait_for_run(run, past=20)
        assert_trained(run, [state])
    assert set(stage.root.evaluate(MARKS)) == {"the same element"}


def test_a_knob_that_comes_and_goes_leaves_the_open_sections_open(page: Page, server: Server) -> None:
    stage, knobs = Stage.open(page, server.url), Knobs(page)
    knobs.unfold("more_data")
    expect(knobs.slider("samples")).to_be_visible()
    knobs.choose("activation", TEXTS["activations"]["leaky_relu"])
    stage.wait_for_run(Experiment(activation="leaky_relu"))
    expect(knobs.slider("leaky_slope")).to_be_visible()
    knobs.wait_for_server()
    expect(knobs.slider("samples")).to_be_visible()


def test_a_new_run_while_paused_waits_at_epoch_0(page: Page, server: Server) -> None:
    stage, knobs = Stage.paused(page, server.url), Knobs(page)
    knobs.slide("hidden_units", "5")
    run = Experiment(hidden_units=5)
    fresh = stage.wait_until(lambda state: state.recipe == Recipe(run).hash and state.epoch == 0)
    assert not fresh.playing
    assert_trained(run, [fresh])
    stage.press("play")
    assert_trained(run, [stage.wait_until(lambda state: state.epoch > 50)])


def test_quick_clicks_all_count(page: Page, server: Server) -> None:
    stage, knobs = Stage.open(page, server.url), Knobs(page)
    knobs.unfold("inputs")
    for feature in ("x1_squared", "x2_squared", "x1x2"):
        knobs.pill(feature).click()
    run = Experiment(features=("x1", "x2", "x1_squared", "x2_squared", "x1x2"))
    stage.wait_for_run(run, past=20)
    for feature in run.features:
        expect(knobs.pill(feature)).to_have_attribute("aria-pressed", "true")
