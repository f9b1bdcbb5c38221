"""The inputs a network may be given: x1, x2 and simple functions of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

FEATURES: dict[str, Callable[[Array, Array], Array]] = {
    "x1": lambda x1, x2: x1,
    "x2": lambda x1, x2: x2,
    "x1_squared": lambda x1, x2: x1 * x1,
    "x2_squared": lambda x1, x2: x2 * x2,
    "x1x2": lambda x1, x2: x1 * x2,
    "sin_x1": lambda x1, x2: np.sin(x1),
    "sin_x2": lambda x1, x2: np.sin(x2),
}
"""Every input by name, as a function of the two coordinates."""


def expand(X: Array, names: Sequence[str]) -> Array:
    """The rows of the network's X for points on the plane.

    Args:
        X: coordinates, shape (2, m).
        names: keys of ``FEATURES``.

    Returns:
        Shape (len(names), m).
    """
    return np.stack([FEATURES[name](X[0], X[1]) for name in names])
