"""A visitor's own points: checked once, the same value for ever, and short enough for a link.

Coordinates lie on a grid of 1/256, finer than a screen shows. On it a number is exact as text, in 32 bits and
in 64, so that a link, a file and the stage mean the same points.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Iterable
from contextlib import suppress
from functools import cached_property
from hashlib import sha256
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray

from shallownet.core.checks import ExperimentError, number, refuse

Array = NDArray[np.float64]
Point = tuple[float, float, float]

MIN_POINTS = 10
MAX_POINTS = 10_000
MAX_COORDINATE = 100.0
GRID = 256
"""Steps of the grid in one unit of the plane."""

_COORDINATE = number(-MAX_COORDINATE, MAX_COORDINATE)
_ALLOWED = f"{MIN_POINTS} to {MAX_POINTS} points (x1, x2, y), y being 0 or 1"
# Four bytes a point and two counts; text that says more, before or after it is unpacked, is not read on.
_MAX_BYTES = 4 * MAX_POINTS + 4
_MAX_TEXT = 60_000
_LOWEST = round(MAX_COORDINATE * GRID)


class OwnPoints(tuple[Point, ...]):
    """Points (x1, x2, y) in the one order they have: by class, then x1, then x2; on the grid.

    A set of points is one value, however it was put together: the same points in another order are equal,
    have one hash, and train alike to the last bit. A coordinate between two steps of the grid goes to the
    nearer.

    Raises:
        ExperimentError: if there are fewer than ``MIN_POINTS`` or more than ``MAX_POINTS`` of them, if one is
            no triple of numbers, a coordinate is beyond ``MAX_COORDINATE``, or a y is neither 0 nor 1.
    """

    def __new__(cls, points: Iterable[Iterable[float]] | Array) -> OwnPoints:
        """The points, checked and in order; those that are already stay the same object."""
        if isinstance(points, OwnPoints):
            return points
        try:
            given = points.tolist() if isinstance(points, np.ndarray) else points
            rows = list(islice(given, MAX_POINTS + 1))
        except TypeError:
            raise refuse("points", points, _ALLOWED) from None
        if not MIN_POINTS <= len(rows) <= MAX_POINTS:
            count = len(rows) if len(rows) <= MAX_POINTS else f"more than {MAX_POINTS}"
            raise ExperimentError(
                f"The number of points is {count}, but it must be from {MIN_POINTS} to {MAX_POINTS}."
            )
        # To the grid, to which 0 and 1 belong; and -0.0 becomes 0.0.
        x1, x2, y = np.rint(_checked(rows).T * GRID) / GRID + 0.0
        order = np.lexsort((x2, x1, y))
        return super().__new__(cls, zip(*(column[order].tolist() for column in (x1, x2, y)), strict=True))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or tuple.__eq__(self, other) is True

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __reduce__(self) -> tuple[type[OwnPoints], tuple[tuple[Point, ...]]]:
        # Without what was computed from them: the points say it all.
        return OwnPoints, (tuple(self),)

    @cached_property
    def _hash(self) -> int:
        # An experiment is a key of many caches, and thousands of points take a millisecond each time.
        return tuple.__hash__(self)

    @cached_property
    def digest(self) -> str:
        """Hex digits that name the points, the same in every process."""
        return sha256(_steps(self).tobytes()).hexdigest()[:24]

    @cached_property
    def columns(self) -> Array:
        """x1, x2 and y by rows, (3, m); read-only."""
        columns = np.ascontiguousarray(np.array(self, dtype=np.float64).T)
        columns.flags.writeable = False
        return columns


def _checked(rows: list[Iterable[float]]) -> Array:
    """The rows as an array (m, 3), or a refusal of the first that will not do."""
    if all(type(row) in (tuple, list) and len(row) == 3 for row in rows) and (  # type: ignore[arg-type]
        set(map(type, chain.from_iterable(rows))) <= {int, float}
    ):
        with suppress(OverflowError):  # of a whole number that no float holds; below it is refused by name
            array = np.array(rows, dtype=np.float64)
            if (np.abs(array[:, :2]) <= MAX_COORDINATE).all() and np.isin(array[:, 2], (0.0, 1.0)).all():
                return array
    return np.array([_point(index, row) for index, row in enumerate(rows)])


def _point(index: int, row: object) -> Point:
    if not isinstance(row, (tuple, list, np.ndarray)) or len(row) != 3:
        raise refuse(f"points[{index}]", row, "a triple (x1, x2, y)")
    x1, x2 = (
        _COORDINATE(f"points[{index}] {name}", value)
        for name, value in zip(("x1", "x2"), row[:2], strict=True)
    )
    y = number(0.0, 1.0)(f"points[{index}] y", row[2])
    if y not in (0.0, 1.0):
        raise refuse(f"points[{index}] y", row[2], "0 or 1")
    return x1, x2, y


def _steps(points: OwnPoints) -> NDArray[np.int32]:
    """The points in steps of the grid: x1, x2, y by rows, (3, m)."""
    return np.rint(points.columns * [[GRID], [GRID], [1]]).astype("<i4")


def encode_points(points: Iterable[Iterable[float]]) -> str:
    """Points as text for a link: letters, digits, ``-`` and ``_`` only.

    In each class x1 ascends, so that its steps from point to point are small numbers; high and low bytes
    stand apart, as the high ones are much alike and pack well. 400 points of the flower take 1,368
    characters, 10,000 some 21,600.

    Raises:
        ExperimentError: if they are no own points, see ``OwnPoints``.
    """
    x1, x2, y = _steps(OwnPoints(points))
    ones = int(y.sum())
    counts = np.array([y.size - ones, ones])
    risen = np.concatenate([np.diff(part, prepend=-_LOWEST) for part in (x1[y == 0], x1[y == 1])])
    words = np.concatenate([counts, risen, x2 + _LOWEST]).astype("<u2")
    planes = words.view(np.uint8).reshape(-1, 2).T
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, 9)
    packed = packer.compress(planes.tobytes()) + packer.flush()
    return base64.urlsafe_b64encode(packed).decode("ascii").rstrip("=")


def decode_points(text: str) -> OwnPoints:
    """The points that ``encode_points`` wrote.

    Raises:
        ExperimentError: if the text is not such text, or says more than ``MAX_POINTS``.
    """
    if not isinstance(text, str) or not 0 < len(text) <= _MAX_TEXT or not re.fullmatch(r"[\w-]+", text, re.A):
        raise refuse("points", text, f"at most {_MAX_TEXT} letters, digits, - and _")
    whole = refuse("points", text, "the text of own points, whole")
    try:
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        unpacker = zlib.decompressobj(-15)
        unpacked = unpacker.decompress(packed, _MAX_BYTES + 1)
    except (binascii.Error, zlib.error):
        raise whole from None
    if not unpacker.eof or unpacker.unused_data or len(unpacked) % 2 or not 4 < len(unpacked) <= _MAX_BYTES:
        raise whole
    planes = np.frombuffer(unpacked, np.uint8).reshape(2, -1)
    words = planes.T.copy().view("<u2")[:, 0].astype(np.int64)
    zeros, ones = int(words[0]), int(words[1])
    m = zeros + ones
    if len(words) != 2 + 2 * m:
        raise whole
    risen, x2 = words[2 : 2 + m], words[2 + m :] - _LOWEST
    x1 = np.concatenate([np.cumsum(risen[:zeros]), np.cumsum(risen[zeros:])]) - _LOWEST
    y = np.repeat([0.0, 1.0], [zeros, ones])
    return OwnPoints(zip((x1 / GRID).tolist(), (x2 / GRID).tolist(), y.tolist(), strict=True))
