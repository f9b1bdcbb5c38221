"""Where g' comes from, line by line; and g' in numbers, three ways."""

from __future__ import annotations

import math

import numpy as np
import streamlit as st

from shallownet.core.activations import ACTIVATIONS
from shallownet.core.derivations import DERIVATIONS, Line
from shallownet.core.slopes import differences, other_z, slope, value
from shallownet.figures.matrix import power_text
from shallownet.figures.secant import SecantLabels, error_figure, secant_figure
from shallownet.ui.context import AS_ON_SERVER, Context
from shallownet.ui.panels.drawing import draw
from shallownet.ui.panels.numbers import plain, short
from shallownet.ui.panels.table import show_table

TEXTBOOK_Z = (10.0, 0.0, -10.0)
"""The places the course looks at."""
STEPS = tuple(10.0**-power for power in range(13))
"""The steps h offered for a finite difference."""

_LEAKY_SLOPE = 0.01
_LARGEST_Z = 12.0
# Shows the two z of one a, where the visitor's z has no other.
_TELLING_Z = -3.0
# The options of the first question: each a slope as a function of a, the first that fits is right.
_GUESSES = {
    "constant": "1",
    "product": "a * (1 - a)",
    "square": "1 - a**2",
    "exponential": "1 - exp(-a)",
    "minimum": "1 + minimum(a, 0)",
    "sign": "cases(a, 1, alpha)",
}


def show_derivation(context: Context) -> None:
    """The derivation of one activation's slope, revealed a line at a time."""
    words = context.words
    choice, buttons, place = st.columns([1, 1.5, 1.2], gap="medium", vertical_alignment="bottom")
    with choice:
        name = _activation(context)
    lines = DERIVATIONS[name].lines
    # A derivation stays as far revealed as it was left.
    counter = f"revealed_{name}"
    revealed = min(context.value(counter, 1), len(lines))

    def reveal(count: int) -> None:
        context.keep(counter, count)

    with buttons, st.container(horizontal=True, gap="small"):
        done = revealed == len(lines)
        for key, count, usable in (
            ("back", revealed - 1, revealed > 1),
            ("next", revealed + 1, not done),
            ("again", 1, True) if done else ("all", len(lines), True),
        ):
            st.button(
                words.say(key),
                key=f"{context.key}.{key}",
                on_click=reveal,
                args=(count,),
                disabled=not usable,
            )
    with place:
        z: float = st.slider(words.say("at"), -5.0, 5.0, step=0.1, **context.remembered("z", 1.0))
    with st.columns([1, 2.7], gap="medium")[0] if name == "leaky_relu" else st.empty():
        leaky_slope = _leaky_slope(context, name)
    with st.container(border=True):
        for number, line in enumerate(lines[:revealed]):
            _show_line(context, name, line, number, z, leaky_slope)
        left = len(lines) - revealed
        st.caption(
            words.say("lines_left", left=left) if left else words.say(f"end_{_ending(name, leaky_slope)}")
        )


def show_slopes(context: Context) -> None:
    """Slopes in numbers: by the formula, through a, and by finite differences with their error."""
    words, names = context.words, context.texts["activations"]
    pictures, knobs = st.columns([3.4, 1], gap="medium")
    with knobs:
        name = _activation(context)
        z = _place(context)
        step: float = st.select_slider(
            words.say("step"), STEPS, format_func=_power, **context.remembered("step", 1.0)
        )
        leaky_slope = _leaky_slope(context, name)
    labels = SecantLabels(
        **{key: words.say(f"axis_{key}") for key in ("z", "value", "tangent", "secant", "step", "error")}
    )
    with pictures:
        left, right = st.columns(2)
        figures = {
            "secant": secant_figure(name, z, step, leaky_slope, context.theme, labels),
            "error": error_figure(name, z, step, STEPS, leaky_slope, context.theme, labels),
        }
        for column, (key, figure) in zip((left, right), figures.items(), strict=True):
            with column:
                draw(context, key, figure, alt=words.say(f"picture_{key}"))
    whole = st.segmented_control(
        words.say("rows"),
        ["one", "every"],
        format_func=lambda key: words.say(f"rows_{key}"),
        required=True,
        **context.remembered("rows", "one"),
    )
    rows = [(other, z) for other in ACTIVATIONS]
    if whole == "one":
        rows = [(name, place) for place in dict.fromkeys([*TEXTBOOK_Z, z])]
    firsts = [names[other] if whole == "every" else _marked(place) for other, place in rows]
    heads = f"{words.say(f'head_{whole}')} | {words.say('heads')}"
    _show_table(context, heads, firsts, rows, step, leaky_slope)
    _show_remark(context, name, z, leaky_slope)
    for other, place in rows:
        _show_kink(context, other, place, step, leaky_slope)


