"""What remains true for biases that start at 0: which starts have different units all the same."""

from __future__ import annotations

import numpy as np
import streamlit as st

from shallownet.core.meters import METERS
from shallownet.core.observe import Observed
from shallownet.ui.context import Context
from shallownet.ui.panels.table import show_table


def show_bias(context: Context) -> None:
    """The biases of the networks on the stage at epoch 0, and how many of their units differ there.

    Says ``bias_zero`` or ``bias_not_zero``, ``bias_heads`` (the table's), and of networks with one unit
    ``bias_one``, of others ``bias_differ`` and ``bias_twins`` where there are such networks.
    """
    words, n_h = context.words, context.run.settings.hidden_units
    zero, distinct = {}, {}
    for variant, run in zip(context.run.variants, context.run.runs, strict=True):
        start = Observed(run, np.array([0]))
        zero[variant.label] = not (start.b1.any() or start.b2.any())
        distinct[variant.label] = int(METERS["distinct_units"].compute(start)[0])
    values = {"networks": len(zero), "units": n_h}
    st.markdown(words.say("bias_zero" if all(zero.values()) else "bias_not_zero", **values))
    rows = [(label, "0" if zero[label] else "≠ 0", f"{count} / {n_h}") for label, count in distinct.items()]
    show_table(words.say("bias_heads"), rows)
    if n_h == 1:
        st.markdown(words.say("bias_one", **values))
        return
    for key, alike in (("bias_differ", False), ("bias_twins", True)):
        named = [label for label, count in distinct.items() if (count < n_h) == alike]
        if named:
            st.markdown(words.say(key, names="; ".join(named), **values))
