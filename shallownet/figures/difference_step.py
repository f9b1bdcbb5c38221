"""The relative error of a gradient check against the step of its differences: a valley between two slopes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from shallownet.figures.palette import PALETTE, template


def difference_step(
    steps: Sequence[float],
    errors: Sequence[float],
    chosen: float,
    limit: float,
    theme: str,
    texts: Mapping[str, str],
) -> go.Figure:
    """Draw the error against the step, both on log axes; the step becomes smaller to the right.

    Args:
        steps: the steps h, descending.
        errors: the relative error with each; 0 is left out.
        chosen: the step to mark.
        limit: the error up to which the gradients are said to agree; a line.
        theme: ``"light"`` or ``"dark"``.
        texts: the axes' titles ``step`` and ``error``.
    """
    colours = PALETTE[theme]
    heights = [error or None for error in errors]
    figure = go.Figure(
        [
            go.Scatter(
                x=list(steps),
                y=heights,
                mode="lines+markers",
                line={"color": colours["muted"], "width": 2},
                marker={
                    "size": [14 if step == chosen else 6 for step in steps],
                    "color": [colours["ink"] if step == chosen else colours["muted"] for step in steps],
                },
                hovertemplate="h = %{x:.0e}<br>%{y:.2e}<extra></extra>",
            )
        ]
    )
    figure.add_hline(y=limit, line={"color": colours["warning"], "dash": "dash", "width": 1.5})
    axis = {"type": "log", "exponentformat": "power", "fixedrange": True, "dtick": 2}
    figure.update_layout(
        template=go.layout.Template(template(theme)),
        height=260,
        margin={"l": 60, "r": 10, "t": 10, "b": 45},
        showlegend=False,
        xaxis={**axis, "title": {"text": texts["step"]}, "autorange": "reversed"},
        yaxis={**axis, "title": {"text": texts["error"]}},
    )
    return figure
