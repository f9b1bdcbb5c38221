"""From a table and the columns chosen to points: what was kept, what was left out and why, and the scale."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from shallownet.core.checks import ExperimentError
from shallownet.core.own_points import MAX_COORDINATE, MAX_POINTS, MIN_POINTS, OwnPoints
from shallownet.tables.cells import is_missing, numbers_of
from shallownet.tables.scaling import Axis, axis_for
from shallownet.tables.table import Table

Array = NDArray[np.float64]

MAX_CLASSES = 50


class LeftOut(NamedTuple):
    """A row without a number, or without a label, where one is needed: its number, the column, the cell."""

    row: int
    column: str
    cell: str


@dataclass(frozen=True)
class Choice:
    """What a visitor chooses of a table.

    Attributes:
        x1, x2: the columns of numbers.
        label: the column that says the class.
        one: the label that is class 1; every other is class 0. None: see ``usual_one``.
        is_scaled: whether the columns are scaled to the plane.
    """

    x1: str
    x2: str
    label: str
    one: str | None = None
    is_scaled: bool = True


@dataclass(frozen=True)
class Made:
    """Points made of a table.

    Attributes:
        points: the points.
        axes: how x1 and x2 follow from their columns.
        labels: how many rows have each label, the most usual first; only of the rows that can be used.
        one: the label that became class 1; it need not occur.
        left_out: the rows that cannot be used.
        usable: how many rows can be used; if there are more than points, they were thinned evenly.
    """

    points: OwnPoints
    axes: tuple[Axis, Axis]
    labels: dict[str, int]
    one: str
    left_out: tuple[LeftOut, ...]
    usable: int

    @property
    def zeros(self) -> list[str]:
        """The labels that became class 0."""
        return [label for label in self.labels if label != self.one]


def number_columns(table: Table) -> list[str]:
    """The columns most of whose cells are numbers, judged by the first hundred rows."""
    found = []
    for name, cells in table.columns.items():
        start = [cell for cell in cells[:100].tolist() if not is_missing(cell)]
        if start and 2 * sum(one is not None for one in numbers_of(start, table.separator)) > len(start):
            found.append(name)
    return found


def usual_choice(table: Table) -> Choice:
    """What most tables mean: the first two columns of numbers, and as the label the last column but these."""
    numbers = number_columns(table)
    x1, x2 = (*numbers[:2], *[name for name in table.names if name not in numbers[:2]])[:2]
    return Choice(x1, x2, [name for name in table.names if name not in (x1, x2)][-1])


def usual_one(labels: Sequence[str]) -> str:
    """The label that is class 1 if nothing else is said: of numbers the largest, else the last by name.

    0 alone is class 0, as then everything is; the label that would be 1 does not occur.
    """
    if list(labels) == ["0"]:
        return "1"
    return max(labels, key=lambda label: (_as_number(label) is not None, _as_number(label) or 0.0, label))


def make_points(table: Table, choice: Choice) -> Made:
    """The points of the rows that can be used.

    Raises:
        ExperimentError: if a column is unknown or used twice, if too few rows can be used, if there are more
            than ``MAX_CLASSES`` labels, or a column that is not scaled does not fit on the plane.
    """
    names = (choice.x1, choice.x2, choice.label)
    for name in names:
        if name not in table.columns:
            raise ExperimentError(f"The table has no column {name!r}, only {len(table.columns)} others.")
    if len(set(names)) < 3:
        raise ExperimentError("x1, x2 and the label must be three different columns.")
    values, labels, left_out = _usable(table, choice)
    if len(labels) < MIN_POINTS:
        raise ExperimentError(_too_few(len(table), len(labels), left_out))
    counts = dict(sorted(Counter(labels).items(), key=lambda item: (-item[1], item[0])))
    if len(counts) > MAX_CLASSES:
        raise ExperimentError(
            f"The label column {choice.label!r} has {len(counts)} different values, but it must have at most"
            f" {MAX_CLASSES}: is it a column of measurements?"
        )
    one = usual_one(list(counts)) if choice.one is None else choice.one
    y = np.array([label == one for label in labels], dtype=np.float64)
    axes = (axis_for(values[0]), axis_for(values[1])) if choice.is_scaled else (Axis(), Axis())
    X = [axis.scaled(column) for axis, column in zip(axes, values, strict=True)]
    for name, column, x in zip(("x1", "x2"), names[:2], X, strict=True):
        if np.abs(x).max() > MAX_COORDINATE:
            raise ExperimentError(
                f"{name} is {column!r}, which reaches {x[np.abs(x).argmax()]:g}, but without scaling it must"
                f" lie between -{MAX_COORDINATE:g} and {MAX_COORDINATE:g}: scale it to the plane."
            )
    kept = thinned(y, MAX_POINTS)
    points = OwnPoints(np.stack([*X, y], axis=1)[kept])
    return Made(points, axes, counts, one, tuple(left_out), len(labels))


def thinned(y: Array, most: int) -> NDArray[np.intp]:
    """Which of the rows to keep if there are more than ``most``.

    Each class keeps its share, taken evenly through the table, and at least one of its rows.
    """
    if y.size <= most:
        return np.arange(y.size)
    members = [np.flatnonzero(y == label) for label in (0.0, 1.0)]
    ones = round(most * members[1].size / y.size)
    ones = min(max(ones, min(1, members[1].size)), most - min(1, members[0].size))
    kept = [
        rows[np.arange(count) * rows.size // count] if count else rows[:0]
        for rows, count in zip(members, (most - ones, ones), strict=True)
    ]
    return np.sort(np.concatenate(kept))


def _usable(table: Table, choice: Choice) -> tuple[Array, list[str], list[LeftOut]]:
    """x1 and x2 (2, m) and the labels of the rows that have all three, and the rows that have not."""
    cells = [table.columns[name].tolist() for name in (choice.x1, choice.x2)]
    numbers = [numbers_of(column, table.separator) for column in cells]
    labels = _labels(table.columns[choice.label].tolist(), table.separator)
    good, left_out = [], []
    for index, (row, x1, x2, label) in enumerate(zip(table.rows.tolist(), *numbers, labels, strict=True)):
        if x1 is None:
            left_out.append(LeftOut(row, choice.x1, cells[0][index]))
        elif x2 is None:
            left_out.append(LeftOut(row, choice.x2, cells[1][index]))
        elif is_missing(label):
            left_out.append(LeftOut(row, choice.label, label))
        else:
            good.append((x1, x2, label))
    values = np.array([pair[:2] for pair in good], dtype=np.float64).reshape(-1, 2).T
    return values, [label for *_, label in good], left_out


def _labels(cells: list[str], separator: str) -> list[str]:
    """The labels as text; those that are equal as numbers, such as 1 and 1.0, are one label."""
    numbers = numbers_of(cells, separator)
    return [cell if number is None else f"{number:.12g}" for cell, number in zip(cells, numbers, strict=True)]


def _as_number(label: str) -> float | None:
    return numbers_of([label], ",")[0]


def _too_few(rows: int, usable: int, left_out: Sequence[LeftOut]) -> str:
    """The sentence that says so, with the first row that cannot be used."""
    words = f"Of the table's {rows} rows {usable} can be used, but at least {MIN_POINTS} are needed"
    if not left_out:
        return words + "."
    first = left_out[0]
    if is_missing(first.cell):
        return words + f": in row {first.row}, for instance, {first.column} is missing."
    cell = shortened(first.cell)
    return words + f": in row {first.row}, for instance, {first.column} is {cell!r}, which is no number."


def shortened(cell: str, most: int = 30) -> str:
    """A cell that can stand in a sentence."""
    line = " ".join(cell.split())
    return line if len(line) <= most else line[: most - 1] + "…"
