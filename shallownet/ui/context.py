"""What a panel of a lesson is given, and how widgets remember across pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from shallownet.texts.lessons import SceneWords
from shallownet.ui.live import LiveRun

AS_ON_SERVER: Final = "page"
"""A widget's ``persist_state``: a browser that draws it late begins with the server's value.

Streamlit tells the value that ``session_state`` sets in the run that sets it. A browser that draws only the
next run would begin at the widget's default instead, and send that back as if a visitor had chosen it.
"""


@dataclass(frozen=True)
class Context:
    """What a panel is given.

    Attributes:
        key: begins the keys of its widgets; one of its kind in the session.
        texts: the labels of the language.
        words: what the scene says.
        live: the runs on the scene's stage, or None without a stage.
        theme: ``"light"`` or ``"dark"``.
    """

    key: str
    texts: Mapping[str, Any]
    words: SceneWords
    live: LiveRun | None
    theme: str

    @property
    def run(self) -> LiveRun:
        """The runs on the scene's stage, where there is one.

        Raises:
            ValueError: if the scene has none.
        """
        if self.live is None:
            raise ValueError(f"The scene {self.key!r} has no stage, but one of its panels asks for its run.")
        return self.live

    def remembered(self, name: str, default: object) -> dict[str, Any]:
        """The arguments that tie a widget to a value kept for the session; see ``remembered``."""
        return remembered(f"{self.key}.{name}", default)

    def value(self, name: str, default: Any) -> Any:
        """That value."""
        return st.session_state.get(f"{self.key}.{name}", default)

    def keep(self, name: str, value: object) -> None:
        """Set that value."""
        st.session_state[f"{self.key}.{name}"] = value
        st.session_state.pop(f"{self.key}.{name}_widget", None)


def remembered(key: str, default: object) -> dict[str, Any]:
    """The arguments that tie a widget to a value kept for the session.

    Streamlit forgets a widget's value as soon as the widget is not drawn, on another page for instance.
    """
    widget = f"{key}_widget"
    if widget not in st.session_state:
        st.session_state[widget] = st.session_state.get(key, default)

    def moved() -> None:
        # Gone, if the value was set from elsewhere at the same moment: that came later.
        if widget in st.session_state:
            st.session_state[key] = st.session_state[widget]

    return {"key": widget, "on_change": moved, "persist_state": AS_ON_SERVER}


def theme_now() -> str:
    """The theme that the visitor's browser shows."""
    return "dark" if st.context.theme.type == "dark" else "light"
