"""The playground, and another page to go to."""

import time

import streamlit as st

from shallownet.ui import playground
from shallownet.ui.layout import set_up


def elsewhere() -> None:
    """Show nothing of interest, and take a moment for it."""
    time.sleep(0.3)
    st.header("Another page")


set_up("Two pages")
pages = [
    st.Page(playground.show, title="Run", url_path="run", default=True),
    st.Page(elsewhere, title="Elsewhere"),
]
st.navigation(pages).run()
