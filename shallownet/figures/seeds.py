"""One number from many seeds, for several networks: every seed a dot, the median a bar, its number below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from shallownet.figures.palette import PALETTE, template

Array = NDArray[np.float64]

# Where dots and bar are in a column, from its middle; columns are 1 apart.
_DOTS, _BAR = (-0.25, 0.25), (-0.32, 0.32)
# Where many stand side by side on a phone, their numbers are smaller.
_MANY = 5
_HEIGHT = 300


def seeds_figure(
    values: Mapping[str, Sequence[float] | Array],
    theme: str,
    *,
    title: str,
    axis: str,
    digits: int = 3,
    level: tuple[str, float] | None = None,
) -> go.Figure:
    """A column of dots for each network.

    Args:
        values: by the network's label, one number a seed; those that are not finite get no dot.
        theme: ``"light"`` or ``"dark"``.
        title: stands above.
        axis: names the numbers.
        digits: decimals of the medians, which are written below, where they never lie on dots.
        level: something to compare with: what it is called, and its number; then the axis need not begin
            at 0.
    """
    colours = PALETTE[theme]
    figure = go.Figure()
    ticks = []
    for place, (label, numbers) in enumerate(values.items()):
        every = np.asarray(numbers, dtype=np.float64)
        finite = np.flatnonzero(np.isfinite(every))
        # Side by side in the order of the seeds, so that equal numbers do not hide each other.
        low, high = _DOTS
        across = place + low + (high - low) * (finite + 0.5) / len(every)
        figure.add_scatter(
            x=across,
            y=every[finite],
            mode="markers",
            marker={"color": colours["muted"], "size": 7, "opacity": 0.75},
            name=label,
            hovertemplate=f"%{{y:.{digits}f}}<extra>{label}</extra>",
            showlegend=False,
        )
        median = float(np.median(every))
        known = f"<b>{rounded(median, digits)}</b>" if np.isfinite(median) else "–"
        ticks.append(f"{label}<br>{known}")
        if not np.isfinite(median):
            continue
        figure.add_scatter(
            x=[place + end for end in _BAR],
            y=[median, median],
            mode="lines",
            line={"color": colours["ink"], "width": 3},
            name=label,
            hoverinfo="skip",
            showlegend=False,
        )
    if level is not None:
        name, height = level
        figure.add_hline(
            height,
            line={"color": colours["muted"], "dash": "dot", "width": 1.5},
            annotation={"text": name, "font": {"color": colours["muted"], "size": 11}},
            annotation_position="top left",
        )
    fixed = {"fixedrange": True, "zeroline": False}
    figure.update_layout(
        template=go.layout.Template(template(theme)),
        title={"text": title, "x": 0.0, "xref": "paper", "font": {"size": 15}, "y": 0.98, "yanchor": "top"},
        height=_HEIGHT,
        margin={"l": 52, "r": 8, "t": 40, "b": 48},
        xaxis={
            **fixed,
            "tickvals": list(range(len(values))),
            "ticktext": ticks,
            "tickangle": 0,
            "tickfont": {"size": 10 if len(values) > _MANY else 12, "color": colours["ink"]},
            "range": [-0.5, len(values) - 0.5],
            "showgrid": False,
        },
        yaxis={
            **fixed,
            "title": {"text": axis},
            "rangemode": "tozero" if level is None else "normal",
            "zeroline": True,
        },
    )
    return figure


def rounded(number: float, digits: int) -> str:
    """The number with so many decimals; never a negative zero."""
    return f"{round(number, digits) + 0.0:.{digits}f}"
