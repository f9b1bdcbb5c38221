"""The weights and biases of one network, and the flat row in which many of them are kept."""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

ENTRY = re.compile(r"(W1|W2)\[([1-9]\d{0,3}),([1-9]\d{0,3})\]|(b1)\[([1-9]\d{0,3})\]|(b2)")
"""The name of one weight or bias, counted from 1 as in formulas: W1[j,k], b1[j], W2[1,j], b2."""


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

    def place_of(self, entry: str) -> int | None:
        """Where the entry of that name (see ``ENTRY``) is in a flat row; None if there is no such entry."""
        found = ENTRY.fullmatch(entry)
        if found is None:
            return None
        name = found[1] or found[4] or found[6]
        row, column = int(found[2] or found[5] or 1) - 1, int(found[3] or 1) - 1
        n_x, n_h, n_y = self
        rows, columns = {"W1": (n_h, n_x), "b1": (n_h, 1), "W2": (n_y, n_h), "b2": (n_y, 1)}[name]
        if row >= rows or column >= columns:
            return None
        start = {"W1": 0, "b1": n_h * n_x, "W2": n_h * (n_x + 1), "b2": n_h * (n_x + 1) + n_y * n_h}[name]
        return start + row * columns + column

    def entries(self) -> list[str]:
        """The names of all weights and biases, in the order of a flat row."""
        n_x, n_h, n_y = self
        W1 = [f"W1[{j + 1},{k + 1}]" for j in range(n_h) for k in range(n_x)]
        W2 = [f"W2[{i + 1},{j + 1}]" for i in range(n_y) for j in range(n_h)]
        return [*W1, *(f"b1[{j + 1}]" for j in range(n_h)), *W2, *("b2" for _ in range(n_y))]

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
