"""Blocks of a run as bytes: weights, not pixels. The browser evaluates the little network itself.

A block is a four-byte little-endian length, a JSON header of that length, and 32-bit floats: the run's points
when the header describes a run, then the frames. Everything an answer says follows from what was asked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shallownet.core.datasets import generate
from shallownet.core.experiment import Experiment
from shallownet.core.trajectory import Trajectory

_LARGEST = float(np.finfo(np.float32).max)


def describe_run(experiment: Experiment) -> dict[str, Any]:
    """The part of the header that stays the same for a whole run, but for texts and colours."""
    train, test = generate(experiment)
    reach = max(float(np.abs(points.X).max(initial=0.0)) for points in (train, test))
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
        # The plane shown is square; a little room keeps the outermost points whole.
        "extent": ceil(reach * 1.05 * 4) / 4,
        "y_range": [0.0, 1.0] if is_classification else [-top, top],
    }


def points_payload(experiment: Experiment) -> NDArray[np.float32]:
    """x1, x2 and y of the training points, then of the test points."""
    parts = [array for points in generate(experiment) for array in (*points.X, *points.Y)]
    return np.concatenate(parts).astype(np.float32)


def frames_payload(frames: Trajectory) -> NDArray[np.float32]:
    """For each snapshot: a 32-bit integer's bits, train loss and accuracy, test loss and accuracy, and the
    parameters W1, b1, W2, b2 by rows; (S, 5 + size). The integer is the epoch, plus 2^31 if the run was
    unstable there."""
    payload = np.empty((len(frames), 5 + frames.flat.shape[1]), dtype=np.float32)
    words = frames.epochs.astype(np.uint32) | frames.unstable.astype(np.uint32) << np.uint32(31)
    payload[:, 0] = words.view(np.float32)
    measures = (frames.train_loss, frames.train_accuracy, frames.test_loss, frames.test_accuracy)
    for column, values in enumerate(measures, start=1):
        payload[:, column] = np.clip(values, -_LARGEST, _LARGEST)
    # A parameter may be finite in 64 bits and not in 32; on the screen the largest number will do.
    payload[:, 5:] = np.clip(frames.flat, -_LARGEST, _LARGEST)
    return payload


def pack(header: Mapping[str, Any], *payloads: NDArray[np.float32]) -> bytes:
    """The block."""
    text = json.dumps(header, separators=(",", ":"), allow_nan=False).encode()
    text += b" " * (-(len(text) + 4) % 4)  # the floats begin at a multiple of four
    numbers = b"".join(payload.astype("<f4", copy=False).tobytes() for payload in payloads)
    return len(text).to_bytes(4, "little") + text + numbers
