"""Mounts the stage and answers what it asks."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Protocol

import streamlit as st
from streamlit.errors import StreamlitAPIException

from shallownet.core.checks import ExperimentError
from shallownet.stage import assets
from shallownet.ui.ask import Ask
from shallownet.ui.drawn import Drawn
from shallownet.ui.live import LiveRun

LOGGER = logging.getLogger(__name__)


class Mount(Protocol):
    """What ``st.components.v2.component`` returns."""

    def __call__(self, **arguments: Any) -> Any:
        """Mount the component."""


_REGISTRATION = threading.Lock()


def component() -> Mount:
    """The stage as a Streamlit component, registered once in a process however many visitors come at once."""
    with _REGISTRATION:
        return _register()


@cache
def _register() -> Mount:
    """The stage as a Streamlit component: modules served as files where Streamlit has discovered them.

    It discovers them when the project is installed (see the manifest in the package). Otherwise the modules
    travel as one text with every update: more bytes, the same picture.
    """
    name = assets.component_name()
    try:
        return st.components.v2.component(name, js=assets.ENTRY, css=assets.STYLE, isolate_styles=False)
    except StreamlitAPIException:
        LOGGER.warning(
            "The stage's asset folder was not discovered (is the project installed?); it goes inline."
        )
        return st.components.v2.component(
            f"{name}-inline", js=assets.packed_script(), css=assets.packed_style(), isolate_styles=False
        )


def _session_name() -> str:
    """A name for the visitor's session: a page that comes back to a server that has lost it finds another."""
    name: str = st.session_state.setdefault("session_name", secrets.token_hex(8))
    return name


@st.fragment
def show_stage(
    live: LiveRun,
    key: str,
    page_is_outdated: Callable[[], bool] = lambda: False,
    go_to: Callable[[str], None] | None = None,
    refused: Callable[[str], None] = lambda _: LOGGER.info("Points that were drawn cannot be played."),
) -> None:
    """The stage of a run. What it asks for reruns this fragment alone.

    Args:
        live: the run.
        key: the component's key, one of its kind on the page.
        page_is_outdated: whether the rest of the page shows something else than the run by now. An ask may
            change the run; and a knob moved at the moment of an ask arrives with it, as a rerun of the
            fragment alone.
        go_to: is given the query of the address where the browser's Back or Forward button leads.
        refused: is told why points that were drawn cannot be played.
    """
    asked_key, drawn_key = f"{key}_asked", f"{key}_drawn"

    def said(trigger: str) -> object:
        # Nothing, if the stage has left the page in the meantime.
        return st.session_state.get(key, {}).get(trigger)

    def hear() -> None:
        st.session_state[asked_key] = Ask.parse(said("ask"))

    def see() -> None:
        st.session_state[drawn_key] = Drawn.parse(said("draw"))

    def settle() -> None:
        live.settle(said("rest"))

    def lead() -> None:
        address = said("address")
        if go_to is not None and isinstance(address, Mapping) and isinstance(address.get("query"), str):
            go_to(address["query"])

    live.session = _session_name()
    ask = st.session_state.pop(asked_key, None)
    if ask is not None:
        live.reply(ask)
    drawn = st.session_state.pop(drawn_key, None)
    if drawn is not None:
        try:
            live.draw(drawn)
        except ExperimentError as refusal:
            refused(str(refusal))
    if page_is_outdated():
        st.rerun()
    heard = {
        "on_ask_change": hear,
        "on_address_change": lead,
        "on_draw_change": see,
        "on_rest_change": settle,
    }
    component()(data=live.block(), key=key, **heard)
