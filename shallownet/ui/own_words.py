"""What is said of a visitor's table: what becomes of its rows; its own texts are shown, not obeyed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from shallownet.tables.cells import is_missing
from shallownet.tables.choosing import Choice, LeftOut, Made, shortened

Words = Mapping[str, str]

# So many of the rows left out, and of the labels of class 0, are named; the rest is counted.
_NAMED = 5
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def plain(text: str) -> str:
    """Text of a visitor's file as Markdown that shows just that text."""
    return _PUNCTUATION.sub(r"\\\1", text)


def joined(names: Sequence[str], words: Words) -> str:
    """Names in a row; of many, the first few and how many more."""
    shown, more = [shortened(name) for name in names[:_NAMED]], len(names) - _NAMED
    return ", ".join([*shown, words["more"].format(count=f"{more:,}")] if more > 0 else shown)


def told(made: Made, choice: Choice, words: Words) -> list[str]:
    """What becomes of the table, Markdown, a sentence a line."""
    return [*_classes(made, words), *_scaling(made, choice, words), *_rows(made, words)]


def _classes(made: Made, words: Words) -> list[str]:
    ones = made.labels.get(made.one, 0)
    lines = []
    if ones:
        lines.append(words["class_1"].format(names=plain(shortened(made.one)), rows=f"{ones:,}"))
    if made.zeros:
        names = plain(joined(made.zeros, words))
        lines.append(words["class_0"].format(names=names, rows=f"{made.usable - ones:,}"))
    if len(lines) == 1:
        lines.append(words["one_class"])
    return lines


def _scaling(made: Made, choice: Choice, words: Words) -> list[str]:
    """The formula of each axis, with the very numbers that are used."""
    if not choice.is_scaled:
        return [words["unscaled"]]
    return [
        words["scaling"].format(
            name=name,
            column=plain(column),
            sign="−" if axis.center >= 0 else "+",
            center=f"{abs(axis.center):.12g}",
            unit=f"{axis.unit:.12g}",
        )
        for name, column, axis in zip(("x₁", "x₂"), (choice.x1, choice.x2), made.axes, strict=True)
    ]


def _rows(made: Made, words: Words) -> list[str]:
    lines = []
    if made.left_out:
        more = len(made.left_out) - _NAMED
        named = [_left_out(one, words) for one in made.left_out[:_NAMED]]
        if more > 0:
            named.append(words["more"].format(count=f"{more:,}"))
        lines.append(words["left_out"].format(count=f"{len(made.left_out):,}", rows=", ".join(named)))
    if made.usable > len(made.points):
        lines.append(words["thinned"].format(points=f"{len(made.points):,}", rows=f"{made.usable:,}"))
    return lines


def _left_out(one: LeftOut, words: Words) -> str:
    said = words["row_missing" if is_missing(one.cell) else "row_no_number"]
    return said.format(row=one.row, column=plain(one.column), cell=plain(shortened(one.cell)))
