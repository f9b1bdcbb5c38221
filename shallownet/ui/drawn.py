"""Points that a visitor has drawn on the map, read from a browser's message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shallownet.core.own_points import GRID, MAX_COORDINATE, MAX_POINTS, MIN_POINTS, Point

LIMITS = {"grid": GRID, "least": MIN_POINTS, "most": MAX_POINTS, "reach": MAX_COORDINATE}
"""What a stage needs to know to let points be drawn."""


@dataclass(frozen=True)
class Drawn:
    """All the points on a map, those that were not touched too.

    Attributes:
        number: the stage's own number for them, which it is told back.
        points: as they came; whether they will do is for ``OwnPoints`` to say.
    """

    number: int
    points: tuple[Point, ...]

    @classmethod
    def parse(cls, message: object) -> Drawn | None:
        """What a message says; None if it is none, or is longer than any that a stage sends."""
        if not isinstance(message, Mapping):
            return None
        number, flat = message.get("number"), message.get("points")
        if isinstance(number, bool) or not isinstance(number, int) or not isinstance(flat, list):
            return None
        if len(flat) % 3 or len(flat) > 3 * MAX_POINTS:
            return None
        return cls(number, tuple(zip(flat[::3], flat[1::3], flat[2::3], strict=True)))
