"""What the visitor wants to have swept: the knobs, the plan that they make, and whether it fits."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import ceil, prod
from typing import Any

import streamlit as st

from shallownet.core.activations import ACTIVATIONS
from shallownet.core.checks import ExperimentError
from shallownet.core.datasets import DATASETS, DRAWN
from shallownet.core.experiment import Experiment
from shallownet.core.initializers import INITIALIZERS
from shallownet.sweeps.plan import Plan
from shallownet.ui.context import Context
from shallownet.ui.controls import RATES, SAMPLES
from shallownet.ui.course_widths import PUBLISHED
from shallownet.ui.language import refusal, texts_now
from shallownet.ui.limits import LIMITS
from shallownet.ui.panels.choosing import choose
from shallownet.ui.panels.numbers import short

CLASSES = tuple(name for name in DRAWN if DATASETS[name].problem == "classification")
_EPOCHS = (200, 500, 1000, 2000, 5000, 10_000)
_MOST_SEEDS = 100


def choose_plan(context: Context) -> Plan | None:
    """Draw the knobs, and below them how long the plan will take, or why it cannot be done.

    Returns:
        The plan, if it can be done.
    """
    words = context.words
    axes, base, epochs = _knobs(context)
    if not all(axes.values()):
        st.warning(words.say("nothing_chosen"))
        return None
    count = prod(map(len, axes.values()))
    if count > LIMITS.max_sweep_runs:
        st.warning(words.say("too_many", runs=f"{count:,}", most=f"{LIMITS.max_sweep_runs:,}"))
        return None
    try:
        plan = Plan.of(base, epochs, axes)
    except ExperimentError as refused:
        st.warning(refusal(refused))
        return None
    values = {"runs": f"{count:,}", "epochs": f"{epochs:,}", "time": duration(plan.seconds)}
    if plan.seconds > LIMITS.max_sweep_seconds:
        share = LIMITS.max_sweep_seconds / plan.seconds
        runs, shorter = int(count * share), int(epochs * share)
        key = "fits_runs" if runs and shorter else "fits_less"
        fits = words.say(key, runs=f"{runs:,}", epochs=f"{shorter:,}")
        st.warning(words.say("too_long", fits=fits, allowed=duration(LIMITS.max_sweep_seconds), **values))
        return None
    st.caption(words.say("plan", **values))
    return plan


def duration(seconds: float) -> str:
    """Roughly how long, in the visitor's language."""
    words: dict[str, str] = texts_now()["durations"]
    if seconds < 120:
        return words["seconds"].format(n=max(ceil(seconds), 1))
    return words["minutes"].format(n=ceil(seconds / 60))


def _knobs(context: Context) -> tuple[dict[str, list[Any]], Experiment, int]:
    say, texts, kept = context.words.say, context.texts, context.remembered
    first, second, third = st.columns(3, gap="medium")
    with first:
        widths = _several(
            context, "hidden_units", say("widths"), range(1, LIMITS.max_hidden_units + 1), list(PUBLISHED)
        )
        seeds = st.slider(say("seeds"), 1, _MOST_SEEDS, **kept("seeds", 10))
        epochs = st.select_slider(say("epochs"), _EPOCHS, format_func="{:,}".format, **kept("epochs", 2000))
    with second:
        names = texts["activations"].get
        activations = _several(context, "activation", say("activations"), ACTIVATIONS, ["tanh"], names)
        names = texts["initializers"].get
        initializers = _several(context, "initializer", say("initializers"), INITIALIZERS, ["small"], names)
        rates = _several(context, "learning_rate", say("rates"), RATES, [1.2])
    with third:
        dataset = choose(context, "dataset", say("dataset"), CLASSES, "flower", texts["datasets"].get)
        usual = DATASETS[dataset]
        if context.value("noise_of", "flower") != dataset:
            # Each data set has its own.
            context.keep("noise_of", dataset)
            context.keep("noise", usual.noise)
        noise = st.slider(say("noise"), 0.0, usual.max_noise, **kept("noise", usual.noise))
        share = st.slider(say("test"), 0.0, 0.9, step=0.05, **kept("test", 0.3))
        least, most, step = SAMPLES
        samples = st.slider(texts["controls"]["samples"], least, most, step=step, **kept("samples", 400))
    axes = {
        "activation": activations,
        "initializer": initializers,
        "learning_rate": rates,
        "seed": list(range(seeds)),
        "hidden_units": sorted(widths),
    }
    return axes, Experiment(dataset=dataset, noise=noise, test_fraction=share, samples=samples), epochs


def _several(
    context: Context,
    name: str,
    label: str,
    options: Iterable[Any],
    default: list[Any],
    written: Callable[[Any], str] = short,
) -> list[Any]:
    kept = context.remembered(name, default)
    chosen: list[Any] = st.multiselect(label, list(options), format_func=written, **kept)
    return chosen