def options_derivation(context: Context) -> dict[str, str]:
    """What the words offer, and the slope of each activation that goes through a and is none of that."""
    others = {
        name: f"${row.lines[-1].latex}$"
        for name, row in DERIVATIONS.items()
        if row.through_a is not None and _offered(name, _LEAKY_SLOPE) is None
    }
    return {**context.words.options, **others}


def answer_derivation(context: Context) -> tuple[str, dict[str, str]]:
    """Which of the options is the chosen activation's slope; ``needs_z`` if no function of a alone is."""
    name = context.value("activation", "sigmoid")
    own = "needs_z" if DERIVATIONS[name].through_a is None else name
    right = _offered(name, context.value("leaky_slope", _LEAKY_SLOPE)) or own
    return right, {"name": context.texts["activations"][name], **_two_z(name, _TELLING_Z)}


def _offered(name: str, leaky_slope: float) -> str | None:
    """The first function of a that is an activation's slope; None if none is."""
    Z = np.linspace(-4.0, 4.0, 80)  # 0 is not among them
    A, S = ACTIVATIONS[name].value(Z, leaky_slope), ACTIVATIONS[name].slope(Z, leaky_slope)
    # ReLU is the leaky ReLU whose slope below 0 is 0.
    alpha = 0.0 if name == "relu" else leaky_slope
    for key, guess in _GUESSES.items():
        if np.allclose(Line("", guess, "").at(Z, A, alpha), S, rtol=0, atol=1e-12):
            return key
    return None


def answer_slopes(context: Context) -> tuple[str, dict[str, str]]:
    """How many times smaller the chosen activation's slope is at z = 10 than at z = 0."""
    name = context.value("activation", "sigmoid")
    leaky_slope = context.value("leaky_slope", _LEAKY_SLOPE)
    far, near = (slope(name, z, leaky_slope) for z in TEXTBOOK_Z[:2])
    ratio = near / far
    bounds = (("larger", 0.9), ("same", 1.1), ("smaller", 1e3), ("thousands", 1e6), ("millions", np.inf))
    right = next(key for key, below in bounds if ratio < below)
    return right, {
        "name": context.texts["activations"][name],
        "near": plain(near),
        "far": plain(far),
        "ratio": f"{ratio:,.0f}" if ratio < 1e6 else plain(ratio),
    }


def _activation(context: Context) -> str:
    name: str = st.selectbox(
        context.words.say("activation"),
        list(ACTIVATIONS),
        format_func=context.texts["activations"].__getitem__,
        **context.remembered("activation", "sigmoid"),
    )
    return name


def _leaky_slope(context: Context, name: str) -> float:
    if name == "leaky_relu":
        label = context.texts["controls"]["leaky_slope"]
        st.slider(label, 0.0, 1.0, step=0.01, **context.remembered("leaky_slope", _LEAKY_SLOPE))
    leaky_slope: float = context.value("leaky_slope", _LEAKY_SLOPE)
    return leaky_slope


def _place(context: Context) -> float:
    """z, by a slider or as a number: two widgets of one value."""
    label, number = context.words.say("at"), f"{context.key}.z_number"
    z: float = st.slider(label, -_LARGEST_Z, _LARGEST_Z, step=0.1, **context.remembered("z", 1.0))

    def typed() -> None:
        context.keep("z", st.session_state[number])

    if st.session_state.get(number) != z:
        st.session_state[number] = z
    st.number_input(
        context.words.say("at_exactly"),
        -_LARGEST_Z,
        _LARGEST_Z,
        step=0.1,
        format="%.4f",
        key=number,
        on_change=typed,
        persist_state=AS_ON_SERVER,
    )
    return z


