"""Points drawn on the map with the pointer: added, moved, erased, and drawn from nothing."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from shallownet import Experiment, Recipe
from shallownet.core.datasets import extent, generate
from shallownet.core.own_points import OwnPoints
from tools.server import Server

from .conftest import INTRODUCED
from .knobs import TEXTS, Knobs, unfold
from .stage import Stage, assert_trained

pytestmark = pytest.mark.browser

WORDS = TEXTS["stage"]
FLOWER = [tuple(point) for point in np.concatenate(generate(Experiment()).train).T.tolist()]


class Canvas:
    """The map of a stage, under a pointer."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.page = stage, stage.page

    def choose(self, mode: str) -> None:
        """Choose what the pointer does."""
        self.stage.root.get_by_role("combobox", name=WORDS["draw"]).select_option(label=WORDS[f"draw_{mode}"])

    def at(self, x1: float, x2: float, run: Experiment) -> tuple[float, float]:
        """Where on the page a point of the plane lies."""
        plane = self.stage.root.locator(".stage-plane")
        # Scrolled into view it could be below the page's bar.
        self.page.get_by_test_id("stMain").evaluate("area => area.scrollTo(0, 0)")
        box = plane.bounding_box()
        assert box is not None
        reach = extent(run)
        across, down = (x1 + reach) / (2 * reach), (reach - x2) / (2 * reach)
        return box["x"] + across * box["width"], box["y"] + down * box["height"]

    def click(self, x1: float, x2: float, run: Experiment) -> None:
        """Click on a point of the plane."""
        self.page.mouse.click(*self.at(x1, x2, run))

    def drag(
        self, start: tuple[float, float], end: tuple[float, float], run: Experiment, steps: int = 3
    ) -> None:
        """Press at one point of the plane, and let go at another."""
        self.page.mouse.move(*self.at(*start, run))
        self.page.mouse.down()
        self.page.mouse.move(*self.at(*end, run), steps=steps)
        self.page.mouse.up()


def own(points: list) -> Experiment:
    return Experiment(dataset="own", points=points)


def test_points_are_added_moved_and_erased(page: Page, server: Server) -> None:
    stage = Stage.open(page, server.url)
    canvas, run = Canvas(stage), Experiment()
    canvas.choose("one")
    corner = (extent(run) * 0.9, extent(run) * 0.9)
    canvas.click(*corner, run)
    stage.wait_until(lambda state: state.recipe != Recipe(run).hash and state.epoch > 20)
    points = drawn_on(page)
    (added,) = set(points) - set(OwnPoints(FLOWER))
    assert len(points) == 401
    assert added == pytest.approx((*corner, 1.0), abs=0.03)
    run = own(points)
    assert_trained(run, [stage.wait_for_run(run, past=20)])

    canvas.drag(added[:2], (-corner[0], corner[1]), run)
    stage.wait_until(lambda state: state.recipe != Recipe(run).hash and state.epoch > 20)
    points = drawn_on(page)
    (moved,) = set(points) - set(OwnPoints(FLOWER))
    assert len(points) == 401
    assert moved == pytest.approx((-corner[0], corner[1], 1.0), abs=0.03)
    run = own(points)

    canvas.choose("erase")
    canvas.click(*moved[:2], run)
    stage.wait_for_run(own(FLOWER), past=20)
    expect(Knobs(page).menu("dataset")).to_have_value(TEXTS["datasets"]["own"])


def drawn_on(page: Page) -> list[tuple[float, ...]]:
    """The points of the run on the page, as they are taken away."""
    words = TEXTS["own_data"]
    # The stage plays a new run before the rest of the page knows it.
    Knobs(page).wait_for_server()
    button = page.get_by_role("button", name=words["download"])
    if not button.is_visible():
        unfold(page, words["title"])
    with page.expect_download() as saved:
        button.click()
    lines = saved.value.path().read_text(encoding="utf-8").splitlines()
    return [tuple(map(float, line.split(",")[:3])) for line in lines[1:]]


def test_points_are_drawn_from_nothing(page: Page, server: Server) -> None:
    stage = Stage.open(page, server.url)
    canvas, run = Canvas(stage), Experiment()
    canvas.choose("zero")
    stage.root.get_by_role("button", name=WORDS["draw_clear"], exact=True).click()
    missing = stage.root.locator("output")
    expect(missing).to_have_text(WORDS["draw_more"].format(count=10))
    for k in range(10):
        if k == 6:
            canvas.choose("one")
        expect(missing).to_have_text(WORDS["draw_more"].format(count=10 - k))
        state = stage.state
        assert (state.recipe, state.playing) == (Recipe(run).hash, False), "the old run waits"
        canvas.click(-3 + k / 2, 2.0, run)
    expect(missing).to_have_text("")
    # The new one plays by itself.
    state = stage.wait_until(lambda state: state.recipe != Recipe(run).hash and state.epoch > 20)
    points = drawn_on(page)
    assert len(points) == 10, points
    assert [y for *_, y in points] == [0.0] * 6 + [1.0] * 4
    assert [x1 for x1, *_ in points] == pytest.approx([-3 + k / 2 for k in range(10)], abs=0.03)
    assert [x2 for _, x2, _ in points] == pytest.approx([2.0] * 10, abs=0.03)
    assert_trained(own(points), [state])


def test_a_stroke_leaves_points_along_its_way(page: Page, server: Server) -> None:
    stage = Stage.open(page, server.url)
    canvas, run = Canvas(stage), Experiment()
    canvas.choose("one")
    top = 0.95 * extent(run)
    canvas.drag((-top, top), (top, top), run, steps=60)
    stage.wait_until(lambda state: state.recipe != Recipe(run).hash and state.epoch > 20)
    added = sorted(set(drawn_on(page)) - set(OwnPoints(FLOWER)))
    assert len(added) >= 10
    assert {y for *_, y in added} == {1.0}
    assert [x2 for _, x2, _ in added] == pytest.approx([top] * len(added), abs=0.03)
    apart = np.diff([x1 for x1, *_ in added])
    assert apart.min() > 0.1
    assert apart.max() < 3 * apart.min()


def test_quick_clicks_all_count(page: Page, server: Server) -> None:
    stage = Stage.open(page, server.url)
    canvas, run = Canvas(stage), Experiment()
    canvas.choose("one")
    edge = 0.95 * extent(run)
    for k in range(5):
        canvas.click(-edge + 0.3 * k, edge - 0.01 * k, run)
    stage.wait_until(lambda state: state.recipe != Recipe(run).hash)
    knobs = Knobs(page)
    expect(page.get_by_text("1 × 4 × 405")).to_be_visible()
    assert knobs.menu("dataset").input_value() == TEXTS["datasets"]["own"]
    assert len(drawn_on(page)) == 405


def test_by_touch(browser: Browser, server: Server) -> None:
    phone = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    try:
        phone.add_init_script(INTRODUCED)
        page = phone.new_page()
        stage = Stage.paused(page, server.url)
        canvas, run = Canvas(stage), Experiment()
        canvas.choose("zero")
        corner = (-extent(run) * 0.85, extent(run) * 0.85)
        page.touchscreen.tap(*canvas.at(*corner, run))
        stage.wait_until(lambda state: state.recipe != Recipe(run).hash)
        points = drawn_on(page)
        (added,) = set(points) - set(OwnPoints(FLOWER))
        assert added == pytest.approx((*corner, 0.0), abs=0.05)
        canvas.choose("erase")
        page.touchscreen.tap(*canvas.at(*corner, own(points)))
        stage.wait_until(lambda state: state.recipe == Recipe(own(FLOWER)).hash)
    finally:
        phone.close()
