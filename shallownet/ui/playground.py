"""The playground: one network, learning live, and all its knobs; its address says the run."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from shallownet.figures.palette import PALETTE
from shallownet.stage.labels import stage_labels
from shallownet.ui.controls import KNOBS, Controls, controls_state, refuse_in_controls
from shallownet.ui.history import show_history
from shallownet.ui.language import texts_now
from shallownet.ui.live import LiveRun
from shallownet.ui.opening import Opening, open_link, parts_of
from shallownet.ui.own_data import show_own_data
from shallownet.ui.pins import pins_state, show_keep_button, show_pins
from shallownet.ui.process import prepare
from shallownet.ui.refused_link import tell_refused
from shallownet.ui.run_link import RunLink
from shallownet.ui.share import public_address, show_share_button
from shallownet.ui.stage import show_stage
from shallownet.ui.take_away import show_take_away_button
from shallownet.ui.teachers_mode import KNOBS_KEY

PARTS = (*KNOBS, "own_data", "weights")
"""What a link may hide or lock."""

_KEY = "playground"
_RUN = "live_run"
_OPENED = "opened"
# What the controls were last drawn with; None while the page is being drawn.
_DRAWN = "drawn"


def show() -> None:
    """Draw the page. The stage comes first: a visitor sees the network learn before the knobs are there."""
    prepare()
    texts = texts_now()
    live = _live(texts)
    opened: Opening = st.session_state[_OPENED]
    picture, knobs = st.columns([3.4, 1], gap="medium") if _has_knobs(opened) else (st.container(), None)
    st.session_state[_DRAWN] = None
    with picture:
        # The picture says it to those who see it.
        st.html(f'<h1 class="shallownet-heard">{escape(texts["app"]["playground"])}</h1>')
        tell_refused(opened.refused, texts)
        show_stage(
            live,
            _KEY,
            lambda: _is_outdated(live),
            go_to=_go_to,
            refused=refuse_in_controls,
        )
        with st.container(key="below_stage"):
            with st.container(horizontal=True):
                show_share_button(live, texts)
                show_take_away_button(live, texts)
                show_keep_button(live, texts)
            # Always there, so that what follows stays what it is when the first edit comes.
            with st.container():
                show_history(live, texts, opened.locked | opened.hidden)
            st.caption(texts["app"]["hint"])
    if knobs is not None:
        with knobs:
            controls = Controls(live, texts, hidden=opened.hidden, locked=opened.locked)
            with st.container(key=KNOBS_KEY):
                controls.show_first()
            with st.container(key="folded"):
                controls.show_folded()
                if "own_data" not in opened.locked | opened.hidden:
                    show_own_data(live, texts)
    show_pins(live, texts, lambda: _is_outdated(live))
    st.session_state[_DRAWN] = _state(live)


def _live(texts: Any) -> LiveRun:
    """The run: that of the page's address at first, found again on the next visit."""
    if _RUN not in st.session_state:
        opened = open_link(st.query_params.to_dict(), PARTS)
        st.session_state[_OPENED] = opened
        st.session_state[_RUN] = LiveRun(
            _KEY,
            opened.recipe,
            stage_labels(texts),
            PALETTE,
            followed=True,
            epoch=opened.epoch,
            link=RunLink(public_address()),
            editable="weights" not in opened.locked | opened.hidden,
            drawable="own_data" not in opened.locked | opened.hidden,
        )
    live: LiveRun = st.session_state[_RUN]
    live.speak(stage_labels(texts))
    return live


def _go_to(query: str) -> None:
    """Follow the browser's Back and Forward buttons."""
    opened = open_link(parts_of(query), PARTS)
    st.session_state[_OPENED] = opened
    st.session_state[_RUN].begin(opened.recipe, opened.epoch)


def _is_outdated(live: LiveRun) -> bool:
    return st.session_state[_DRAWN] not in (None, _state(live))


def _state(live: LiveRun) -> object:
    """What the page beside the stage shows: of the run its knobs, its edits, what its link says of them; and
    of the runs kept."""
    return controls_state(live), live.recipe.edits, st.session_state[_OPENED], pins_state()


def _has_knobs(opened: Opening) -> bool:
    return not opened.hidden.issuperset(KNOBS)  # own data stand among the knobs
