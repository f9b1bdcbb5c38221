"""One number from many seeds, for several networks: every seed a dot, the median a bar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from shallownet.figures.palette import PALETTE, template

Array = NDArray[np.float64]

# Where dots, bar and number are in a column, from its middle; columns are 1 apart.
_DOTS, _BAR, _NUMBER = (-0.4, 0.02), (-0.45, 0.07), 0.09
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
        digits: decimals of the medians, which are written beside their bars.
        level: something to compare with: what it is called, and its number; then the axis need not begin
            at 0.
    """
    colours = PALETTE[theme]
    figure = go.Figure()
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
        figure.add_annotation(
            x=place + _NUMBER,
            y=median,
            text=f"<b>{rounded(median, digits)}</b>",
            showarrow=False,
            xanchor="left",
            font={"size": 12, "color": colours["ink"]},
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
        margin={"l": 52, "r": 8, "t": 40, "b": 36},
        xaxis={
            **fixed,
            "tickvals": list(range(len(values))),
            "ticktext": list(values),
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
