"""When a run has diverged, and when it is unstable."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

DIVERGENCE_FACTOR = 100.0
"""A run has diverged when a cost or parameter is not finite, or the cost exceeds this times its value at
epoch 0. "Not finite" alone would not do: a tanh network at an absurd rate stays finite for ever."""

WINDOW = 100
"""A run is unstable when its cost rose in more than a third of this many last epochs."""

ROUND_OFF = 1e-12
"""A cost rises when it grows by more than this share. At the end of a convex descent the last digits of a
cost that stands still go up and down, 3e-16 of it at a time; that tells nothing of the learning rate."""

Rises = NDArray[np.uint8]
"""For the last ``WINDOW`` epochs, oldest first, whether the cost rose: bits, packed by ``np.packbits``."""


def rose(J: NDArray[np.float64]) -> NDArray[np.bool_]:
    """For each epoch but the first whether the cost rose; J is (epochs, …)."""
    result: NDArray[np.bool_] = J[1:] - J[:-1] > ROUND_OFF * J[:-1]
    return result


def no_rises() -> Rises:
    """The window of a run that has not begun."""
    return np.packbits(np.zeros(WINDOW, dtype=bool))


def is_unstable(rises: Rises) -> NDArray[np.bool_]:
    """Whether the cost rose in more than a third of the window; ``rises`` may be a stack (…, 13)."""
    result: NDArray[np.bool_] = 3 * np.unpackbits(rises, axis=-1).sum(axis=-1, dtype=int) > WINDOW
    return result
