"""Copies of a visitor's run, trained for an answer alone, and kept."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from shallownet.core.experiment import Experiment, Recipe
from shallownet.core.nudge import freeing_nudge
from shallownet.core.replay import View, begin
from shallownet.core.symmetry import distinct_units
from shallownet.core.trajectory import Trajectory
from shallownet.ui.reach import reach, reach_every

NUDGE = 1e-4
_BETWEEN_NUDGES = 100


class Nudged(NamedTuple):
    """What becomes of a run that is nudged until all its hidden units are different.

    Attributes:
        counts: how many different units there were before each nudge, and after the last.
        diverged_at: the epoch at which the run diverged before that, or None.
    """

    counts: tuple[int, ...]
    diverged_at: int | None


@lru_cache(maxsize=32)
def copies_at(recipes: tuple[Recipe, ...], epoch: int) -> tuple[View, ...]:
    """Runs from epoch 0 to an epoch, trained in lockstep; one that diverges before at its last good one."""
    return tuple(reach([begin(recipe) for recipe in recipes], epoch).views)


@lru_cache(maxsize=32)
def every_epoch(recipe: Recipe, epochs: int) -> Trajectory:
    """A run with every epoch from 0 to ``epochs``; shorter if it diverges before."""
    return reach_every(begin(recipe), epochs)


@lru_cache(maxsize=32)
def nudged_until_free(experiment: Experiment) -> Nudged:
    """Nudge a run every 100 epochs until all its hidden units are different."""
    known, counts, epoch = begin(Recipe(experiment)), [], 0
    while True:
        epoch += _BETWEEN_NUDGES
        known, rows = reach([known], epoch).views[0]
        row = known.flat[rows[-1]]
        counts.append(int(distinct_units(known.shape, row[None])[0]))
        freed = freeing_nudge(known.shape, row, NUDGE)
        # Each nudge frees one unit; if ever one did not, this would have no end.
        if not freed or known.diverged_at is not None or len(counts) > experiment.hidden_units:
            return Nudged(tuple(counts), known.diverged_at if freed else None)
        known = known.cut(epoch, known.recipe.edited(epoch, **freed))
