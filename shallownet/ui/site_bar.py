"""What stands above every page: teacher's mode, the keys, the choice of a language."""

from __future__ import annotations

import streamlit as st

from shallownet.stage.pack import pack
from shallownet.texts import labels as texts_of
from shallownet.texts import languages
from shallownet.ui.language import choose, language, texts_now
from shallownet.ui.stage import component

_KEY = "site_bar"


def _translated(part: str) -> list[tuple[str, str]]:
    """Streamlit's own words, each with what the page's language says instead."""
    own, said = texts_of()[part], texts_now()[part]
    return [(own[key], said[key]) for key in own if said[key] != own[key]]


def show_site_bar() -> None:
    """Draw the bar; another language is there with the rerun that its choice brings."""

    def chosen() -> None:
        choose(st.session_state[_KEY]["language"])

    texts = texts_now()
    labels = {
        "site": {**texts["site"], "choose": texts["language"]["choose"]},
        "keys": texts["keys"],
        "introduction": texts["introduction"],
    }
    site = {
        "language": language(),
        "languages": languages(),
        "labels": labels,
        "streamlit": {kind: _translated(f"streamlit_{kind}") for kind in ("names", "texts")},
    }
    with st.container(key="site"):
        component()(data=pack({"site": site}), key=_KEY, on_language_change=chosen)
