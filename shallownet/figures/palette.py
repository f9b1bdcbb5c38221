"""One palette for the canvas and for Plotly: class 0 and negative are blue, class 1 and positive orange.

The two hues stay apart for every common kind of colour-blindness. ``.streamlit/config.toml`` repeats some of
these colours for Streamlit's own widgets; a test compares them.
"""

from __future__ import annotations

from typing import Any

PALETTE: dict[str, dict[str, str]] = {
    "light": {
        "surface": "#ffffff",
        "ink": "#22262e",
        "muted": "#646b78",
        "faint": "#d9dde3",
        "accent": "#3d4654",
        "warning": "#a8321f",
        "negative": "#0f6cbd",
        "positive": "#e0700a",
        "point_middle": "#c9c5bd",
        "map_negative": "#a3cbef",
        "map_neutral": "#f6f5f2",
        "map_positive": "#fbcb97",
        "contour": "#4b5563",
        "point_outline": "#ffffff",
        "halo": "#ffffffd9",
    },
    "dark": {
        "surface": "#0e1117",
        "ink": "#e8eaee",
        "muted": "#9aa3b2",
        "faint": "#343b48",
        "accent": "#c3cad6",
        "warning": "#ff9a85",
        "negative": "#58a9f2",
        "positive": "#ff9a3c",
        "point_middle": "#8d8a84",
        "map_negative": "#1d4b77",
        "map_neutral": "#1b1e25",
        "map_positive": "#7a4512",
        "contour": "#b6bfcc",
        "point_outline": "#0e1117",
        "halo": "#0e1117cc",
    },
}
"""Colours by theme and by what they are for."""

FONT = '"Source Sans", "Apple SD Gothic Neo", "Malgun Gothic", "Noto Sans KR", "Noto Sans CJK KR", sans-serif'
"""The letters of pages and charts: Streamlit brings Latin ones, the system the others."""


def template(theme: str) -> dict[str, Any]:
    """A Plotly template (a plain dict, as ``go.layout.Template`` takes it) in the palette's colours.

    Args:
        theme: ``"light"`` or ``"dark"``.
    """
    colours = PALETTE[theme]
    axis = {
        "gridcolor": colours["faint"],
        "linecolor": colours["muted"],
        "zerolinecolor": colours["faint"],
        "tickfont": {"color": colours["muted"]},
    }
    diverging = [
        [0.0, colours["map_negative"]],
        [0.5, colours["map_neutral"]],
        [1.0, colours["map_positive"]],
    ]
    return {
        "layout": {
            "paper_bgcolor": colours["surface"],
            "plot_bgcolor": colours["surface"],
            "font": {"color": colours["ink"], "family": FONT},
            "colorway": [colours["negative"], colours["positive"], colours["accent"], colours["muted"]],
            "colorscale": {"diverging": diverging, "sequential": diverging},
            "xaxis": axis,
            "yaxis": axis,
        }
    }
