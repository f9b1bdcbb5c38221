"""The run as files: a page that plays it, a script, a notebook, weights, a table, pictures."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from shallownet.export.exports import EXPORTS, Moment
from shallownet.ui.context import theme_now
from shallownet.ui.language import language
from shallownet.ui.live import LiveRun
from shallownet.ui.reach import in_turns
from shallownet.ui.share import has_been_unstable, link_to


def show_take_away_button(live: LiveRun, texts: Mapping[str, Any]) -> None:
    """A button that opens the dialog."""
    words = texts["take_away"]
    if st.button(words["button"], key="take_away", icon=":material/download:"):
        st.dialog(words["title"])(_show_files)(live, texts)


def _show_files(live: LiveRun, texts: Mapping[str, Any]) -> None:
    words = texts["take_away"]
    known, rows = live.at_rest()[0]
    # A run that has diverged rests at its last good epoch.
    epoch = int(known.epochs[rows[0]])
    # Where a weight was set the stage shows the network that goes on from there.
    moment = Moment(
        known.departing(),
        epoch,
        theme_now(),
        language=language(),
        link=link_to(known.recipe, epoch),
        train=in_turns,
    )
    st.markdown(words["epoch"].format(epoch=f"{epoch:,}") if epoch else words["missing"])
    for name, row in EXPORTS.items():
        st.download_button(
            texts["exports"][name],
            partial(row.make, moment),
            file_name=row.file_name(moment),
            mime=row.media_type,
            key=f"take_away_{name}",
            on_click="ignore",
            width="stretch",
        )
    st.caption(words["numpy_alone"])
    if has_been_unstable(live):
        st.caption(texts["share"]["unstable"])
