"""A slope without its formula: the secant through two points of g, and its error against their distance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go

from shallownet.core.activations import ACTIVATIONS
from shallownet.core.slopes import differences, slope, value
from shallownet.figures.palette import PALETTE, template

_HEIGHT = 300
_MARGIN = {"l": 58, "r": 14, "t": 34, "b": 44, "pad": 0}
_SMALLEST = 1e-17  # drawn for an error of exactly 0, which a logarithmic axis does not have


@dataclass(frozen=True)
class SecantLabels:
    """What the two figures say.

    Attributes:
        z: names the axis of the first.
        value: names g(z).
        tangent: names the tangent.
        secant: names the secant.
        step: names the axis of the second, h.
        error: names the error of the difference.
    """

    z: str
    value: str
    tangent: str
    secant: str
    step: str
    error: str


def secant_figure(
    name: str, z: float, step: float, leaky_slope: float, theme: str, labels: SecantLabels
) -> go.Figure:
    """The curve round z, its tangent at z and the secant through z - h and z + h."""
    colours = PALETTE[theme]
    reach = max(2.0, 1.5 * step)
    Z = np.linspace(z - reach, z + reach, 241)
    at, rise = value(name, z, leaky_slope), slope(name, z, leaky_slope)
    apart = differences(name, z, step, leaky_slope)
    ends = np.array([z - reach, z + reach])
    before = value(name, z - step, leaky_slope)
    A = ACTIVATIONS[name].value(Z, leaky_slope)
    low, high = float(A.min()), float(A.max())
    room = max(0.15 * (high - low), 0.02)
    drawn: list[dict[str, Any]] = [
        {"x": Z.tolist(), "y": A.tolist(), "line": {"color": colours["muted"], "width": 2.5}},
        {
            "x": ends.tolist(),
            "y": (at + rise * (ends - z)).tolist(),
            "name": labels.tangent,
            "line": {"color": colours["negative"], "width": 5},
            "opacity": 0.6,
        },
        {
            "x": ends.tolist(),
            "y": (before + apart.central * (ends - z + step)).tolist(),
            "name": labels.secant,
            "line": {"color": colours["positive"], "width": 2, "dash": "dash"},
        },
        {
            "x": [z - step, z + step],
            "y": [before, value(name, z + step, leaky_slope)],
            "mode": "markers",
            "marker": {"color": colours["positive"], "size": 9},
        },
        {"x": [z], "y": [at], "mode": "markers", "marker": {"color": colours["negative"], "size": 11}},
    ]
    data = [{"type": "scatter", "mode": "lines", "showlegend": "name" in trace, **trace} for trace in drawn]
    return go.Figure(
        data=data,
        layout={
            **_layout(theme),
            "xaxis": {"title": {"text": labels.z, "standoff": 4}, "fixedrange": True},
            "yaxis": {
                "title": {"text": labels.value, "standoff": 4},
                "fixedrange": True,
                "range": [low - room, high + room],
                "nticks": 6,
            },
        },
    )


def error_figure(
    name: str,
    z: float,
    step: float,
    steps: Sequence[float],
    leaky_slope: float,
    theme: str,
    labels: SecantLabels,
) -> go.Figure:
    """The error of the central difference against h, both logarithmic, and the chosen h on it."""
    colours = PALETTE[theme]
    exact = slope(name, z, leaky_slope)

    def error(h: float) -> float:
        return max(abs(differences(name, z, h, leaky_slope).central - exact), _SMALLEST)

    data: list[dict[str, Any]] = [
        {
            "x": list(steps),
            "y": [error(h) for h in steps],
            "mode": "lines+markers",
            "line": {"color": colours["muted"], "width": 2},
            "marker": {"size": 6, "color": colours["muted"]},
        },
        {
            "x": [step],
            "y": [error(step)],
            "mode": "markers",
            "marker": {"size": 12, "color": colours["positive"]},
        },
    ]
    axis = {"type": "log", "fixedrange": True, "exponentformat": "power", "tickfont": {"size": 10}}
    return go.Figure(
        data=[{"type": "scatter", "showlegend": False, **trace} for trace in data],
        layout={
            **_layout(theme),
            # A small step is reached from a large one: the axis runs towards 0.
            "xaxis": {
                **axis,
                "title": {"text": labels.step, "standoff": 4},
                "autorange": "reversed",
                "dtick": 2,
            },
            "yaxis": {
                **axis,
                "title": {"text": labels.error, "standoff": 4},
                "range": [-17.5, 0.5],
                "dtick": 4,
            },
        },
    )


def _layout(theme: str) -> dict[str, Any]:
    return {
        "template": template(theme),
        "height": _HEIGHT,
        "margin": _MARGIN,
        "hovermode": False,
        "dragmode": False,
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "bgcolor": "rgba(0,0,0,0)"},
    }
