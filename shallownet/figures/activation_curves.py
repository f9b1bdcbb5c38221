"""Activations and their slopes, one above the other, with a point that is dragged along z inside the figure.

The point's places are Plotly frames, which a slider goes through without asking the server. Its handle is on
top of the upper picture, and all of that picture takes hold of it too. (The lower picture is left free: on a
phone, a finger there scrolls the page.) There is but one slider, as Plotly measures all its steps to draw it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import plotly.graph_objects as go

from shallownet.core.activations import ACTIVATIONS
from shallownet.core.slopes import flat_intervals, has_kink
from shallownet.figures.dragged_point import (
    COLUMNS,
    IN_TABLE,
    LOWER,
    RAIL_INSET,
    TEXT,
    TICK_OFFSET,
    UPPER,
    moving_traces,
    place,
    rounded,
    slider,
)
from shallownet.figures.palette import PALETTE, template

LOW, HIGH = -6.0, 6.0
"""The z axis."""
STEP, COARSE_STEP, MANY = 0.05, 0.1, 5
"""From one place of the point to the next; the coarse one for more than so many activations."""
START = 1.0

# A colour and a dash for each activation, in the table's order: no two have both in common.
_COLOURS = ("negative", "positive", "ink", "muted", "muted", "negative", "positive", "ink", "negative")
_DASHES = ("solid", "solid", "solid", "dash", "dot", "dash", "dash", "dash", "dot")
# Those after the ninth take what is left.
_MORE = product(_COLOURS[:4], ("dot", "dashdot", "longdash"))
_STYLES = tuple(dict.fromkeys([*zip(_COLOURS, _DASHES, strict=True), *_MORE]))

# Pixels, from top to bottom: a margin, rows of the table, the handle, g, a gap, g', the axis.
_TOP, _ROW, _HANDLE, _VALUE, _GAP, _SLOPE, _BELOW = 6, 23, 34, 235, 14, 165, 42
_LEFT, _RIGHT = 48, 18


_HIDDEN: dict[str, Any] = {"visible": False, "fixedrange": True}


@dataclass(frozen=True)
class CurveLabels:
    """What the figure says.

    Attributes:
        z: names the axis that both pictures share.
        value: names g(z).
        slope: names g'(z).
        flat: names a zone where |g'| is nearly 0.
        names: the activations', in the order of the curves.
    """

    z: str
    value: str
    slope: str
    flat: str
    names: tuple[str, ...]


def style_of(name: str, theme: str) -> tuple[str, str]:
    """The colour and the dash of an activation's line."""
    colour, dash = _STYLES[list(ACTIVATIONS).index(name) % len(_STYLES)]
    return PALETTE[theme][colour], dash


