"""A network with linear hidden units is a line: its numbers, and the best line there is."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from shallownet.core.activations import ACTIVATIONS
from shallownet.core.datasets import extent, generate
from shallownet.core.experiment import Experiment
from shallownet.core.features import expand
from shallownet.core.linear import Line, collapse, is_separable, logistic_regression
from shallownet.core.meters import plane
from shallownet.core.network import forward
from shallownet.core.parameters import Parameters
from shallownet.figures.maps import map_figure
from shallownet.ui.context import Context
from shallownet.ui.panels.drawing import draw
from shallownet.ui.panels.numbers import plain

Array = NDArray[np.float64]

# The matrices themselves are written out for so many hidden units and inputs at most.
_WRITTEN_UNITS, _WRITTEN_INPUTS = 4, 3


@st.fragment
def show_collapse(context: Context) -> None:
    """The line that the network with identity units is at the epoch on screen, and the best line.

    Says ``collapse_none`` without such a network; else ``collapse_network`` and ``collapse_best_classes`` or
    ``collapse_best_values`` (headings), ``collapse_map_network``, ``collapse_map_line``,
    ``collapse_map_classes`` or ``collapse_map_values`` (the maps' titles), ``collapse_picture`` (a map for
    those who do not see it), ``collapse_gaps_classes`` or ``collapse_gaps_values``, and of classes
    ``collapse_separable``, ``collapse_separable_still`` or ``collapse_not_separable``.
    """
    words, live = context.words, context.run
    linear = [number for number, one in enumerate(live.recipes) if one.experiment.activation == "identity"]
    if not linear:
        st.markdown(words.say("collapse_none"))
        return
    known, rows = live.at_rest()[linear[0]]
    row, experiment = int(rows[-1]), known.experiment
    epoch, parameters = int(known.epochs[row]), known.parameters[row]
    kind = "classes" if experiment.problem == "classification" else "values"
    line, best = collapse(parameters), best_line(experiment)
    own, other = st.columns([1.7, 1], gap="medium")
    with own:
        st.markdown(words.say("collapse_network", epoch=epoch, units=known.shape.n_h))
        st.latex(collapse_latex(parameters))
        if factors := factors_latex(parameters):
            st.latex(factors)
    with other:
        st.markdown(words.say(f"collapse_best_{kind}"))
        st.latex(line_latex("w", "b", best))
    titles = [words.say(f"collapse_map_{one}") for one in ("network", "line", kind)]
    values = maps_of(experiment, parameters, best)
    for place, (column, title, map_) in enumerate(zip(st.columns(3), titles, values, strict=True)):
        with column:
            figure = map_figure(map_, experiment, context.theme, title)
            draw(context, f"map_{place}", figure, alt=words.say("collapse_picture", title=title))
    with np.errstate(invalid="ignore"):
        gaps = [float(np.abs(one - two).max()) for one, two in combinations(values, 2)]
    names = ("network_line", "network_best", "line_best")
    st.markdown(
        words.say(
            f"collapse_gaps_{kind}",
            epoch=epoch,
            **{name: plain(gap, 3) for name, gap in zip(names, gaps, strict=True)},
        )
    )
    if kind == "classes":
        earlier, before = live.at(epoch // 2)[linear[0]]
        then = collapse(earlier.parameters[before[-1]])
        grows = np.linalg.norm(line.W) > np.linalg.norm(then.W)
        said = "collapse_not_separable"
        if is_separable(experiment):
            said = "collapse_separable" if grows else "collapse_separable_still"
        st.markdown(
            words.say(
                said,
                earlier=int(earlier.epochs[before[-1]]),
                before=_length(then),
                epoch=epoch,
                now=_length(line),
                best=_length(best),
            )
        )


def _length(line: Line) -> str:
    return plain(float(np.linalg.norm(line.W)), 3)


def maps_of(experiment: Experiment, parameters: Parameters, best: Line) -> list[Array]:
    """Over ``meters.plane``: the network, the line it is, and the best line; each (1, points)."""
    X = expand(plane(extent(experiment)), experiment.features)
    network = forward(parameters, X, experiment.activation, experiment.problem, experiment.leaky_slope).A2
    lines = [line.W @ X + line.b for line in (collapse(parameters), best)]
    if experiment.problem == "classification":
        lines = [ACTIVATIONS["sigmoid"].value(values) for values in lines]
    return [network, *lines]


def best_line(experiment: Experiment) -> Line:
    """The line with the lowest cost: logistic regression for classes, least squares for values."""
    return logistic_regression(experiment) if experiment.problem == "classification" else _fit(experiment)


@lru_cache(maxsize=64)
def _fit(experiment: Experiment) -> Line:
    """Least squares: minimizes ``sum (w x + b - y)^2`` over the training points."""
    points = generate(experiment).train
    X = expand(points.X, experiment.features)
    inputs = np.concatenate([X, np.ones((1, X.shape[1]))]).T
    solution = np.linalg.lstsq(inputs, points.Y[0])[0]
    return Line(solution[np.newaxis, :-1], solution[np.newaxis, -1:])


def collapse_latex(parameters: Parameters) -> str:
    """``W' = W2 W1`` and ``b' = W2 b1 + b2``, with their values."""
    W, b = (_matrix(array) for array in collapse(parameters))
    return rf"\begin{{aligned}} W' &= W_2 W_1 = {W} \\ b' &= W_2 b_1 + b_2 = {b} \end{{aligned}}"


def factors_latex(parameters: Parameters) -> str:
    """The same products with the numbers multiplied, over two lines each; "" where there are too many."""
    W1, b1, W2, b2 = parameters
    n_h, n_x = W1.shape
    if n_h > _WRITTEN_UNITS or n_x > _WRITTEN_INPUTS:
        return ""
    W, b = collapse(parameters)
    return (
        rf"\begin{{aligned}} & {_matrix(W2)}{_matrix(W1)} \\ & \quad = {_matrix(W)} \\"
        rf" & {_matrix(W2)}{_matrix(b1)} + {_summand(b2)} \\ & \quad = {_matrix(b)} \end{{aligned}}"
    )


def line_latex(weights: str, bias: str, line: Line) -> str:
    """A line's numbers under these names."""
    return rf"\begin{{aligned}} {weights} &= {_matrix(line.W)} \\ {bias} &= {_matrix(line.b)} \end{{aligned}}"


def _matrix(array: Array) -> str:
    rows = r" \\ ".join(" & ".join(_number(value) for value in row) for row in array)
    return rows if array.size == 1 else rf"\begin{{bmatrix}} {rows} \end{{bmatrix}}"


def _summand(array: Array) -> str:
    return f"({_matrix(array)})" if array.size == 1 and array.item() < 0 else _matrix(array)


def _number(value: float) -> str:
    if value == 0 or 0.001 <= abs(value) < 1e4:
        return f"{value:.3f}"
    digits, _, power = f"{value:.1e}".partition("e")
    return rf"{digits} \cdot 10^{{{int(power)}}}"
