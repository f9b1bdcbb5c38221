"""The bars beside a network count its hidden units' z over the points of the run on screen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Page

from shallownet import Experiment, train
from shallownet.core.datasets import extent, generate
from shallownet.core.features import expand
from shallownet.core.network import forward
from shallownet.stage import assets
from shallownet.texts import labels
from shallownet.texts.lessons import lesson_words
from shallownet.ui.lessons import LESSONS
from tools.server import Server

from .knobs import Knobs
from .stage import Stage

pytestmark = pytest.mark.browser

SCENES = [
    (lesson.name, scene.name)
    for lesson in LESSONS.values()
    for scene in lesson.scenes
    if scene.histogram and "dataset" in scene.knobs
]
BINS = 60
# As in histogram.js: room above the bars and below, and the least that the axis spans to each side.
TOP, BOTTOM, SMALLEST_REACH = 4, 16, 4
# Height of each bar in pixels, by how much of its colour stands in its middle column; and the whole height.
BARS = """(card, bins) => {
    const canvas = card.querySelector("canvas.stage-bars");
    const {width, height} = canvas;
    const pixels = canvas.getContext("2d").getImageData(0, 0, width, height).data;
    const columns = Array.from({length: bins}, (_, bin) => {
        const x = Math.floor(((bin + 0.5) * width) / bins);
        return Array.from({length: height}, (_, y) => pixels[4 * (y * width + x) + 3]);
    });
    const full = Math.max(...columns.flat());
    return {
        bars: columns.map(column => column.reduce((sum, alpha) => sum + alpha, 0) / full),
        height: canvas.clientHeight,
    };
}"""


def z_at_the_start(experiment: Experiment) -> NDArray[np.float64]:
    """Every hidden unit's z for every training point, before the first update."""
    X = expand(generate(experiment).train.X, experiment.features)
    start = train(experiment, 0, record=[0]).parameters[0]
    return forward(start, X, experiment.activation, experiment.problem, experiment.leaky_slope).Z1.ravel()


def heights(z: NDArray[np.float64], reach: float, room: float) -> NDArray[np.float64]:
    """How high each bar is, in pixels."""
    counts, _ = np.histogram(np.clip(z, -reach, reach), bins=BINS, range=(-reach, reach))
    return np.where(counts, np.maximum(1, counts / counts.max() * room), 0)


@pytest.mark.parametrize(("lesson", "name"), SCENES)
def test_bars_follow_the_data_set_also_where_the_plane_stays_the_same(
    page: Page, server: Server, lesson: str, name: str
) -> None:
    scene = next(scene for scene in LESSONS[lesson].scenes if scene.name == name)
    assert scene.experiment is not None
    before, after = (replace(scene.experiment, dataset=name, noise=None) for name in ("flower", "spiral"))
    assert extent(before) == extent(after), "now more than the points tells the two runs apart"

    page.goto(f"{server.url}/{lesson}")
    title = lesson_words(lesson).scenes[name].title
    page.get_by_test_id("stMain").get_by_role("radio", name=title).click()
    stage = Stage(page)
    cards = page.get_by_test_id("network-card")
    stage.wait_until(lambda state: state.epoch > 20 and cards.count() == len(scene.variants))
    recipe = stage.pause().recipe
    Knobs(page).choose("dataset", labels()["datasets"]["spiral"])
    stage.wait_until(lambda state: state.recipe != recipe and state.epoch == 0)
    stage.next_frames(2)

    scales = f"/_stcore/bidi-components/{assets.component_name()}/scales.js"
    off_for_the_points_before = 0.0
    for card, settings in zip(cards.all(), scene.variants, strict=True):
        shown: dict[str, Any] = card.evaluate(BARS, BINS)
        z = z_at_the_start(replace(after, **settings))
        end = f"async most => (await import('{scales}')).niceEnd(most)"
        reach = max(SMALLEST_REACH, page.evaluate(end, float(np.abs(z).max())))
        room = shown["height"] - TOP - BOTTOM
        old = heights(z_at_the_start(replace(before, **settings)), reach, room)
        off_for_the_points_before = max(off_for_the_points_before, np.abs(shown["bars"] - old).max())
        # The browser's 32 bits may put a z on the other side of a bin's edge.
        np.testing.assert_allclose(shown["bars"], heights(z, reach, room), rtol=0, atol=1)
    assert off_for_the_points_before > 5, "the points before would have given the same picture"
