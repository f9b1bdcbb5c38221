"""Training and test accuracy over the width: where the two part, networks learn their points by heart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from shallownet.figures.palette import PALETTE, template

Array = NDArray[np.float64]

_HEIGHT = 300
_DASHES = ("solid", "dash")


def widths_figure(
    widths: Sequence[int], curves: Mapping[str, Array], theme: str, *, title: str, units: str, axis: str
) -> go.Figure:
    """A line for each set of points, through the medians of the seeds; bands hold the middle half of them.

    Args:
        widths: numbers of hidden units, (W,); they stand at even distances.
        curves: by label, a number for each width and seed, (W, S); those that are not finite do not count.
        theme: ``"light"`` or ``"dark"``.
        title: stands above.
        units: names the widths.
        axis: names the numbers.
    """
    colours = PALETTE[theme]
    figure = go.Figure()
    for (label, numbers), dash, name in zip(curves.items(), _DASHES, ("accent", "positive"), strict=False):
        # Of some widths there may be nothing to show.
        is_shown = np.asarray(np.isfinite(numbers).any(axis=1))
        if not is_shown.any():
            continue
        places = [str(widths[int(row)]) for row in np.flatnonzero(is_shown)]
        every = np.where(np.isfinite(numbers), numbers, np.nan)[is_shown]
        low, median, high = np.nanpercentile(every, (25, 50, 75), axis=1)
        figure.add_scatter(
            x=[*places, *places[::-1]],
            y=[*high, *low[::-1]],
            fill="toself",
            fillcolor=colours[name],
            opacity=0.18,
            line={"width": 0},
            hoverinfo="skip",
            showlegend=False,
        )
        figure.add_scatter(
            x=places,
            y=median,
            mode="lines+markers",
            line={"color": colours[name], "width": 2.5, "dash": dash},
            name=label,
            hovertemplate=f"%{{x}}: %{{y:.3f}}<extra>{label}</extra>",
        )
    fixed = {"fixedrange": True, "zeroline": False}
    figure.update_layout(
        template=go.layout.Template(template(theme)),
        title={"text": title, "x": 0.0, "xref": "paper", "font": {"size": 15}, "y": 0.98, "yanchor": "top"},
        height=_HEIGHT,
        margin={"l": 52, "r": 8, "t": 40, "b": 44},
        xaxis={
            **fixed,
            "title": {"text": units},
            "type": "category",
            "categoryorder": "array",
            "categoryarray": list(map(str, widths)),
            "showgrid": False,
        },
        yaxis={**fixed, "title": {"text": axis}},
        legend={"x": 1.0, "xanchor": "right", "y": 0.02, "yanchor": "bottom", "bgcolor": "rgba(0,0,0,0)"},
    )
    return figure