def _show_line(context: Context, name: str, line: Line, number: int, z: float, leaky_slope: float) -> None:
    formula, reason, checked = st.columns([2, 1.9, 0.8], gap="small", vertical_alignment="center")
    left = "g'(z)" if number == 0 else r"\phantom{g'(z)}"
    formula.markdown(rf"$\displaystyle {left} = {line.latex}$")
    reason.markdown(context.words.say(line.reason))
    if line.beside_zero and z == 0.0:
        checked.markdown(context.words.say("undefined"))
    else:
        found = float(line.at([z], [value(name, z, leaky_slope)], leaky_slope)[0])
        checked.markdown(context.words.say("line_value", where=short(z), value=plain(found)))


def _ending(name: str, leaky_slope: float) -> str:
    if DERIVATIONS[name].through_a is None:
        return "needs_z"
    return "through_a" if _is_one_to_one(name, leaky_slope) else "not_one_to_one"


def _is_one_to_one(name: str, leaky_slope: float) -> bool:
    """Whether a determines z; a leaky ReLU that does not leak is a ReLU."""
    return ACTIVATIONS[name].one_to_one and value(name, -2.0, leaky_slope) != value(name, -1.0, leaky_slope)


def _marked(z: float) -> str:
    """z, and in bold if it is the visitor's own."""
    return short(z) if z in TEXTBOOK_Z else f"**{short(z)}**"


def _show_table(
    context: Context,
    heads: str,
    firsts: list[str],
    rows: list[tuple[str, float]],
    step: float,
    leaky_slope: float,
) -> None:
    """A row for each activation and z: a, and the slope in three ways."""
    words, cells = context.words, []
    for label, (name, z) in zip(firsts, rows, strict=True):
        derivation = DERIVATIONS[name]
        a = value(name, z, leaky_slope)
        formula, through_a = derivation.through_z, derivation.through_a
        exact = float(formula.at([z], [a], leaky_slope)[0])
        central = differences(name, z, step, leaky_slope).central
        through = (
            words.say("cannot")
            if through_a is None
            else plain(float(through_a.at([z], [a], leaky_slope)[0]), 6)
        )
        numbers = [plain(central, 6), plain(abs(central - exact), 6)]
        cells.append([label, plain(a, 6), plain(exact, 6), through, *numbers])
    show_table(heads, cells)


def _show_remark(context: Context, name: str, z: float, leaky_slope: float) -> None:
    """Whether a tells the slope: if not, two z that show it."""
    words = context.words
    label = context.texts["activations"][name]
    derivation = DERIVATIONS[name]
    if derivation.through_a is not None:
        said = "one_to_one" if _is_one_to_one(name, leaky_slope) else "sign_is_enough"
        st.markdown(words.say(said, name=label, formula=derivation.lines[-1].latex))
        return
    # The visitor's own z if it shares its a, else one that does.
    first = z if other_z(name, z) is not None else _TELLING_Z
    st.info(words.say("two_z", name=label, **_two_z(name, first)))


def _two_z(name: str, first: float) -> dict[str, str]:
    """Two z with the same a, and their slopes, where g falls and rises again; else the one z twice."""
    found = other_z(name, first)
    second = first if found is None else found
    return {
        "first": short(first),
        "other": plain(second),
        "same": plain(value(name, first)),
        "slope_first": plain(slope(name, first)),
        "slope_other": plain(slope(name, second)),
    }


def _show_kink(context: Context, name: str, z: float, step: float, leaky_slope: float) -> None:
    """What the differences give where they reach over a kink."""
    found = differences(name, z, step, leaky_slope)
    if found.spans_kink:
        said = context.words.say(
            "kink",
            name=context.texts["activations"][name],
            where=short(z),
            step=_power(step),
            before=plain(found.left),
            after=plain(found.right),
            middle=plain(found.central),
            used=plain(slope(name, z, leaky_slope)),
        )
        st.warning(said)


def _power(step: float) -> str:
    return power_text(round(math.log10(step))) if step < 0.1 else short(step)