def activation_curves(
    names: Sequence[str], shaded: str, leaky_slope: float, theme: str, labels: CurveLabels
) -> go.Figure:
    """The curves of g and of g', and a point on each to drag.

    Args:
        names: the activations, at least one.
        shaded: the one whose flat zones are shaded.
        leaky_slope: leaky ReLU's slope below 0.
        theme: ``"light"`` or ``"dark"``.
        labels: every text.
    """
    step = STEP if len(names) <= MANY else COARSE_STEP
    places = np.round(np.arange(round((HIGH - LOW) / step) + 1) * step + LOW, 2)
    A = np.stack([ACTIVATIONS[name].value(places, leaky_slope) for name in names])
    S = np.stack([ACTIVATIONS[name].slope(places, leaky_slope) for name in names])
    table, g_low = _domains(len(names))
    limits = _limits(A), _limits(S)
    start = int(np.argmin(np.abs(places - START)))

    still = [*_curves(names, leaky_slope, theme), *_table(names, theme, labels)]
    moving = moving_traces([style_of(name, theme)[0] for name in names], theme)
    first = len(still)
    moved = [place(float(places[i]), A[:, i], S[:, i], limits, labels.z) for i in range(len(places))]
    frames = [
        {"name": f"{z:.2f}", "data": data, "traces": list(range(first, first + len(moving)))}
        for z, data in zip(places, moved, strict=True)
    ]
    axis = {"range": [LOW, HIGH], "fixedrange": True, "zeroline": True, "dtick": 2, "tick0": 0}
    upright = {"fixedrange": True, "zeroline": True, "nticks": 6}
    layout = {
        "template": template(theme),
        "height": _TOP + _BELOW + _inner_height(len(names)),
        "margin": {"l": _LEFT, "r": _RIGHT, "t": _TOP, "b": _BELOW, "pad": 0},
        "showlegend": False,
        "hovermode": False,
        "dragmode": False,
        "xaxis": {**axis, "anchor": "y", "showticklabels": False},
        "yaxis": {
            **upright,
            "domain": [g_low, table - _HANDLE / _inner_height(len(names))],
            "range": limits[0],
            "title": {"text": labels.value, "standoff": 6},
        },
        "xaxis2": {**axis, "anchor": "y2", "title": {"text": labels.z, "standoff": 4}},
        "yaxis2": {
            **upright,
            "domain": [0.0, _SLOPE / _inner_height(len(names))],
            "range": limits[1],
            "title": {"text": labels.slope, "standoff": 6},
        },
        "xaxis3": {"domain": [0.0, 1.0], "anchor": "y3", "range": [0, 1], **_HIDDEN},
        "yaxis3": {"domain": [table, 1.0], "anchor": "x3", "range": [len(names) + 0.5, -0.5], **_HIDDEN},
        "shapes": [*_flat_zones(shaded, leaky_slope, theme), *_rules(len(names), theme)],
        "annotations": _flat_names(shaded, leaky_slope, theme, labels),
        "sliders": [_slider(places, start, len(names), theme)],
    }
    data = [*still, *({**trace, **now} for trace, now in zip(moving, moved[start], strict=True))]
    # Plotly would look at every number of every frame, a fifth of the time a visitor waits; the tests let it.
    return go.Figure(data=data, layout=layout, frames=frames, _validate=False)


def _slider(places: np.ndarray, start: int, count: int, theme: str) -> dict[str, Any]:
    """The handle on top of the picture of g, which it can be dragged by as well."""
    colours = PALETTE[theme]
    above = 24  # from the slider's top to the picture's
    return {
        **slider(places, start),
        "y": _domains(count)[0] - (_HANDLE - above) / _inner_height(count),
        "pad": {"l": -RAIL_INSET, "r": -RAIL_INSET, "t": 0, "b": 0},
        "bgcolor": colours["muted"],
        "activebgcolor": colours["accent"],
        "bordercolor": colours["surface"],
        "borderwidth": 1,
        # What can be touched is as high as the ticks are long.
        "ticklen": above + _VALUE - TICK_OFFSET,
    }


def _inner_height(count: int) -> int:
    return (count + 1) * _ROW + _HANDLE + _VALUE + _GAP + _SLOPE


def _domains(count: int) -> tuple[float, float]:
    """Where the table begins and where g begins, as shares of the height from below."""
    height = _inner_height(count)
    return 1.0 - (count + 1) * _ROW / height, (_SLOPE + _GAP) / height


def _limits(Y: np.ndarray) -> list[float]:
    """The range of an axis that shows all of Y, with room for a point's size."""
    low, high = min(float(Y.min()), 0.0), max(float(Y.max()), 1.0)
    room = 0.08 * (high - low)
    return [round(low - room, 3), round(high + room, 3)]


