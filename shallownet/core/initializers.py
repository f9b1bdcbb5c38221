"""How weights start: one function a row. Draws come from ``RandomState(seed)``, W1 first, then W2."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Initializer = Callable[[np.random.RandomState, int, int, float], Array]


def _scaled_normal(scale: Callable[[int], float]) -> Initializer:
    def draw(random: np.random.RandomState, n_out: int, n_in: int, _constant: float) -> Array:
        return random.randn(n_out, n_in) * scale(n_in)

    return draw


def _equal(value: Callable[[float], float]) -> Initializer:
    def fill(_random: np.random.RandomState, n_out: int, n_in: int, constant: float) -> Array:
        return np.full((n_out, n_in), value(constant))

    return fill


INITIALIZERS: dict[str, Initializer] = {
    "zeros": _equal(lambda _constant: 0.0),
    "constant": _equal(lambda constant: constant),
    "small": _scaled_normal(lambda n_in: 0.01),
    "normal": _scaled_normal(lambda n_in: 1.0),
    "large": _scaled_normal(lambda n_in: 10.0),
    "xavier": _scaled_normal(lambda n_in: np.sqrt(1.0 / n_in)),
    "he": _scaled_normal(lambda n_in: np.sqrt(2.0 / n_in)),
}
"""Every initializer by name: ``(random, n_out, n_in, constant)`` gives a weight matrix (n_out, n_in).

``small`` is the course's; ``xavier`` and ``he`` are the normal variants of Glorot and Bengio (2010) and
He et al. (2015) with the number of inputs of the layer.
"""
