"""The playground: one network, learning live, and all its knobs."""

from __future__ import annotations

import streamlit as st

from shallownet import Experiment
from shallownet.figures.palette import PALETTE
from shallownet.texts import labels
from shallownet.ui.controls import Controls, controls_state
from shallownet.ui.history import show_history
from shallownet.ui.live import LiveRun
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
        st.session_state[_RUN] = LiveRun(_KEY, Experiment(), stage_labels(texts), PALETTE)
    live: LiveRun = st.session_state[_RUN]
    picture, knobs = st.columns([3.4, 1], gap="medium")
    st.session_state[_DRAWN] = None
    with picture:
        show_stage(live, _KEY, lambda: st.session_state[_DRAWN] not in (None, _state(live)))
        # Always there, so that what follows stays what it is when the first edit comes.
        with st.container():
            show_history(live, texts)
        st.caption(texts["app"]["hint"])
    with knobs:
        Controls(live, texts).show_all()
    st.session_state[_DRAWN] = _state(live)


def _state(live: LiveRun) -> tuple[object, ...]:
    """What of a run the page beside the stage shows: its knobs and its edits."""
    return (*controls_state(live), live.recipe.edits)
