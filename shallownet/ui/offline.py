"""What a visitor sees who finds every place taken: so, and a run that plays without the server."""

from __future__ import annotations

import threading
from functools import cache

import streamlit as st

from shallownet.core.experiment import Experiment, Recipe
from shallownet.export.exports import EXPORTS, Moment
from shallownet.texts import labels
from shallownet.ui.limits import LIMITS
from shallownet.ui.reach import in_turns
from shallownet.ui.shared_runs import RUNS

_EPOCHS = 10_000
_FRAME_HEIGHT = 860
_MAKING = threading.Lock()


def offline_page() -> str:
    """The default run as one page, made once for all."""
    with _MAKING:
        return _made()


@cache
def _made() -> str:
    known = RUNS.of([Recipe(Experiment())]).at(_EPOCHS)[0].known
    return EXPORTS["page"].make(Moment(known, 0, train=in_turns)).decode("utf-8")


def show_full() -> None:
    """Greet a visitor for whom there is no place."""
    words = labels()["full"]
    st.title(words["title"], anchor=False)
    st.markdown(words["text"].format(most=f"{LIMITS.max_sessions:,}"))
    st.button(words["again"], type="primary", key="again")
    st.markdown(words["offline"])
    page = offline_page()
    st.iframe(page, height=_FRAME_HEIGHT, alt=words["frame"])
    st.download_button(words["download"], page, "shallownet.html", "text/html", on_click="ignore", key="page")
