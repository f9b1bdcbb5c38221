"""Several networks on one stage, as a visitor sees them."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
from playwright.sync_api import expect

from shallownet import Experiment, Recipe, train

from .stage import Stage


def losses(stage: Stage) -> list[float]:
    """What each network's card says, as numbers."""
    shown: list[float] = json.loads(stage.root.get_attribute("data-losses") or "[]")
    return shown


def wait_for_networks(stage: Stage, count: int, past: int = 40) -> None:
    """Wait until so many networks are on the stage, past an epoch."""
    cards = stage.root.get_by_test_id("network-card")
    expect(cards).to_have_count(count)
    stage.wait_until(lambda state: state.epoch > past and len(losses(stage)) == count)


def assert_all_trained(stage: Stage, runs: Sequence[Experiment | Recipe]) -> int:
    """Every network shows, at the one epoch of the stage, which is returned, the loss that it has alone."""
    epoch = stage.state.epoch
    expected = [train(run, epoch, record=[epoch]).train_loss[-1] for run in runs]
    np.testing.assert_allclose(losses(stage), expected, rtol=1e-6)
    return epoch
