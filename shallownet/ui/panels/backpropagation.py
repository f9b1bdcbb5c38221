"""One step of gradient descent, walked through: the graph, each line, its numbers, and each entry's terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from shallownet.core.entries import Factor, Sum, Term, entry_latex, follow
from shallownet.core.network import cost, forward
from shallownet.core.parameters import Parameters
from shallownet.core.walk import SHAPES, STEPS, Step, values, walk
from shallownet.figures.computation_graph import computation_graph, svg_image
from shallownet.figures.matrix import (
    MINUS,
    Matrix,
    matrices_html,
    number_text,
    number_texts,
    table_html,
)
from shallownet.ui.context import AS_ON_SERVER, Context
from shallownet.ui.panels.numbers import plain
from shallownet.ui.panels.small_batch import Batch, chosen, shape_text, show_knobs, show_reached

Array = NDArray[np.float64]


def show_walk(context: Context) -> None:
    """The graph and the step it lights: formula, code, numbers; below, one entry and its terms."""
    picture, knobs = st.columns([3.4, 1], gap="medium")
    with knobs:
        show_knobs(context)
    batch = chosen(context)
    steps = walk(batch.experiment, batch.parameters, batch.X, batch.Y)
    known = values(steps, batch.parameters, batch.X, batch.Y)
    with picture:
        show_reached(context, batch)
        step = steps[STEPS.index(_choose_step(context))]
        graph, words = st.columns(2, gap="medium")
        with graph:
            uses = ", ".join(step.uses)
            label = context.words.say("graph_label", name=_name(context, step.name), uses=uses)
            st.html(svg_image(computation_graph(step.name, step.uses, context.theme), label))
            st.markdown(context.words.say(_about(step), **_about_values(batch, steps)))
        with words:
            _show_step(context, step)
        _show_entry(context, batch, known, step)


def answer_walk(context: Context) -> tuple[str, dict[str, str]]:
    """Which parameter has the entry that the update moves furthest: W1, b1, W2 or b2."""
    batch = chosen(context)
    steps = walk(batch.experiment, batch.parameters, batch.X, batch.Y)
    known = values(steps, batch.parameters, batch.X, batch.Y)
    largest = {name: float(np.abs(known[f"d{name}"]).max()) for name in Parameters._fields}
    texts = number_texts(list(largest.values()))
    shown = {f"largest_d{name.lower()}": text for name, text in zip(largest, texts, strict=True)}
    return max(largest, key=lambda name: largest[name]), shown


def _name(context: Context, name: str) -> str:
    """A step's name in the visitor's language."""
    symbol = name.removeprefix("new ")
    return context.words.say("new", symbol=symbol) if symbol != name else symbol


def _choose_step(context: Context) -> str:
    """The slider of the steps, and a button to either side of it."""
    words = context.words
    name: str = context.value("step", STEPS[0])
    at = STEPS.index(name)
    st.select_slider(
        words.say("step"),
        STEPS,
        format_func=lambda step: _name(context, step),
        **context.remembered("step", STEPS[0]),
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        for key, to in (("back", at - 1), ("next", at + 1)):
            st.button(
                words.say(key),
                key=f"{context.key}.{key}",
                on_click=context.keep,
                args=("step", STEPS[min(max(to, 0), len(STEPS) - 1)]),
                disabled=not 0 <= to < len(STEPS),
            )
        direction = "update" if " " in name else "backward" if name.startswith("d") else "forward"
        st.markdown(
            words.say("progress", number=at + 1, count=len(STEPS), direction=words.say(direction)),
            width="content",
        )
    return name


def _about(step: Step) -> str:
    return f"about_{step.name.lower().replace(' ', '_')}"


def _about_values(batch: Batch, steps: Sequence[Step]) -> dict[str, str]:
    """What the words about the update speak of: the rate, and the batch's cost before and after."""
    e = batch.experiment
    updated = Parameters(*(step.value for step in steps if step.direction == "update"))
    Z2 = forward(updated, batch.X, e.activation, e.problem, e.leaky_slope).Z2
    before = next(float(step.value) for step in steps if step.symbol == "J")
    texts = number_texts([before, cost(Z2, batch.Y, e.problem)])
    return {"rate": f"{e.learning_rate:g}", "cost_before": texts[0], "cost_after": texts[1]}


def _show_step(context: Context, step: Step) -> None:
    st.latex(r"\begin{gathered}" + r" \\ ".join([step.formula, *step.remarks]) + r"\end{gathered}")
    st.code(step.code, language="python", wrap_lines=True)
    st.caption(context.words.say("code_place", line=step.line))
    marked = set() if step.symbol == "J" else {_chosen_entry(context, step)}
    note = _shape(context, step.symbol, step.value)
    shown = Matrix(_name(context, step.name), step.value, note, marked)
    st.html(matrices_html([shown], context.theme))


