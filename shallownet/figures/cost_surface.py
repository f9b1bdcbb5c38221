"""The cost over two parameters, as a surface and as a map, with the path that a run took."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from shallownet.core.cost import measure
from shallownet.core.datasets import generate
from shallownet.core.features import expand
from shallownet.core.landscape import cost_over
from shallownet.core.trajectory import Trajectory
from shallownet.figures.palette import PALETTE, template

Array = NDArray[np.float64]

MOST_POINTS = 61
"""Values along each side of the grid, where the network is small."""
PATH_POINTS = 300
"""A path is drawn through at most so many snapshots."""

_FEWEST_POINTS = 25
# Hidden units' values (grid points, units, examples) that may be computed for one picture: about 0.1 s.
_AFFORDABLE = 8_000_000
# Half a side of the plane at least, and beyond the path so much of its extent.
_LEAST_REACH, _ROOM = 1.0, 0.35
_LINES = 15
_HEIGHT = 420


@dataclass(frozen=True, eq=False)
class Landscape:
    """The cost over two parameters, the others as they are at one epoch; and the path up to there.

    Attributes:
        names: of the two parameters, see ``Shape.entries``.
        firsts: values of the first, (F,).
        seconds: values of the second, (S,).
        J: the cost, (S, F).
        epochs: of the path's points, (P,); the last is the epoch of the other parameters.
        path: the path's values of the two, (2, P).
        path_J: the cost that the run had there, (P,).
        below_J: the cost of the surface there, (P,): equal to it only where the others were as they are now.
    """

    names: tuple[str, str]
    firsts: Array
    seconds: Array
    J: Array
    epochs: NDArray[np.int64]
    path: Array
    path_J: Array
    below_J: Array

    @property
    def largest_height(self) -> float:
        """The largest distance between the path's cost and the surface."""
        return float(np.abs(self.path_J - self.below_J).max())

    @property
    def asymmetry(self) -> float:
        """The largest ``|J(u, v) - J(v, u)|`` on the grid, where both parameters have the same values."""
        with np.errstate(invalid="ignore"):
            apart = np.abs(self.J - self.J.T)
        return float(np.max(apart, where=~np.isnan(apart), initial=0.0))

    @property
    def from_diagonal(self) -> float:
        """The path's largest distance from the diagonal, where the two parameters are equal."""
        return float(np.abs(self.path[0] - self.path[1]).max() / np.sqrt(2))


def landscape(
    known: Trajectory, row: int, first: str, second: str, *, square: bool = False, points: int = MOST_POINTS
) -> Landscape:
    """The cost over two parameters of a network at one snapshot of its run.

    Args:
        known: what is known of the run.
        row: the snapshot from which the other parameters are taken, and with which the path ends.
        first, second: names of the two parameters.
        square: whether both get the same values, so that the diagonal is one.
        points: values along each side; fewer are computed for a large network.
    """
    shape, experiment = known.shape, known.experiment
    places = [shape.entries().index(name) for name in (first, second)]
    rows = path_rows(row)
    path = known.flat[rows][:, places].T
    ranges = [_range(values) for values in ([path, path] if square else path)]
    train = generate(experiment).train
    units = shape.n_h * train.X.shape[1]
    # Odd, so that the middle is one of the values.
    count = min(points, max(_FEWEST_POINTS, int(np.sqrt(_AFFORDABLE / units)))) // 2 * 2 + 1
    firsts, seconds = (np.linspace(low, high, min(count, points)) for low, high in ranges)
    now = shape.parameters(known.flat[row])
    J = cost_over(experiment, now, places[0], places[1], firsts, seconds)
    below = np.tile(known.flat[row], (len(rows), 1))
    below[:, places] = path.T
    below_J, _ = measure(experiment, shape, below, expand(train.X, experiment.features), train.Y)
    names = (first, second)
    return Landscape(names, firsts, seconds, J, known.epochs[rows], path, known.train_loss[rows], below_J)


def path_rows(row: int) -> NDArray[np.intp]:
    """The snapshots that a path up to ``row`` is drawn through: at most ``PATH_POINTS``, both ends too."""
    return np.unique(np.linspace(0, row, min(row + 1, PATH_POINTS)).round().astype(np.intp))


def _range(values: Array) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    reach = max(_LEAST_REACH, (0.5 + _ROOM) * (high - low))
    middle = (low + high) / 2
    return middle - reach, middle + reach


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
