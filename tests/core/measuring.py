"""What the tests of claims read off a run."""

from __future__ import annotations

import numpy as np

from shallownet import Trajectory
from shallownet.core import symmetry
from shallownet.core.diagnosis import VERDICTS, verdicts
from shallownet.core.meters import METERS
from shallownet.core.observe import Observed


def meter(name: str, run: Trajectory, row: int = -1) -> np.ndarray:
    """A meter's number, or numbers, at one snapshot."""
    return METERS[name].compute(Observed(run, np.array([row % len(run)])))[0]


def verdicts_of(run: Trajectory, rows: np.ndarray | None = None) -> list[str]:
    """In words, of all snapshots or of some."""
    observed = Observed(run, np.arange(len(run)) if rows is None else rows)
    return [VERDICTS[index] for index in verdicts(observed)]


def verdict(run: Trajectory) -> str:
    """In a word, of the run's last snapshot."""
    return verdicts_of(run)[-1]


def weights(run: Trajectory) -> np.ndarray:
    """Everything but the output's bias, (S, size - 1)."""
    return run.flat[:, :-1]


def distinct(run: Trajectory) -> list[int]:
    """How many different hidden units there are, for each snapshot."""
    return symmetry.distinct_units(run.shape, run.flat).tolist()
