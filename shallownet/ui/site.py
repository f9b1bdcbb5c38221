"""The app as a whole: what every page shares, the navigation, and the page chosen."""

from __future__ import annotations

import streamlit as st

from shallownet.ui import hidden_units, home, lesson, playground
from shallownet.ui.addresses import page
from shallownet.ui.language import texts_now
from shallownet.ui.layout import set_up
from shallownet.ui.lessons import LESSONS
from shallownet.ui.offline import show_full
from shallownet.ui.places import has_place
from shallownet.ui.site_bar import show_site_bar

_NAVIGATED = "navigated"


def run() -> None:
    """Set up the page, draw the navigation, and run the page that the visitor has chosen."""
    texts = texts_now()["app"]
    set_up(texts["title"])
    show_site_bar()
    if not has_place():
        show_full()
        return
    chosen = st.navigation(
        {
            "": [page("playground"), page("home"), page("hidden_units")],
            texts["lessons"]: [page(name) for name in LESSONS],
        },
        # Not beside the picture, which needs the width.
        position="top",
    )
    st.session_state[_NAVIGATED] = True
    try:
        chosen.run()
    finally:
        st.session_state[_NAVIGATED] = False


def show(name: str) -> None:
    """Draw a page.

    Until the app has run once in a process, Streamlit takes the folder ``pages`` for a multi-page app of the
    older kind: whoever then comes straight to a page runs its file alone. That visitor is given the whole
    app, and with it the same page.
    """
    if not st.session_state.get(_NAVIGATED):
        run()
    elif name in LESSONS:
        lesson.show(name)
    elif name == "home":
        home.show()
    elif name == "hidden_units":
        hidden_units.show()
    else:
        playground.show()
