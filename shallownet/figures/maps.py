"""A function of the plane in the classes' colours, with the points on it."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from shallownet.core.datasets import extent, generate
from shallownet.core.experiment import Experiment
from shallownet.core.meters import GRID
from shallownet.figures.palette import PALETTE, template

Array = NDArray[np.float64]

_HEIGHT = 340


def map_figure(values: Array, experiment: Experiment, theme: str, title: str) -> go.Figure:
    """A function of the plane, with the line at which it decides.

    Args:
        values: at the points of ``meters.plane``: (``GRID`` squared,) or (1, ``GRID`` squared).
        experiment: its points are drawn; its problem says whether values are probabilities.
        theme: ``"light"`` or ``"dark"``.
        title: stands above.
    """
    colours = PALETTE[theme]
    reach = extent(experiment)
    along = np.linspace(-reach, reach, GRID)
    grid = np.asarray(values).reshape(GRID, GRID)
    low, high = 0.0, 1.0
    if experiment.problem == "regression":
        high = float(np.abs(generate(experiment).train.Y).max())
        low = -high
    heat = go.Heatmap(
        x=along,
        y=along,
        z=grid,
        zmin=low,
        zmax=high,
        colorscale=[colours[f"map_{name}"] for name in ("negative", "neutral", "positive")],
        zsmooth="best",
        showscale=False,
        hovertemplate="x1 = %{x:.2f}<br>x2 = %{y:.2f}<br>%{z:.3f}<extra></extra>",
    )
    middle = (low + high) / 2
    line = go.Contour(
        x=along,
        y=along,
        z=grid,
        contours={"start": middle, "end": middle, "size": 1, "coloring": "none"},
        line={"color": colours["contour"], "width": 1.5},
        showscale=False,
        hoverinfo="skip",
    )
    figure = go.Figure([heat, line, _points(experiment, theme, low, high)])
    fixed = {"fixedrange": True, "range": [-reach, reach], "showgrid": False, "zeroline": False, "nticks": 6}
    figure.update_layout(
        template=go.layout.Template(template(theme)),
        title={"text": title, "x": 0.5, "font": {"size": 14}, "y": 0.98, "yanchor": "top"},
        xaxis={**fixed, "constrain": "domain"},
        yaxis={**fixed, "constrain": "domain", "scaleanchor": "x"},
        height=_HEIGHT,
        margin={"l": 28, "r": 8, "t": 32, "b": 24},
        showlegend=False,
    )
    return figure


def _points(experiment: Experiment, theme: str, low: float, high: float) -> go.Scatter:
    """The points: diamonds for class 1 or above the middle, else circles; those to test with hollow."""
    colours = PALETTE[theme]
    train, test = generate(experiment)
    X, Y = (np.concatenate(both, axis=1) for both in zip(train, test, strict=True))
    is_test = np.arange(X.shape[1]) >= train.X.shape[1]
    symbols = np.where(Y[0] > (low + high) / 2, "diamond", "circle")
    marker: dict[str, Any] = {
        "color": Y[0],
        "cmin": low,
        "cmax": high,
        "colorscale": [colours[name] for name in ("negative", "point_middle", "positive")],
        "symbol": np.where(is_test, np.char.add(symbols, "-open"), symbols),
        "size": 4.5,
        "line": {"width": np.where(is_test, 1.0, 0.5), "color": colours["point_outline"]},
    }
    return go.Scatter(x=X[0], y=X[1], mode="markers", marker=marker, hoverinfo="skip")
