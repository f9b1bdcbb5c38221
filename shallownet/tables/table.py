"""A table of text cells: its separator and header found out, its columns named, its rows counted as a
spreadsheet counts them. A cell is text and stays text; a formula is never computed."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from numpy.dtypes import StringDType
from numpy.typing import NDArray

from shallownet.core.checks import ExperimentError
from shallownet.tables.cells import is_number
from shallownet.tables.encodings import text_of

# A visitor's table is kept while its columns are chosen, and as Python's strings it would take four times the
# memory.
Cells = NDArray[Any]

MAX_ROWS = 200_000
MAX_COLUMNS = 100
MAX_NAME = 60
SEPARATORS = (",", ";", "\t", "|")
# Where none of them parts anything, columns may stand apart by spaces.
_SPACES = " "
_SNIFFED_ROWS = 100


@dataclass(frozen=True, eq=False)
class Table:
    """A table that was read.

    Attributes:
        columns: the text of the cells by the column's name, (m,) each; names differ, and are not empty.
        rows: the number of each row as a spreadsheet shows it, (m,): from 1, with the header and empty rows.
        separator: what stood between the cells.
    """

    columns: Mapping[str, Cells]
    rows: NDArray[np.int64]
    separator: str

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def names(self) -> list[str]:
        """The columns' names, in order."""
        return list(self.columns)


def read_table(data: bytes | str, unnamed: str = "column {number}") -> Table:
    """Read a table.

    Args:
        data: the bytes of a file or pasted text.
        unnamed: what a column without a name is called.

    Raises:
        ExperimentError: if it is too large, no text, no table, or has fewer than three columns.
    """
    text = text_of(data)
    separator = _separator_of(text)
    numbers: list[int] = []
    rows: list[list[str]] = []
    for number, cells in enumerate(_records(text, separator), 1):
        if not any(cells):
            continue
        if len(rows) > MAX_ROWS:
            raise ExperimentError(
                f"The table has more than {MAX_ROWS:,} rows, but it must have at most that many."
            )
        numbers.append(number)
        rows.append(cells)
    if not rows:
        raise ExperimentError("The table is empty, but it must have rows with two numbers and a label.")
    width = max(map(len, rows))
    if not 3 <= width <= MAX_COLUMNS:
        raise ExperimentError(
            f"The number of columns is {width}, but it must be from 3 to {MAX_COLUMNS}: two with numbers"
            " and one that says the class, separated by commas, semicolons, tabs, | or spaces."
        )
    # A header has no numbers in it; a first row that has is a row like the others.
    has_header = not any(is_number(cell) for cell in rows[0])
    names = _names(rows[0] if has_header else [], width, unnamed)
    if has_header:
        numbers, rows = numbers[1:], rows[1:]
    columns = {
        # Of each row a short one lacks the last cells.
        name: np.array([row[place] if place < len(row) else "" for row in rows], dtype=StringDType())
        for place, name in enumerate(names)
    }
    return Table(columns, np.array(numbers, dtype=np.int64), separator)


def _records(text: str, separator: str) -> Iterator[list[str]]:
    """The rows, their cells stripped of spaces."""
    if separator == _SPACES:
        yield from (line.split() for line in text.splitlines())
        return
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)
    try:
        for cells in reader:
            yield [cell.strip() for cell in cells]
    except csv.Error as error:
        raise ExperimentError(
            f"Line {reader.line_num} of the table cannot be read ({error}): is a quotation mark left open?"
        ) from None


def _separator_of(text: str) -> str:
    """The separator that parts the first rows best, see ``_agreement``."""
    best, best_score = "", (0, 0, 0)
    for separator in (*SEPARATORS, _SPACES):
        try:
            rows = [cells for cells in islice(_records(text, separator), _SNIFFED_ROWS) if any(cells)]
        except ExperimentError:
            continue
        score = _agreement(rows)
        if score > best_score and (separator != _SPACES or not best):
            best, best_score = separator, score
    # Where none will do, it is no table or one with too few columns, and is refused as it would be with this.
    return best or next((one for one in SEPARATORS if one in text), ",")


def _agreement(rows: list[list[str]]) -> tuple[int, int, int]:
    """How many rows have the most usual number of cells, how many of the cells are numbers, that number.

    A decimal comma parts 1,5;2,5;a into three as well, but not into numbers. Below three cells it is nothing.
    """
    counted = Counter(len(cells) for cells in rows if len(cells) >= 3)
    if not counted:
        return 0, 0, 0
    count, width = max((count, width) for width, count in counted.items())
    numbers = sum(is_number(cell) for cells in rows if len(cells) == width for cell in cells)
    return count, numbers, width


def _names(header: Sequence[str], width: int, unnamed: str) -> list[str]:
    """A name for each column: its own, cut where it is long; behind it a number where it is not the first."""
    names: list[str] = []
    for place in range(width):
        given = re.sub(r"\s+", " ", header[place]) if place < len(header) else ""
        given = given if len(given) <= MAX_NAME else given[: MAX_NAME - 1] + "…"
        name = base = given or unnamed.format(number=place + 1)
        again = 1
        while name in names:
            again += 1
            name = f"{base} ({again})"
        names.append(name)
    return names
