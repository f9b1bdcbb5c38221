"""How a network is doing, judged from its run and never from the name of its start or activation."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from shallownet.core.activations import ACTIVATIONS
from shallownet.core.experiment import Experiment
from shallownet.core.network import backward, forward
from shallownet.core.observe import Observed
from shallownet.core.parameters import Parameters
from shallownet.core.replay import stretch
from shallownet.core.symmetry import count_groups
from shallownet.core.trajectory import Trajectory

Array = NDArray[np.float64]

VERDICTS = ("diverged", "frozen", "twins", "saturated", "healthy")
"""What can be said of a network, the first that holds:

- diverged: the run has ended here, see ``Trajectory.diverged_at``;
- frozen: every weight is what it was 100 epochs ago, and the weights' gradient is 0 but for rounding. Biases
  do not count: the output's may still move;
- twins: some hidden units are equal to the last bit;
- saturated: the activation is bounded, and half of the (unit, example) pairs are in its flat parts;
- healthy: none of these.
"""

STANDSTILL = 100
"""So many epochs later no weight may be another, before a network is called frozen."""

NO_GRADIENT = 1e-12
"""The norm of the weights' gradient below which it is 0 but for rounding."""

FLAT = 0.01
"""An activation is called flat where |g'| is less than this."""


def verdicts(observed: Observed) -> NDArray[np.intp]:
    """For each snapshot an index into ``VERDICTS``, (S,)."""
    known = observed.known
    at_end = observed.rows == len(known) - 1
    holds = [
        at_end & (known.diverged_at is not None),
        _frozen(observed),
        count_groups(observed.twin_groups) < known.shape.n_h,
        _saturated(observed),
        np.ones(len(observed), dtype=bool),
    ]
    first: NDArray[np.intp] = np.argmax(holds, axis=0)
    return first


@cache
def is_bounded(activation: str) -> bool:
    """Whether g levels off at both ends of the z axis, as sigmoid and tanh do."""
    far = np.array([-1e3, 1e3])
    g = ACTIVATIONS[activation].value
    return bool(np.array_equal(g(far), g(2 * far)))


def weights_stand_still(observed: Observed) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether W1 and W2 are what they were 100 epochs ago, to the last bit.

    Epochs between do not count: near its end a run may go to and fro between numbers that differ in the last
    bit, and which of them are known must not matter.

    Returns:
        Whether they are, (S,), where that epoch is known; and where it is not, though the run is as old.
    """
    epochs, rows = observed.known.epochs, observed.rows
    then = epochs[rows] - STANDSTILL
    at = np.minimum(np.searchsorted(epochs, then), len(epochs) - 1)
    is_known = epochs[at] == then
    flat = observed.known.flat
    same = (flat[rows] == flat[at])[:, _is_weight(observed.known)].all(axis=1)
    return is_known & same, ~is_known & (then >= epochs[0])


def _is_weight(known: Trajectory) -> NDArray[np.bool_]:
    n_x, n_h, n_y = known.shape
    return np.repeat([True, False, True, False], [n_h * n_x, n_h, n_y * n_h, n_y])


def _stood_still_by(known: Trajectory, row: int) -> bool:
    """Whether the weights were the same 100 epochs ago; that epoch is trained anew."""
    epoch = int(known.epochs[row]) - STANDSTILL
    then = stretch(known, epoch - 1, 1, 1, epoch).frames.flat[0]
    return bool((then == known.flat[row])[_is_weight(known)].all())


def weight_gradient_norm(experiment: Experiment, parameters: Parameters, X: Array, Y: Array) -> float:
    """The Euclidean norm of dW1 and dW2 together, penalties included; X (n_x, m), Y (n_y, m)."""
    computed = forward(parameters, X, experiment.activation, experiment.problem, experiment.leaky_slope)
    dW1, _, dW2, _ = backward(
        parameters,
        computed,
        X,
        Y,
        experiment.activation,
        experiment.leaky_slope,
        experiment.l1,
        experiment.l2,
    )
    return float(np.sqrt(np.sum(dW1 * dW1) + np.sum(dW2 * dW2)))


def _saturated(observed: Observed) -> NDArray[np.bool_]:
    if not is_bounded(observed.known.experiment.activation):
        return np.zeros(len(observed), dtype=bool)
    # The median is below FLAT if most slopes are and not if few are, which is found at a tenth of the cost of
    # sorting; where just half of them are, it takes the median itself.
    _, n_h, m = observed.slopes.shape
    twice = 2 * np.count_nonzero(observed.slopes < FLAT, axis=(1, 2))  # never negative where g is bounded
    if (twice == n_h * m).any():
        return observed.median_slope < FLAT
    saturated: NDArray[np.bool_] = twice > n_h * m
    return saturated


def _frozen(observed: Observed) -> NDArray[np.bool_]:
    known = observed.known
    still, doubtful = weights_stand_still(observed)
    frozen = np.zeros(len(observed), dtype=bool)
    # A network that has come to rest is the same in one snapshot after another: one gradient does for all.
    norms: dict[tuple[bytes, Experiment], float] = {}
    for index in np.flatnonzero(still | doubtful):
        row = observed.flat[index]
        settings = known.recipe.settings_from(int(known.epochs[observed.rows[index]]))
        key = row.tobytes(), settings
        if key not in norms:
            with np.errstate(all="ignore"):
                parameters = known.shape.parameters(row)
                norms[key] = weight_gradient_norm(settings, parameters, observed.X, observed.Y)
        if norms[key] < NO_GRADIENT:
            frozen[index] = still[index] or _stood_still_by(known, int(observed.rows[index]))
    return frozen
