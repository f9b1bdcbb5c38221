"""The pages of the app: their files, titles and addresses. Addresses are the same in every language."""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from shallownet.texts.lessons import lesson_words
from shallownet.ui.language import language, texts_now
from shallownet.ui.lessons import LESSONS


def page(name: str) -> StreamlitPage:
    """The playground, home, or the page of a lesson, to be shown or linked to."""
    texts = texts_now()["app"]
    file = f"pages/{name}.py"
    if name == "playground":
        return st.Page(file, title=texts["playground"], default=True)
    if name in ("home", "hidden_units"):
        return st.Page(file, title=texts[name], url_path=name)
    number = list(LESSONS).index(name) + 1
    return st.Page(file, title=f"{number}. {lesson_words(name, language()).title}", url_path=name)
