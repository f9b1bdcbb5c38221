"""A server that is killed at random moments: every browser resumes, and no run differs from its replay."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from urllib.parse import urlencode

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.browser import VIEWPORT
from benchmarks.table import Row
from shallownet import Edit, Experiment, Recipe, train
from shallownet.core.link import write_query
from tools import chromium
from tools.server import Server, streamlit_server

KILLS = 20
ONWARD = 100
"""So many epochs past where it stood, a run has been resumed."""
PATIENCE_SECONDS = 60.0
LONGEST_LIFE, LONGEST_DEATH = 4.0, 2.0
"""The server is killed after so many seconds at most, and started again after so many at most."""

RUNS = (
    Recipe(Experiment()),
    Recipe(Experiment(dataset="moons", activation="relu", hidden_units=6, initializer="he", seed=7)),
    Recipe(Experiment(seed=3), (Edit(200, "learning_rate", 0.5), Edit(400, "W1[2,1]", 1.5))),
)


@dataclass
class Watched:
    """A browser that plays a run, and what it has shown of it."""

    page: Page
    recipe: Recipe
    shown: dict[int, float] = field(default_factory=dict)
    strays: int = 0

    @property
    def epoch(self) -> int:
        """The epoch on screen; what is seen on the way is kept."""
        data = self.page.get_by_test_id("stage").first.evaluate("stage => ({...stage.dataset})")
        epoch = int(data.get("epoch") or -1)
        if epoch >= 0 and data.get("loss"):
            self.strays += data.get("recipe") != self.recipe.hash
            self.shown[epoch] = float(data["loss"])
        return epoch

    def wrong(self) -> int:
        """How many of the costs shown are not those of the run's replay, to six digits."""
        epochs = sorted(self.shown)
        replay = train(self.recipe, epochs[-1], record=epochs).departing()
        costs = np.array([self.shown[epoch] for epoch in epochs])
        return int((~np.isclose(costs, replay.train_loss, rtol=1e-6)).sum())


def measure() -> list[Row]:
    """Return the rows of the table; takes about three minutes."""
    chance = random.Random(6)
    resumed: list[float] = []
    failed = 0
    with sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        with streamlit_server() as first:
            watched = [_open(browser, first, recipe) for recipe in RUNS]
            port = first.port
            _kill(first, watched, chance)
        for number in range(KILLS):
            time.sleep(chance.uniform(0, LONGEST_DEATH))
            stood = [one.epoch for one in watched]
            with streamlit_server(port=port) as server:
                began = time.monotonic()
                failed += not _all_past(watched, stood, began + PATIENCE_SECONDS)
                resumed.append(time.monotonic() - began)
                if number < KILLS - 1:
                    _kill(server, watched, chance)
        browser.close()
    return [
        Row("kills at random moments", KILLS, "", KILLS, True),
        Row("after which a browser did not resume", failed, "", 0),
        Row("all browsers had resumed, median", median(resumed), "s"),
        Row("… at most", max(resumed), "s"),
        Row("costs seen on the way", sum(len(one.shown) for one in watched), ""),
        Row("… that differ from the replay", sum(one.wrong() for one in watched), "", 0),
        Row("… of another recipe", sum(one.strays for one in watched), "", 0),
    ]


def _open(browser: Browser, server: Server, recipe: Recipe) -> Watched:
    page = browser.new_context(viewport=VIEWPORT).new_page()
    page.goto(f"{server.url}/?{urlencode(write_query(recipe))}")
    page.get_by_test_id("stage").first.wait_for()
    one = Watched(page, recipe)
    _all_past([one], [0], time.monotonic() + PATIENCE_SECONDS)
    return one


def _kill(server: Server, watched: Sequence[Watched], chance: random.Random) -> None:
    deadline = time.monotonic() + chance.uniform(0, LONGEST_LIFE)
    while time.monotonic() < deadline:
        _all_past(watched, [0] * len(watched), 0)
        time.sleep(0.05)
    os.kill(server.pid, signal.SIGKILL)


def _all_past(watched: Sequence[Watched], stood: Sequence[int], deadline: float) -> bool:
    """Wait until every browser is past where it stood."""
    while True:
        seen = [one.epoch for one in watched]  # all of them: what is seen is kept
        if all(now > epoch + ONWARD for now, epoch in zip(seen, stood, strict=True)):
            return True
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
