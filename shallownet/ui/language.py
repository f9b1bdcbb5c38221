"""The language of a visitor: the one chosen, else the one that a link or the browser asks for."""

from __future__ import annotations

from typing import Any

import streamlit as st

from shallownet.texts import FIRST_LANGUAGE, labels, languages
from shallownet.texts.refusals import in_language

COOKIE = "shallownet_language"
"""Keeps the choice for the next visit; the stage's ``site.js`` writes it."""
LINK_PART = "language"
"""What a link may say, for a class whose browsers speak another language."""

_CHOSEN = "language"


def language() -> str:
    """The code of the language that this visitor's pages are in."""
    if _CHOSEN not in st.session_state:
        st.session_state[_CHOSEN] = first_of(
            [st.query_params.get(LINK_PART), st.context.cookies.get(COOKIE), st.context.locale]
        )
    chosen: str = st.session_state[_CHOSEN]
    return chosen


def texts_now() -> dict[str, Any]:
    """The labels of that language."""
    return labels(language())


def refusal(sentence: object) -> str:
    """Why something was refused, in that language.

    Args:
        sentence: an ``ExperimentError``, or what it says.
    """
    return in_language(str(sentence), language())


def choose(code: object) -> None:
    """Go on in another language; what is none of ours changes nothing."""
    if isinstance(code, str) and code in languages():
        st.session_state[_CHOSEN] = code


def first_of(wishes: list[str | None]) -> str:
    """The first wish that can be met, a region put aside: ``ko-KR`` is Korean."""
    for wish in wishes:
        code = (wish or "").replace("_", "-").split("-")[0].lower()
        if code in languages():
            return code
    return FIRST_LANGUAGE
