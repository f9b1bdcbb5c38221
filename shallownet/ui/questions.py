"""The questions of the lessons: a row each."""

from __future__ import annotations

import math

from shallownet.ui.answers import (
    EPOCHS,
    leaves_diagonal,
    moved_farthest,
    nudge_options,
    nudges_needed,
    rising_epochs,
)
from shallownet.ui.comparing import lowest_cost, most_right, nearest_to_zero, verdict_of, verdicts, within
from shallownet.ui.panels.backpropagation import answer_walk
from shallownet.ui.panels.cases import answer_cases
from shallownet.ui.panels.curves import answer_curves, options_curves
from shallownet.ui.panels.derivatives import answer_derivation, answer_slopes, options_derivation
from shallownet.ui.panels.gradient_check import answer_check
from shallownet.ui.panels.keepdims import answer_keepdims
from shallownet.ui.question import Question

_SHARES = (("quarter", 0.25), ("half", 0.5), ("most", 0.75), ("all", math.inf))
_GAPS = (("tiny", 0.01), ("small", 0.1), ("large", math.inf))
_SLOPE = ("activation", "leaky_slope")
_BATCH = ("dataset", "activation", "leaky_slope", "hidden_units", "m", "epoch", "seed")

QUESTIONS: dict[str, Question] = {
    "curves": Question(answer_curves, options_curves, about=("chosen", "leaky_slope")),
    "centred": nearest_to_zero("mean_a1", 300),
    "spread": within("positive_share", "relu", 300, _SHARES),
    "race": lowest_cost(1500),
    "line": most_right(1000),
    "more_units": within("logistic_gap", "", 3000, _GAPS),
    "regression": lowest_cost(1000),
    "trick": most_right(1000),
    "derivation": Question(answer_derivation, options_derivation, about=_SLOPE),
    "slopes": Question(answer_slopes, about=_SLOPE),
    "walk": Question(answer_walk, about=_BATCH),
    "check": Question(answer_check, about=(*_BATCH, "h")),
    "keepdims": Question(answer_keepdims, about=_BATCH),
    "loop": Question(rising_epochs, epoch=EPOCHS),
    "rates": lowest_cost(500),
    "surface": Question(moved_farthest, epoch=EPOCHS),
    "starts": verdict_of("constant", 500),
    "nudge": Question(nudges_needed, nudge_options),
    "mirror": Question(leaves_diagonal),
    "cases": Question(answer_cases, verdicts, about=("dataset", "units", "rate", "share", "epochs")),
    "large": lowest_cost(100),
}
"""Every question by name."""
