"""Learning rate, batch size and penalty change while it trains, from the very epoch on screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

from shallownet import Experiment, Recipe, train
from tools.server import Server

from .knobs import TEXTS, Knobs
from .stage import Shown, Stage, assert_trained, steps

pytestmark = pytest.mark.browser

PUBLISHED = Recipe(Experiment())
Settings = Mapping[str, Any]


def faster(knobs: Knobs) -> None:
    knobs.slide("learning_rate", "2")


def in_batches(knobs: Knobs) -> None:
    knobs.unfold("training")
    knobs.choose("batch", "100")


def decaying(knobs: Knobs) -> None:
    knobs.unfold("training")
    knobs.choose("penalty", TEXTS["controls"]["l2"])


# What a visitor does, and the settings it may amount to.
FASTER = (faster, [{"learning_rate": 2.0}])
IN_BATCHES = (in_batches, [{"batch_size": 100}])
DECAYING = (decaying, [{"l1": 0.0, "l2": 0.3}, {"l2": 0.3}])


def edit_made(before: Recipe, after: str, settings: list[dict[str, Any]], last: int) -> tuple[int, Recipe]:
    """The only epoch at which one of the settings, edited in, makes the recipe on screen."""
    found = [
        (epoch, edited)
        for epoch in range(last + 1)
        for edited in (before.edited(epoch, **one) for one in settings)
        if edited.hash == after
    ]
    assert len(found) == 1, f"{after} is not an edit of {before} at any epoch up to {last}"
    return found[0]


def slowly_playing(page: Page, server: Server, speed: float) -> Stage:
    """Playing so slowly that every epoch is shown, all of it recorded."""
    stage = Stage.paused(page, server.url, past=100)
    epoch = stage.state.epoch
    stage.press("step")  # from here on frames are one epoch apart
    stage.wait_until(lambda state: state.epoch == epoch + 1)
    stage.set_speed(speed)
    stage.record()
    stage.press("play")
    stage.wait_until(lambda state: state.epoch > epoch + 3)
    return stage


def assert_changes_the_losses(recipe: Recipe, frames: list[Shown]) -> None:
    epochs = sorted({frame.epoch for frame in frames})
    unedited, edited = (train(run, epochs[-1], record=epochs[-1:]) for run in (PUBLISHED, recipe))
    assert not np.allclose(unedited.train_loss, edited.train_loss, rtol=1e-5)


@pytest.mark.parametrize(
    ("speed", "change", "settings"), [(0.1, *FASTER), (1, *FASTER), (1, *IN_BATCHES), (1, *DECAYING)]
)
def test_an_edit_takes_effect_after_the_epoch_on_screen(
    page: Page, server: Server, speed: float, change: Callable[[Knobs], None], settings: list[dict[str, Any]]
) -> None:
    stage = slowly_playing(page, server, speed)
    change(Knobs(page))
    edited = stage.wait_until(lambda state: state.recipe != PUBLISHED.hash)
    assert edited.playing
    end = stage.wait_until(lambda state: state.epoch > edited.epoch + 8 * max(1, 10 * speed / 4))
    stage.pause()
    frames = stage.shown()
    old = [frame for frame in frames if frame.recipe == PUBLISHED.hash]
    new = [frame for frame in frames if frame.recipe == edited.recipe]
    assert frames == old + new
    assert set(steps(frames)) <= {0, 1, 4, 5}  # never back; 4 and 5: seen at the faster speed before
    epoch, recipe = edit_made(PUBLISHED, edited.recipe, settings, frames[-1].epoch)
    assert epoch == old[-1].epoch
    assert new[0].epoch in (epoch, epoch + 1)
    assert_trained(PUBLISHED, old)
    assert_trained(recipe, new)
    assert_changes_the_losses(recipe, new)
    # The timeline still shows what was before, and ends with what came after.
    older = stage.scrub(0.3)
    assert older.epoch < epoch
    assert_trained(PUBLISHED, [older])
    newest = stage.scrub(1.0)
    assert newest.epoch >= end.epoch
    assert_trained(recipe, [newest])


def test_an_edit_at_full_speed_drops_the_queue_and_goes_on(page: Page, server: Server) -> None:
    stage, knobs = Stage.open(page, server.url), Knobs(page)
    stage.record()
    stage.wait_until(lambda state: state.epoch > 200)
    faster(knobs)
    edited = stage.wait_until(lambda state: state.recipe != PUBLISHED.hash)
    stage.wait_until(lambda state: state.epoch > edited.epoch + 300)
    stage.pause()
    frames = stage.shown()
    new = [frame for frame in frames if frame.recipe == edited.recipe]
    assert set(steps(frames)) <= {0, 5}
    _, recipe = edit_made(PUBLISHED, edited.recipe, FASTER[1], new[0].epoch)
    assert_trained(recipe, new)
    assert_changes_the_losses(recipe, new)


def test_an_edit_while_paused_keeps_the_epoch_and_the_pause(page: Page, server: Server) -> None:
    stage, knobs = Stage.paused(page, server.url), Knobs(page)
    paused = stage.state
    faster(knobs)
    edited = stage.wait_until(lambda state: state.recipe != PUBLISHED.hash)
    assert (edited.epoch, edited.loss, edited.playing) == (paused.epoch, paused.loss, False)
    recipe = PUBLISHED.edited(paused.epoch, learning_rate=2.0)
    assert edited.recipe == recipe.hash
    stage.record()
    stage.press("step")
    stage.wait_until(lambda state: state.epoch == paused.epoch + 1)
    stage.press("play")
    stage.wait_until(lambda state: state.epoch > paused.epoch + 100)
    assert_trained(recipe, stage.shown())


def test_an_edit_in_the_past_forgets_the_future(page: Page, server: Server) -> None:
    stage, knobs = Stage.paused(page, server.url, past=400), Knobs(page)
    end = stage.state
    older = stage.scrub(0.5)
    faster(knobs)
    recipe = PUBLISHED.edited(older.epoch, learning_rate=2.0)
    stage.wait_until(lambda state: state.recipe == recipe.hash)
    assert stage.scrub(1.0).epoch == older.epoch
    stage.record()
    stage.press("play")
    stage.wait_until(lambda state: state.epoch > end.epoch)
    assert_trained(recipe, stage.shown())
    # Rewinding replays the edited run: the same weights, and the edit at its epoch.
    stage.press("rewind")
    start = stage.wait_until(lambda state: state.epoch == 0)
    assert_trained(PUBLISHED, [start])
    stage.record()
    stage.press("play")
    stage.wait_until(lambda state: state.epoch > older.epoch + 50)
    assert_trained(recipe, stage.shown())


def test_edits_follow_each_other(page: Page, server: Server) -> None:
    stage, knobs = slowly_playing(page, server, 1), Knobs(page)
    recipe, before = PUBLISHED, PUBLISHED.hash
    for rate in ("2", "3"):
        knobs.slide("learning_rate", rate)
        edited = stage.wait_until(lambda state, old=before: state.recipe != old)
        _, recipe = edit_made(recipe, edited.recipe, [{"learning_rate": float(rate)}], edited.epoch)
        before = recipe.hash
        stage.wait_until(lambda state, at=edited.epoch: state.epoch > at + 20)
    stage.pause()
    assert len(recipe.edits) == 2
    assert_trained(recipe, stage.shown())
