"""A network at one epoch."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from shallownet.core.stability import Rises


class Snapshot(NamedTuple):
    """A network at one epoch, and all that is needed to train on from there.

    Attributes:
        epoch: how many epochs it has trained.
        flat: the parameters, (size,), see ``Parameters.flat``.
        rises: in which of the last epochs the cost rose, see ``stability.Rises``.
        train_loss, train_accuracy: on the training points, see ``cost.measure``; both None where nobody has
            measured them.
    """

    epoch: int
    flat: NDArray[np.float64]
    rises: Rises
    train_loss: float | None = None
    train_accuracy: float | None = None
