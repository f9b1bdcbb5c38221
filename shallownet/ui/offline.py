"""What a visitor sees who finds every place taken: so, and a run that plays without the server."""

from __future__ import annotations

import threading
from functools import cache

import streamlit as st

from shallownet.core.experiment import Experiment, Recipe
from shallownet.export.exports import EXPORTS, Moment
from shallownet.ui.language import language, texts_now
from shallownet.ui.limits import LIMITS
from shallownet.ui.reach import in_turns
from shallownet.ui.shared_runs import RUNS

_EPOCHS = 10_000
_FRAME_HEIGHT = 860
_MAKING = threading.Lock()


def offline_page(language: str) -> str:
    """The default run as one page, made once for all who speak a language."""
    with _MAKING:
        return _made(language)


@cache
def _made(language: str) -> str:
    known = RUNS.of([Recipe(Experiment())]).at(_EPOCHS)[0].known
    return EXPORTS["page"].make(Moment(known, 0, train=in_turns, language=language)).decode("utf-8")


def show_full() -> None:
    """Greet a visitor for whom there is no place."""
    words = texts_now()["full"]
    st.title(words["title"], anchor=False)
    st.markdown(words["text"].format(most=f"{LIMITS.max_sessions:,}"))
    st.button(words["again"], type="primary", key="again")
    st.markdown(words["offline"])
    page = offline_page(language())
    st.iframe(page, height=_FRAME_HEIGHT, alt=words["frame"])
    st.download_button(words["download"], page, "shallownet.html", "text/html", on_click="ignore", key="page")
