"""Every activation and its slope over one z axis; which is flat where, and which stays between 0 and 1."""

from __future__ import annotations

from functools import lru_cache

import streamlit as st

from shallownet.core.activations import ACTIVATIONS
from shallownet.core.slopes import FLAT, flat_intervals, slope, value, value_range
from shallownet.figures.activation_curves import HIGH, LOW, START, CurveLabels, activation_curves
from shallownet.ui.context import Context
from shallownet.ui.panels.drawing import draw
from shallownet.ui.panels.numbers import plain, short
from shallownet.ui.panels.table import show_table

QUESTION_Z = 3.0
"""Where the scene's question compares the slopes."""

_FIRST_CHOSEN = ("sigmoid", "tanh", "relu")
_LEAKY_SLOPE = 0.1
# A figure is many frames: the last few are kept for the reruns that change nothing in it.
_figure = lru_cache(maxsize=16)(activation_curves)


def show_curves(context: Context) -> None:
    """Choose activations, drag a point along their curves, read where they are flat and what they reach."""
    words, names = context.words, context.texts["activations"]
    st.pills(
        words.say("choose"),
        list(ACTIVATIONS),
        selection_mode="multi",
        format_func=names.__getitem__,
        **context.remembered("chosen", list(_FIRST_CHOSEN)),
    )
    chosen = _chosen(context)
    if not chosen:
        st.info(words.say("none_chosen"))
        return
    picture, knobs = st.columns([3.4, 1], gap="medium")
    # The knobs come first, as the picture shows what they say.
    with knobs:
        looked_at = _looked_at(context, chosen)
        leaky_slope = _leaky_slope(context, chosen)
        # The point is dragged with the pointer; this is for the keyboard, and for those who do not see it.
        z: float = st.number_input(
            words.say("point_at"), LOW, HIGH, step=0.1, format="%.2f", **context.remembered("z", START)
        )
        _describe(context, looked_at, leaky_slope)
    with picture:
        labels = CurveLabels(
            z=words.say("axis_z"),
            value=words.say("axis_value"),
            slope=words.say("axis_slope"),
            flat=words.say("zone"),
            names=tuple(names[name] for name in chosen),
        )
        figure = _figure(chosen, looked_at, leaky_slope, context.theme, labels, z)
        numbers = "; ".join(
            words.say(
                "point",
                name=names[name],
                value=plain(value(name, z, leaky_slope)),
                slope=plain(slope(name, z, leaky_slope)),
            )
            for name in chosen
        )
        draw(context, "figure", figure, alt=words.say("picture", where=short(z), numbers=numbers))
        st.caption(words.say("how_to_drag"))
    _compare(context, chosen, leaky_slope)


def options_curves(context: Context) -> dict[str, str]:
    """The activations to compare, and what else the words offer."""
    names = context.texts["activations"]
    return {**{name: names[name] for name in _compared(context)}, **context.words.options}


def answer_curves(context: Context) -> tuple[str, dict[str, str]]:
    """The activation with the largest slope at ``QUESTION_Z``; ``tie`` if several have it."""
    names = context.texts["activations"]
    leaky_slope = context.value("leaky_slope", _LEAKY_SLOPE)
    slopes = {name: slope(name, QUESTION_Z, leaky_slope) for name in _compared(context)}
    largest = max(slopes.values())
    first = [name for name, number in slopes.items() if number == largest]
    return "tie" if len(first) > 1 else first[0], {
        "where": short(QUESTION_Z),
        "winner": names[first[0]],
        "winners": ", ".join(names[name] for name in first),
        "largest": plain(largest),
        "numbers": ", ".join(f"{names[name]} {plain(number)}" for name, number in slopes.items()),
    }


def _chosen(context: Context) -> tuple[str, ...]:
    kept = context.value("chosen", _FIRST_CHOSEN)
    return tuple(name for name in ACTIVATIONS if name in kept)


def _compared(context: Context) -> tuple[str, ...]:
    """What the question is about: what is chosen, or what the scene begins with if that is one alone."""
    chosen = _chosen(context)
    return chosen if len(chosen) > 1 else _FIRST_CHOSEN


def _looked_at(context: Context, chosen: tuple[str, ...]) -> str:
    if context.value("looked_at", chosen[0]) not in chosen:
        context.keep("looked_at", chosen[0])
    looked_at: str = st.selectbox(
        context.words.say("look_at"),
        chosen,
        format_func=context.texts["activations"].__getitem__,
        **context.remembered("looked_at", chosen[0]),
    )
    return looked_at


def _leaky_slope(context: Context, chosen: tuple[str, ...]) -> float:
    if "leaky_relu" in chosen:
        label = context.texts["controls"]["leaky_slope"]
        st.slider(label, 0.0, 1.0, step=0.01, **context.remembered("leaky_slope", _LEAKY_SLOPE))
    leaky_slope: float = context.value("leaky_slope", _LEAKY_SLOPE)
    return leaky_slope


def _describe(context: Context, name: str, leaky_slope: float) -> None:
    """The formulas of one activation and where it is flat."""
    row = ACTIVATIONS[name]
    st.markdown(rf"$\displaystyle g(z) = {row.formula}$")
    st.markdown(rf"$\displaystyle g'(z) = {row.slope_formula}$")
    words = context.words
    flat = _flat_words(context, name, leaky_slope)
    values = {"flat": short(FLAT), "low": short(LOW), "high": short(HIGH), "intervals": flat}
    st.markdown(words.say("flat_somewhere" if flat else "flat_nowhere", **values))
    if words.has(f"about_{name}"):
        st.markdown(words.say(f"about_{name}"))


def _flat_words(context: Context, name: str, leaky_slope: float) -> str:
    found = flat_intervals(name, LOW, HIGH, leaky_slope)
    said = [
        context.words.say("interval", low=short(round(low, 2) + 0.0), high=short(round(high, 2) + 0.0))
        for low, high in found
    ]
    return f" {context.words.say('and')} ".join(said)


def _compare(context: Context, chosen: tuple[str, ...], leaky_slope: float) -> None:
    """How far each g reaches over the axis shown: is it a probability?"""
    words = context.words
    rows = []
    for name in chosen:
        low, high = value_range(name, LOW, HIGH, leaky_slope)
        # Strictly between: the logarithm in the cost has no value at 0.
        fits = words.say("fits" if low > 0.0 and high < 1.0 else "fits_not")
        share = f"{_flat_share(name, leaky_slope):.0%}"
        rows.append([context.texts["activations"][name], plain(low), plain(high), fits, share])
    st.markdown(words.say("range_lead", low=short(LOW), high=short(HIGH)))
    show_table(words.say("range_heads"), rows)


def _flat_share(name: str, leaky_slope: float) -> float:
    found = flat_intervals(name, LOW, HIGH, leaky_slope)
    return sum(high - low for low, high in found) / (HIGH - LOW)
