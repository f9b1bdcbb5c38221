"""The run as a link and as a code to be read from the back row."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import urlsplit

import segno
import streamlit as st

from shallownet.core.experiment import Recipe
from shallownet.core.link import LONGEST_LINK, joined, write_query
from shallownet.ui.live import LiveRun
from shallownet.ui.opening import EVERYTHING

LONGEST_CODE = 300
"""Characters of a link that a code still shows in squares large enough."""

# Where Streamlit's own host puts the app: in a frame of the page that visitors know.
_HOST_FRAME = re.compile(r"/~/\+(?=/|$)")


def public_address() -> str:
    """The address by which others come to this page, without a query; empty where it is not known."""
    address = _HOST_FRAME.sub("", st.context.url or "")
    return f"{address}/" if address and not urlsplit(address).path else address


def link_to(recipe: Recipe, epoch: int, more: Mapping[str, str] | None = None) -> str:
    """A link to a run at an epoch.

    Args:
        recipe: the run.
        epoch: to be shown.
        more: what else the link says.
    """
    query = joined({**write_query(recipe, epoch), **(more or {})})
    return public_address() + (f"?{query}" if query else "")


def show_share_button(live: LiveRun, texts: Mapping[str, Any]) -> None:
    """A button that opens the dialog."""
    words = texts["share"]
    if st.button(words["button"], key="share", icon=":material/qr_code_2:"):
        st.dialog(words["title"], width="large")(_show_share)(live, words)


def _show_share(live: LiveRun, words: Mapping[str, str]) -> None:
    epoch = live.epoch
    st.markdown(words["epoch"].format(epoch=f"{epoch:,}") if epoch else words["playing"])
    with st.container(horizontal=True):
        hide = st.toggle(words["hide"], key="share_hide")
        lock = st.toggle(words["lock"], key="share_lock", disabled=hide)
    more = {"hide" if hide else "lock": EVERYTHING} if hide or lock else {}
    link = link_to(live.recipe, epoch, more)
    if len(link) > LONGEST_LINK:
        st.warning(words["too_long"].format(characters=len(link), longest=LONGEST_LINK))
        return
    st.code(link, language=None, wrap_lines=True)
    if has_been_unstable(live):
        st.caption(words["unstable"])
    if len(link) > LONGEST_CODE:
        st.info(words["no_code"].format(characters=len(link), most=LONGEST_CODE))
    else:
        st.html(code_image(link, words["code"]))


def has_been_unstable(live: LiveRun) -> bool:
    """Whether the run at rest has come past the edge of stability, where rounding makes itself felt."""
    known, rows = live.at_rest()[0]
    return bool(known.unstable[: rows[0] + 1].any())


def code_image(link: str, label: str) -> str:
    """A link as a QR code that fills the room there is: dark on white in every theme, as readers want it."""
    drawn = segno.make(link, error="m", micro=False).svg_data_uri(
        border=4, dark="#000", light="#fff", omitsize=True
    )
    style = "display:block; width:min(100%, 68vh); margin:auto"
    return f'<img src="{escape(drawn)}" alt="{escape(label)}" style="{style}">'
