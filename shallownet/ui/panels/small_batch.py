"""The network and the small batch that the scenes on backpropagation work with, and their knobs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from shallownet.core.activations import ACTIVATIONS
from shallownet.core.datasets import DATASETS, DRAWN
from shallownet.core.experiment import Experiment
from shallownet.core.parameters import Parameters
from shallownet.core.walk import parameters_at, small_batch
from shallownet.ui.context import Context
from shallownet.ui.controls import PROBLEM_STARTS
from shallownet.ui.process import TRAINING

Array = NDArray[np.float64]

EPOCHS = (0, 10, 100, 1000)
"""The epochs whose parameters can be looked at."""
HIDDEN_UNITS = (1, 2, 3, 4)
BATCH_SIZES = (2, 3, 4, 5, 6)
MAX_SEED = 9999

_DEFAULTS: dict[str, Any] = {
    "dataset": "flower",
    "activation": "tanh",
    "leaky_slope": 0.01,
    "hidden_units": 3,
    "m": 4,
    "seed": 2,
    "epoch": 0,
}


@dataclass(frozen=True, eq=False)
class Batch:
    """A network at an epoch of its run, and a few of its examples. The same knobs give the same object.

    Attributes:
        experiment: what is trained.
        epoch: whose parameters these are; the last good one if the run diverged before.
        parameters: the network's.
        X, Y: the examples, (n_x, m) and (1, m).
    """

    experiment: Experiment
    epoch: int
    parameters: Parameters
    X: Array
    Y: Array

    @property
    def m(self) -> int:
        """How many examples."""
        return int(self.X.shape[1])


def chosen(context: Context) -> Batch:
    """What the scene's knobs choose now."""
    knob = {name: context.value(name, default) for name, default in _DEFAULTS.items()}
    problem = DATASETS[knob["dataset"]].problem
    experiment = Experiment(
        dataset=knob["dataset"],
        problem=problem,
        activation=knob["activation"],
        leaky_slope=knob["leaky_slope"],
        hidden_units=knob["hidden_units"],
        seed=knob["seed"],
        learning_rate=PROBLEM_STARTS[problem]["learning_rate"],
        # Not the course's tiny weights: numbers of about 1 are easier to follow.
        initializer="xavier",
    )
    return _batch(experiment, knob["epoch"], knob["m"])


@lru_cache(maxsize=64)
def _batch(experiment: Experiment, epoch: int, m: int) -> Batch:
    with TRAINING:
        reached, parameters = parameters_at(experiment, epoch)
    return Batch(experiment, reached, parameters, *small_batch(experiment, m))


def show_knobs(context: Context, *, data: bool = True) -> None:
    """The knobs, where Streamlit draws.

    Args:
        context: the scene's.
        data: whether data set and activation can be chosen too.
    """
    labels, words = context.texts["controls"], context.words

    def tie(name: str) -> dict[str, Any]:
        return context.remembered(name, _DEFAULTS[name])

    def whole_numbers(label: str, numbers: Sequence[int], name: str) -> None:
        st.select_slider(label, numbers, **tie(name))

    if data:
        _show_data_knobs(context, tie)
    whole_numbers(labels["hidden_units"], HIDDEN_UNITS, "hidden_units")
    whole_numbers(words.say("batch"), BATCH_SIZES, "m")
    whole_numbers(words.say("epoch"), EPOCHS, "epoch")
    st.number_input(labels["seed"], 0, MAX_SEED, step=1, **tie("seed"))


def _show_data_knobs(context: Context, tie: Callable[[str], dict[str, Any]]) -> None:
    labels, words = context.texts["controls"], context.words

    def dataset_name(name: str) -> str:
        text: str = context.texts["datasets"][name]
        return words.say("regression_set", name=text) if DATASETS[name].problem == "regression" else text

    st.selectbox(labels["dataset"], DRAWN, format_func=dataset_name, **tie("dataset"))
    names = context.texts["activations"]
    st.selectbox(labels["activation"], list(ACTIVATIONS), format_func=names.__getitem__, **tie("activation"))
    # A place of its own: if what follows moved up or down, it would be drawn anew.
    leaky_slope = st.empty()
    if context.value("activation", _DEFAULTS["activation"]) == "leaky_relu":
        leaky_slope.slider(labels["leaky_slope"], 0.0, 1.0, step=0.01, **tie("leaky_slope"))


def another_seed(context: Context) -> None:
    """Choose the next seed."""
    context.keep("seed", (context.value("seed", _DEFAULTS["seed"]) + 1) % (MAX_SEED + 1))


def show_reached(context: Context, batch: Batch) -> None:
    """Say so where the run has diverged before the epoch that was asked for."""
    if batch.epoch != context.value("epoch", _DEFAULTS["epoch"]):
        st.warning(context.words.say("reached", epoch=batch.epoch))


def shape_text(shape: Sequence[object]) -> str:
    """A shape as NumPy writes it: (4, 1), (4,), ()."""
    inner = ", ".join(str(size) for size in shape)
    return f"({inner},)" if len(shape) == 1 else f"({inner})"
