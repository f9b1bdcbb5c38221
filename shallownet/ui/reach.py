"""Runs trained as far as wanted, in turns with everybody else."""

from __future__ import annotations

import time
from collections.abc import Sequence

from shallownet.core.replay import SharedStretch, gap, stretch_kept, stretch_together
from shallownet.core.trajectory import Trajectory
from shallownet.ui.process import BLOCK_SECONDS, TRAINING


def in_turns(
    known: Sequence[Trajectory],
    after: int,
    stride: int,
    count: int,
    limit: int,
    seconds: float | None = None,
) -> SharedStretch:
    """What ``replay.stretch_together`` gives, trained in as many turns as it takes, within the time."""
    runs, began = known, time.perf_counter()
    while True:
        with TRAINING:
            shared = stretch_kept(runs, after, stride, count, limit, BLOCK_SECONDS)
        runs = shared.known
        is_done = gap(runs, after, stride, count, limit) is None
        if is_done or (seconds is not None and time.perf_counter() - began > seconds):
            return shared


def reach(known: Sequence[Trajectory], epoch: int) -> SharedStretch:
    """Some runs at one epoch; one that has diverged at its last good one."""
    runs = list(known)
    while True:
        if all(run.diverged_at is not None for run in runs):
            epoch = min(epoch, max(int(run.epochs[-1]) for run in runs))
        with TRAINING:
            shared = stretch_together(runs, epoch - 1, 1, 1, epoch, BLOCK_SECONDS)
        # Nothing yet, if time ran out or if it has just turned out that all of them diverge before.
        if len(shared.epochs):
            return shared
        runs = shared.known


def reach_every(known: Trajectory, epoch: int) -> Trajectory:
    """A run with every epoch from its last one known to ``epoch``; shorter if it diverges before."""
    while (last := int(known.epochs[-1])) < epoch and known.diverged_at is None:
        with TRAINING:
            shared = stretch_together([known], last, 1, epoch - last, epoch, BLOCK_SECONDS)
        # Not shared.known, from which a long run's older epochs are thinned out.
        known = shared.views[0].known
    return known
