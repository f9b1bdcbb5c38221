"""Arrays that begin at a cache line: a wide load that straddles two lines costs twice."""

from __future__ import annotations

from math import prod

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_LINE = 64
_ITEM = np.dtype(np.float64).itemsize


def empty(*shape: int) -> Array:
    """An uninitialized float64 array of this shape, aligned to a cache line (NumPy promises 16 bytes)."""
    size = prod(shape)
    memory = np.empty(size + _LINE // _ITEM - 1)
    start = -memory.ctypes.data % _LINE // _ITEM
    return memory[start : start + size].reshape(shape)


def copy(values: Array) -> Array:
    """A copy that is aligned."""
    array = empty(*values.shape)
    array[...] = values
    return array
