"""What becomes of a start without randomness: runs of such starts, and what each has come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from shallownet.core.datasets import generate
from shallownet.core.diagnosis import STANDSTILL, VERDICTS
from shallownet.core.experiment import Experiment, Recipe
from shallownet.core.meters import METERS
from shallownet.core.network import initialize
from shallownet.core.observe import Observed
from shallownet.core.parameters import Parameters
from shallownet.core.replay import stretch_together
from shallownet.core.snapshot import Snapshot
from shallownet.core.stability import no_rises
from shallownet.core.symmetry import distinct_rows_of_W1
from shallownet.core.trajectory import Trajectory

STARTS = ("zeros", "constant", "half")
"""All weights zero; all equal; W1 zero and W2 random."""


@dataclass(frozen=True)
class Case:
    """What has become of one network.

    Attributes:
        verdict: one of ``VERDICTS``.
        distinct: how many of its hidden units differ: in W1, b1 or W2.
        rows: how many rows of W1 differ.
        dead: how many units are dead.
        b2: the output's bias.
        moved: whether any weight differs from its start.
    """

    verdict: str
    distinct: int
    rows: int
    dead: int
    b2: float
    moved: bool


def start_of(experiment: Experiment, name: str) -> Parameters:
    """The parameters that one of ``STARTS`` begins with; the experiment's own initializer does not matter."""
    if name != "half":
        return initialize(replace(experiment, initializer=name))
    start = initialize(replace(experiment, initializer="small"))
    return start._replace(W1=np.zeros_like(start.W1))


def begin_cases(experiment: Experiment) -> list[Trajectory]:
    """Each of ``STARTS`` at epoch 0; the experiment's own initializer does not matter."""
    begun = []
    for name in STARTS:
        recipe = Recipe(replace(experiment, initializer="small" if name == "half" else name))
        start = Snapshot(0, start_of(experiment, name).flat(), no_rises())
        begun.append(Trajectory.of(recipe, experiment.shape, [start]))
    return begun


def train_cases(
    runs: Sequence[Trajectory], epochs: int, seconds: float | None = None
) -> tuple[list[Trajectory], bool]:
    """Train runs together, as far as is lacking, so that ``case_of`` can judge them after so many epochs.

    Args:
        runs: each with a snapshot at epoch 0. Those alike in shape and activation share arrays.
        epochs: a multiple of ``STANDSTILL``. The snapshots between are kept: other multiples cost no more.
        seconds: time for training, or None for as long as it takes.

    Returns:
        The runs as far as they are known now, and whether all of them have been trained so far.

    Raises:
        ValueError: if ``epochs`` is no such multiple.
    """
    if epochs < STANDSTILL or epochs % STANDSTILL:
        raise ValueError(f"epochs is {epochs}, but it must be a multiple of {STANDSTILL}, at least that.")
    shared = stretch_together(runs, 0, STANDSTILL, epochs // STANDSTILL, epochs, seconds)
    return shared.known, all(_reaches(run, epochs) for run in shared.known)


def _reaches(run: Trajectory, epochs: int) -> bool:
    return run.diverged_at is not None or bool(run.epochs[-1] >= epochs)


def case_of(run: Trajectory, epochs: int) -> Case:
    """What a run has come to after so many epochs.

    Raises:
        ValueError: if it has not been trained so far.
    """
    if not _reaches(run, epochs):
        raise ValueError(f"The run is known up to epoch {run.epochs[-1]} only, not to {epochs}.")
    if run.diverged_at is None or epochs < run.diverged_at:
        run = run.cut(epochs, run.recipe)  # what became of it later is not asked
    observed = Observed(run, np.array([0, len(run) - 1]))

    def count(name: str) -> int:
        return int(METERS[name].compute(observed)[-1])

    (first_W1, last_W1), (first_W2, last_W2) = observed.W1, observed.W2
    return Case(
        VERDICTS[count("verdict")],
        count("distinct_units"),
        int(distinct_rows_of_W1(run.shape, observed.flat)[-1]),
        count("dead_units"),
        float(observed.b2[-1, 0, 0]),
        bool((first_W1 != last_W1).any() or (first_W2 != last_W2).any()),
    )


def cases(experiment: Experiment, epochs: int) -> tuple[Case, ...]:
    """What each of ``STARTS`` has come to after so many epochs, a multiple of ``STANDSTILL``."""
    runs, _ = train_cases(begin_cases(experiment), epochs)
    return tuple(case_of(run, epochs) for run in runs)


def log_odds(experiment: Experiment) -> tuple[int, int, float]:
    """n0 and n1, the training points of each class, and ln(n1/n0)."""
    ones = int(generate(experiment).train.Y.sum())
    zeros = generate(experiment).train.Y.size - ones
    return zeros, ones, float(np.log(ones / zeros))
