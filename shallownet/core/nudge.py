"""The smallest thing that ends a symmetry: one weight of one unit that has a twin, changed a little."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from shallownet.core.parameters import Shape
from shallownet.core.symmetry import twin_groups, unit_rows


def freeing_nudge(shape: Shape, flat: NDArray[np.float64], size: float) -> dict[str, float]:
    """One weight to set, so that exactly one hidden unit is no longer equal to any other.

    Args:
        shape: the layers.
        flat: the parameters, (size,), see ``Parameters.flat``.
        size: what is added to the weight; a multiple of it where that would make it equal to another unit.

    Returns:
        The entry's name and its new value; empty if all units differ already.
    """
    groups = twin_groups(shape, flat[np.newaxis])[0]
    names, counts = np.unique(groups, return_counts=True)
    if counts.max() == 1:
        return {}
    # The last of the largest family: the others stay together as long as there are more than one.
    unit = int(np.flatnonzero(groups == names[counts.argmax()])[-1])
    entry = f"W1[{unit + 1},1]"
    place = shape.place_of(entry)
    moved = flat.copy()
    for steps in range(1, shape.n_h + 1):
        moved[place] = flat[place] + steps * size
        units = unit_rows(shape, moved[np.newaxis])[0]
        if sum(np.array_equal(units[unit], other) for other in units) == 1:
            break
    return {entry: float(moved[place])}
