"""The cost over two parameters, as a surface and as a map, with the path that a run took."""

from __future__ import annotations

from math import ceil, floor, log10
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from shallownet.core.landscape import Landscape
from shallownet.figures.palette import PALETTE, template

Array = NDArray[np.float64]

_LINES = 15
_HEIGHT = 420


def surface_figure(land: Landscape, theme: str) -> go.Figure:
    """The cost as a surface in three dimensions; the path at the cost it had, dotted on the surface too.

    Args:
        land: what is drawn.
        theme: ``"light"`` or ``"dark"``.
    """
    colours = PALETTE[theme]
    first, second = land.names
    u, v = land.path
    here = f"{first} = %{{x:.3f}}<br>{second} = %{{y:.3f}}<br>J = %{{z:.4f}}<extra></extra>"
    surface = go.Surface(
        x=land.firsts,
        y=land.seconds,
        z=land.J,
        colorscale=_shades(theme),
        showscale=False,
        # The path may pass below it.
        opacity=0.65,
        hovertemplate=here,
        contours={"z": {"show": True, "color": colours["muted"], "width": 1, **_levels(land.J)}},
        lighting={"ambient": 0.75, "diffuse": 0.5, "specular": 0.05, "roughness": 0.9},
    )
    below = go.Scatter3d(
        x=u,
        y=v,
        z=land.below_J,
        mode="lines",
        line={"color": colours["ink"], "width": 3, "dash": "dot"},
        hoverinfo="skip",
        showlegend=False,
    )
    path = go.Scatter3d(
        x=u,
        y=v,
        z=land.path_J,
        mode="lines",
        line={"color": colours["positive"], "width": 7},
        text=[str(epoch) for epoch in land.epochs],
        hovertemplate=f"%{{text}}<br>{here}",
        showlegend=False,
    )
    end = go.Scatter3d(
        x=u[-1:],
        y=v[-1:],
        z=land.path_J[-1:],
        mode="markers",
        marker={"color": colours["positive"], "size": 7, "line": {"color": colours["ink"], "width": 2}},
        hoverinfo="skip",
        showlegend=False,
    )
    axis = {
        "backgroundcolor": colours["surface"],
        "gridcolor": colours["faint"],
        "zerolinecolor": colours["faint"],
        "tickfont": {"color": colours["muted"], "size": 11},
        "nticks": 5,
    }
    figure = go.Figure([surface, below, path, end])
    figure.update_layout(
        template=go.layout.Template(template(theme)),
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        height=_HEIGHT,
        scene={
            "xaxis": {**axis, "title": {"text": first}},
            "yaxis": {**axis, "title": {"text": second}},
            "zaxis": {**axis, "title": {"text": "J"}},
            "aspectmode": "manual",
            "aspectratio": {"x": 1.0, "y": 1.0, "z": 0.75},
            "camera": {"eye": {"x": 1.25, "y": -1.35, "z": 1.05}, "center": {"z": -0.12}},
            "dragmode": "turntable",
        },
        # The visitor's point of view stays when the numbers change.
        uirevision=" ".join(land.names),
    )
    return figure


def contour_figure(land: Landscape, theme: str, *, diagonal: bool = False) -> go.Figure:
    """The same from above, as lines of equal cost.

    Args:
        land: what is drawn.
        theme: ``"light"`` or ``"dark"``.
        diagonal: whether to draw the line on which both parameters are equal; then both axes have one scale.
    """
    colours = PALETTE[theme]
    first, second = land.names
    u, v = land.path
    levels = _levels(land.J)
    digits = max(0, -floor(log10(levels["size"])))
    labelled = {"showlabels": True, "labelfont": {"color": colours["ink"], "size": 10}}
    traces: list[Any] = [
        go.Contour(
            x=land.firsts,
            y=land.seconds,
            z=land.J,
            colorscale=_shades(theme),
            contours={**levels, **labelled, "labelformat": f".{digits}f"},
            line={"color": colours["muted"], "width": 0.75},
            showscale=False,
            hovertemplate=f"{first} = %{{x:.3f}}<br>{second} = %{{y:.3f}}<br>J = %{{z:.4f}}<extra></extra>",
        )
    ]
    if diagonal:
        ends = land.firsts[[0, -1]]
        line = {"color": colours["ink"], "width": 1.5, "dash": "dash"}
        traces.append(go.Scatter(x=ends, y=ends, mode="lines", line=line, hoverinfo="skip", showlegend=False))
    traces += [
        go.Scatter(
            x=u,
            y=v,
            mode="lines",
            line={"color": colours["positive"], "width": 3},
            text=[f"{epoch}: J = {J:.4f}" for epoch, J in zip(land.epochs, land.path_J, strict=True)],
            hovertemplate="%{text}<extra></extra>",
            showlegend=False,
        ),
        go.Scatter(
            x=u[-1:],
            y=v[-1:],
            mode="markers",
            marker={
                "color": colours["positive"],
                "size": 11,
                "line": {"color": colours["ink"], "width": 1.5},
            },
            hoverinfo="skip",
            showlegend=False,
        ),
    ]
    figure = go.Figure(traces)
    # Fixed, so that a finger that scrolls the page does not move the picture instead.
    axis = {"fixedrange": True, "showgrid": False, "zeroline": False, "constrain": "domain"}
    figure.update_layout(
        template=go.layout.Template(template(theme)),
        margin={"l": 52, "r": 8, "t": 8, "b": 44},
        height=_HEIGHT,
        xaxis={**axis, "title": {"text": first}, "range": land.firsts[[0, -1]]},
        yaxis={**axis, "title": {"text": second}, "range": land.seconds[[0, -1]]},
    )
    if diagonal:
        figure.update_yaxes(scaleanchor="x", scaleratio=1)
    return figure


def _levels(J: Array) -> dict[str, float]:
    """Lines of equal cost at even distances, at round values."""
    finite = J[np.isfinite(J)]  # the far corners of a run that diverges may not be
    low, high = float(finite.min(initial=np.inf)), float(finite.max(initial=-np.inf))
    if not low <= high:
        low = high = 0.0
    # A surface may be flat but for rounding: then one line at most, not thousands.
    least = max((high - low) / _LINES, 1e-9 * max(abs(high), 1.0))
    power = 10.0 ** floor(log10(least))
    size = next(step * power for step in (1, 2, 5, 10) if step * power >= least)
    return {"start": ceil(low / size) * size, "end": high, "size": size}


def _shades(theme: str) -> list[tuple[float, str]]:
    # Neither class's colour.
    colours = PALETTE[theme]
    return [(0.0, colours["map_neutral"]), (1.0, colours["muted"])]
