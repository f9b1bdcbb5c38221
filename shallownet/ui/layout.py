"""What every page shares: the browser tab, the room round the picture."""

from __future__ import annotations

import streamlit as st

from shallownet.ui import teachers_mode

# Spelt out, because an icon by name would be fetched from a server elsewhere.
_ICON = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<path d="M5 9 16 16 5 23M16 16h11" fill="none" stroke="#7a828f" stroke-width="2"/>
<circle cx="5" cy="9" r="4" fill="#0f6cbd"/><circle cx="5" cy="23" r="4" fill="#0f6cbd"/>
<circle cx="16" cy="16" r="5" fill="#7a828f"/><circle cx="27" cy="16" r="4" fill="#e0700a"/>
</svg>"""

# The picture is the page: less room round it than Streamlit leaves.
_STYLE = """
<style>
.stMainBlockContainer { padding-top: 4.25rem; padding-bottom: 2rem; }
/* The picture comes soon after the title. */
.stMainBlockContainer h1 { font-size: 1.75rem; padding: 0 0 0.35rem; }
.stMainBlockContainer > .stVerticalBlock { gap: 0.75rem; }
/* Its place before it is there, so that what follows does not jump. */
.st-key-playground { min-height: 40rem; }
/* Beside the navigation, whose bar is Streamlit's own. */
.stLayoutWrapper:has(> .st-key-site), [data-testid="stLayoutWrapper"]:has(> .st-key-site) {
  position: fixed; top: 0; right: 1rem; width: auto; height: 3.75rem; z-index: 999991;
  display: flex; align-items: center;
}
.st-key-site { height: 100%; justify-content: center; }
/* Streamlit greys what waits for a slow rerun; the stage goes on playing meanwhile. */
[data-stale="true"] { opacity: 1 !important; }
/* A long formula scrolls by itself, on a phone for instance. */
.katex-display { overflow-x: auto; overflow-y: hidden; }
/* A link that leads on looks like the buttons that do. */
.st-key-onward a { padding: 0.4rem 0.8rem; border-radius: 0.5rem; }
.st-key-onward a { border: 1px solid color-mix(in srgb, currentColor 25%, transparent); }
/* Undo is a link in a line of text. */
.st-key-edits button { text-decoration: underline; text-underline-offset: 3px; }
/* Tabs in several rows, with all their borders. */
@media (max-width: 40rem) {
  [data-testid="stButtonGroup"] [role="radiogroup"] { gap: 0.25rem; }
  [data-testid="stButtonGroup"] [role="radio"] { border-width: 1px; border-radius: 0.5rem; margin: 0; }
}
@media (min-width: 50rem) {
  .stMainBlockContainer { padding-left: 2.5rem; padding-right: 2.5rem; }
}
</style>
"""


def set_up(title: str) -> None:
    """Set up a page; called first on every run.

    Args:
        title: shown on the browser's tab.
    """
    st.set_page_config(page_title=title, page_icon=_ICON, layout="wide")
    st.html(_STYLE)
    st.html(teachers_mode.STYLE)
