"""The same experiment from many initial weights: what one lucky seed cannot show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from shallownet.core.diagnosis import STANDSTILL
from shallownet.core.experiment import Experiment
from shallownet.core.training import train_many
from shallownet.core.trajectory import Trajectory

Array = NDArray[np.float64]


def over_seeds(experiment: Experiment, seeds: Sequence[int], epochs: int) -> list[Trajectory]:
    """The run from each of these seeds; the experiment's own seed does not matter. Trained once, then kept.

    Returns:
        One trajectory a seed, with the first and the last epoch, and the one a verdict on the last looks back
        to (see ``diagnosis``). A run that has diverged ends with its last good epoch.
    """
    return list(_over_seeds(replace(experiment, seed=0), tuple(seeds), epochs))


def final_costs(experiment: Experiment, seeds: Sequence[int], epochs: int) -> Array:
    """The training cost of each seed's run after ``epochs``, (n,); infinite for a run that has diverged."""
    runs = over_seeds(experiment, seeds, epochs)
    return np.array([run.train_loss[-1] if run.diverged_at is None else np.inf for run in runs])


@lru_cache(maxsize=64)
def _over_seeds(experiment: Experiment, seeds: tuple[int, ...], epochs: int) -> tuple[Trajectory, ...]:
    record = {0, max(0, epochs - STANDSTILL), epochs}
    return tuple(train_many([replace(experiment, seed=seed) for seed in seeds], epochs, record))
