"""Plotly figures, one a file, and the palette that they share with the stage. No Streamlit here.

Those drawn from a run, or from a cost surface, can be had from here: ``figures.learning_curve(run)``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shallownet.figures.boundary import decision_boundary
    from shallownet.figures.cost_surface import contour_figure, surface_figure
    from shallownet.figures.learning import learning_curve
    from shallownet.figures.weights import parameter_curves

__all__ = ["contour_figure", "decision_boundary", "learning_curve", "parameter_curves", "surface_figure"]

_FILES = {
    "contour_figure": "cost_surface",
    "decision_boundary": "boundary",
    "learning_curve": "learning",
    "parameter_curves": "weights",
    "surface_figure": "cost_surface",
}


def __getattr__(name: str) -> Any:
    """Import a figure when it is asked for: who wants the palette alone needs no Plotly."""
    if name not in _FILES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_FILES[name]}"), name)
