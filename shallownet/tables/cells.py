"""What a cell says: a number in one of the ways people write them, nothing, or some other text."""

from __future__ import annotations

import re
from collections.abc import Sequence

MISSING = frozenset({"", "na", "n/a", "#n/a", "nan", "null", "?"})
"""What stands where there is nothing, in lower case."""

# Signs and spaces that look like others.
_LIKE = str.maketrans({"−": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " "})
_THOUSANDS_APART = re.compile(r"(?<=\d) (?=\d{3}(?!\d))", re.ASCII)
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,4})?", re.ASCII | re.IGNORECASE)
# By decimal mark: a number whose thousands are parted by the other of point and comma.
_GROUPED = {
    ".": re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?", re.ASCII),
    ",": re.compile(r"[+-]?\d{1,3}(\.\d{3})+(,\d*)?", re.ASCII),
}
_LONGEST = 60
_LARGEST = 1e300


def is_missing(cell: str) -> bool:
    """Whether it says nothing."""
    return cell.lower() in MISSING


def is_number(cell: str) -> bool:
    """Whether it is a number, with a point or a comma."""
    return any(number_of(cell, mark) is not None for mark in ".,")


def decimal_mark(cells: Sequence[str], separator: str) -> str:
    """What stands before the decimals in a column: ``"."`` or ``","``.

    1,5 is one and a half, unless a number of the column has both and says otherwise. 1,234 is more than a
    thousand where commas part the cells too, as a decimal comma is rare there, if every comma of the column
    may be such.
    """
    commas = [cell for cell in cells if "," in cell]
    for mark, pattern in _GROUPED.items():
        if any(mark in cell and pattern.fullmatch(cell) for cell in commas if "." in cell):
            return mark
    if not commas or (separator == "," and all(_GROUPED["."].fullmatch(cell) for cell in commas)):
        return "."
    return ","


def number_of(cell: str, mark: str = ".") -> float | None:
    """The number that a cell says, or None. Infinite and undefined are none.

    Args:
        cell: its text.
        mark: the decimal mark; the other one of point and comma, or a space, may part thousands.
    """
    if len(cell) > _LONGEST:
        return None
    text = _THOUSANDS_APART.sub("", cell.translate(_LIKE))
    other = "," if mark == "." else "."
    if _GROUPED[mark].fullmatch(text):
        text = text.replace(other, "")
    if other in text:
        return None
    text = text.replace(mark, ".")
    if _PLAIN.fullmatch(text) is None:
        return None
    number = float(text)
    return number if abs(number) <= _LARGEST else None


def numbers_of(cells: Sequence[str], separator: str) -> list[float | None]:
    """The numbers of a column, None for what is none."""
    mark = decimal_mark(cells, separator)
    return [number_of(cell, mark) for cell in cells]
