"""Play, pause, step, rewind, new weights, speed: the playback's buttons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from shallownet import Experiment, Recipe
from tools.server import Server

from .knobs import Knobs
from .stage import Shown, Stage, State, assert_trained, steps

pytestmark = pytest.mark.browser


def test_pause_holds_and_play_goes_on_from_there(page: Page, server: Server) -> None:
    stage = Stage.paused(page, server.url)
    paused = stage.state
    assert not paused.playing
    stage.next_frames(40)
    assert stage.state == paused
    expect(stage.button("pause")).to_have_count(0)
    stage.record()
    stage.press("play")
    stage.wait_until(lambda state: state.epoch > paused.epoch + 100)
    frames = stage.shown()
    assert frames[0].epoch in (paused.epoch, paused.epoch + 5)
    assert set(steps(frames)) == {5}


def test_a_step_is_exactly_one_epoch(page: Page, server: Server) -> None:
    stage = Stage.paused(page, server.url)
    seen = [stage.state]
    for _ in range(3):
        epoch = seen[-1].epoch
        stage.press("step")
        seen.append(stage.wait_until(lambda state, old=epoch: state.epoch != old))
        assert seen[-1].epoch == epoch + 1
        assert not seen[-1].playing
    assert_trained(Experiment(), seen)


def test_a_step_while_playing_pauses(page: Page, server: Server) -> None:
    stage = Stage.open(page, server.url)
    stage.wait_until(lambda state: state.epoch > 100)
    stage.record()
    stage.press("step")
    # From a multiple of five the next epoch, and no other way there.
    stepped = stage.wait_until(lambda state: not state.playing and state.epoch % 5 == 1)
    stage.next_frames(20)
    assert stage.state.epoch == stepped.epoch
    assert list(steps(stage.shown()))[-1] == 1
    assert_trained(Experiment(), [stepped])


def test_a_step_back_shows_the_frame_before(page: Page, server: Server) -> None:
    stage = Stage.paused(page, server.url)
    epoch = stage.state.epoch
    stage.press("step")
    stage.wait_until(lambda state: state.epoch == epoch + 1)
    stage.press("step_back")
    assert stage.wait_until(lambda state: state.epoch < epoch + 1).epoch == epoch
    stage.press("step_back")
    before = stage.wait_until(lambda state: state.epoch < epoch)
    assert not before.playing
    assert_trained(Experiment(), [before])


def test_rewind_returns_to_the_very_same_initial_weights(page: Page, server: Server) -> None:
    stage = Stage.open(page, server.url)
    stage.record()
    stage.wait_until(lambda state: state.epoch > 300)
    stage.press("rewind")
    start = stage.wait_until(lambda state: state.epoch == 0)
    picture = stage.picture
    assert start.recipe == Recipe(Experiment()).hash
    stage.press("play")
    stage.wait_until(lambda state: state.epoch > 200)
    stage.press("rewind")
    again = stage.wait_until(lambda state: state.epoch == 0)
    assert (again.loss, again.recipe) == (start.loss, start.recipe)
    assert stage.picture == picture
    expect(stage.button("rewind")).to_be_disabled()
    expect(stage.button("step_back")).to_be_disabled()
    frames = stage.shown()
    assert {frame.loss for frame in frames if frame.epoch == 0} == {start.loss}
    assert_trained(Experiment(), frames[: _last_rewind(frames)])
    assert_trained(Experiment(), frames[_last_rewind(frames) :])


def _last_rewind(frames: list[Shown]) -> int:
    return max(index for index, frame in enumerate(frames[:-1]) if frame.epoch == 0)


def test_new_random_weights_are_another_run(page: Page, server: Server) -> None:
    stage, knobs = Stage.open(page, server.url), Knobs(page)
    knobs.unfold("weights")
    expect(knobs.seed).to_have_value("2")
    stage.wait_until(lambda state: state.epoch > 300)
    stage.record()
    stage.press("reseed")
    expected = Experiment(seed=3)
    stage.wait_for_run(expected, past=50)
    expect(knobs.seed).to_have_value("3")
    stage.pause()
    frames = [frame for frame in stage.shown() if frame.recipe == Recipe(expected).hash]
    assert frames[0].epoch in (0, 5)
    assert set(steps(frames)) == {5}
    assert_trained(expected, frames)


def test_new_random_weights_while_paused_stay_paused_at_epoch_0(page: Page, server: Server) -> None:
    stage = Stage.paused(page, server.url)
    stage.press("reseed")
    expected = Experiment(seed=3)
    fresh = stage.wait_until(lambda state: state.recipe == Recipe(expected).hash and state.epoch == 0)
    assert not fresh.playing
    assert_trained(expected, [fresh])


def test_the_seed_on_the_knob_is_the_runs(page: Page, server: Server) -> None:
    stage, knobs = Stage.open(page, server.url), Knobs(page)
    knobs.unfold("weights")
    knobs.seed.fill("77")
    knobs.seed.press("Enter")
    expected = Experiment(seed=77)
    stage.wait_for_run(expected)
    stage.press("reseed")
    stage.wait_until(lambda state: state.recipe == Recipe(replace(expected, seed=78)).hash)
    expect(knobs.seed).to_have_value("78")


@pytest.mark.parametrize("speed", [1, 20])
def test_speed_is_epochs_per_frame(page: Page, server: Server, speed: int) -> None:
    stage = Stage.open(page, server.url)
    stage.wait_until(lambda state: state.epoch > 100)
    stage.set_speed(speed)
    # What is queued at the old speed is still shown; then every frame is a new step.
    stage.wait_until(_stepping(stage, speed))
    stage.pause()
    frames = stage.shown()
    assert_trained(Experiment(), frames)


def _stepping(stage: Stage, stride: int) -> Callable[[State], bool]:
    stage.record()

    def far_enough(_state: State) -> bool:
        last = list(steps(stage.shown()))[-25:]
        return len(last) == 25 and set(last) == {stride}

    return far_enough


def test_below_one_epoch_a_frame_every_epoch_is_shown_for_a_while(page: Page, server: Server) -> None:
    stage = Stage.paused(page, server.url, past=20)
    stage.press("step")  # the queue begins anew, one epoch apart
    start = stage.wait_until(lambda state: state.epoch % 5 == 1)
    stage.set_speed(0.1)
    stage.record()
    stage.press("play")
    stage.wait_until(lambda state: state.epoch > start.epoch + 12)
    stage.pause()
    frames = stage.shown()
    painted = stage.state.frames - start.frames
    assert set(steps(frames)) <= {1, 4, 5}
    assert painted <= 14
    assert_trained(Experiment(), frames)
