"""What twins amount to: one hidden unit for each family of them; and what they are not: one unit's run."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from shallownet.core.datasets import extent
from shallownet.core.experiment import Experiment, Recipe
from shallownet.core.features import expand
from shallownet.core.meters import plane
from shallownet.core.network import forward
from shallownet.core.parameters import Parameters
from shallownet.core.replay import View, begin, reach
from shallownet.core.symmetry import merge_twins
from shallownet.ui.context import Context
from shallownet.ui.panels.numbers import plain
from shallownet.ui.panels.table import show_table
from shallownet.ui.panels.training import Kept, train_in_pieces

Array = NDArray[np.float64]

# What takes longer than this is announced.
_SOON = 0.1


@lru_cache(maxsize=64)
def _kept(recipe: Recipe) -> Kept:
    """The run of one unit: the same for every visitor."""
    return Kept([begin(recipe)])


def show_one_unit(context: Context) -> None:
    """What the network at the epoch on screen amounts to, and while all are twins how one unit alone fares.

    Says of a network with one unit ``one_unit_self``, of one without twins ``one_unit_none``, of others
    ``one_unit_same`` or ``one_unit_fewer``. While all units are twins ``one_unit_waiting``, where it takes
    long; then ``one_unit_heads``, ``one_unit_many`` and ``one_unit_alone`` (a table's), ``one_unit_ended``
    where the run of one unit has, and ``one_unit_apart`` or ``one_unit_together``.
    """
    words, live = context.words, context.run
    known, rows = live.at_rest()[0]
    row = int(rows[-1])
    epoch, parameters = int(known.epochs[row]), known.parameters[row]
    units = known.shape.n_h
    if units == 1:
        st.markdown(words.say("one_unit_self"))
        return
    merged = merge_twins(parameters)
    distinct = merged.shape.n_h
    values: dict[str, object] = {"epoch": epoch, "units": units, "distinct": distinct}
    if distinct == units:
        st.markdown(words.say("one_unit_none", **values))
        return
    values["difference"] = plain(largest_difference(known.experiment, parameters, merged), 3)
    if distinct > 1:
        st.markdown(words.say("one_unit_fewer", **values))
        return
    values["sum"] = plain(float(merged.W2[0, 0]))
    st.markdown(words.say("one_unit_same", **values))
    _show_paths(context, View(known, rows), merged, values)


def largest_difference(experiment: Experiment, one: Parameters, other: Parameters) -> float:
    """The largest difference between what two networks give, over ``meters.plane``."""
    X = expand(plane(extent(experiment)), experiment.features)
    g = experiment.activation, experiment.problem, experiment.leaky_slope
    with np.errstate(all="ignore"):  # a network that is about to diverge may overflow here
        return float(np.abs(forward(one, X, *g).A2 - forward(other, X, *g).A2).max())


def run_of_one_unit(recipe: Recipe) -> Recipe:
    """The same experiment with one hidden unit: the same settings at the same epochs, without nudges."""
    settings = tuple(edit for edit in recipe.edits if not edit.sets_entry)
    return Recipe(replace(recipe.experiment, hidden_units=1), settings)


def _show_paths(context: Context, twins: View, merged: Parameters, values: dict[str, object]) -> None:
    words = context.words
    epoch = int(twins.known.epochs[twins.rows[-1]])
    place, began = st.empty(), time.perf_counter()
    kept = _kept(run_of_one_unit(twins.known.recipe))
    for _ in train_in_pieces([kept], lambda runs, seconds: reach(runs, epoch, seconds)):
        if time.perf_counter() - began > _SOON:
            place.markdown(words.say("one_unit_waiting", **values))
    alone = kept.runs[0]
    row = alone.row_at(epoch)
    ended, one = int(alone.epochs[row]), alone.parameters[row]
    with place.container():
        if ended < epoch:
            st.markdown(words.say("one_unit_ended", ended=ended))
        table = [
            (words.say("one_unit_many", **values), *_written(merged)),
            (words.say("one_unit_alone", ended=ended), *_written(one)),
        ]
        show_table(words.say("one_unit_heads"), table)
        distance = float(np.linalg.norm(merged.W1 - one.W1))
        key = "one_unit_apart" if distance > 0 else "one_unit_together"
        st.markdown(words.say(key, **values, distance=plain(distance, 3)))


def _written(one: Parameters) -> Sequence[str]:
    return f"({', '.join(plain(value) for value in one.W1[0])})", plain(float(one.W2[0, 0]))
