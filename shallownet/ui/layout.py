"""What every page shares: the browser tab, the room around the picture, a settled process."""

from __future__ import annotations

import streamlit as st

from shallownet.ui.process import prepare

# The picture is the page: less room above it than Streamlit leaves.
_STYLE = """
<style>
.stMainBlockContainer { padding-top: 2.75rem; padding-bottom: 2rem; }
</style>
"""


def set_up(title: str) -> None:
    """Set up a page; called first on every run.

    Args:
        title: shown on the browser's tab.
    """
    st.set_page_config(page_title=title, page_icon=":material/hub:", layout="wide")
    st.html(_STYLE)
    prepare()
