"""Any stretch of a run on request: what is not known yet is trained, within a time budget."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from shallownet.core.engine import Lockstep, likeness
from shallownet.core.experiment import Recipe
from shallownet.core.trajectory import Trajectory

# A run keeps at most so many snapshots, and so many numbers in them (8 bytes each).
_KEPT_SNAPSHOTS = 4_000
_KEPT_NUMBERS = 1_000_000
# On the way to a distant epoch a snapshot is kept every so many, so that no effort is lost when time is up.
_BRIDGE = 500
_BRIDGES_AT_ONCE = 1_000
_FIRST_PIECE = 30
# So many epochs are no work to speak of.
_LITTLE = 20


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
    if (lacking := gap(runs, after, stride, count, limit)) is not None:
        (runs,) = fill([lacking], seconds)
    return stretch_so_far(runs, after, stride, count, limit)


def stretch_so_far(
    known: Sequence[Trajectory], after: int, stride: int, count: int, limit: int
) -> SharedStretch:
    """The same without training: what is known up to the first epoch that is not."""
    runs = list(known)
    wanted = _up_to_the_end(runs, after, _asked(after, stride, count, limit))
    # Without a gap, so that the last epoch tells what is lacking.
    lacking = [missing[0] for run in runs if (missing := _missing(run, wanted))]
    epochs = np.array([e for e in wanted if not lacking or e < min(lacking)], dtype=np.int64)
    views = [View(run, np.searchsorted(run.epochs, np.minimum(epochs, run.epochs[-1]))) for run in runs]
    return SharedStretch(runs, epochs, views)


@dataclass(frozen=True, eq=False)
class Gap:
    """What is not known of a stretch.

    Attributes:
        runs: what is known of each run.
        lacking: which of them lack any of the epochs.
        start: the newest epoch before those that all of them hold.
        missing: the epochs, ascending.
    """

    runs: Sequence[Trajectory]
    lacking: Sequence[int]
    start: int
    missing: Sequence[int]

    @property
    def pattern(self) -> tuple[object, ...]:
        """Gaps of one pattern are filled side by side in less time than one after the other."""
        alike = {likeness(self.runs[index].recipe.settings_from(self.start)) for index in self.lacking}
        return self.missing[0] - self.start, *np.diff(self.missing[:2]), frozenset(alike)


def gap(
    known: Sequence[Trajectory], after: int, stride: int, count: int, limit: int, *, in_step: bool = False
) -> Gap | None:
    """What is not known of a stretch; None if all is.

    Args:
        known: what is known of each run; it holds epoch 0.
        after: see ``stretch``, like those that follow.
        stride: epochs between two snapshots.
        count: how many snapshots.
        limit: the run ends here.
        in_step: whether to start where others start who ask for the like, so that they can go along: at an
            epoch that was asked for, though time was up a little later. Where an epoch takes so long that
            time is always up before the next one asked for, this would never get there.
    """
    runs = list(known)
    wanted = _up_to_the_end(runs, after, _asked(after, stride, count, limit))
    every = [_missing(run, wanted) for run in runs]
    lacking = [index for index, missing in enumerate(every) if missing]
    if not lacking:
        return None
    missing = sorted({epoch for index in lacking for epoch in every[index]})
    # In lockstep all start at one epoch: the newest that each of them holds.
    shared = reduce(np.intersect1d, [runs[index].epochs for index in lacking])
    start = int(shared[np.searchsorted(shared, missing[0]) - 1])
    asked = missing[0] - stride
    if in_step and start - _LITTLE < asked < start and asked in shared:
        start = asked
    return Gap(runs, lacking, start, missing)


def _asked(after: int, stride: int, count: int, limit: int) -> list[int]:
    first = 0 if after < 0 else after + stride
    targets = [min(epoch, limit) for epoch in range(first, first + stride * count, stride)]
    return sorted({epoch for epoch in targets if epoch > after})


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


def fill(gaps: Sequence[Gap], seconds: float | None) -> list[list[Trajectory]]:
    """Train what is missing, from the nearest snapshots before it.

    Args:
        gaps: of one pattern, see ``Gap.pattern``. All come to know as many epochs as the largest lacks, each
            from its own start on.
        seconds: time for training.

    Returns:
        For each gap what is then known of its runs.
    """
    first = gaps[0]
    filled = [list(one.runs) for one in gaps]
    chosen = [(number, index) for number, one in enumerate(gaps) for index in one.lacking]
    begun = []
    for number, index in chosen:
        run = filled[number][index]
        begun.append(run.snapshot(int(np.searchsorted(run.epochs, gaps[number].start))))
    lockstep = Lockstep([filled[number][index].recipe for number, index in chosen], begun)

    def through(targets: Sequence[int], seconds: float | None) -> None:
        taken = lockstep.advance(targets, seconds)
        for (number, index), network, snapshots in zip(chosen, lockstep.networks, taken, strict=True):
            # However little time there was, what it gave is kept.
            if not snapshots or snapshots[-1].epoch < network.now.epoch:
                snapshots.append(network.now)
            new = Trajectory.of(network.recipe, network.shape, snapshots, network.diverged_at)
            filled[number][index] = filled[number][index].merge(new)

    bridge = range(first.start + _BRIDGE, first.missing[0], _BRIDGE)
    missing = sorted({first.start + epoch - one.start for one in gaps for epoch in one.missing})
    if seconds is None:
        through([*bridge, *missing], None)
        return filled
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
    return filled
