"""Matrices as HTML tables in brackets: each cell tinted by its sign and size, chosen entries outlined."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
from numpy.typing import ArrayLike, NDArray

from shallownet.figures.palette import PALETTE

Array = NDArray[np.float64]

MINUS = "\N{MINUS SIGN}"
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_DIGITS = 4
_STRONGEST_TINT = 0.5


@dataclass(frozen=True, eq=False)
class Matrix:
    """A matrix to show.

    Attributes:
        title: its name.
        value: (rows, columns), (rows,) or a single number.
        note: shown small beside the title, such as its shape.
        marked: entries to outline, as (row, column) from 0.
    """

    title: str
    value: Array
    note: str = ""
    marked: Collection[tuple[int, int]] = ()


def number_texts(value: ArrayLike) -> list[str]:
    """Numbers with as many decimals as give the largest four digits; what would look like 0 but is not has a
    power of ten."""
    flat = np.asarray(value, dtype=np.float64).ravel()
    largest = float(np.max(np.abs(flat), initial=0.0))
    size = math.floor(math.log10(largest)) if largest > 0 and math.isfinite(largest) else 0
    if not -4 <= size <= 5:
        return [_with_power(number, _DIGITS - 2) if number else "0" for number in flat]
    decimals = max(_DIGITS - 1 - max(size, -3), 0)
    texts = []
    for number in flat:
        text = f"{number:.{decimals}f}"
        if number == 0:
            text = text.replace("-", "")
        elif not text.strip("-0."):
            text = _with_power(number, 0)
        texts.append(text.replace("-", MINUS))
    return texts


def number_text(value: float) -> str:
    """One number, with four digits."""
    return number_texts([value])[0]


def power_text(exponent: int) -> str:
    """A power of ten such as 10⁻⁷."""
    return f"10{str(exponent).translate(_RAISED)}"


def _with_power(number: float, decimals: int) -> str:
    mantissa, power, exponent = f"{number:.{decimals}e}".partition("e")
    mantissa = mantissa.replace("-", MINUS)
    # "nan" and "inf" have no exponent.
    return f"{mantissa}·{power_text(int(exponent))}" if power else mantissa


def matrices_html(matrices: Sequence[Matrix], theme: str) -> str:
    """Matrices side by side, below each other where the page is narrow; a wide one scrolls by itself."""
    return (
        '<div style="display:flex;flex-wrap:wrap;gap:0.75rem 1.5rem;align-items:flex-start">'
        f"{''.join(_figure(matrix, theme) for matrix in matrices)}</div>"
    )


def table_html(headings: Sequence[str], rows: Sequence[Sequence[str]], theme: str, label: str) -> str:
    """A table of texts whose first column names the row and whose others are numbers.

    Args:
        headings: of the columns.
        rows: the texts; HTML is escaped.
        theme: ``"light"`` or ``"dark"``.
        label: what the table shows.
    """
    colours = PALETTE[theme]
    line = f"border-bottom:1px solid {colours['faint']};padding:0.2rem 0.75rem 0.2rem 0;"

    def cells(tag: str, texts: Sequence[str]) -> str:
        return "".join(
            f'<{tag} style="{line}text-align:{"right" if column else "left"};white-space:nowrap;'
            f'font-weight:{600 if tag == "th" else 400}">{escape(text)}</{tag}>'
            for column, text in enumerate(texts)
        )

    body = "".join(f"<tr>{cells('td', row)}</tr>" for row in rows)
    return (
        f'<div style="overflow-x:auto" tabindex="0" role="region" aria-label="{escape(label)}">'
        f'<table style="border-collapse:collapse;font-size:0.875rem;font-variant-numeric:tabular-nums;'
        f'color:{colours["ink"]}"><thead><tr>{cells("th", headings)}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _figure(matrix: Matrix, theme: str) -> str:
    colours = PALETTE[theme]
    value = np.asarray(matrix.value, dtype=np.float64)
    grid = value.reshape(1, -1) if value.ndim < 2 else value
    rows, columns = grid.shape
    texts = np.array(number_texts(grid), dtype=object).reshape(grid.shape)
    largest = float(np.max(np.abs(grid), initial=0.0)) or 1.0
    small = f"color:{colours['muted']};font-weight:400;font-size:0.75rem;text-align:center;padding:0 0.35rem"
    head = "".join(f'<th scope="col" style="{small}">{column + 1}</th>' for column in range(columns))
    body = ""
    for row in range(rows):
        cells = "".join(
            _cell(grid[row, column], texts[row, column], largest, (row, column) in matrix.marked, colours)
            for column in range(columns)
        )
        index = f'<th scope="row" style="{small}">{row + 1}</th>' if value.ndim == 2 else ""
        body += f"<tr>{index}{cells}</tr>"
    corner = "<th></th>" if value.ndim == 2 else ""
    heading = f"<thead><tr>{corner}{head}</tr></thead>" if value.ndim else ""
    return (
        f'<figure style="margin:0;max-width:100%" data-matrix="{escape(matrix.title)}">'
        f'<figcaption style="color:{colours["ink"]};font-size:0.875rem;margin-bottom:0.15rem">'
        f"<b>{escape(matrix.title)}</b> "
        f'<span style="color:{colours["muted"]}">{escape(matrix.note)}</span></figcaption>'
        f'<div style="overflow-x:auto;max-width:100%" tabindex="0" role="region" '
        f'aria-label="{escape(matrix.title)}">'
        f'<table style="border-collapse:separate;border-spacing:2px;font-size:0.875rem;'
        f'font-variant-numeric:tabular-nums">{heading}<tbody>{body}</tbody></table></div></figure>'
    )


def _cell(number: float, text: str, largest: float, marked: bool, colours: dict[str, str]) -> str:
    colour = colours["positive" if number > 0 else "negative"]
    share = abs(number) / largest if math.isfinite(number) else 0.0
    tint = f"{colour}{round(255 * _STRONGEST_TINT * share):02x}"
    outline = f"outline:2.5px solid {colours['ink']};outline-offset:-1px;font-weight:700;" if marked else ""
    return (
        f'<td style="background:{tint};color:{colours["ink"]};{outline}text-align:right;'
        f'padding:0.15rem 0.45rem;border-radius:3px;white-space:nowrap"'
        f"{' data-marked=' + chr(34) + '1' + chr(34) if marked else ''}>{text}</td>"
    )
