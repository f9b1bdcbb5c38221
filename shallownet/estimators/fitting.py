"""The fit loop: epochs of the engine until there are enough, or the loss stands still or runs away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from shallownet.core.descent import Descent
from shallownet.core.parameters import Shape
from shallownet.core.stability import DIVERGENCE_FACTOR
from shallownet.estimators.trajectory import Recorder

Array = NDArray[np.float64]


@dataclass(frozen=True)
class FitSettings:
    """What the engine needs to know (see ``core.descent.Settings``), and when to stop.

    Attributes:
        tol: an epoch improves the loss if it goes below the best so far by more than this; None never stops.
        n_iter_no_change: after so many epochs in a row without improvement the fit stops.
    """

    problem: str
    activation: str
    leaky_slope: float
    learning_rate: float
    batch_size: int | None
    l1: float
    l2: float
    seed: int
    tol: float | None
    n_iter_no_change: int


class Fitted(NamedTuple):
    """How a fit ended.

    Attributes:
        flat: the parameters, (shape.size,), see ``Parameters.flat``; after a divergence the last good ones.
        loss: the cost's data term there.
        losses: that after each epoch.
        recorder: the snapshots.
        diverged: whether the next epoch would have had no finite cost, or one beyond all measure.
    """

    flat: Array
    loss: float
    losses: list[float]
    recorder: Recorder
    diverged: bool


def descend(
    settings: FitSettings,
    shape: Shape,
    X: Array,
    Y: Array,
    flat: Array,
    epochs: int,
    recorder: Recorder | None = None,
) -> Fitted:
    """Train one network on the caller's points.

    Args:
        settings: how.
        shape: the sizes of the layers.
        X: inputs, (n_x, m).
        Y: targets, (n_y, m).
        flat: where it starts, (shape.size,).
        epochs: how many at most.
        recorder: that of the epochs before, if there were some.
    """
    descent = Descent([settings], shape, [(X, Y)], flat[np.newaxis], epochs)
    with np.errstate(all="ignore"):  # a fit that overflows is found out by its costs
        first = float(descent.costs([0])[0, 0])
    recorder = recorder or Recorder(flat, first)
    # A call of partial_fit may start from next to nothing, of which 100 times is still nothing.
    limit = DIVERGENCE_FACTOR * max(first, recorder.first_loss)
    plateau = _Plateau(settings.tol, settings.n_iter_no_change, first)
    epoch, last = recorder.epoch, recorder.epoch + epochs
    losses: list[float] = []

    def ended(place: int, *, diverged: bool) -> Fitted:
        reached = descent.flat([place])[0, 0]
        if losses:
            recorder.take(epoch + place, reached, losses[-1])
        return Fitted(reached, losses[-1] if losses else first, losses, recorder, diverged)

    while epoch < last:
        count = min(descent.block, last - epoch)
        with np.errstate(all="ignore"):  # comparisons with NaN are false
            descent.run(epoch, count)
            J = descent.costs(slice(1, count + 1))[:, 0]
            is_finite = np.isfinite(descent.rows[1 : count + 1, 0]).all(axis=-1)
            is_good = is_finite & (limit >= J)
        good = count if is_good.all() else int(np.argmin(is_good))
        for place in range(1, good + 1):
            losses.append(float(J[place - 1]))
            if recorder.wants(epoch + place):
                recorder.take(epoch + place, descent.flat([place])[0, 0], losses[-1])
            if plateau.lasts(losses[-1]):
                return ended(place, diverged=False)
        if good < count:
            return ended(good, diverged=True)
        descent.restart(count)
        epoch += count
    return ended(0, diverged=False)


class _Plateau:
    """Whether the loss has stood still for long enough."""

    def __init__(self, tol: float | None, patience: int, loss: float) -> None:
        self._tol, self._patience = tol, patience
        self._best, self._stale = loss, 0

    def lasts(self, loss: float) -> bool:
        """Told of the loss after one more epoch: whether that makes ``patience`` without improvement."""
        if self._tol is None:
            return False
        self._stale = 0 if loss < self._best - self._tol else self._stale + 1
        self._best = min(self._best, loss)
        return self._stale >= self._patience
