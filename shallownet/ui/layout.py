"""What every page shares: the browser tab, the room round the picture."""

from __future__ import annotations

import streamlit as st

from shallownet.ui import access_style, teachers_mode
from shallownet.ui.language import language

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
.stMainBlockContainer h1 { padding: 0 0 0.35rem; }
:is(.stHeading, .stMarkdown) :is(h2, h3) { padding: 0.5rem 0 0.25rem; }
.stMainBlockContainer > .stVerticalBlock { gap: 0.75rem; }
/* Its place before it is there, so that what follows does not jump; and its shape: network, map, timeline. */
.st-key-playground { min-height: 40rem; }
.st-key-lesson_stage:not(:has(.shallownet-stage)) { min-height: 37rem; }
:is(.st-key-playground, .st-key-home_stage, .st-key-lesson_stage):not(:has(.shallownet-stage)) {
  --shape: color-mix(in srgb, currentColor 7%, transparent);
  background:
    linear-gradient(var(--shape)) 2% 2rem / 42% 22rem no-repeat,
    linear-gradient(var(--shape)) 88% 2rem / 42% 22rem no-repeat,
    linear-gradient(var(--shape)) 0 28rem / 96% 0.5rem no-repeat,
    linear-gradient(var(--shape)) 0 31rem / 96% 6rem no-repeat;
}
.st-key-course_place { min-height: 13rem; }
.st-key-sweep_place { min-height: 100vh; }
/* A formula in a line of text is as one word, where lines are long enough for any. */
@media (min-width: 50rem) {
  .katex:not(.katex-display > *) { white-space: nowrap; }
}
/* Beside the navigation, whose bar is Streamlit's own. */
[data-testid="stLayoutWrapper"]:has(> .st-key-site) {
  position: fixed; top: 0; right: 1rem; width: auto; height: 3.75rem; z-index: 999991;
}
.st-key-site { justify-content: center; }
.stAppToolbar { padding-right: 13rem; }
/* On a phone the navigation opens over the page, with its own button where this bar is. */
@media (max-width: 48rem) {
  body:has([data-testid="stSidebar"][data-collapsed="false"])
    [data-testid="stLayoutWrapper"]:has(> .st-key-site) { display: none; }
}
/* Streamlit greys what waits for a slow rerun; the stage goes on playing meanwhile. */
[data-stale="true"] { opacity: 1 !important; }
/* Side by side only where there is room for two tables. */
[class*="st-key-pair_"] > * > .stHorizontalBlock > .stColumn { min-width: min(100%, 24rem); }
/* A long formula scrolls by itself, on a phone for instance. */
.katex-display { overflow-x: auto; overflow-y: hidden; }
/* A link that leads on looks like the buttons that do. */
.st-key-onward a { padding: 0.4rem 0.8rem; border-radius: 0.5rem; }
.st-key-onward a { color: inherit; border: 1px solid color-mix(in srgb, currentColor 25%, transparent); }
/* What is asked belongs to the picture below it. */
.st-key-asked_first { margin-bottom: -0.5rem; }
/* Undo is a link in a line of text. */
.st-key-edits button { text-decoration: underline; text-underline-offset: 3px; }
/* Tabs in several rows, with all their borders. */
@media (max-width: 40rem) {
  /* Otherwise a fifth larger than the text: a product of matrices would be cut off. */
  .katex-display > .katex { font-size: 0.9em; }
  /* A column of sentences gets the whole width, below the others. */
  .st-key-explained tr { display: grid; grid-template-columns: 1fr 1fr; }
  .st-key-explained tr > :last-child { grid-column: 1 / -1; }
  .st-key-explained tr > :not(:last-child) { border-bottom-width: 0; }
  [data-testid="stButtonGroup"] [role="radiogroup"] { gap: 0.25rem; }
  [data-testid="stButtonGroup"] [role="radio"] { border-width: 1px; border-radius: 0.5rem; margin: 0; }
  /* Streamlit leaves out the borders of those beside the chosen one. */
  body .stApp .stMain
    [data-testid="stButtonGroup"] [role="radiogroup"] [role="radio"]:not([aria-checked="true"]) {
    border-color: color-mix(in srgb, currentColor 20%, transparent) !important;
  }
}
/* The picture stays in sight of whoever unfolds the knobs beside it, where there is height for it. */
@media (min-width: 50rem) and (min-height: 50rem) {
  html:not(.shallownet-presenting) .stColumn:has(.st-key-playground):not(:has(.st-key-knobs)) {
    position: sticky; top: 4.25rem; align-self: flex-start;
  }
}
@media (min-width: 50rem) {
  .stMainBlockContainer { padding-left: 2.5rem; padding-right: 2.5rem; }
  /* The first word of the navigation stands above the first of the page. */
  .stAppToolbar { padding-left: 1rem; }
  [data-testid="stLayoutWrapper"]:has(> .st-key-site) { right: 2.5rem; }
}
</style>
"""
# Languages that break lines between words, where a browser would break within them. It cannot wait for the
# page's language to be told to the browser: that is done by a script which may come a second later.
_BETWEEN_WORDS = {"ko"}
_KEEP_WORDS = """
<style>
body, body :is(p, h1, h2, h3, h4, li, td, th, label, button, [data-testid="stTable"] *) {
  word-break: keep-all !important; overflow-wrap: break-word;
}
</style>
"""


def set_up(title: str) -> None:
    """Set up a page; called first on every run.

    Args:
        title: shown on the browser's tab.
    """
    st.set_page_config(page_title=title, page_icon=_ICON, layout="wide")
    words = _KEEP_WORDS if language() in _BETWEEN_WORDS else ""
    st.html(_STYLE + words + access_style.STYLE + teachers_mode.STYLE)
