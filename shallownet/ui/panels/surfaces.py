"""The cost over two weights or other directions, with the path of the run."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from shallownet.core.landscape import affordable_points, landscape, landscape_over
from shallownet.core.parameters import Shape
from shallownet.core.symmetry import unit_rows
from shallownet.figures.cost_surface import contour_figure, surface_figure
from shallownet.ui.context import Context
from shallownet.ui.panels.choosing import choose, choose_view, places
from shallownet.ui.panels.drawing import draw
from shallownet.ui.panels.numbers import plain
from shallownet.ui.panels.planes import choose_plane, titles
from shallownet.ui.process import TRAINING

Array = NDArray[np.float64]


@st.fragment
def show_surface(context: Context) -> None:
    """The cost over a plane that the visitor chooses, in three dimensions and from above.

    Says what ``planes`` says; ``surface_picture_3d`` and ``surface_picture_2d`` (what is drawn, for those who
    do not see it); what the plane is, ``surface_weights``, ``surface_random`` or ``surface_principal``;
    ``surface_height``; and ``surface_seen`` of a run that has moved. Where there is no such plane yet, only
    ``surface_still``.
    """
    words = context.words
    network, *columns = places(context, 3)
    with network:
        known, rows = choose_view(context)
    run = known.select(slice(int(rows[-1]) + 1))
    kind, plane = choose_plane(context, run, columns)
    values: dict[str, object] = {"epoch": int(run.epochs[-1])}
    if plane is None:
        st.markdown(words.say("surface_still", **values))
        return
    land = landscape_over(plane, run, points=affordable_points(run.experiment), turn=TRAINING)
    values |= zip(("first", "second"), titles(context, plane), strict=True)
    figures = {
        "3d": surface_figure(land, context.theme, titles=titles(context, plane)),
        "2d": contour_figure(land, context.theme, titles=titles(context, plane)),
    }
    for column, (name, figure) in zip(st.columns(2), figures.items(), strict=True):
        with column:
            draw(context, f"surface_{name}", figure, alt=words.say(f"surface_picture_{name}", **values))
    height = words.say(
        "surface_height",
        **values,
        cost=plain(float(land.path_J[-1])),
        height=plain(land.largest_height, 3),
        at=int(land.epochs[np.abs(land.path_J - land.below_J).argmax()]),
    )
    st.markdown(f"{words.say(f'surface_{kind}', **values)} {height}")
    seen = plane.share_seen(run.flat[0], run.flat[-1])
    if np.isfinite(seen):
        st.markdown(words.say("surface_seen", seen=f"{seen:.0%}", **values))


@st.fragment
def show_mirror(context: Context) -> None:
    """The cost over the same weight of two units, and whether it is symmetric about the diagonal.

    Says ``mirror_first``, ``mirror_second``, ``mirror_input`` (the labels of the choices); then of a network
    with one unit ``mirror_one``, of others ``mirror_picture`` (for those who do not see it),
    ``mirror_equal``, ``mirror_ended`` or ``mirror_never``, and ``mirror_on_diagonal`` or
    ``mirror_off_diagonal``.
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
    land = landscape(known, row, first, second, square=True, turn=TRAINING)
    apart = other_weights_apart(known.shape, known.flat[: row + 1], a, b, k)
    numbers = {
        "first": first,
        "second": second,
        "a": a,
        "b": b,
        "epoch": int(known.epochs[row]),
        "asymmetry": plain(land.asymmetry, 3),
        "apart": plain(float(apart[-1]), 3),
        "distance": plain(land.from_diagonal, 3),
    }
    picture, verdict = st.columns([1.5, 1], gap="medium")
    with picture:
        figure = contour_figure(land, context.theme, diagonal=True)
        draw(context, "mirror_2d", figure, alt=words.say("mirror_picture", **numbers))
    with verdict:
        if apart[-1] == 0:
            st.markdown(words.say("mirror_equal", **numbers))
        elif apart[0] == 0:
            # Only some epochs are known, so it may have been before.
            by = int(known.epochs[np.flatnonzero(apart)[0]])
            st.markdown(words.say("mirror_ended", **numbers, by=by))
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
