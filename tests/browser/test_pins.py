"""Runs kept to compare: they play beside the run on the page, on one timeline, each with its own numbers."""

from __future__ import annotations

import json

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from shallownet import Experiment, train
from shallownet.core.datasets import generate
from shallownet.stage import assets
from shallownet.texts.lessons import lesson_words, words_of
from shallownet.ui.lessons import LESSONS
from tools.server import Server

from .knobs import TEXTS, Knobs
from .networks import assert_all_trained, losses, wait_for_networks
from .stage import Stage

pytestmark = pytest.mark.browser

WORDS = TEXTS["pins"]
PHONE = {"width": 390, "height": 844}
RECORD = """stage => {
    const shown = stage.shownLosses = {};
    new MutationObserver(() => {
        const {epoch, losses} = stage.dataset;
        if (losses) shown[epoch] = losses;
    }).observe(stage, {attributes: true});
}"""
# The points with which each network's map is drawn.
NOTE_POINTS = """async url => {
    const {PlaneMap} = await import(url);
    const {draw} = PlaneMap.prototype;
    window.drawnPoints = {};
    PlaneMap.prototype.draw = function (evaluator, values, offset, unit, options, points, ...more) {
        window.drawnPoints[evaluator.run.name] = [...points.train.x1];
        return draw.call(this, evaluator, values, offset, unit, options, points, ...more);
    };
}"""


def keep(page: Page) -> None:
    page.get_by_role("button", name=WORDS["button"]).click()


def unpin(page: Page, number: int) -> Locator:
    return page.get_by_role("button", name=WORDS["unpin"].format(number=number))


def rows(page: Page) -> list[list[str]]:
    return page.get_by_test_id("stTable").evaluate(
        "table => [...table.querySelectorAll('tr')].map(row => [...row.cells].map(cell => cell.innerText))"
    )


def test_a_kept_run_plays_beside_the_one_on_the_page(page: Page, server: Server) -> None:
    Stage.paused(page, server.url, past=20)
    keep(page)
    expect(page.get_by_text(WORDS["alone"])).to_be_visible()
    expect(page.get_by_test_id("stage")).to_have_count(1)
    Knobs(page).slide("hidden_units", "6")
    runs = [Experiment(), Experiment(hidden_units=6)]
    beside = Stage(page, 1)
    wait_for_networks(beside, 2)
    beside.root.evaluate(RECORD)
    beside.wait_until(lambda state: state.epoch > 150)
    beside.pause()
    epoch = assert_all_trained(beside, runs)
    # In step all the way, not only where it rests.
    shown = {int(at): json.loads(text) for at, text in beside.root.evaluate("s => s.shownLosses").items()}
    epochs = sorted(shown)
    assert len(epochs) > 10
    expected = [train(run, epochs[-1], record=epochs).train_loss for run in runs]
    np.testing.assert_allclose([shown[at] for at in epochs], np.stack(expected, axis=1), rtol=1e-6)

    expect(page.get_by_text(WORDS["measured"].format(epoch=f"{epoch:,}"))).to_be_visible()
    head, *body = rows(page)
    label = TEXTS["stage"]
    assert head == [WORDS["run"], TEXTS["controls"]["hidden_units"], label["train_loss"], label["accuracy"]]
    costs = [f"{loss:.4f}" for loss in losses(beside)]
    assert [row[:3] for row in body] == [["Run 1", "4", costs[0]], ["This run", "6", costs[1]]]
    cards = beside.root.get_by_test_id("network-card").all()
    for row, card in zip(body, cards, strict=True):
        assert card.locator("dd").all_inner_texts() == row[2:]
    # New weights are drawn on the page's own stage only.
    expect(beside.button("reseed")).to_be_hidden()
    expect(Stage(page).button("reseed")).to_be_visible()

    unpin(page, 1).click()
    expect(page.get_by_test_id("stage")).to_have_count(1)
    expect(page.get_by_test_id("stTable")).to_have_count(0)
    expect(unpin(page, 1)).to_have_count(0)


def test_each_network_has_its_own_points_and_is_there_after_another_page(page: Page, server: Server) -> None:
    page.set_viewport_size(PHONE)
    Stage.paused(page, server.url, past=20)
    page.evaluate(NOTE_POINTS, f"/_stcore/bidi-components/{assets.component_name()}/map.js")
    keep(page)
    expect(page.get_by_text(WORDS["alone"])).to_be_visible()
    knobs = Knobs(page)
    knobs.choose("dataset", TEXTS["datasets"]["moons"])
    beside = Stage(page, 1)
    wait_for_networks(beside, 2)
    beside.pause()
    epoch = assert_all_trained(beside, [Experiment(), Experiment(dataset="moons")])
    drawn = page.evaluate("drawnPoints")
    for name, experiment in (("run-1", Experiment()), ("current", Experiment(dataset="moons"))):
        x1 = generate(experiment).train.X[0].astype(np.float32)
        np.testing.assert_array_equal(np.array(drawn[name], dtype=np.float32), x1)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.set_viewport_size({"width": 1400, "height": 900})
    page.get_by_role("link", name=TEXTS["app"]["home"], exact=True).click()
    expect(page.get_by_role("heading", name=words_of("home.md").title)).to_be_visible()
    expect(page.get_by_role("link", name=lesson_words(list(LESSONS)[-1]).title).last).to_be_visible()
    page.get_by_role("link", name=TEXTS["app"]["playground"], exact=True).first.click()
    expect(page.get_by_test_id("stTable")).to_have_count(1)
    beside.wait_until(lambda state: state.frames > 0)
    assert beside.state.epoch == epoch
    assert not beside.state.playing
    assert_all_trained(beside, [Experiment(), Experiment(dataset="moons")])
