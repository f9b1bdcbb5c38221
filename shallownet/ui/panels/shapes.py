"""The arrays of the network on the stage with their shapes, and the loop that trains them as formulas."""

from __future__ import annotations

import streamlit as st

from shallownet.core.datasets import generate
from shallownet.core.features import expand
from shallownet.core.network import backward, forward
from shallownet.core.parameters import Parameters
from shallownet.core.trajectory import Trajectory
from shallownet.core.walk import SHAPES
from shallownet.ui.context import Context
from shallownet.ui.panels.table import show_table

_FORMULAS = ("cost_heading", "cost", "loop_heading", "predict", "differentiate", "update")


def show_shapes(context: Context) -> None:
    """Draw the cost and the loop, and beside them every array with its shape in letters and in numbers."""
    words, known = context.words, context.run.known
    shapes = shapes_of(known)
    loop, table = st.columns([1, 1.1], gap="large")
    with loop:
        for key in _FORMULAS:
            st.markdown(words.say(key))
    with table:
        st.markdown(words.say("shapes_heading"))
        rows = [
            (_latex(name), _meaning(context, name), f"{_letters(name)} = {_unbroken(shape)}")
            for name, shape in shapes.items()
        ]
        show_table(words.say("columns"), rows)
        n_x, n_h, _ = known.shape
        # As text: within a formula a comma would stand apart from its digits.
        m = str(shapes["X"][1])
        st.markdown(words.say("sizes", n_x=n_x, n_h=n_h, m=m, count=known.shape.size))


def shapes_of(known: Trajectory) -> dict[str, tuple[int, ...]]:
    """The shape of every array of one step of gradient descent, by symbol, from the step itself.

    Args:
        known: a run; the step is taken from the last parameters that are known.
    """
    experiment = known.experiment
    points = generate(experiment).train
    X, Y = expand(points.X, experiment.features), points.Y
    parameters = known.shape.parameters(known.flat[-1])
    settings = (experiment.activation, experiment.leaky_slope)
    computed = forward(parameters, X, settings[0], experiment.problem, settings[1])
    gradient = backward(parameters, computed, X, Y, *settings)
    arrays = {
        "X": X,
        "Y": Y,
        **parameters._asdict(),
        **computed._asdict(),
        **{f"d{name}": array for name, array in gradient._asdict().items()},
    }
    return {name: array.shape for name, array in arrays.items()}


def _latex(name: str) -> str:
    return f"${name[:-1]}_{name[-1]}$" if name[-1].isdigit() else f"${name}$"


def _letters(name: str) -> str:
    return f"$({', '.join(SHAPES[name])})$"


def _unbroken(shape: tuple[int, ...]) -> str:
    return str(shape).replace(" ", "\N{NO-BREAK SPACE}")


def _meaning(context: Context, name: str) -> str:
    of = name.removeprefix("d")
    if of != name and of in Parameters._fields:
        return context.words.say("means_gradient", symbol=_latex(of).strip("$"))
    return context.words.say(f"means_{name}")
