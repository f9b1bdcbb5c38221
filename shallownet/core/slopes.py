"""What the slope of an activation is like: where it is flat, what differences give, when a tells it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from shallownet.core.activations import ACTIVATIONS

FLAT = 0.01
"""A slope nearer to 0 than this counts as flat."""
KINKED = ("relu", "leaky_relu")
"""The activations with a kink, which is at z = 0."""

_SAMPLES = 20_001
_HALVINGS = 80


def value(name: str, z: float, leaky_slope: float = 0.01) -> float:
    """g(z) of one number."""
    return float(ACTIVATIONS[name].value([z], leaky_slope)[0])


def slope(name: str, z: float, leaky_slope: float = 0.01) -> float:
    """g'(z) of one number; at a kink the left slope."""
    return float(ACTIVATIONS[name].slope([z], leaky_slope)[0])


def has_kink(name: str, leaky_slope: float = 0.01) -> bool:
    """Whether g has a kink at 0: a leaky ReLU whose two slopes are the same has none."""
    return name in KINKED and not (name == "leaky_relu" and leaky_slope == 1.0)


def flat_intervals(
    name: str, low: float, high: float, leaky_slope: float = 0.01
) -> tuple[tuple[float, float], ...]:
    """The intervals of z within [low, high] where |g'(z)| < ``FLAT``, from left to right.

    Their ends are bisected to the last bits, so that they do not depend on the samples between which they
    are found; an interval narrower than 1/20000 of the axis may be missed.
    """
    Z = np.linspace(low, high, _SAMPLES)
    flat = np.abs(ACTIVATIONS[name].slope(Z, leaky_slope)) < FLAT

    def beyond(z: float) -> float:
        return abs(slope(name, z, leaky_slope)) - FLAT

    changes = np.flatnonzero(flat[1:] != flat[:-1])
    ends = [_zero(beyond, float(Z[i]), float(Z[i + 1])) for i in changes]
    if flat[0]:
        ends.insert(0, low)
    if flat[-1]:
        ends.append(high)
    return tuple(zip(ends[::2], ends[1::2], strict=True))


def value_range(name: str, low: float, high: float, leaky_slope: float = 0.01) -> tuple[float, float]:
    """The smallest and the largest g(z) for z within [low, high]."""
    A = ACTIVATIONS[name].value(np.linspace(low, high, _SAMPLES), leaky_slope)
    return float(A.min()), float(A.max())


@dataclass(frozen=True)
class Differences:
    """Slopes of g at z from its values alone, without any formula for g'.

    Attributes:
        left: (g(z) - g(z - h)) / h.
        central: (g(z + h) - g(z - h)) / 2h.
        right: (g(z + h) - g(z)) / h.
        spans_kink: whether a kink lies between z - h and z + h, its ends left out. No difference across a
            kink tends to a slope.
    """

    left: float
    central: float
    right: float
    spans_kink: bool


def differences(name: str, z: float, step: float, leaky_slope: float = 0.01) -> Differences:
    """The finite differences of g at z with the step h > 0."""
    before, at, after = (float(a) for a in ACTIVATIONS[name].value([z - step, z, z + step], leaky_slope))
    # z + h is rounded: the distance that g really saw is that of the rounded numbers.
    to_left, to_right = z - (z - step), (z + step) - z
    return Differences(
        left=(at - before) / to_left,
        central=(after - before) / (to_left + to_right),
        right=(after - at) / to_right,
        spans_kink=has_kink(name, leaky_slope) and abs(z) < step,
    )


def lowest_point(name: str) -> float | None:
    """The z where g turns from falling to rising (silu, mish); None where it never falls."""
    # Both turn between these: at -4 they still fall, at 0 they rise.
    low, high = -4.0, 0.0
    if slope(name, low) >= 0.0 or slope(name, high) <= 0.0:
        return None
    return _zero(lambda z: slope(name, z), low, high)


def other_z(name: str, z: float) -> float | None:
    """Another z with the same a = g(z), where g falls and rises again (silu, mish).

    Returns:
        None where there is no other one: a is not below 0, z is the lowest point itself, or g never falls.
    """
    lowest = lowest_point(name)
    if lowest is None or z >= 0.0 or z == lowest:
        return None
    a = value(name, z)

    def above(other: float) -> float:
        return value(name, other) - a

    if z < lowest:
        return _zero(above, lowest, 0.0)
    # g climbs back to 0 from below as z falls: far enough out it is above a, unless a is as good as 0.
    far = lowest - 1.0
    while above(far) <= 0.0:
        far *= 2.0
        if far < -600.0:
            return None
    return _zero(above, far, lowest)


def _zero(function: Callable[[float], float], low: float, high: float) -> float:
    """A zero of a function that has opposite signs at low and high, by bisection to the last bits."""
    rising = function(high) > 0.0
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        if (function(middle) > 0.0) == rising:
            high = middle
        else:
            low = middle
    return 0.5 * (low + high)
