"""A whole run as one block, folded so that it compresses well: what a page plays that has no server."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shallownet.core.experiment import digest
from shallownet.core.meters import METERS
from shallownet.core.replay import SharedStretch, Stretching, View, stretch_together
from shallownet.core.trajectory import Trajectory
from shallownet.stage.comparison import Comparison, comparison_payload, describe_comparison
from shallownet.stage.pack import describe_run, frames_payload, pack, points_payload

MOST_FRAMES = 2_001
"""Enough that 10,000 epochs play at five a frame, as they do in the app."""
MOST_NUMBERS = 48_000
"""In all frames together: larger networks and comparisons get fewer frames, so that the file stays small."""

# The epoch, and the measures of each network.
_EPOCH, _MEASURES = 1, 4


def pack_recording(
    runs: Sequence[Trajectory],
    epoch: int,
    labels: Mapping[str, str],
    palette: Mapping[str, object],
    comparison: Comparison | None = None,
    seconds: float | None = None,
    train: Stretching = stretch_together,
) -> bytes:
    """A run from epoch 0 to the last one known, compressed; ``page.js`` inflates and unfolds it.

    Args:
        runs: what is known of the run of each network.
        epoch: what it opens at.
        labels: the stage's, see ``labels.stage_labels``.
        palette: its colours by theme.
        comparison: what is compared; None for one network on the full stage.
        seconds: time for training the frames that are not known.
        train: how that is done.
    """
    experiments = [run.experiment for run in runs]
    shared = _evenly(runs, epoch, _most_frames(runs, comparison), seconds, train)
    if comparison is None:
        known, rows = shared.views[0]
        described, frames = describe_run(experiments[0]), frames_payload(known.select(rows))
    else:
        described = describe_comparison(comparison, experiments, labels)
        frames = comparison_payload(shared.epochs, shared.views, comparison.meters)
    header = {
        "stage": "recording",
        "recipe": _name([run.recipe.hash for run in runs]),
        "run_id": _name([run.recipe.run_hash for run in runs]),
        "base": None,
        "cut": None,
        "from": -1,
        "count": len(frames),
        "end": _end(shared),
        "limit": int(shared.epochs[-1]),
        "pending": None,
        "recorded": {"epoch": epoch, "cuts": edited_at(runs)},
        "run": {**described, "labels": labels, "palette": palette, "followed": False},
    }
    return zlib.compress(pack(header, points_payload(*experiments)) + fold(frames), 9)


def fold(frames: NDArray[np.float32]) -> bytes:
    """Frames (S, k) as bytes that compress well: a run changes little from one to the next, and evenly.

    Each number's 32 bits are taken for an integer, of which the second differences down the frames are kept,
    modulo 2^32, so that the very same bits come back. The sign goes into the lowest bit. Then all lowest
    bytes follow each other, column by column, then the second lowest, and so on.
    """
    words = frames.astype("<f4", copy=False).view("<u4")
    for _ in range(2):
        words = np.diff(words, axis=0, prepend=np.zeros((1, words.shape[1]), dtype="<u4"))
    signs = np.uint32(0) - (words >> np.uint32(31))
    columns = np.ascontiguousarray(((words << np.uint32(1)) ^ signs).T, dtype="<u4")
    return np.ascontiguousarray(columns.view(np.uint8).reshape(-1, 4).T).tobytes()


def last_epoch(runs: Sequence[Trajectory]) -> int:
    """The last epoch known of the longest of the runs."""
    return max(int(run.epochs[-1]) for run in runs)


def edited_at(runs: Sequence[Trajectory]) -> list[int]:
    """The epochs at which something was changed while the runs trained, ascending."""
    last = last_epoch(runs)
    return sorted({edit.epoch for run in runs for edit in run.recipe.edits if edit.epoch <= last})


def _most_frames(runs: Sequence[Trajectory], comparison: Comparison | None) -> int:
    meters = comparison.meters if comparison else ()
    width = _EPOCH + sum(
        _MEASURES + run.shape.size + sum(METERS[name].width(run.shape) for name in meters) for run in runs
    )
    return max(2, min(MOST_FRAMES, MOST_NUMBERS // width))


def _evenly(
    runs: Sequence[Trajectory], epoch: int, most: int, seconds: float | None, train: Stretching
) -> SharedStretch:
    """At most so many frames, evenly from epoch 0 to the last one known, and that of ``epoch``."""
    last = last_epoch(runs)
    stride = max(1, -(-last // (most - 1)))
    asked = train(runs, -1, stride, most, last, seconds)
    known, epochs = [view.known for view in asked.views], asked.epochs
    if epochs[-1] < last:
        # Time was short: those nearest to them that all the networks still learning have.
        learning = [run.epochs for run in known if run.diverged_at is None]
        held = reduce(np.intersect1d, learning or [run.epochs for run in known if run.epochs[-1] == last])
        epochs = held[np.unique(np.searchsorted(held, np.linspace(0, held[-1], most)))]
    opening = train(known, epoch - 1, 1, 1, epoch, seconds)
    known, epochs = [view.known for view in opening.views], np.union1d(epochs, opening.epochs)
    views = [View(run, np.searchsorted(run.epochs, np.minimum(epochs, run.epochs[-1]))) for run in known]
    return SharedStretch(known, epochs, views)


def _end(shared: SharedStretch) -> dict[str, Any]:
    """How the recording ends."""
    last = int(shared.epochs[-1])
    ends = [view.known.diverged_at for view in shared.views if view.known.diverged_at is not None]
    if len(ends) == len(shared.views):
        return {"kind": "diverged", "epoch": max(ends), "last_good": last}
    return {"kind": "finished", "epoch": last}


def _name(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else digest(list(names))
