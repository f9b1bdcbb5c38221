"""The panels of the lessons: each a function that draws one thing from a ``Context``."""

from __future__ import annotations

from collections.abc import Callable

from shallownet.ui.context import Context
from shallownet.ui.panels.backpropagation import show_walk
from shallownet.ui.panels.bias import show_bias
from shallownet.ui.panels.cases import show_cases
from shallownet.ui.panels.collapse import show_collapse
from shallownet.ui.panels.curves import show_curves
from shallownet.ui.panels.derivatives import show_derivation, show_slopes
from shallownet.ui.panels.gradient_check import show_gradient_check
from shallownet.ui.panels.keepdims import show_keepdims
from shallownet.ui.panels.seeds import show_centred, show_race
from shallownet.ui.panels.shapes import show_shapes
from shallownet.ui.panels.surfaces import show_mirror, show_surface

PANELS: dict[str, Callable[[Context], None]] = {
    "curves": show_curves,
    "centred": show_centred,
    "race": show_race,
    "collapse": show_collapse,
    "derivation": show_derivation,
    "slopes": show_slopes,
    "walk": show_walk,
    "gradient_check": show_gradient_check,
    "keepdims": show_keepdims,
    "shapes": show_shapes,
    "surface": show_surface,
    "bias": show_bias,
    "mirror": show_mirror,
    "cases": show_cases,
}
"""Every panel by name."""

FOLLOWING = frozenset({"collapse", "surface", "mirror"})
"""The panels that show the run at the epoch where the stage has come to rest."""

PICTURES = frozenset({"surface", "mirror"})
"""The panels that are what their scene is about: they stand before its words."""
