"""The stage on a page, as the tests use it: its state, its controls, and what it has shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from playwright.sync_api import Locator, Page

from shallownet import Experiment, Recipe, train
from shallownet.texts import labels

TEXTS = labels()["stage"]
PATIENCE = 30_000  # ms; a shared machine is slow at times
# Every state the stage publishes, as often as its epoch or recipe changes. The observer is called after all
# attributes of a frame are set, so an entry never mixes two frames.
RECORD = """stage => {
    const shown = stage.shownFrames = [];
    new MutationObserver(() => {
        const {recipe, epoch, loss} = stage.dataset;
        const last = shown.at(-1);
        if (loss && (!last || last[0] !== recipe || last[1] !== epoch)) shown.push([recipe, epoch, loss]);
    }).observe(stage, {attributes: true});
}"""


class State(NamedTuple):
    """What the stage says of itself; the loss is NaN when there is none."""

    epoch: int
    frames: int
    loss: float
    playing: bool
    recipe: str


class Shown(NamedTuple):
    """A frame that was on screen."""

    recipe: str
    epoch: int
    loss: float


class Stage:
    """One stage of a page."""

    def __init__(self, page: Page, index: int = 0) -> None:
        self.page = page
        self.root: Locator = page.get_by_test_id("stage").nth(index)

    @classmethod
    def open(cls, page: Page, url: str) -> Stage:
        """Go to the address and wait until the first stage there has painted."""
        page.goto(url)
        stage = cls(page)
        stage.wait_until(lambda state: state.frames > 0)
        return stage

    @classmethod
    def paused(cls, page: Page, url: str, *, past: int = 200) -> Stage:
        """The same, paused at some epoch later than ``past`` with nothing under way to the server."""
        stage = cls.open(page, url)
        stage.wait_until(lambda state: state.epoch > past)
        stage.pause()
        return stage

    @property
    def state(self) -> State:
        """The state now."""
        data = self.root.evaluate("stage => ({...stage.dataset})")
        return State(
            int(data.get("epoch", -1)),
            int(data.get("frames", 0)),
            float(data.get("loss") or "nan"),
            data.get("playing") == "true",
            data.get("recipe", ""),
        )

    def wait_until(self, condition: Callable[[State], bool], patience: float = PATIENCE) -> State:
        """Wait for a state that meets the condition, and return it."""
        waited = 0
        while not condition(state := self.state):
            assert waited < patience, f"waited in vain; the stage is at {state}"
            self.page.wait_for_timeout(30)
            waited += 30
        return state

    def wait_for_run(self, run: Experiment | Recipe, past: int = -1) -> State:
        """Wait until the stage shows an epoch of this run later than ``past``, and return the state."""
        wanted = (run if isinstance(run, Recipe) else Recipe(run)).hash
        return self.wait_until(lambda state: state.recipe == wanted and state.epoch > past)

    def next_frames(self, count: int) -> None:
        """Let the browser draw so many animation frames."""
        self.page.evaluate(
            """count => new Promise(done => {
                const next = () => (count-- > 0 ? requestAnimationFrame(next) : done());
                next();
            })""",
            count,
        )

    def button(self, name: str) -> Locator:
        """A button of the playback, by the name of its label."""
        return self.root.get_by_role("button", name=TEXTS[name], exact=True)

    def press(self, name: str) -> None:
        """Press it."""
        self.button(name).click()

    def pause(self) -> State:
        """Press pause, and return the state once it has been heeded."""
        self.press("pause")
        return self.wait_until(lambda state: not state.playing)

    def set_speed(self, epochs_per_frame: float) -> None:
        """Choose a speed."""
        self.root.get_by_role("combobox", name=TEXTS["speed"]).select_option(f"{epochs_per_frame:g}")

    @property
    def timeline(self) -> Locator:
        """The slider through all epochs seen."""
        return self.root.get_by_role("slider", name=TEXTS["timeline"])

    def scrub(self, share: float) -> State:
        """Press the timeline at a share of its length, and return what is shown then."""
        box = self.timeline.bounding_box()
        assert box is not None
        inset = 8  # the thumb's radius: its centre does not reach the ends
        x = box["x"] + inset + share * (box["width"] - 2 * inset)
        self.page.mouse.click(x, box["y"] + box["height"] / 2)
        self.next_frames(2)
        return self.state

    @property
    def picture(self) -> bytes:
        """The map's pixels."""
        return self.root.get_by_role("img", name=TEXTS["map_picture"]).screenshot()

    @property
    def message(self) -> Locator:
        """The line that says what has happened."""
        return self.root.locator(".stage-live[role=status]")

    def record(self) -> None:
        """From now on keep every frame shown."""
        self.root.evaluate(RECORD)

    def shown(self) -> list[Shown]:
        """The frames shown since ``record``."""
        entries = self.root.evaluate("stage => stage.shownFrames")
        assert entries is not None, "this is not the element that was watched: the stage was mounted anew"
        return [Shown(recipe, int(epoch), float(loss)) for recipe, epoch, loss in entries]


def assert_trained(run: Experiment | Recipe, frames: Iterable[Shown | State]) -> None:
    """The losses on screen are those that ``train`` gives, to six digits."""
    by_epoch = {frame.epoch: frame.loss for frame in frames}
    assert by_epoch, "nothing was shown"
    epochs = sorted(by_epoch)
    # Where a weight is set, the network is shown as it goes on.
    expected = train(run, epochs[-1], record=epochs).departing()
    assert expected.epochs.tolist() == epochs
    np.testing.assert_allclose([by_epoch[epoch] for epoch in epochs], expected.train_loss, rtol=1e-6)


def steps(frames: Iterable[Shown]) -> Iterator[int]:
    """Epochs from each frame to the next."""
    epochs = [frame.epoch for frame in frames]
    return (later - earlier for earlier, later in pairwise(epochs))
