"""The cost over a plane of parameter space, as a surface and as a map, with the paths that runs took."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import cycle
from math import ceil, floor, log10
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from shallownet.core.landscape import Landscape
from shallownet.figures.palette import PALETTE, template

Array = NDArray[np.float64]

_ENDS = [0, -1]
_LINES = 15
_HEIGHT = 420
_LEGEND = {"x": 0.01, "y": 0.99, "xanchor": "left", "yanchor": "top"}


def surface_figure(
    land: Landscape, theme: str = "light", *, titles: tuple[str, str] | None = None, names: Sequence[str] = ()
) -> go.Figure:
    """The cost as a surface in three dimensions; each path at the cost it had, dotted on the surface too.

    Args:
        land: what is drawn.
        theme: ``"light"`` or ``"dark"``.
        titles: of the two axes; None for those of the plane, see ``Plane.titles``.
        names: of the runs, for a legend where there are several; () for none.
    """
    colours = PALETTE[theme]
    first, second = titles or land.plane.titles
    here = _here(land)
    figure = go.Figure(
        go.Surface(
            x=land.firsts,
            y=land.seconds,
            z=land.J,
            colorscale=_shades(theme),
            showscale=False,
            # A path may pass below it.
            opacity=0.65,
            hovertemplate=here,
            contours={"z": {"show": True, "color": colours["muted"], "width": 1, **_levels(land.J)}},
            lighting={"ambient": 0.75, "diffuse": 0.5, "specular": 0.05, "roughness": 0.9},
        )
    )
    for path, colour, dash, legend in _styled(land, theme, names):
        u, v = path.places
        figure.add_traces(
            [
                go.Scatter3d(
                    x=u,
                    y=v,
                    z=path.below_J,
                    mode="lines",
                    line={"color": colours["ink"], "width": 3, "dash": "dot"},
                    hoverinfo="skip",
                    showlegend=False,
                ),
                go.Scatter3d(
                    x=u,
                    y=v,
                    z=path.J,
                    mode="lines",
                    line={"color": colour, "width": 7, "dash": dash},
                    text=[str(epoch) for epoch in path.epochs],
                    hovertemplate=f"%{{text}}<br>{here}",
                    **legend,
                ),
                go.Scatter3d(
                    x=u[_ENDS],
                    y=v[_ENDS],
                    z=path.J[_ENDS],
                    mode="markers",
                    marker={
                        "size": 7,
                        "color": [colours["surface"], colour],
                        "line": {"color": colours["ink"], "width": 2},
                    },
                    hoverinfo="skip",
                    showlegend=False,
                ),
            ]
        )
    axis = {
        "backgroundcolor": colours["surface"],
        "gridcolor": colours["faint"],
        "zerolinecolor": colours["faint"],
        "tickfont": {"color": colours["muted"], "size": 11},
        "nticks": 5,
    }
    figure.update_layout(
        template=go.layout.Template(template(theme)),
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        height=_HEIGHT,
        legend=_LEGEND,
        scene={
            "xaxis": {**axis, "title": {"text": first}},
            "yaxis": {**axis, "title": {"text": second}},
            "zaxis": {**axis, "title": {"text": "J"}},
            "aspectmode": "manual",
            "aspectratio": {"x": 1.0, "y": 1.0, "z": 0.75},
            # Where the visitor had turned it is lost with the next numbers: Streamlit mounts a chart whose
            # figure has changed anew, whatever its key, so that Plotly's uirevision has nothing to go by.
            "camera": {"eye": {"x": 1.25, "y": -1.35, "z": 1.05}, "center": {"z": -0.12}},
            "dragmode": "turntable",
        },
    )
    return figure


def contour_figure(
    land: Landscape,
    theme: str = "light",
    *,
    diagonal: bool = False,
    titles: tuple[str, str] | None = None,
    names: Sequence[str] = (),
) -> go.Figure:
    """The same from above, as lines of equal cost.

    Args:
        land: what is drawn.
        theme: ``"light"`` or ``"dark"``.
        diagonal: whether to draw the line on which both coordinates are equal; then both axes have one scale.
        titles: of the two axes; None for those of the plane, see ``Plane.titles``.
        names: of the runs, for a legend where there are several; () for none.
    """
    colours = PALETTE[theme]
    first, second = titles or land.plane.titles
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
            hovertemplate=_here(land),
        )
    ]
    if diagonal:
        ends = land.firsts[[0, -1]]
        line = {"color": colours["ink"], "width": 1.5, "dash": "dash"}
        traces.append(go.Scatter(x=ends, y=ends, mode="lines", line=line, hoverinfo="skip", showlegend=False))
    for path, colour, dash, legend in _styled(land, theme, names):
        u, v = path.places
        traces += [
            go.Scatter(
                x=u,
                y=v,
                mode="lines",
                line={"color": colour, "width": 3, "dash": dash},
                text=[f"{epoch}: J = {J:.4f}" for epoch, J in zip(path.epochs, path.J, strict=True)],
                hovertemplate="%{text}<extra></extra>",
                **legend,
            ),
            go.Scatter(
                x=u[_ENDS],
                y=v[_ENDS],
                mode="markers",
                marker={
                    "size": 11,
                    "color": [colours["surface"], colour],
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
        legend=_LEGEND,
        xaxis={**axis, "title": {"text": first}, "range": land.firsts[[0, -1]]},
        yaxis={**axis, "title": {"text": second}, "range": land.seconds[[0, -1]]},
    )
    if diagonal:
        figure.update_yaxes(scaleanchor="x", scaleratio=1)
    return figure


def _here(land: Landscape) -> str:
    first, second = land.names
    return f"{first} = %{{x:.3f}}<br>{second} = %{{y:.3f}}<br>J = %{{z:.4f}}<extra></extra>"


def _colours(theme: str) -> Iterator[str]:
    """Of the paths; a path begins at a hollow dot and ends at a full one."""
    colours = PALETTE[theme]
    return cycle([colours[name] for name in ("positive", "negative", "ink", "muted")])


def _dashes() -> Iterator[str]:
    """Of the paths: the second sign by which they are known."""
    return cycle(["solid", "dash", "dashdot", "longdash"])


def _styled(
    land: Landscape, theme: str, names: Sequence[str]
) -> Iterator[tuple[Any, str, str, dict[str, Any]]]:
    """Each path with its colour, its dash and its part of the legend."""
    return zip(land.paths, _colours(theme), _dashes(), _legends(land, names), strict=False)


def _legends(land: Landscape, names: Sequence[str]) -> list[dict[str, Any]]:
    if not names:
        return [{"showlegend": False}] * len(land.paths)
    return [{"showlegend": True, "name": name} for name, _ in zip(names, land.paths, strict=True)]


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
