"""A choice among options that may change under it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from shallownet.core.replay import View
from shallownet.ui.context import Context

T = TypeVar("T", str, int, float)


def choose(
    context: Context,
    name: str,
    label: str,
    options: Sequence[T],
    default: T,
    written: Callable[[T], str] = str,
) -> T:
    """A select box that remembers; what is no longer offered gives way to the default."""
    if context.value(name, default) not in options:
        context.keep(name, default)
    chosen: T = st.selectbox(label, options, format_func=written, **context.remembered(name, default))
    return chosen


def choose_view(context: Context) -> View:
    """One of the networks on the stage, up to the epoch on screen; chosen where there are several."""
    live = context.run
    views = live.at_rest()
    if len(views) == 1:
        return views[0]
    names = [variant.name for variant in live.variants]
    labels = {variant.name: variant.label for variant in live.variants}
    label = context.texts["lesson"]["network"]
    return views[names.index(choose(context, "network", label, names, names[0], labels.__getitem__))]


def places(context: Context, count: int) -> list[DeltaGenerator]:
    """Columns for so many choices, with one more in front for the network where there are several."""
    several = len(context.run.variants) > 1
    columns = st.columns(count + several)
    return columns if several else [columns[0], *columns]
