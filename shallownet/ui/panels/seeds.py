"""What one lucky seed cannot show: the same networks from many initial weights."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
import streamlit as st

from shallownet.core.experiment import Experiment, Recipe
from shallownet.core.meters import METERS
from shallownet.core.observe import Observed
from shallownet.core.replay import begin
from shallownet.core.trajectory import Trajectory
from shallownet.core.work import seconds_per_epoch
from shallownet.figures.seeds import rounded, seeds_figure
from shallownet.ui.context import Context
from shallownet.ui.panels.asking import asked_for, was_asked_for
from shallownet.ui.panels.drawing import draw
from shallownet.ui.reach import reach

SEEDS = tuple(range(10))
RACE_EPOCHS = 1500
CENTRED_EPOCHS = 300
TWO_SETS = ("flower", "circles")
"""What wins on one need not win on the other."""

# What is quicker is computed anew without asking again; what takes too long is refused, as others wait for
# the same machine.
_AT_ONCE, _TOO_LONG = 0.3, 45.0
_SOON = 0.1
# What the course compares.
_PAIRS = (("tanh", "sigmoid"), ("relu", "tanh"))

Costs = Mapping[str, Mapping[str, tuple[float, ...]]]
"""For each data set and each network, by their labels, the costs of its seeds."""

Said = tuple[str, Mapping[str, object]]
"""A key of the scene's words, and the values that it speaks of."""


@st.fragment
def show_race(context: Context) -> None:
    """The final cost of each network of the stage over ten seeds, on two data sets and the visitor's own.

    Says ``race_waiting`` and ``race_compute`` (a button) or ``race_too_long`` until it is computed; then
    ``race_cost`` (names the axis), ``race_table`` (above the medians) and what ``sentences`` finds.
    """
    words = context.words
    networks = {one.label: dict(one.settings) for one in context.run.variants}
    labels = context.texts["datasets"]
    raced = {
        labels[one.dataset]: {label: replace(one, **own) for label, own in networks.items()}
        for one in _on_two_sets(context.run.settings)
    }
    experiments = [one for row in raced.values() for one in row.values()]
    values = {"seeds": len(SEEDS), "epochs": RACE_EPOCHS, "count": len(experiments) * len(SEEDS)}
    if not _wanted(context, "race", experiments, RACE_EPOCHS, values):
        return
    progress, began = st.empty(), time.perf_counter()
    costs: dict[str, dict[str, tuple[float, ...]]] = {dataset: {} for dataset in raced}
    for number, (dataset, label) in enumerate((d, label) for d, row in raced.items() for label in row):
        if time.perf_counter() - began > _SOON:  # no flicker where the results are known
            progress.progress(number / len(experiments))
        costs[dataset][label] = final_costs(raced[dataset][label])
    progress.empty()
    for column, (dataset, row) in zip(st.columns(len(costs)), costs.items(), strict=True):
        with column:
            axis = words.say("race_cost", **values)
            figure = seeds_figure(row, context.theme, title=dataset, axis=axis)
            alt = words.say("race_picture", dataset=dataset, **values)
            draw(context, f"race_{dataset}", figure, alt=alt)
    names = context.texts["activations"]
    medians, found = st.columns(2, gap="medium")
    with medians:
        st.markdown(words.say("race_table", **values))
        _say_medians(context, costs)
    with found:
        for said in sentences(costs, [(names[one], names[other]) for one, other in _PAIRS]):
            st.markdown(" ".join(words.say(key, **{**values, **more}) for key, more in said))


@st.fragment
def show_centred(context: Context) -> None:
    """How far the mean of A1 is from 0 under sigmoid and tanh, over ten seeds, before and after training.

    Says ``centred_waiting``, ``centred_compute`` and ``centred_too_long`` as ``show_race`` does; then
    ``centred_axis``, ``centred_start`` and ``centred_end`` (titles), ``centred_medians``, and
    ``centred_nearer`` or ``centred_level``.
    """
    words, names = context.words, context.texts["activations"]
    pair = {names[one]: replace(context.run.settings, activation=one) for one in ("sigmoid", "tanh")}
    values = {"seeds": len(SEEDS), "epochs": CENTRED_EPOCHS, "count": len(pair) * len(SEEDS)}
    if not _wanted(context, "centred", list(pair.values()), CENTRED_EPOCHS, values):
        return
    found = {label: means_of_a1(experiment) for label, experiment in pair.items()}
    for column, moment, key in zip(st.columns(2), (0, 1), ("centred_start", "centred_end"), strict=True):
        with column:
            # Their sizes: means on either side of 0 would cancel, though no network of them is centred.
            means = {label: np.abs(both[moment]) for label, both in found.items()}
            figure = seeds_figure(
                means,
                context.theme,
                title=words.say(key, **values),
                axis=words.say("centred_axis"),
            )
            draw(context, key, figure, alt=words.say("centred_picture", title=words.say(key, **values)))
    medians = {label: float(np.median(np.abs(both[1]))) for label, both in found.items()}
    sigmoid, tanh = medians.values()
    numbers = {"sigmoid": rounded(sigmoid, 3), "tanh": rounded(tanh, 3)}
    st.markdown(words.say("centred_medians", **values, **numbers))
    nearest = lowest(medians, digits=3)
    key = "centred_nearer" if len(nearest) == 1 else "centred_level"
    st.markdown(words.say(key, winner=nearest[0], **values, **numbers))


def final_costs(experiment: Experiment) -> tuple[float, ...]:
    """The training cost after ``RACE_EPOCHS`` for each of ``SEEDS``; infinite where a run has diverged."""
    return tuple(one[0] for one in _results(replace(experiment, seed=0), RACE_EPOCHS, "cost"))


