"""Settings for every data set by name, own points included: for the tests that loop over the registry."""

from __future__ import annotations

from typing import Any

import numpy as np

from shallownet import Experiment
from shallownet.core.datasets import DATASETS, generate

_MOONS = generate(Experiment(dataset="moons", samples=101)).train
OWN_POINTS = tuple(map(tuple, np.concatenate(_MOONS).T.tolist()))
"""Own points, as somebody might bring them: off the grid, 101 of them, of two classes."""


def data_of(name: str) -> dict[str, Any]:
    """What an experiment on that data set must be told."""
    given = {"dataset": name, "problem": DATASETS[name].problem}
    return given if DATASETS[name].draw is not None else {**given, "points": OWN_POINTS}