def _shape(context: Context, symbol: str, value: Array) -> str:
    """A symbol's shape in letters and in numbers."""
    if not SHAPES[symbol]:
        return context.words.say("number")
    return f"{shape_text(SHAPES[symbol])} = {shape_text(value.shape)}"


def _chosen_entry(context: Context, step: Step) -> tuple[int, int]:
    """The entry to follow, counted from 0: the one chosen before if this step has it, else the nearest."""
    rows, columns = np.atleast_2d(step.value).shape
    row, column = (context.value(name, 1) for name in ("row", "column"))
    return min(row, rows) - 1, min(column, columns) - 1


def _show_entry(context: Context, batch: Batch, known: Mapping[str, Array], step: Step) -> None:
    """The entry to follow, the entries it was made of where they stand, and the terms."""
    words = context.words
    heading = "follow_number" if step.symbol == "J" else "follow"
    st.markdown(f"**{words.say(heading, name=_name(context, step.name))}**")
    rows, columns = np.atleast_2d(step.value).shape
    row, column = _chosen_entry(context, step)
    with st.container(horizontal=True, gap="medium"):
        # Where there is nothing to choose there is no knob.
        if rows > 1:
            _choose_index(context, "row", rows, row)
        if columns > 1:
            _choose_index(context, "column", columns, column)
    made = follow(step, known, batch.experiment, row, column)
    relation = ":=" if step.direction == "update" else "="
    st.latex(f"{entry_latex(step.symbol, row + 1, column + 1)} {relation} {made.formula}")
    sources = [
        Matrix(
            symbol,
            known[symbol],
            shape_text(known[symbol].shape),
            {(factor.row, factor.column) for factor in made.factors if factor.symbol == symbol},
        )
        for symbol in step.uses
        if symbol in {factor.symbol for factor in made.factors}
    ]
    with st.container(key="pair_terms"):
        matrices, terms = st.columns(2, gap="medium")
    matrices.html(matrices_html(sources, context.theme))
    with terms:
        _show_terms(context, made, float(np.atleast_2d(step.value)[row, column]))


def _choose_index(context: Context, name: str, count: int, index: int) -> None:
    # The choice is one for all steps; a knob for each count, as its options are part of what a widget is.
    key = f"{context.key}.{name}_of_{count}"
    if st.session_state.get(key) != index + 1:
        st.session_state[key] = index + 1

    def moved() -> None:
        context.keep(name, st.session_state[key])

    st.radio(
        context.words.say(name),
        range(1, count + 1),
        horizontal=True,
        key=key,
        on_change=moved,
        persist_state=AS_ON_SERVER,
    )


def _show_terms(context: Context, made: Sum, computed: float) -> None:
    """Each term with its numbers, what they come to, and that the step computed the same."""
    words = context.words
    rows = [_term_row(term) for term in made.terms]
    numbers = [term.value for term in made.terms]
    if len(made.terms) > 1:
        rows.append((words.say("sum"), ""))
        numbers.append(made.total)
    if made.outer is not None:
        factor = made.outer_factor
        outer = made.outer_name if factor is None else f"{made.outer_name}({_entry_name(factor)})"
        rows.append(
            (words.say("times", outer=outer), f"{number_text(made.outer)} · {number_text(made.total)}")
        )
        numbers.append(made.result)
    if made.function:
        rows.append((words.say("applied", function=made.function), ""))
        numbers.append(made.result)
    lines = [[*row, text] for row, text in zip(rows, number_texts(numbers), strict=True)]
    headings = [words.say(key) for key in ("term", "numbers", "value")]
    st.html(table_html(headings, lines, context.theme, words.say("terms_label")))
    difference = abs(made.result - computed)
    key = "other_entry" if difference else "same_entry"
    st.caption(words.say(key, value=plain(computed, 6), difference=number_text(difference)))


def _entry_name(factor: Factor) -> str:
    return f"{factor.symbol}[{factor.row + 1},{factor.column + 1}]"


def _term_row(term: Term) -> tuple[str, str]:
    """A term's entries by name, and their numbers."""
    names = [_entry_name(factor) for factor in term.factors]
    numbers = [number_text(factor.value) for factor in term.factors]
    if term.times is None:
        return ", ".join(names), ", ".join(numbers)
    sign = "" if term.times == 1 else MINUS if term.times == -1 else f"{number_text(term.times)} · "
    # A sign or a second number in front of a negative number wants brackets.
    shown = [
        f"({text})" if text.startswith(MINUS) and (sign or i) else text for i, text in enumerate(numbers)
    ]
    return sign + " · ".join(names), sign + " · ".join(shown)
