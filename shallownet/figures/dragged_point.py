"""The point that is dragged along z: what moves with it, where that is at each place, and the slider.

An animation with no duration and no redraw replaces the places of a few traces at once; Plotly does so once a
frame of the screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from shallownet.figures.palette import PALETTE

UPPER, LOWER, IN_TABLE = ({"xaxis": f"x{n}", "yaxis": f"y{n}"} for n in ("", "2", "3"))
"""The axes of g, of g' and of the table of numbers."""
TEXT: dict[str, Any] = {"type": "scatter", "mode": "text", "cliponaxis": False, **IN_TABLE}
"""A trace of words in the table."""
COLUMNS = (0.0, 0.72, 0.98)
"""Where the table's columns are: z from here on, the values and the slopes up to here."""
CLEAR = "rgba(0,0,0,0)"
RAIL_INSET, TICK_OFFSET = 10, 26
"""How many pixels inside a slider's length its first place is, and how far below its top its ticks begin."""
TANGENT = 1.3
"""Half the tangent's length along z."""

_FIXED = "Source Code Pro, Menlo, Consolas, monospace"


def moving_traces(own: Sequence[str], theme: str) -> list[dict[str, Any]]:
    """What moves with the point, without its places; in the order of ``place``.

    Args:
        own: each activation's colour.
        theme: ``"light"`` or ``"dark"``.
    """
    colours = PALETTE[theme]
    count = len(own)
    # One trace for the upright line and all dots on it: its first two points are the line's ends.
    dots = {
        "type": "scatter",
        "mode": "lines+markers",
        "cliponaxis": False,
        "line": {"color": colours["muted"], "width": 1},
        "marker": {
            "size": [0, 0, *[12] * count],
            "color": [CLEAR, CLEAR, *own],
            "opacity": 1,
            "line": {"color": colours["surface"], "width": [0, 0, *[2] * count]},
        },
    }
    return [
        {
            "type": "scatter",
            "mode": "lines",
            # Broad and pale: where it lies on a straight piece of the curve both are seen.
            "line": {"color": colours["muted"], "width": 7},
            "opacity": 0.45,
            **UPPER,
        },
        {**dots, **UPPER},
        {**dots, **LOWER},
        {
            **TEXT,
            "x": [COLUMNS[0], *[COLUMNS[1]] * count, *[COLUMNS[2]] * count],
            "y": [0, *range(1, count + 1), *range(1, count + 1)],
            "textposition": ["middle right", *["middle left"] * (2 * count)],
            "textfont": {"color": colours["ink"], "size": 13, "family": _FIXED},
        },
    ]


def place(
    z: float,
    a: np.ndarray,
    slopes: np.ndarray,
    limits: tuple[list[float], list[float]],
    name: str,
) -> list[dict[str, Any]]:
    """Where everything that moves is when the point is at z, and nothing else: frames are many.

    Args:
        z: where.
        a: each activation's value there.
        slopes: its slope there.
        limits: of the axes of g and of g'.
        name: the axis's name, put before z.
    """
    low, high = z - TANGENT, z + TANGENT
    x: list[float | None] = []
    y: list[float | None] = []
    for at, slope in zip(a, slopes, strict=True):
        x += [round(low, 2), round(high, 2), None]
        y += [round(float(at + slope * (low - z)), 3), round(float(at + slope * (high - z)), 3), None]
    count = len(a)
    numbers = [f"{name} = {_number(z, 2)}", *(_number(one, 4) for one in (*a, *slopes))]
    upright = [z] * (count + 2)
    return [
        {"type": "scatter", "x": x, "y": y},
        {"type": "scatter", "x": upright, "y": [*limits[0], *rounded(a, 3)]},
        {"type": "scatter", "x": upright, "y": [*limits[1], *rounded(slopes, 3)]},
        {"type": "scatter", "text": numbers},
    ]


def _number(value: float, digits: int) -> str:
    """A number of fixed width, with a true minus sign and without a minus before 0."""
    text = f"{value:.{digits}f}"
    return text.replace("-", "−") if float(text) else text.lstrip("-")


def rounded(values: np.ndarray, digits: int = 4) -> list[float]:
    """Numbers no longer than a picture needs."""
    rounded: list[float] = np.round(values, digits).tolist()
    return rounded


def slider(places: np.ndarray, start: int) -> dict[str, Any]:
    """A slider through the frames, which are named by their place; without its own look and height.

    Its labels are empty: the table says the place, and Plotly would measure each of them.
    """
    at_once = {
        "mode": "immediate",
        "frame": {"duration": 0, "redraw": False},
        "transition": {"duration": 0},
    }
    return {
        "active": start,
        "x": 0,
        "len": 1,
        "yanchor": "top",
        "currentvalue": {"visible": False},
        "transition": {"duration": 0},
        "tickwidth": 0,
        "minorticklen": 0,
        "tickcolor": CLEAR,
        "font": {"size": 1, "color": CLEAR},
        "steps": [{"method": "animate", "label": "", "args": [[f"{z:.2f}"], at_once]} for z in places],
    }
