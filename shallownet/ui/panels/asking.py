"""What takes long is computed when the visitor asks for it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

import streamlit as st

from shallownet.ui.context import Context


def was_asked_for(context: Context, name: str) -> bool:
    """Whether the visitor has asked for it before, with whatever settings."""
    return context.value(f"{name}_asked", None) is not None


def asked_for(context: Context, name: str, settings: Hashable, values: Mapping[str, object]) -> bool:
    """Whether the visitor has asked for it with just these settings; if not, a button to do so.

    Says ``name_waiting`` and ``name_compute`` (the button) until then.
    """
    key = f"{name}_asked"
    if context.value(key, None) == settings:
        return True
    say = context.words.say
    st.markdown(say(f"{name}_waiting", **values))
    st.button(
        say(f"{name}_compute", **values),
        key=f"{context.key}.{name}_button",
        on_click=context.keep,
        args=(key, settings),
    )
    return False
