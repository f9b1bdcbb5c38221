"""The snapshots of a fit. The core's ``Trajectory`` belongs to a recipe, which says where its points come
from; a fit's points are the caller's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shallownet.core.parameters import Parameters, Shape
from shallownet.core.trajectory import ParameterSequence

Array = NDArray[np.float64]

MOST_SNAPSHOTS = 200
"""A fit keeps at most so many snapshots, so that its memory does not grow with its length."""


@dataclass(frozen=True, eq=False)
class FitTrajectory:
    """S snapshots of a fit, epoch 0 and the last among them. A value; nothing in it is ever changed.

    Attributes:
        shape: the sizes of the layers.
        epochs: (S,), ascending; evenly spread but for the last.
        flat: the parameters, (S, shape.size), see ``Parameters.flat``.
        train_loss: (S,), the cost's data term on the examples that the epoch was trained on.
    """

    shape: Shape
    epochs: NDArray[np.int64]
    flat: Array
    train_loss: Array

    def __post_init__(self) -> None:
        for array in (self.epochs, self.flat, self.train_loss):
            array.flags.writeable = False

    @property
    def parameters(self) -> Sequence[Parameters]:
        """The parameters of each snapshot; W1 is (hidden units, features), W2 (outputs, hidden units)."""
        return ParameterSequence(self.shape, self.flat)

    def __len__(self) -> int:
        return len(self.epochs)


class Recorder:
    """Takes the snapshots of a fit as it goes: every epoch at first, then every second, every fourth, ….

    Args:
        flat: the parameters at epoch 0, (size,).
        loss: the loss there.

    Attributes:
        epoch: the last epoch that it was told of.
        first_loss: the loss at epoch 0.
    """

    def __init__(self, flat: Array, loss: float) -> None:
        self.epoch, self.first_loss = 0, loss
        self._stride = 1
        self._kept = [(0, flat, loss)]
        self._last = self._kept[0]

    def wants(self, epoch: int) -> bool:
        """Whether the epoch is one to keep even if it is not the last."""
        return epoch % self._stride == 0

    def take(self, epoch: int, flat: Array, loss: float) -> None:
        """Keep a snapshot: one that it wants, or the last one for now."""
        self.epoch = epoch
        self._last = (epoch, flat, loss)
        if self.wants(epoch) and epoch > self._kept[-1][0]:
            self._kept.append(self._last)
            if len(self._kept) == MOST_SNAPSHOTS:  # the last makes one more
                self._stride *= 2
                self._kept = [one for one in self._kept if self.wants(one[0])]

    def trajectory(self, shape: Shape) -> FitTrajectory:
        """The snapshots that there are."""
        is_kept = self._last[0] == self._kept[-1][0]
        epochs, flat, losses = zip(*(self._kept if is_kept else [*self._kept, self._last]), strict=True)
        return FitTrajectory(shape, np.array(epochs), np.stack(flat), np.array(losses))
