"""Blocks of a run as bytes: weights, not pixels. The browser evaluates the little network itself.

A block is a four-byte little-endian length, a JSON header of that length, and 32-bit floats: the run's points
when the header describes a run, then the frames. Everything an answer says follows from what was asked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shallownet.core.datasets import extent, generate
from shallownet.core.experiment import DATA_FIELDS, Experiment
from shallownet.core.trajectory import Trajectory

Array = NDArray[np.float64]
_LARGEST = float(np.finfo(np.float32).max)


def describe_run(experiment: Experiment) -> dict[str, Any]:
    """The part of the header that stays the same for a whole run, but for texts and colours."""
    train, test = generate(experiment)
    top = float(np.abs(train.Y).max())
    is_classification = experiment.problem == "classification"
    return {
        "problem": experiment.problem,
        "features": list(experiment.features),
        "hidden_units": experiment.hidden_units,
        "activation": experiment.activation,
        "leaky_slope": experiment.leaky_slope,
        "train": train.X.shape[1],
        "test": test.X.shape[1],
        "extent": extent(experiment),
        "y_range": [0.0, 1.0] if is_classification else [-top, top],
    }


def point_sets(experiments: Sequence[Experiment]) -> tuple[list[Experiment], list[int]]:
    """The first experiment on each of the sets of points, and for every experiment which set is its own."""
    data = [tuple(getattr(one, name) for name in DATA_FIELDS) for one in experiments]
    sets = list(dict.fromkeys(data))
    return [experiments[data.index(one)] for one in sets], [sets.index(one) for one in data]


def points_payload(*experiments: Experiment) -> NDArray[np.float32]:
    """x1, x2 and y of the training points, then of the test points; of each set of points, once."""
    firsts, _ = point_sets(experiments)
    parts = [array for one in firsts for points in generate(one) for array in (*points.X, *points.Y)]
    return np.concatenate(parts).astype(np.float32)


def frames_payload(frames: Trajectory) -> NDArray[np.float32]:
    """For each snapshot: a 32-bit integer's bits, train loss and accuracy, test loss and accuracy, and the
    parameters W1, b1, W2, b2 by rows; (S, 5 + size). The integer is the epoch, plus 2^31 if the run was
    unstable there. Where a weight is set, the frame is the changed network: the one that trains on."""
    frames = frames.departing()
    return join(frames.epochs, frames.unstable, measured(frames), frames.flat)


def measured(frames: Trajectory) -> Array:
    """Train loss and accuracy, test loss and accuracy; (S, 4)."""
    measures = (frames.train_loss, frames.train_accuracy, frames.test_loss, frames.test_accuracy)
    return np.stack(measures, axis=1)


def join(epochs: NDArray[np.int64], unstable: NDArray[np.bool_], *parts: Array) -> NDArray[np.float32]:
    """The epochs' words, then the parts (S, k) side by side, as numbers that a screen can take."""
    words = epochs.astype(np.uint32) | unstable.astype(np.uint32) << np.uint32(31)
    # A number may be finite in 64 bits and not in 32; on the screen the largest number will do.
    numbers = np.clip(np.concatenate(parts, axis=1), -_LARGEST, _LARGEST).astype(np.float32)
    return np.concatenate([words.view(np.float32)[:, np.newaxis], numbers], axis=1)


def pack(header: Mapping[str, Any], *payloads: NDArray[np.float32]) -> bytes:
    """The block."""
    text = json.dumps(header, separators=(",", ":"), allow_nan=False).encode()
    text += b" " * (-(len(text) + 4) % 4)  # the floats begin at a multiple of four
    numbers = b"".join(payload.astype("<f4", copy=False).tobytes() for payload in payloads)
    return len(text).to_bytes(4, "little") + text + numbers
