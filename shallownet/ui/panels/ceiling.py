"""Whether the cost has a ceiling: how high it climbs under learning rates that are much too large."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

import streamlit as st

from shallownet.core.ceiling import Climb, Peak
from shallownet.core.diagnosis import is_bounded
from shallownet.core.experiment import Experiment
from shallownet.core.work import seconds_per_epoch
from shallownet.ui.context import Context
from shallownet.ui.panels.asking import asked_for
from shallownet.ui.panels.numbers import plain
from shallownet.ui.panels.table import show_table
from shallownet.ui.panels.training import in_pieces

ACTIVATIONS = ("sigmoid", "tanh", "relu", "leaky_relu")
RATES = (30.0, 100.0, 1000.0)
EPOCHS = 300

# The plain loop takes so many times as long as the engine for one network.
_PLAIN = 3
# What takes longer (seconds) is computed when it is asked for.
_AT_ONCE = 0.5

Peaks = Mapping[str, Mapping[float, Peak]]
"""By activation and rate."""


@lru_cache(maxsize=512)
def _climb(experiment: Experiment) -> Climb:
    """One visitor's run is the next one's too."""
    return Climb(experiment, EPOCHS)


@st.fragment
def show_ceiling(context: Context) -> None:
    """The highest cost of four activations at three rates, with the data, width, start and seed on the stage.

    Says ``ceiling`` (above); ``ceiling_waiting`` and ``ceiling_compute`` (a button) until it is computed,
    where that takes long; then ``ceiling_heads`` (the table's), in a cell ``ceiling_cell``,
    ``ceiling_lost`` or ``ceiling_back``, and what ``sentences`` finds.
    """
    words, settings = context.words, context.run.settings
    several = {
        activation: {rate: replace(settings, activation=activation, learning_rate=rate) for rate in RATES}
        for activation in ACTIVATIONS
    }
    experiments = [one for row in several.values() for one in row.values()]
    values = {"epochs": EPOCHS, "count": len(experiments)}
    st.markdown(words.say("ceiling", **values))
    if not _wanted(context, experiments, values):
        return
    for experiment in experiments:
        for _ in in_pieces(_climb(experiment).advance):
            pass
    peaks = {name: {rate: _climb(one).peak for rate, one in row.items()} for name, row in several.items()}
    rates = {name: f"{rate:,g}" for name, rate in zip(("first", "second", "third"), RATES, strict=True)}
    names = context.texts["activations"]
    rows = [[names[name], *(_cell(context, peak) for peak in row.values())] for name, row in peaks.items()]
    show_table(words.say("ceiling_heads", **rates), rows)
    for key, numbers, activations in sentences(peaks):
        listed = ", ".join(names[name] for name in activations)
        st.markdown(words.say(key, **{**values, **numbers, "names": listed}))


def sentences(peaks: Peaks) -> list[tuple[str, dict[str, object], list[str]]]:
    """What can be said: of the activations that level off at both ends, then of the others.

    Returns:
        A key of the scene's words, the numbers it speaks of, and the activations it is about.
    """
    bounded = [name for name in peaks if is_bounded(name)]
    others = [name for name in peaks if name not in bounded]
    said = []
    for key, names in (("ceiling_bounded", bounded), ("ceiling_others", others)):
        every = [peak for name in names for peak in peaks[name].values()]
        lost = sum(not peak.ends_finite for peak in every)
        if names is others and not lost and _highest(peaks, others) <= _highest(peaks, bounded):
            key = "ceiling_others_calm"
        numbers: dict[str, object] = {
            "highest": plain(_highest(peaks, names), 1),
            "runs": len(every),
            "finite": len(every) - lost,
        }
        said.append((key, numbers, names))
    return said


def _highest(peaks: Peaks, names: Sequence[str]) -> float:
    return max(peak.highest for name in names for peak in peaks[name].values())


def _cell(context: Context, peak: Peak) -> str:
    key = "ceiling_back" if peak.ends_finite else "ceiling_lost"
    if peak.lost_at is None:
        key = "ceiling_cell"
    return context.words.say(key, highest=plain(peak.highest, 1), epoch=peak.lost_at)


def _wanted(context: Context, experiments: Sequence[Experiment], values: Mapping[str, object]) -> bool:
    """Whether to compute now: what is quick, or what the visitor has asked for with just these settings."""
    if _PLAIN * EPOCHS * sum(map(seconds_per_epoch, experiments)) <= _AT_ONCE:
        return True
    return asked_for(context, "ceiling", tuple(experiments), values)
