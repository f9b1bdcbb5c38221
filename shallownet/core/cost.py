"""Cost and accuracy of many networks at once, from their outputs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from shallownet.core.experiment import Experiment
from shallownet.core.parameters import Shape
from shallownet.core.update import EXAMPLES_TO_SHARE, Layout, Workspace

Array = NDArray[np.float64]

# Numbers worked on at once: enough to make calls few, not too many for the cache.
_CHUNK = 16_000
# Hidden units' values of the networks that go forward at once, where many are measured.
_HIDDEN_VALUES = 128_000


def costs(Z2: Array, targets: Array, layout: Layout) -> Array:
    """The data term of the cost of many networks.

    Args:
        Z2: scaled outputs of S sets of parameters, (S, n_y, R, m).
        targets: see ``Layout.targets``; (n_y, R or 1, m).
        layout: that of the networks.

    Returns:
        (S, R): the mean over examples, summed over outputs. Cross-entropy is computed from Z2, as
        ``log(1 + e^z) - y z = log(1 + e^-|z|) + (|z| - (2y - 1) z) / 2``, or for a softmax over the outputs
        as ``log sum e^z - sum y z``; both are finite while Z2 is.
    """
    if layout.softmax:
        return _softmax_costs(Z2, targets)
    output_scale = layout.output_scale
    S, n_y, R, m = Z2.shape
    J = np.empty((S, n_y, R))
    mean = np.full(m, 1.0 / m)
    signed_mean = targets / m
    # In pieces that stay in the cache, as every step below walks through all numbers.
    piece = max(1, _CHUNK // (n_y * R * m))
    room = np.empty((min(piece, S), n_y, R, m))
    for start in range(0, S, piece):
        z, part = Z2[start : start + piece], J[start : start + piece]
        each = room[: len(z)]
        if output_scale == 1.0:
            np.subtract(z, targets, each)
            np.square(each, each)
            np.vecdot(each, mean, part)
            continue
        # z is scaled by 1/2, which is the half that the formula asks for.
        np.abs(z, each)
        np.vecdot(each, mean, part)
        part -= np.vecdot(z, signed_mean)
        np.multiply(each, -1.0 / output_scale, each)
        np.exp(each, each)
        np.log1p(each, each)
        part += np.vecdot(each, mean)
    total: Array = J.sum(axis=1)
    return total / 2 if output_scale == 1.0 else total


def _softmax_costs(Z2: Array, targets: Array) -> Array:
    S, n_y, R, m = Z2.shape
    J = np.empty((S, R))
    piece = max(1, _CHUNK // (n_y * R * m))
    for start in range(0, S, piece):
        z = Z2[start : start + piece]
        # log sum e^z = top + log sum e^(z - top): one power is 1, so the sum neither overflows nor becomes 0.
        # The targets add up to 1, so that sum y z is top + sum y (z - top), and top cancels.
        below = z - z.max(axis=1, keepdims=True)
        chosen = (targets * below).sum(axis=1)
        np.exp(below, below)
        J[start : start + piece] = (np.log(below.sum(axis=1)) - chosen).mean(axis=-1)
    return J


def accuracies(Z2: Array, targets: Array) -> Array:
    """The share of outputs that are above 1/2 where y = 1 and not where y = 0.

    Args:
        Z2: as for ``costs``; the sigmoid of z is above 1/2 where z is above 0.
        targets: as for ``costs``.

    Returns:
        (S, R).
    """
    _, n_y, _, m = Z2.shape
    right: Array = np.count_nonzero((Z2 > 0) == (targets > 0), axis=(1, 3)) / (n_y * m)
    return right


def largest_output_within(cost_limit: float, targets: Array, layout: Layout) -> float:
    """A bound on the scaled |Z2| under which the cost cannot exceed ``cost_limit``.

    Lets the engine clear thousands of epochs with one maximum; only what lies beyond is computed exactly.
    """
    if layout.softmax:  # log sum e^z - z_y is at most log n_y and twice the largest |z|
        return float((cost_limit - np.log(layout.shape.n_y)) / 2)
    if layout.output_scale == 1.0:
        return float(np.sqrt(2 * cost_limit) - np.abs(targets).max(initial=0.0))
    return float((cost_limit - np.log(2.0)) * layout.output_scale)


def measure(experiment: Experiment, shape: Shape, flat: Array, X: Array, Y: Array) -> tuple[Array, Array]:
    """Cost and accuracy of S parameter sets on the same points.

    Args:
        experiment: its activation and problem are used.
        shape: the networks' shape.
        flat: (S, shape.size), see ``Parameters.flat``.
        X: the network's inputs, (n_x, m).
        Y: (n_y, m).

    Returns:
        Costs (S,) and accuracies (S,): the share with y-hat > 0.5 where y = 1 and not where y = 0.
        NaN where they are not defined: without points, and accuracy in regression.
    """
    S, m = flat.shape[0], X.shape[1]
    J, share = np.full(S, np.nan), np.full(S, np.nan)
    if m == 0:
        return J, share
    layout = Layout.of(shape, experiment.problem)
    inputs, targets = layout.inputs(X), layout.targets(Y)[:, np.newaxis]
    every = layout.from_flat(flat)
    at_once = max(1, _HIDDEN_VALUES // (m * shape.n_h)) if m >= EXAMPLES_TO_SHARE else 1
    with np.errstate(all="ignore"):  # an overflow ends in a cost that is not finite, which is the answer
        for start in range(0, S, at_once):
            part = slice(start, min(start + at_once, S))
            rows = every[part]
            # The arrays are made once, and once more for what is left at the end.
            if start == 0 or len(rows) < at_once:
                workspace = Workspace(layout, experiment.activation, experiment.leaky_slope, len(rows), m)
                Z2 = np.empty((shape.n_y, len(rows), m))
            workspace.forward(workspace.slot(rows, Z2), inputs)
            J[part] = costs(Z2[np.newaxis], targets, layout)[0]
            if experiment.problem == "classification":
                share[part] = accuracies(Z2[np.newaxis], targets)[0]
    return J, share
