"""The weights and biases of one network, and the flat row in which many of them are kept."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Parameters(NamedTuple):
    """The weights and biases; a gradient has the same shape. Never mutated.

    Attributes:
        W1: (n_h, n_x).
        b1: (n_h, 1).
        W2: (n_y, n_h).
        b2: (n_y, 1).
    """

    W1: Array
    b1: Array
    W2: Array
    b2: Array

    @property
    def shape(self) -> Shape:
        """The sizes of the layers."""
        return Shape(self.W1.shape[1], self.W1.shape[0], self.W2.shape[0])

    def flat(self) -> Array:
        """One row: W1 by rows, b1, W2 by rows, b2; shape (size,)."""
        return np.concatenate([array.ravel() for array in self])


class Shape(NamedTuple):
    """The sizes of the layers: n_x inputs, n_h hidden units, n_y outputs."""

    n_x: int
    n_h: int
    n_y: int = 1

    @property
    def size(self) -> int:
        """How many parameters there are."""
        return self.n_h * (self.n_x + 1) + self.n_y * (self.n_h + 1)

    def parameters(self, row: Array) -> Parameters:
        """The parameters in a flat row of shape (size,); read-only views of it."""
        n_x, n_h, n_y = self
        ends = np.cumsum([n_h * n_x, n_h, n_y * n_h])
        W1, b1, W2, b2 = np.split(row, ends)
        parameters = Parameters(
            W1.reshape(n_h, n_x), b1.reshape(n_h, 1), W2.reshape(n_y, n_h), b2.reshape(n_y, 1)
        )
        for array in parameters:
            array.flags.writeable = False
        return parameters
