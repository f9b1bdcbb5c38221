"""Points as a file that a spreadsheet opens and ``read_table`` reads back to the last bit."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

from shallownet.core.own_points import Point

# What a spreadsheet would take for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def points_csv(points: Iterable[Point], classes: Mapping[float, str] | None = None) -> str:
    """A CSV file with the columns x1, x2 and y, and the name of the class where there are names.

    Args:
        points: the points.
        classes: the name of class 0.0 and that of class 1.0.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(("x1", "x2", "y", *(("class",) if classes else ())))
    for x1, x2, y in points:
        # repr is the shortest text that is this very number.
        numbers = (repr(x1), repr(x2), f"{y:.17g}")
        writer.writerow((*numbers, harmless(classes[y])) if classes else numbers)
    return file.getvalue()


def harmless(text: str) -> str:
    """Text that a spreadsheet shows instead of computing it: what may begin a formula is quoted by ``'``."""
    return f"'{text}" if text.startswith(_FORMULA) else text
