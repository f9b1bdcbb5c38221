"""A column's numbers on an axis of the plane, by a formula short enough to be shown, and back."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

HALF_WIDTH = 3.0
"""Columns are scaled to this much on either side of 0, about as wide as the data sets that are drawn."""

_TINIEST = 1e-300


@dataclass(frozen=True)
class Axis:
    """``x = (value - center) / unit``, with numbers of few digits: what is shown is what is computed.

    Attributes:
        center: the column's value at 0.
        unit: how much of the column's value is 1 on the plane, more than 0.
    """

    center: float = 0.0
    unit: float = 1.0

    def scaled(self, values: Array) -> Array:
        """The values on the plane."""
        return (values - self.center) / self.unit

    def restored(self, x: Array) -> Array:
        """The values that lie there."""
        return x * self.unit + self.center


def axis_for(values: Array) -> Axis:
    """The axis on which the values reach from about -3 to 3; one value alone lies at 0.

    Args:
        values: (m,), finite, one or more.
    """
    low, high = float(values.min()), float(values.max())
    center = low / 2 + high / 2
    wanted = (high / 2 - low / 2) / HALF_WIDTH
    noise = 1e-12 * max(abs(low), abs(high))  # further digits of the values say nothing
    if wanted <= max(_TINIEST, noise):
        return Axis(center, max(1.0, 10.0 ** ceil(log10(noise)) if noise else 1.0))
    exponent = floor(log10(wanted)) - 1
    # Two digits, rounded up so that nothing lies outside; the centre to a tenth of a unit's last digit.
    unit = ceil(wanted / 10.0**exponent) * 10.0**exponent if exponent > -300 else wanted
    return Axis(_rounded(center, -exponent + 1), _rounded(unit, -exponent))


def _rounded(number: float, digits: int) -> float:
    return round(number, digits) if abs(digits) < 300 else number