def _curves(names: Sequence[str], leaky_slope: float, theme: str) -> list[dict[str, Any]]:
    """The lines of g and g', and open circles where a slope's other side is not the one that is used."""
    left, right = np.linspace(LOW, 0.0, 141), np.linspace(0.0, HIGH, 141)
    traces = []
    for name in names:
        colour, dash = style_of(name, theme)
        # Not simplified: on a wide screen the corners of a curve with fewer points are seen.
        drawn = {"color": colour, "dash": dash, "width": 2.5, "simplify": False}
        line = {"mode": "lines", "line": drawn, "type": "scatter"}
        g, kink = ACTIVATIONS[name], has_kink(name, leaky_slope)
        Z = np.concatenate([left, right[1:]])
        traces.append({**line, "x": rounded(Z), "y": rounded(g.value(Z, leaky_slope)), **UPPER})
        if not kink:
            traces.append({**line, "x": rounded(Z), "y": rounded(g.slope(Z, leaky_slope)), **LOWER})
            continue
        # At a kink there is no slope between the two: the line is interrupted.
        beyond = g.slope(np.maximum(right, STEP), leaky_slope)
        x = [*rounded(left), None, *rounded(right)]
        y = [*rounded(g.slope(left, leaky_slope)), None, *rounded(beyond)]
        circle = {
            "symbol": "circle",
            "size": 8,
            "color": PALETTE[theme]["surface"],
            "line": {"color": colour, "width": 2},
        }
        traces += [
            {**line, "x": x, "y": y, **LOWER},
            {"type": "scatter", "mode": "markers", "x": [0], "y": [beyond[0]], "marker": circle, **LOWER},
        ]
    return traces


def _table(names: Sequence[str], theme: str, labels: CurveLabels) -> list[dict[str, Any]]:
    """What stays of the table above: a piece of each line, its name, and the heads of the columns."""
    samples = []
    for row, name in enumerate(names, start=1):
        colour, dash = style_of(name, theme)
        line = {"color": colour, "dash": dash, "width": 2.5}
        samples.append(
            {"type": "scatter", "mode": "lines", "x": [0, 0.055], "y": [row, row], "line": line, **IN_TABLE}
        )
    words = {
        "x": [0.075] * len(names) + list(COLUMNS[1:]),
        "y": [*range(1, len(names) + 1), 0, 0],
        "text": [*labels.names, labels.value, labels.slope],
        "textposition": ["middle right"] * len(names) + ["middle left"] * 2,
    }
    return [*samples, {**TEXT, **words, "textfont": {"color": PALETTE[theme]["ink"], "size": 13}}]


def _flat_zones(name: str, leaky_slope: float, theme: str) -> list[dict[str, Any]]:
    return [
        {
            "type": "rect",
            "xref": "x" if axis == "y" else "x2",
            "yref": f"{axis} domain",
            "x0": low,
            "x1": high,
            "y0": 0,
            "y1": 1,
            "fillcolor": PALETTE[theme]["faint"],
            "opacity": 0.55,
            "line": {"width": 0},
            "layer": "below",
        }
        for low, high in flat_intervals(name, LOW, HIGH, leaky_slope)
        for axis in ("y", "y2")
    ]


def _flat_names(name: str, leaky_slope: float, theme: str, labels: CurveLabels) -> list[dict[str, Any]]:
    """Names the flat zones that have room for it."""
    return [
        {
            "xref": "x2",
            "yref": "y2 domain",
            "x": (low + high) / 2,
            "y": 0.55,
            "text": labels.flat,
            "showarrow": False,
            "font": {"size": 12, "color": PALETTE[theme]["muted"]},
        }
        for low, high in flat_intervals(name, LOW, HIGH, leaky_slope)
        if high - low > 1.2
    ]


def _rules(count: int, theme: str) -> list[dict[str, Any]]:
    """Fine lines between the table's rows, which lead the eye from a name to its numbers."""
    return [
        {
            "type": "line",
            "xref": "x3 domain",
            "yref": "y3",
            "x0": 0,
            "x1": 1,
            "y0": row + 0.5,
            "y1": row + 0.5,
            "line": {"width": 1, "color": PALETTE[theme]["faint"]},
        }
        for row in range(count)
    ]
