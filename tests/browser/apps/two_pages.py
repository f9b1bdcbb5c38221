"""The playground, and another page to go to."""

import streamlit as st

from shallownet.ui import playground
from shallownet.ui.layout import set_up


def elsewhere() -> None:
    """Show nothing of interest."""
    st.header("Another page")


set_up("Two pages")
pages = [
    st.Page(playground.show, title="Run", url_path="run", default=True),
    st.Page(elsewhere, title="Elsewhere"),
]
st.navigation(pages).run()
