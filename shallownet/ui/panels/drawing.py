"""A Plotly figure where Streamlit draws."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from shallownet.ui.context import Context


def draw(context: Context, name: str, figure: go.Figure, *, alt: str) -> None:
    """A figure across the room there is.

    Args:
        context: of the panel.
        name: one of its kind in the panel.
        figure: what is drawn.
        alt: what it shows, for those who do not see it.
    """
    # Who turns the wheel over a surface wants to go down the page.
    config = {"displayModeBar": False, "scrollZoom": False}
    st.plotly_chart(figure, theme=None, key=f"{context.key}.{name}", config=config, alt=alt)
