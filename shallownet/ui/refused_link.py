"""Tells the visitor what of a link was not understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from shallownet.ui.language import refusal


def tell_refused(refused: Sequence[str], texts: Mapping[str, Mapping[str, str]]) -> None:
    """Show the sentences, if there are any, above what the link has opened nevertheless."""
    if refused:
        st.warning(" ".join([texts["app"]["link_refused"], *(_plain(refusal(one)) for one in refused)]))


def _plain(text: str) -> str:
    """A text whose characters mean nothing to Markdown."""
    return "".join(f"\\{mark}" if mark in "\\`*_{}[]()<>#+-.!|~$:&" else mark for mark in text)
