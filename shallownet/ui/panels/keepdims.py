"""Life without ``keepdims=True``: the wrong lines, really run, with their shapes and NumPy's own message."""

from __future__ import annotations

import streamlit as st

from shallownet.core.keepdims import Line, Mishap, without_keepdims
from shallownet.core.network import backward
from shallownet.core.trace import source_of
from shallownet.figures.matrix import Matrix, matrices_html
from shallownet.ui.context import Context
from shallownet.ui.panels.small_batch import Batch, chosen, shape_text, show_knobs, show_reached


def show_keepdims(context: Context) -> None:
    """The lines one after the other, each with its shape; what comes of them; and b2, which survives.

    They are run one at a time at first, so that the question can be answered before NumPy does.
    """
    words = context.words
    picture, knobs = st.columns([3.4, 1], gap="medium")
    with knobs:
        show_knobs(context, data=False)
    batch = chosen(context)
    mishap = _run(batch)
    ran: int = context.value("ran", 0)
    with picture:
        show_reached(context, batch)
        lines, numbers = st.columns(2, gap="medium")
        with lines:
            st.markdown(f"**{words.say('as_it_is')}**")
            st.code(source_of(backward).assignment_of("db1"), language="python", wrap_lines=True)
            st.markdown(f"**{words.say('hidden_heading')}**")
            for number, line in enumerate(mishap.hidden):
                if number == len(mishap.hidden) - 1:
                    st.markdown(f"**{words.say('next_forward')}**")
                st.code(line.code, language="python", wrap_lines=True)
                if number < ran:
                    _show_result(context, line, mishap)
            _show_buttons(context, ran, len(mishap.hidden))
        with numbers:
            if ran >= 2:
                _show_biases(context, mishap)
            else:
                dZ1 = Matrix(words.say("summed"), mishap.summed, shape_text(mishap.summed.shape))
                st.html(matrices_html([dZ1], context.theme))
            if ran < len(mishap.hidden):
                return
            _show_outcome(context, batch, mishap)
            st.markdown(f"**{words.say('b2_heading')}**")
            for line in mishap.output:
                st.code(line.code, language="python", wrap_lines=True)
                _show_result(context, line, mishap)
            st.markdown(_b2_remark(context, mishap))


def answer_keepdims(context: Context) -> tuple[str, dict[str, str]]:
    """What the next forward step does: ``error``, ``silent`` or ``harmless``."""
    batch = chosen(context)
    mishap = _run(batch)
    b1, Z1 = mishap.hidden[1:]
    return mishap.outcome, {
        **_costs(mishap),
        "shape": "" if b1.value is None else shape_text(b1.value.shape),
        "product": shape_text((batch.experiment.hidden_units, batch.m)),
        "message": _as_code(Z1.error or ""),
    }


def _run(batch: Batch) -> Mishap:
    return without_keepdims(batch.experiment, batch.parameters, batch.X, batch.Y)


def _show_buttons(context: Context, ran: int, count: int) -> None:
    with st.container(horizontal=True):
        for key, to in (("run_next", min(ran + 1, count)), ("run_again", 0)):
            st.button(
                context.words.say(key),
                key=f"{context.key}.{key}",
                on_click=context.keep,
                args=("ran", to),
                disabled=to == ran,
            )


def _show_result(context: Context, line: Line, mishap: Mishap) -> None:
    """The shape that a line gave, and the one it should have; or NumPy's message."""
    words = context.words
    if line.value is None:
        st.error(_as_code(f"ValueError: {line.error}"))
        st.caption(words.say("no_value", target=line.target))
        return
    right = mishap.right[line.target]
    if line.value.shape != right.shape:
        remark = words.say("remark_wrong", right=shape_text(right.shape))
    elif (line.value != right).any():
        remark = words.say("remark_values")
    else:
        remark = words.say("remark_right")
    st.markdown(words.say("shape_is", target=line.target, shape=shape_text(line.value.shape), remark=remark))


def _show_outcome(context: Context, batch: Batch, mishap: Mishap) -> None:
    words = context.words
    box = {"error": st.warning, "silent": st.warning, "harmless": st.info}[mishap.outcome]
    n_h = batch.experiment.hidden_units
    box(words.say(f"outcome_{mishap.outcome}", n_h=n_h, m=batch.m, **_costs(mishap)))
    if mishap.outcome == "silent" and mishap.elsewhere is not None:
        st.markdown(words.say("elsewhere", points=mishap.points, m=batch.m))
        st.error(_as_code(f"ValueError: {mishap.elsewhere}"))


def _show_biases(context: Context, mishap: Mishap) -> None:
    words, wrong = context.words, mishap.hidden[1].value
    matrices = [Matrix(words.say("b1_right"), mishap.right["b1"], shape_text(mishap.right["b1"].shape))]
    if wrong is not None:
        matrices.append(Matrix(words.say("b1_wrong"), wrong, shape_text(wrong.shape)))
    st.html(matrices_html(matrices, context.theme))


def _b2_remark(context: Context, mishap: Mishap) -> str:
    b2, right = mishap.output[-1].value, mishap.right["b2"]
    if b2 is not None and b2.shape == right.shape and (b2 == right).all():
        return context.words.say("b2_survives")
    return context.words.say("b2_lost", shape="" if b2 is None else shape_text(b2.shape))


def _costs(mishap: Mishap) -> dict[str, str]:
    """The cost as it should be and as it is, with as many decimals as tell them apart."""
    right, wrong = mishap.right_cost, mishap.wrong_cost
    if wrong is None:
        return {"right_cost": f"{right:.4f}"}
    digits = next((d for d in range(4, 17) if f"{right:.{d}f}" != f"{wrong:.{d}f}"), 4)
    return {"right_cost": f"{right:.{digits}f}", "wrong_cost": f"{wrong:.{digits}f}"}


def _as_code(text: str) -> str:
    """A message word for word: no character of it is Markdown."""
    return f"`{text.strip()}`"
