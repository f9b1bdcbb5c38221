"""A trajectory as a notebook shows it: the stage in a closed frame, in somebody else's page, plays."""

from __future__ import annotations

import pytest
from playwright.sync_api import Frame, Page, expect

from shallownet import Experiment, train, train_many
from shallownet.figures.palette import PALETTE
from shallownet.notebook import Stage as Shown

from .stage import Stage, assert_trained

pytestmark = pytest.mark.browser


def framed(page: Page, html: str, width: int = 1100) -> tuple[Frame, Stage]:
    """The output in a page of a notebook's width; the frame's document and its stage."""
    page.set_viewport_size({"width": width, "height": 900})
    page.set_content(f"<!doctype html><title>notebook</title><body><p>Out[1]:</p>{html}")
    page.wait_for_selector("iframe")
    frame = page.frames[-1]
    stage = Stage(page)
    stage.root = page.frame_locator("iframe").get_by_test_id("stage")
    stage.wait_until(lambda state: state.frames > 0)
    return frame, stage


@pytest.mark.parametrize("width", [1100, 800])
def test_a_run_plays_in_its_frame(page: Page, width: int) -> None:
    frame, stage = framed(page, Shown(train(Experiment(), 2000))._repr_html_(), width)
    assert (stage.state.epoch, stage.state.playing) == (2000, False)
    assert_trained(Experiment(), [stage.state])
    stage.press("rewind")
    stage.wait_until(lambda state: state.epoch == 0)
    stage.press("play")
    stage.wait_until(lambda state: state.epoch > 100)
    paused = stage.pause()
    assert 100 < paused.epoch < 2000
    size = frame.evaluate(
        "(e => [e.scrollHeight - innerHeight, e.scrollWidth - innerWidth])(document.documentElement)"
    )
    assert max(size) <= 0, "it does not fit into its frame"
    # It reaches neither the notebook nor what the notebook keeps.
    assert frame.evaluate("(() => { try { return parent.document.title } catch { return null } })()") is None


def test_several_runs_play_side_by_side(page: Page) -> None:
    runs = train_many([Experiment(seed=seed) for seed in (1, 2, 3)], 500)
    _, stage = framed(page, Shown(runs, names=["one", "two", "three"])._repr_html_())
    for name in ("one", "two", "three"):
        expect(stage.root.get_by_text(name, exact=True).first).to_be_visible()
    stage.press("rewind")
    stage.press("play")
    stage.wait_until(lambda state: state.epoch > 50)


def test_it_follows_the_visitors_preference(page: Page) -> None:
    frame, stage = framed(page, Shown(train(Experiment(), 20))._repr_html_())
    page.emulate_media(color_scheme="dark")
    expect(stage.root).to_have_attribute("data-theme", "dark")
    surface = PALETTE["dark"]["surface"].removeprefix("#")
    background = frame.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == f"rgb({', '.join(str(byte) for byte in bytes.fromhex(surface))})"
