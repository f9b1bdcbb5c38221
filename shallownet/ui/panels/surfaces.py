"""The cost over two weights, with the path of the run."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from shallownet.core.landscape import landscape
from shallownet.core.parameters import Shape
from shallownet.core.symmetry import unit_rows
from shallownet.figures.cost_surface import contour_figure, surface_figure
from shallownet.ui.context import Context
from shallownet.ui.panels.choosing import choose, choose_view, draw, places
from shallownet.ui.process import TRAINING

Array = NDArray[np.float64]


@st.fragment
def show_surface(context: Context) -> None:
    """The cost over two weights that the visitor chooses, in three dimensions and from above.

    Says ``surface_first``, ``surface_second`` (the labels of the two choices), ``surface_height``.
    """
    words = context.words
    network, one, other = places(context, 2)
    with network:
        known, rows = choose_view(context)
    entries = known.shape.entries()
    with one:
        first = choose(context, "first", words.say("surface_first"), entries, "W1[1,1]")
    others = [entry for entry in entries if entry != first]
    with other:
        default = "W2[1,1]" if first != "W2[1,1]" else others[0]
        second = choose(context, "second", words.say("surface_second"), others, default)
    with TRAINING:
        land = landscape(known, int(rows[-1]), first, second)
    in_space, from_above = st.columns(2)
    with in_space:
        draw(context, "surface_3d", surface_figure(land, context.theme))
    with from_above:
        draw(context, "surface_2d", contour_figure(land, context.theme))
    st.markdown(
        words.say(
            "surface_height",
            first=first,
            second=second,
            epoch=int(land.epochs[-1]),
            cost=f"{land.path_J[-1]:.4f}",
            height=f"{land.largest_height:.3g}",
            at=int(land.epochs[np.abs(land.path_J - land.below_J).argmax()]),
        )
    )


@st.fragment
def show_mirror(context: Context) -> None:
    """The cost over the same weight of two units, and whether it is symmetric about the diagonal.

    Says ``mirror_first``, ``mirror_second``, ``mirror_input`` (the labels of the choices); then of a network
    with one unit ``mirror_one``, of others ``mirror_equal``, ``mirror_ended`` or ``mirror_never``, and
    ``mirror_on_diagonal`` or ``mirror_off_diagonal``.
    """
    words = context.words
    network, *choices = places(context, 3)
    with network:
        known, rows = choose_view(context)
    n_x, n_h, _ = known.shape
    if n_h == 1:
        st.markdown(words.say("mirror_one"))
        return
    units = list(range(1, n_h + 1))
    with choices[0]:
        a = choose(context, "unit_a", words.say("mirror_first"), units, 1)
    others = [unit for unit in units if unit != a]
    with choices[1]:
        b = choose(context, "unit_b", words.say("mirror_second"), others, others[0])
    names = [context.texts["features"][name] for name in known.experiment.features]
    with choices[2]:
        k = choose(context, "input", words.say("mirror_input"), range(1, n_x + 1), 1, lambda k: names[k - 1])
    first, second = f"W1[{a},{k}]", f"W1[{b},{k}]"
    row = int(rows[-1])
    with TRAINING:
        land = landscape(known, row, first, second, square=True)
    picture, verdict = st.columns([1.5, 1], gap="medium")
    with picture:
        draw(context, "mirror_2d", contour_figure(land, context.theme, diagonal=True))
    apart = other_weights_apart(known.shape, known.flat[: row + 1], a, b, k)
    numbers = {
        "first": first,
        "second": second,
        "a": a,
        "b": b,
        "epoch": int(known.epochs[row]),
        "asymmetry": f"{land.asymmetry:.3g}",
        "apart": f"{apart[-1]:.3g}",
        "distance": f"{land.from_diagonal:.3g}",
    }
    with verdict:
        if apart[-1] == 0:
            st.markdown(words.say("mirror_equal", **numbers))
        elif apart[0] == 0:
            since = int(known.epochs[np.flatnonzero(apart)[0]])
            st.markdown(words.say("mirror_ended", **numbers, since=since))
        else:
            st.markdown(words.say("mirror_never", **numbers))
        side = "mirror_on_diagonal" if land.from_diagonal == 0 else "mirror_off_diagonal"
        st.markdown(words.say(side, **numbers))


def other_weights_apart(shape: Shape, flat: Array, a: int, b: int, k: int) -> Array:
    """How far two units differ in all but the weight of input k: the largest difference, (S,).

    Args:
        shape: the layers.
        flat: parameters, (S, size).
        a, b, k: the units and the input, counted from 1.
    """
    units = np.delete(unit_rows(shape, flat), k - 1, axis=2)
    apart: Array = np.abs(units[:, a - 1] - units[:, b - 1]).max(axis=1)
    return apart
