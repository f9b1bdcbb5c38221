"""Any stretch of a run on request: what is not known yet is trained, within a time budget."""

from __future__ import annotations

import time
from itertools import takewhile
from typing import NamedTuple

import numpy as np

from shallownet.core.engine import Lockstep
from shallownet.core.experiment import Recipe
from shallownet.core.trajectory import Trajectory

# A run keeps at most so many snapshots, and so many numbers in them (8 bytes each).
_KEPT_SNAPSHOTS = 4_000
_KEPT_NUMBERS = 1_000_000
# On the way to a distant epoch a snapshot is kept every so many, so that no effort is lost when time is up.
_BRIDGE = 500
_BRIDGES_AT_ONCE = 1_000
_FIRST_PIECE = 4


class Stretch(NamedTuple):
    """Part of a run.

    Attributes:
        known: all that is now known of the run.
        frames: the snapshots asked for, ascending, as far as time allowed; perhaps none.
    """

    known: Trajectory
    frames: Trajectory


def begin(recipe: Recipe) -> Trajectory:
    """A run at epoch 0."""
    network = Lockstep([recipe]).networks[0]
    return Trajectory.of(recipe, network.shape, [network.now])


def stretch(
    known: Trajectory, after: int, stride: int, count: int, limit: int, seconds: float | None = None
) -> Stretch:
    """The snapshots at ``after + stride, after + 2 stride, …``.

    Args:
        known: what is known of the run; it holds epoch 0.
        after: an epoch; -1 gives the run from epoch 0 on, that one included.
        stride: epochs between two snapshots.
        count: how many snapshots.
        limit: the run ends here; the last stride may be shorter, to end at it.
        seconds: time for training.

    Returns:
        The same snapshots whatever was known before, except that with little time they may be fewer. A run
        that diverges ends with its last good epoch.
    """
    first = 0 if after < 0 else after + stride
    targets = [min(epoch, limit) for epoch in range(first, first + stride * count, stride)]
    wanted = _up_to_divergence(known, after, sorted({epoch for epoch in targets if epoch > after}))
    missing = sorted(set(wanted) - set(known.epochs.tolist()))
    if missing:
        known = _train(known, missing, seconds)
        wanted = _up_to_divergence(known, after, wanted)
    # Time may have run out: what there is without a gap, so that the last epoch tells what is lacking.
    held = set(known.epochs.tolist())
    answered = list(takewhile(held.__contains__, wanted))
    frames = known.select(np.isin(known.epochs, answered))
    at_most = min(_KEPT_SNAPSHOTS, max(200, _KEPT_NUMBERS // known.flat.shape[1]))
    # Thinning walks through everything, so it is not done for every few snapshots more.
    return Stretch(known.thinned(at_most) if len(known) > 1.1 * at_most else known, frames)


def _up_to_divergence(known: Trajectory, after: int, wanted: list[int]) -> list[int]:
    """The wanted epochs that exist; where the run ends among them, its last good one too."""
    last = int(known.epochs[-1])
    if known.diverged_at is None or not wanted or wanted[-1] <= last:
        return wanted
    return sorted({epoch for epoch in (*wanted, last) if after < epoch <= last})


def _train(known: Trajectory, missing: list[int], seconds: float | None) -> Trajectory:
    """Train on to the missing epochs from the nearest snapshot before them."""
    start = known.snapshot(int(np.searchsorted(known.epochs, missing[0])) - 1)
    bridge = range(start.epoch + _BRIDGE, missing[0], _BRIDGE)
    if seconds is None:
        return _through(known, Lockstep([known.recipe], [start]), [*bridge, *missing], None)
    # An ask may name any epoch, however far away.
    targets = [*bridge[:_BRIDGES_AT_ONCE], *missing]
    lockstep = Lockstep([known.recipe], [start])
    # In pieces, as measuring what was trained takes time too: few snapshots at first, then by what they took.
    began = time.perf_counter()
    done, size = 0, _FIRST_PIECE
    while done < len(targets) and known.diverged_at is None:
        piece = targets[done : done + size]
        known = _through(known, lockstep, piece, seconds - (time.perf_counter() - began))
        done += len(piece)
        spent = time.perf_counter() - began
        size = min(2 * size, int((seconds - spent) / spent * done))
        if size < 1 or lockstep.epoch < piece[-1]:
            break
    return known


def _through(known: Trajectory, lockstep: Lockstep, targets: list[int], seconds: float | None) -> Trajectory:
    """What is known after training through the targets, or as far as time allows."""
    taken = lockstep.advance(targets, seconds)[0]
    network = lockstep.networks[0]
    # However little time there was, what it gave is kept.
    if not taken or taken[-1].epoch < network.now.epoch:
        taken.append(network.now)
    return known.merge(Trajectory.of(known.recipe, network.shape, taken, network.diverged_at))