def means_of_a1(experiment: Experiment) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The mean of A1 for each of ``SEEDS``, at epoch 0 and after ``CENTRED_EPOCHS``."""
    results = _results(replace(experiment, seed=0), CENTRED_EPOCHS, "mean_a1")
    return tuple(one[0] for one in results), tuple(one[1] for one in results)


@lru_cache(maxsize=256)
def _results(experiment: Experiment, epochs: int, kind: str) -> tuple[tuple[float, ...], ...]:
    """What ``kind`` measures of the run of each seed, trained in turns with everybody else."""
    runs = [begin(Recipe(replace(experiment, seed=seed))) for seed in SEEDS]
    return tuple(
        _MEASURES[kind](known.select(slice(rows[-1] + 1))) for known, rows in reach(runs, epochs).views
    )


def _cost(run: Trajectory) -> tuple[float, ...]:
    return (float(run.train_loss[-1]) if run.diverged_at is None else np.inf,)


def _mean_a1(run: Trajectory) -> tuple[float, ...]:
    ends = np.array([0, len(run) - 1], dtype=np.intp)
    return tuple(METERS["mean_a1"].compute(Observed(run, ends)).tolist())


_MEASURES: Mapping[str, Callable[[Trajectory], tuple[float, ...]]] = {"cost": _cost, "mean_a1": _mean_a1}


def lowest(numbers: Mapping[str, float], digits: int = 4) -> list[str]:
    """The labels of the lowest number; several where those look alike with so many decimals."""
    written = {label: round(number, digits) for label, number in numbers.items()}
    return [label for label, number in written.items() if number == min(written.values())]


def sentences(costs: Costs, pairs: Sequence[tuple[str, str]]) -> list[list[Said]]:
    """What can be said of the costs: for each data set, then of all together.

    Args:
        costs: of every seed.
        pairs: the labels of networks that are compared with each other, where both are there.
    """
    paragraphs: list[list[Said]] = []
    winners = {}
    for dataset, row in costs.items():
        said: list[Said] = []
        paragraphs.append(said)
        medians = {label: float(np.median(every)) for label, every in row.items()}
        best = lowest(medians)
        about: dict[str, object] = {"dataset": dataset, "median": _written(medians[best[0]])}
        if np.isinf(medians[best[0]]):
            said.append(("race_nobody", about))
        elif len(best) == 1:
            winners[dataset] = best[0]
            said.append(("race_lowest", {**about, "winner": best[0]}))
        else:
            said.append(("race_tie", {**about, "winners": ", ".join(best)}))
        for one, other in pairs:
            if one in medians and other in medians and np.isfinite([medians[one], medians[other]]).any():
                said.append(_compared(medians, one, other))
        for label, every in row.items():
            if lost := int(np.count_nonzero(np.isinf(every))):
                gone: dict[str, object] = {"network": label, "lost": lost, "seeds": len(every)}
                said.append(("race_diverged", {**gone, "dataset": dataset}))
    if len(winners) == len(costs):
        if len(set(winners.values())) == 1:
            paragraphs.append([("race_same", {"winner": next(iter(winners.values()))})])
        else:
            listed = ", ".join(f"{dataset}: {winner}" for dataset, winner in winners.items())
            paragraphs.append([("race_differs", {"winners": listed})])
    return paragraphs


def _compared(medians: Mapping[str, float], one: str, other: str) -> Said:
    ahead = lowest({label: medians[label] for label in (one, other)})
    behind = other if ahead[0] == one else one
    numbers = {"low": _written(medians[ahead[0]]), "high": _written(medians[behind])}
    key = "race_level" if len(ahead) == 2 else "race_lower"
    return key, {"lower": ahead[0], "other": behind, **numbers}


def _on_two_sets(settings: Experiment) -> list[Experiment]:
    """The visitor's experiment on each of ``TWO_SETS``, and on its own data set if that is another."""
    own = {settings.dataset: settings}
    others = {
        name: replace(settings, dataset=name, noise=None, problem="classification") for name in TWO_SETS
    }
    return list({**others, **own}.values())


def _wanted(
    context: Context, name: str, experiments: Sequence[Experiment], epochs: int, values: Mapping[str, object]
) -> bool:
    """Whether to compute now: what is quick, or what the visitor has asked for with just these settings."""
    seconds = epochs * len(SEEDS) * sum(map(seconds_per_epoch, experiments))
    if seconds > _TOO_LONG:
        st.markdown(context.words.say(f"{name}_too_long", **values))
        return False
    # Never unasked at first: that would answer the question before it is guessed.
    if seconds <= _AT_ONCE and was_asked_for(context, name):
        return True
    # The visitor's seed is none of those computed.
    return asked_for(context, name, tuple(replace(one, seed=0) for one in experiments), values)


def _say_medians(context: Context, costs: Costs) -> None:
    """A table: a row for each network, a column for each data set."""
    lines = [["", *costs], ["---", *("---:" for _ in costs)]]
    for label in next(iter(costs.values())):
        lines.append([label, *(_cell(context, row[label]) for row in costs.values())])
    st.markdown("\n".join("| " + " | ".join(cells) + " |" for cells in lines))


def _cell(context: Context, every: Sequence[float]) -> str:
    median = float(np.median(every))
    diverged: str = context.texts["verdicts"]["diverged"]
    return _written(median) if np.isfinite(median) else diverged


def _written(number: float) -> str:
    return rounded(number, 4) if np.isfinite(number) else "∞"
