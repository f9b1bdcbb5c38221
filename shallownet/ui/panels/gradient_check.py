"""The gradient check: each derivative by formula and by difference, and how far the two are apart."""

from __future__ import annotations

import math
from functools import lru_cache

import streamlit as st

from shallownet.core.gradient_check import GradientCheck, check_gradient
from shallownet.figures.difference_step import difference_step
from shallownet.figures.matrix import MINUS, power_text, table_html
from shallownet.ui.context import Context
from shallownet.ui.panels.drawing import draw
from shallownet.ui.panels.numbers import plain
from shallownet.ui.panels.small_batch import Batch, another_seed, chosen, show_knobs, show_reached

STEPS = tuple(10.0**-power for power in range(13))
"""The steps h that can be chosen, descending."""
LIMIT = 1e-7
"""The relative error up to which two gradients are said to agree."""
_DEFAULT_STEP = 1e-6


def show_gradient_check(context: Context) -> None:
    """Every derivative by formula; then, once asked for, by difference, and how far the two are apart."""
    words = context.words
    picture, knobs = st.columns([3.4, 1], gap="medium")
    with knobs:
        show_knobs(context)
        st.select_slider(
            words.say("step_size"), STEPS, format_func=step_text, **context.remembered("h", _DEFAULT_STEP)
        )
    batch = chosen(context)
    step: float = context.value("h", _DEFAULT_STEP)
    checks = _checks(batch)
    is_run: bool = context.value("run", False)
    with picture:
        show_reached(context, batch)
        table, curve = st.columns([1.15, 1], gap="medium")
        with table:
            st.html(_table(context, batch, checks[step], is_run))
        with curve:
            if not is_run:
                # First a guess: the button comes before the answer.
                st.markdown(words.say("before", h=step_text(step)))
                st.button(
                    words.say("run_check"),
                    key=f"{context.key}.run_check",
                    on_click=context.keep,
                    args=("run", True),
                )
                return
            _show_verdict(context, checks, step)
            figure = difference_step(
                STEPS,
                [check.relative_error for check in checks.values()],
                step,
                LIMIT,
                context.theme,
                {"step": words.say("curve_axis"), "error": words.say("error_axis")},
            )
            draw(context, "curve", figure, alt=words.say("picture"))
            parameters = batch.parameters.shape.size
            st.caption(words.say("cost_of_check", parameters=parameters, passes=2 * parameters))


def answer_check(context: Context) -> tuple[str, dict[str, str]]:
    """Whether the two gradients agree: ``agree`` or ``apart``."""
    checks, step = _checks(chosen(context)), context.value("h", _DEFAULT_STEP)
    found = verdict(checks, step)
    reason = context.words.say(f"verdict_{found}", limit=step_text(LIMIT))
    error = plain(checks[step].relative_error)
    return "agree" if found == "agree" else "apart", {"error": error, "reason": reason}


def verdict(checks: dict[float, GradientCheck], step: float) -> str:
    """What the check at a step says, judged from the checks at all other steps.

    Returns:
        ``"agree"``; else why not: ``"kink"``; ``"coarse"`` where a smaller step does best, ``"rounding"``
        where a larger one does; ``"neither"``.
    """
    check = checks[step]
    if check.relative_error <= LIMIT:
        return "agree"
    if check.crosses_kink:
        return "kink"
    others = {one: other.relative_error for one, other in checks.items() if not other.crosses_kink}
    best = min(others, key=others.__getitem__)
    if others[best] >= check.relative_error:
        return "neither"
    return "coarse" if best < step else "rounding"


def step_text(step: float) -> str:
    """A step or a limit, which are powers of ten: 10⁻⁷."""
    return power_text(round(math.log10(step)))


@lru_cache(maxsize=64)
def _checks(batch: Batch) -> dict[float, GradientCheck]:
    return {
        step: check_gradient(batch.experiment, batch.parameters, batch.X, batch.Y, step) for step in STEPS
    }


def _table(context: Context, batch: Batch, check: GradientCheck, is_run: bool) -> str:
    words = context.words
    formula, numeric = check.formula.flat(), check.numeric.flat()
    # The same decimals in both columns, so that the digits that differ stand below each other's places.
    rows = [
        [
            entry,
            f"{by_formula:.10f}".replace("-", MINUS),
            f"{by_difference:.10f}".replace("-", MINUS) if is_run else "",
            plain(abs(by_formula - by_difference)) if is_run else "",
        ]
        for entry, by_formula, by_difference in zip(
            batch.parameters.shape.entries(), formula, numeric, strict=True
        )
    ]
    headings = [words.say(key) for key in ("parameter", "formula", "finite_difference", "difference")]
    return table_html(headings, rows, context.theme, words.say("table_label"))


def _show_verdict(context: Context, checks: dict[float, GradientCheck], step: float) -> None:
    words, check = context.words, checks[step]
    st.markdown(f"**{words.say('relative_error', error=plain(check.relative_error))}**")
    if not check.formula.flat().any() and not check.numeric.flat().any():
        st.info(words.say("zero_gradient"))
        return
    found = verdict(checks, step)
    box = st.success if found == "agree" else st.warning
    box(words.say(f"verdict_{found}", limit=step_text(LIMIT)))
    if check.crosses_kink:
        if found == "agree":
            st.caption(words.say("kink_near"))
        st.button(
            words.say("another_seed"),
            key=f"{context.key}.another_seed",
            on_click=another_seed,
            args=(context,),
        )
