"""How different the hidden units are: twins, the distance between units, and the rank of W1.

A hidden unit *is* its row of W1, its bias b1 and its outgoing weight W2. Two units are twins when all of
these are equal to the last bit (0.0 and -0.0 are equal): they then compute the same, get the same gradient,
and stay twins for ever.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from shallownet.core.parameters import Shape

Array = NDArray[np.float64]


def unit_rows(shape: Shape, flat: Array) -> Array:
    """What each hidden unit is.

    Args:
        shape: the layers.
        flat: S sets of parameters, (S, size), see ``Parameters.flat``; finite.

    Returns:
        (S, n_h, n_x + 1 + n_y): the unit's row of W1, its b1, its column of W2.
    """
    (n_x, n_h, n_y), S = shape, len(flat)
    W1, b1, W2, _ = np.split(flat, np.cumsum([n_h * n_x, n_h, n_y * n_h]), axis=1)
    parts = (W1.reshape(S, n_h, n_x), b1.reshape(S, n_h, 1), W2.reshape(S, n_y, n_h).transpose(0, 2, 1))
    return np.concatenate(parts, axis=2)


def twin_groups(shape: Shape, flat: Array) -> NDArray[np.intp]:
    """For each hidden unit the smallest index of a unit that equals it, (S, n_h): twins have one number."""
    return _groups_of(unit_rows(shape, flat))


def _groups_of(rows: Array) -> NDArray[np.intp]:
    """For each of n rows, (S, n, k), the smallest index of a row that equals it, (S, n)."""
    S, n, _ = rows.shape
    equal = np.ones((S, n, n), dtype=bool)
    for own in np.moveaxis(rows, 2, 0):
        equal &= own[:, :, np.newaxis] == own[:, np.newaxis, :]
    groups: NDArray[np.intp] = equal.argmax(axis=2)
    return groups


def distinct_units(shape: Shape, flat: Array) -> NDArray[np.intp]:
    """How many different hidden units there are, (S,): n_h where no two are twins."""
    return count_groups(twin_groups(shape, flat))


def distinct_rows_of_W1(shape: Shape, flat: Array) -> NDArray[np.intp]:
    """How many different rows W1 has, (S,): units that look the same way, whatever W2 makes of them."""
    return count_groups(_groups_of(_W1_of(shape, flat)))


def count_groups(groups: NDArray[np.intp]) -> NDArray[np.intp]:
    """How many groups of twins there are, (S,), from ``twin_groups`` (S, n_h)."""
    return np.asarray(np.count_nonzero(groups == np.arange(groups.shape[1]), axis=1))


def largest_distance(shape: Shape, flat: Array) -> Array:
    """The largest Euclidean distance between two hidden units (see ``unit_rows``), (S,).

    0 exactly where all are twins, and where there is only one unit.
    """
    units = unit_rows(shape, flat)
    first, second = np.triu_indices(shape.n_h, k=1)
    with np.errstate(over="ignore"):
        apart = np.abs(units[:, first] - units[:, second])
        # Scaled to 1, so that no square of a tiny difference becomes 0: twins alone are at distance 0.
        scale = apart.max(axis=(1, 2), initial=0.0)
        apart /= np.where(scale > 0, scale, 1.0)[:, np.newaxis, np.newaxis]
        largest: Array = scale * np.sqrt(np.square(apart).sum(axis=2).max(axis=1, initial=0.0))
    return largest


def rank_of_W1(shape: Shape, flat: Array) -> NDArray[np.intp]:
    """The rank of W1, (S,): how many independent directions the units look in; at most min(n_h, n_x)."""
    return np.asarray(np.linalg.matrix_rank(_W1_of(shape, flat)))


def _W1_of(shape: Shape, flat: Array) -> Array:
    return flat[:, : shape.n_h * shape.n_x].reshape(-1, shape.n_h, shape.n_x)
