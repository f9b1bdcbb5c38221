"""What an experiment costs: estimated before it is trained, and bounded where visitors share a machine."""

from __future__ import annotations

from math import ceil

from shallownet.core.batches import updates_per_epoch
from shallownet.core.checks import ExperimentError
from shallownet.core.datasets import generate
from shallownet.core.experiment import Experiment, Recipe

# Measured on one core of a small server; the estimate need only be right within a factor of three or so.
_SECONDS_PER_UPDATE = 20e-6
_SECONDS_PER_VALUE = 8e-9

MAX_SECONDS_PER_EPOCH = 0.1
"""An epoch is the smallest piece of training: nobody waits longer than this for somebody else's."""


def work_per_epoch(experiment: Experiment) -> tuple[int, int, int]:
    """Updates an epoch, hidden units, and points an update: their product is the work of an epoch."""
    m = generate(experiment).train.X.shape[1]
    updates = updates_per_epoch(experiment.batch_size, m)
    return updates, experiment.hidden_units, min(experiment.batch_size or m, m)


def seconds_per_epoch(experiment: Experiment) -> float:
    """Roughly how long an epoch takes on one core."""
    updates, units, points = work_per_epoch(experiment)
    return updates * (_SECONDS_PER_UPDATE + units * points * _SECONDS_PER_VALUE)


def seconds_together(experiment: Experiment, count: int, together: int) -> float:
    """Roughly how long an epoch of so many networks like this one takes on one core.

    Args:
        experiment: one of them.
        count: how many.
        together: how many of them share the calls, see ``engine.networks_together``.
    """
    updates, units, points = work_per_epoch(experiment)
    calls = ceil(count / together) * _SECONDS_PER_UPDATE
    return updates * (calls + count * units * points * _SECONDS_PER_VALUE)


def check_affordable_throughout(*recipes: Recipe) -> None:
    """Refuse recipes, trained in lockstep, whose epochs are too long at the start or after an edit.

    Raises:
        ExperimentError: naming the smallest mini-batch that would do.
    """
    for epoch in sorted({0, *(edit.epoch for recipe in recipes for edit in recipe.edits)}):
        check_affordable(*(recipe.settings_from(epoch) for recipe in recipes))


def check_affordable(*experiments: Experiment) -> None:
    """Refuse experiments, trained in lockstep, whose epochs are too long for a machine that visitors share.

    Raises:
        ExperimentError: naming the smallest mini-batch that would do.
    """
    for experiment in experiments:
        allowed = MAX_SECONDS_PER_EPOCH / len(experiments)
        if seconds_per_epoch(experiment) <= allowed:
            continue
        updates, units, points = work_per_epoch(experiment)
        values = updates * points * units
        spare = allowed - values * _SECONDS_PER_VALUE
        smallest = ceil(updates * points * _SECONDS_PER_UPDATE / spare)
        raise ExperimentError(
            f"batch_size is {experiment.batch_size}, but with {updates} updates an epoch, {units} hidden"
            f" units and {points} points an update it must be at least {smallest} here, or None (full batch)."
        )
