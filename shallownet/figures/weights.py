"""Every weight and bias of a run, over the epochs."""

from __future__ import annotations

import plotly.graph_objects as go

from shallownet.core.trajectory import Trajectory
from shallownet.figures.palette import PALETTE, template

_HEIGHT = 340
# The weights of the inputs and their biases, then those of the hidden units' outputs.
_STYLES = {
    "W1": ("negative", "solid"),
    "b1": ("negative", "dot"),
    "W2": ("positive", "solid"),
    "b2": ("positive", "dot"),
}


def parameter_curves(run: Trajectory, theme: str = "light") -> go.Figure:
    """A line for each weight and bias; the lines of one array share a colour and an entry of the legend.

    Args:
        run: the run.
        theme: ``"light"`` or ``"dark"``.
    """
    figure = go.Figure()
    shown = set()
    for entry, values in zip(run.shape.entries(), run.flat.T, strict=True):
        array = entry.partition("[")[0]
        colour, dash = _STYLES[array]
        figure.add_scatter(
            x=run.epochs,
            y=values,
            mode="lines",
            line={"color": PALETTE[theme][colour], "width": 1.5, "dash": dash},
            name=array,
            legendgroup=array,
            showlegend=array not in shown,
            hovertemplate=f"{entry} = %{{y:.4f}}<br>epoch %{{x:,}}<extra></extra>",
        )
        shown.add(array)
    figure.update_layout(
        template=go.layout.Template(template(theme)),
        height=_HEIGHT,
        margin={"l": 56, "r": 8, "t": 8, "b": 44},
        xaxis={"title": {"text": "epoch"}, "zeroline": False},
        yaxis={"title": {"text": "weights and biases"}},
    )
    return figure
