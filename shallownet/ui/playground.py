"""The playground: one network, learning live, and all its knobs."""

from __future__ import annotations

import streamlit as st

from shallownet import Experiment
from shallownet.figures.palette import PALETTE
from shallownet.texts import labels
from shallownet.ui.controls import Controls, controls_state, refuse_in_controls
from shallownet.ui.live import LiveRun
from shallownet.ui.own_data import show_own_data
from shallownet.ui.process import prepare
from shallownet.ui.stage import show_stage, stage_labels

_KEY = "playground"
_RUN = "live_run"
# What the controls were last drawn with; None while the page is being drawn.
_DRAWN = "drawn"


def show() -> None:
    """Draw the page. The stage comes first: a visitor sees the network learn before the knobs are there."""
    prepare()
    texts = labels()
    if _RUN not in st.session_state:
        st.session_state[_RUN] = LiveRun(_KEY, Experiment(), stage_labels(texts), PALETTE, drawable=True)
    live: LiveRun = st.session_state[_RUN]
    picture, knobs = st.columns([3.4, 1], gap="medium")
    st.session_state[_DRAWN] = None
    with picture:
        show_stage(
            live,
            _KEY,
            lambda: st.session_state[_DRAWN] not in (None, controls_state(live)),
            refuse_in_controls,
        )
        st.caption(texts["app"]["hint"])
    with knobs:
        Controls(live, texts).show_all()
        show_own_data(live, texts)
    st.session_state[_DRAWN] = controls_state(live)
