"""Several networks on one stage: each is what it would be alone, and all keep to one timeline."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from shallownet import Experiment, train_many
from shallownet.texts import labels
from tools.server import Server, streamlit_server

from .stage import Stage

pytestmark = pytest.mark.browser

NAMES = ("zeros", "constant", "small")
TEXTS = labels()
RECORD = """stage => {
    const shown = stage.shownLosses = {};
    new MutationObserver(() => {
        if (stage.dataset.losses) shown[stage.dataset.epoch] = stage.dataset.losses;
    }).observe(stage, {attributes: true});
}"""


@pytest.fixture(scope="module")
def comparison() -> Iterator[Server]:
    with streamlit_server("tests/browser/apps/comparison.py") as running:
        yield running


def numbers(page: Page, name: str) -> dict[str, str]:
    """What a network's card says, by label."""
    card = page.locator(f"[data-testid=network-card][data-name={name}]")
    return card.evaluate(
        """card => Object.fromEntries([...card.querySelectorAll("dl > div")].map(
            row => [row.querySelector("dt").textContent, row.querySelector("dd").textContent]))"""
    )


def test_every_network_shows_its_own_losses(page: Page, comparison: Server) -> None:
    stage = Stage.open(page, comparison.url)
    stage.root.evaluate(RECORD)
    stage.wait_until(lambda state: state.epoch > 300)
    stage.pause()
    shown = {
        int(epoch): json.loads(losses)
        for epoch, losses in stage.root.evaluate("stage => stage.shownLosses").items()
    }
    epochs = sorted(shown)
    assert len(epochs) > 20
    runs = train_many([Experiment(initializer=name) for name in NAMES], epochs[-1], record=epochs)
    expected = np.stack([run.train_loss for run in runs], axis=1)
    np.testing.assert_allclose([shown[epoch] for epoch in epochs], expected, rtol=1e-6)


def test_cards_say_what_was_measured(page: Page, comparison: Server) -> None:
    stage = Stage.paused(page, comparison.url)
    epoch = stage.state.epoch
    meters, verdicts = TEXTS["meters"], TEXTS["verdicts"]
    runs = train_many([Experiment(initializer=name) for name in NAMES], epoch, record=[epoch])
    for name, run in zip(NAMES, runs, strict=True):
        said = numbers(page, name)
        assert said[TEXTS["stage"]["train_loss"]] == f"{run.train_loss[-1]:.4f}"
        # To one digit; where it ends in a 5 exactly, the browser and Python round to different sides.
        accuracy = float(said[TEXTS["stage"]["accuracy"]].removesuffix("%"))
        assert accuracy == pytest.approx(100 * run.train_accuracy[-1], abs=0.0501)
        assert said[meters["distinct_units"]] == ("4 / 4" if name == "small" else "1 / 4")
        assert meters["twins"] not in said
    assert numbers(page, "constant")[meters["distance"]] == "0"
    assert numbers(page, "zeros")[meters["verdict"]] == verdicts["frozen"]
    assert numbers(page, "constant")[meters["verdict"]] == verdicts["twins"]


def test_a_nudge_frees_the_twins_from_the_epoch_on_screen(page: Page, comparison: Server) -> None:
    stage = Stage.open(page, comparison.url)
    distinct = TEXTS["meters"]["distinct_units"]
    stage.wait_until(lambda state: state.epoch > 100)
    assert numbers(page, "constant")[distinct] == "1 / 4"
    recipe = stage.state.recipe
    page.get_by_role("button", name="Nudge").click()
    nudged = stage.wait_until(lambda state: state.recipe != recipe)
    assert nudged.epoch > 50, "it began anew"
    stage.wait_until(lambda state: state.epoch > nudged.epoch + 100)
    stage.pause()
    assert numbers(page, "constant")[distinct] == "2 / 4"


def test_the_plots_are_a_timeline(page: Page, comparison: Server) -> None:
    stage = Stage.paused(page, comparison.url)
    last = stage.state.epoch
    plots = page.get_by_role("img", name=TEXTS["stage"]["curves_picture"])
    box = plots.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 60, box["y"] + 60)
    page.mouse.down()
    stage.wait_until(lambda state: state.epoch < last / 2)
    early = stage.state.epoch
    page.mouse.move(box["x"] + 90, box["y"] + 60, steps=3)
    stage.wait_until(lambda state: early < state.epoch < last)
    page.mouse.up()


def test_the_page_is_told_where_the_playback_rests(page: Page, comparison: Server) -> None:
    stage = Stage.paused(page, comparison.url)
    expect(page.get_by_text(f"At rest at epoch {stage.state.epoch}", exact=True)).to_be_visible()
    stage.press("step_back")
    stage.scrub(0.5)
    expect(page.get_by_text(f"At rest at epoch {stage.state.epoch}", exact=True)).to_be_visible()
    assert not stage.state.playing


def test_one_network_may_take_the_place_of_several(page: Page, comparison: Server) -> None:
    stage = Stage.open(page, comparison.url)
    expect(page.get_by_test_id("network-card")).to_have_count(3)
    page.get_by_role("button", name="One network").click()
    expect(page.get_by_test_id("network-card")).to_have_count(0)
    expect(page.get_by_test_id("stage")).to_have_count(1)
    stage.wait_for_run(Experiment(), past=50)
    assert math.isfinite(stage.pause().loss)


@pytest.mark.parametrize("width", [390, 700, 1400])
def test_cards_stand_in_even_rows_at_any_width(page: Page, comparison: Server, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    Stage.paused(page, comparison.url, past=20)
    boxes = [card.bounding_box() for card in page.get_by_test_id("network-card").all()]
    assert all(box is not None for box in boxes)
    rows: dict[float, int] = {}
    for box in boxes:
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        rows[round(box["y"])] = rows.get(round(box["y"]), 0) + 1
    assert list(rows.values()) == ([2, 1] if width == 390 else [3])
    assert page.evaluate("document.documentElement.scrollWidth") <= width
