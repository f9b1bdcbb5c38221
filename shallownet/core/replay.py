"""Any stretch of a run on request: what is not known yet is trained, within a time budget."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import reduce
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

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


class View(NamedTuple):
    """Some snapshots of a run, together with what is known of it: S rows of a trajectory."""

    known: Trajectory
    rows: NDArray[np.intp]


class SharedStretch(NamedTuple):
    """Part of several runs, at the same epochs.

    Attributes:
        known: all that is now known of each run.
        epochs: the epochs asked for, ascending, as far as time allowed; (S,), perhaps none.
        views: each run at these epochs; one that has diverged stays at its last good epoch.
    """

    known: list[Trajectory]
    epochs: NDArray[np.int64]
    views: list[View]


class Stretching(Protocol):
    """Gives the same stretch of several runs, as ``stretch_together`` does."""

    def __call__(
        self,
        known: Sequence[Trajectory],
        after: int,
        stride: int,
        count: int,
        limit: int,
        seconds: float | None = None,
    ) -> SharedStretch:
        """Give it."""


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
    shared = stretch_together([known], after, stride, count, limit, seconds)
    full, rows = shared.views[0]
    return Stretch(shared.known[0], full.select(rows))


def stretch_together(
    known: Sequence[Trajectory],
    after: int,
    stride: int,
    count: int,
    limit: int,
    seconds: float | None = None,
) -> SharedStretch:
    """The same stretch of several runs, trained in lockstep; see ``stretch``.

    It ends where every one of them has diverged: with the last good epoch of the longest.
    """
    shared = stretch_kept(known, after, stride, count, limit, seconds)
    # Thinning walks through everything, so it is not done for every few snapshots more.
    most = [_most_kept(run) // len(known) for run in shared.known]
    kept = [
        run.thinned(at_most) if len(run) > 1.1 * at_most else run
        for run, at_most in zip(shared.known, most, strict=True)
    ]
    return shared._replace(known=kept)


def _most_kept(run: Trajectory) -> int:
    return max(200, min(_KEPT_SNAPSHOTS, _KEPT_NUMBERS // int(run.flat.shape[1])))


def stretch_kept(
    known: Sequence[Trajectory],
    after: int,
    stride: int,
    count: int,
    limit: int,
    seconds: float | None = None,
) -> SharedStretch:
    """The same, for a caller that thins out what is known himself: no snapshot is dropped."""
    runs = list(known)
    wanted = _up_to_the_end(runs, after, _asked(after, stride, count, limit))
    if any(_missing(run, wanted) for run in runs):
        runs = _train(runs, wanted, seconds)
        wanted = _up_to_the_end(runs, after, wanted)
    # Time may have run out: what there is without a gap, so that the last epoch tells what is lacking.
    lacking = [missing[0] for run in runs if (missing := _missing(run, wanted))]
    return _seen(runs, [epoch for epoch in wanted if not lacking or epoch < min(lacking)])


def stretch_known(
    known: Sequence[Trajectory], after: int, stride: int, count: int, limit: int
) -> SharedStretch | None:
    """The same where nothing has to be trained for it; else None."""
    runs = list(known)
    wanted = _up_to_the_end(runs, after, _asked(after, stride, count, limit))
    return None if any(_missing(run, wanted) for run in runs) else _seen(runs, wanted)


def _asked(after: int, stride: int, count: int, limit: int) -> list[int]:
    first = 0 if after < 0 else after + stride
    targets = [min(epoch, limit) for epoch in range(first, first + stride * count, stride)]
    return sorted({epoch for epoch in targets if epoch > after})


def _seen(runs: list[Trajectory], wanted: list[int]) -> SharedStretch:
    """Runs at epochs that are known of each, or come after its end."""
    epochs = np.array(wanted, dtype=np.int64)
    views = [View(run, np.searchsorted(run.epochs, np.minimum(epochs, run.epochs[-1]))) for run in runs]
    return SharedStretch(runs, epochs, views)


def reach(
    known: Sequence[Trajectory], epoch: int, seconds: float | None = None
) -> tuple[list[Trajectory], bool]:
    """Train runs to an epoch, from wherever they are known.

    Args:
        known: what is known of each run; it holds epoch 0.
        epoch: at which each gets a snapshot, unless it has diverged before.
        seconds: time for training; what it gave is kept.

    Returns:
        What is then known of each, and whether all have come there or ended before.
    """
    shared = stretch_together(known, epoch - 1, 1, 1, epoch, seconds)
    return shared.known, not any(_missing(view.known, [epoch]) for view in shared.views)


def _up_to_the_end(runs: Sequence[Trajectory], after: int, wanted: list[int]) -> list[int]:
    """The wanted epochs that exist; where the last of the runs ends among them, its last good one too."""
    if not wanted or any(run.diverged_at is None for run in runs):
        return wanted
    last = max(int(run.epochs[-1]) for run in runs)
    if wanted[-1] <= last:
        return wanted
    return sorted({epoch for epoch in (*wanted, last) if after < epoch <= last})


def _missing(run: Trajectory, wanted: list[int]) -> list[int]:
    """The wanted epochs that the run has and that are not known."""
    asked = np.array(wanted, dtype=np.int64)
    if run.diverged_at is not None:
        asked = asked[asked <= run.epochs[-1]]
    # Looked up, not put into a set: a run may hold tens of thousands.
    rows = np.minimum(np.searchsorted(run.epochs, asked), len(run) - 1)
    return asked[run.epochs[rows] != asked].tolist()  # type: ignore[no-any-return]


def _train(runs: list[Trajectory], wanted: list[int], seconds: float | None) -> list[Trajectory]:
    """Train on to the wanted epochs from the nearest snapshots before those that are missing."""
    lacking = [_missing(run, wanted) for run in runs]
    chosen = [index for index, missing in enumerate(lacking) if missing]
    missing = sorted({epoch for index in chosen for epoch in lacking[index]})
    # In lockstep all start at one epoch: the newest that each of them holds.
    shared = reduce(np.intersect1d, [runs[index].epochs for index in chosen])
    start = int(shared[np.searchsorted(shared, missing[0]) - 1])
    begun = [runs[index].snapshot(int(np.searchsorted(runs[index].epochs, start))) for index in chosen]
    lockstep = Lockstep([runs[index].recipe for index in chosen], begun)

    def through(targets: list[int], seconds: float | None) -> None:
        taken = lockstep.advance(targets, seconds)
        for index, network, snapshots in zip(chosen, lockstep.networks, taken, strict=True):
            # However little time there was, what it gave is kept.
            if not snapshots or snapshots[-1].epoch < network.now.epoch:
                snapshots.append(network.now)
            new = Trajectory.of(network.recipe, network.shape, snapshots, network.diverged_at)
            runs[index] = runs[index].merge(new)

    bridge = range(start + _BRIDGE, missing[0], _BRIDGE)
    if seconds is None:
        through([*bridge, *missing], None)
        return runs
    # An ask may name any epoch, however far away.
    targets = [*bridge[:_BRIDGES_AT_ONCE], *missing]
    # In pieces, as measuring what was trained takes time too: few snapshots at first, then by what they took.
    began = time.perf_counter()
    done, size = 0, _FIRST_PIECE
    while done < len(targets) and any(network.diverged_at is None for network in lockstep.networks):
        piece = targets[done : done + size]
        through(piece, seconds - (time.perf_counter() - began))
        done += len(piece)
        spent = time.perf_counter() - began
        size = min(2 * size, int((seconds - spent) / spent * done))
        if size < 1 or lockstep.epoch < piece[-1]:
            break
    return runs
