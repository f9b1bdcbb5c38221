"""What becomes of a start without randomness, and what may be zero: computed, case by case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
import streamlit as st

from shallownet.core.activations import ACTIVATIONS
from shallownet.core.datasets import DATASETS, generate
from shallownet.core.diagnosis import STANDSTILL, VERDICTS
from shallownet.core.engine import Lockstep
from shallownet.core.experiment import Experiment, Recipe
from shallownet.core.meters import METERS
from shallownet.core.network import initialize
from shallownet.core.observe import Observed
from shallownet.core.snapshot import Snapshot
from shallownet.core.stability import no_rises
from shallownet.core.trajectory import Trajectory
from shallownet.ui.context import Context
from shallownet.ui.panels.choosing import choose
from shallownet.ui.process import TRAINING

STARTS = ("zeros", "constant", "half")
"""All weights zero; all equal; W1 zero and W2 random."""

CLASSES = tuple(name for name, row in DATASETS.items() if row.problem == "classification")
RATES = (0.01, 0.03, 0.1, 0.3, 1.0, 1.2, 2.0, 3.0)
BALANCED = 0.5
_UNITS, _EPOCHS, _RATE, _SHARE = 4, 300, 1.2, 0.7
_MOST_UNITS = 10


@dataclass(frozen=True)
class Case:
    """What has become of one network.

    Attributes:
        verdict: one of ``VERDICTS``.
        distinct: how many of its hidden units differ.
        dead: how many are dead.
        b2: the output's bias.
        moved: whether any weight differs from its start.
    """

    verdict: str
    distinct: int
    dead: int
    b2: float
    moved: bool


@lru_cache(maxsize=512)
def cases(experiment: Experiment, epochs: int) -> tuple[Case, ...]:
    """What each of ``STARTS`` has come to after so many epochs; trained together.

    Args:
        experiment: the rest; its own initializer does not matter.
        epochs: at least ``STANDSTILL``, or nothing can be found frozen.
    """
    recipes = [Recipe(replace(experiment, initializer=name)) for name in ("zeros", "constant", "small")]
    starts = [initialize(recipe.experiment) for recipe in recipes]
    starts[2] = starts[2]._replace(W1=np.zeros_like(starts[2].W1))
    begun = [Snapshot(0, start.flat(), no_rises()) for start in starts]
    with TRAINING:
        lockstep = Lockstep(recipes, begun)
        taken = lockstep.advance({epochs - STANDSTILL, epochs} - {0})
    found = []
    for network, first, snapshots in zip(lockstep.networks, begun, taken, strict=True):
        known = {one.epoch: one for one in (first, *snapshots)}
        ended = network.diverged_at
        run = Trajectory.of(network.recipe, network.shape, [known[epoch] for epoch in sorted(known)], ended)
        found.append(_case(Observed(run, np.array([0, len(run) - 1]))))
    return tuple(found)


def _case(observed: Observed) -> Case:
    def count(name: str) -> int:
        return int(METERS[name].compute(observed)[-1])

    (first_W1, last_W1), (first_W2, last_W2) = observed.W1, observed.W2

    return Case(
        VERDICTS[count("verdict")],
        count("distinct_units"),
        count("dead_units"),
        float(observed.b2[-1, 0, 0]),
        bool((first_W1 != last_W1).any() or (first_W2 != last_W2).any()),
    )


def log_odds(experiment: Experiment) -> tuple[int, int, float]:
    """n0 and n1, the training points of each class, and ln(n1/n0)."""
    ones = int(generate(experiment).train.Y.sum())
    zeros = generate(experiment).train.Y.size - ones
    return zeros, ones, float(np.log(ones / zeros))


def show_cases(context: Context) -> None:
    """A table of starts without randomness, for balanced classes and for a share that the visitor chooses.

    Says ``cases_epochs`` (a label), ``cases_cell`` (what is in a cell), ``cases_start`` (the first column),
    ``cases_zeros``, ``cases_constant`` and ``cases_half`` (the others), ``cases_balanced`` and
    ``cases_share`` (above each table), in a cell ``case``, ``case_b2`` or ``case_b2_zero``, ``case_dead`` and
    ``case_arrived``, below ``cases_count``.
    """
    words = context.words
    knobs, tables = st.columns([1, 3.4], gap="medium")
    with knobs:
        share, epochs, experiment = _knobs(context)
    with tables:
        st.markdown(words.say("cases_cell", units=experiment.hidden_units, epochs=epochs))
        columns = st.columns(2, gap="medium")
        blocks = (("cases_balanced", BALANCED), ("cases_share", share))
        for column, (key, part) in zip(columns, blocks, strict=True):
            chosen = replace(experiment, class_share=part)
            rows = {name: cases(replace(chosen, activation=name), epochs) for name in ACTIVATIONS}
            zeros, ones, odds = log_odds(chosen)
            values = {"zeros": zeros, "ones": ones, "odds": f"{odds:.3f}", "epochs": epochs}
            with column:
                st.markdown(words.say(key, **values))
                st.markdown(_table(context, rows, chosen.hidden_units))
                st.markdown(words.say("cases_count", counts=_counted(context, rows.values()), **values))


def answer_cases(context: Context) -> tuple[str, dict[str, object]]:
    """What has become of sigmoid units that start at zero, at the share of class 1 chosen."""
    experiment = Experiment(
        dataset=context.value("dataset", "flower"),
        hidden_units=context.value("units", _UNITS),
        learning_rate=context.value("rate", _RATE),
        class_share=context.value("share", _SHARE),
        activation="sigmoid",
    )
    epochs = context.value("epochs", _EPOCHS)
    verdict = cases(experiment, epochs)[STARTS.index("zeros")].verdict
    zeros, ones, _ = log_odds(experiment)
    said = context.texts["verdicts"][verdict]
    return verdict, {"verdict": said, "zeros": zeros, "ones": ones, "epochs": epochs}


def _knobs(context: Context) -> tuple[float, int, Experiment]:
    label, texts = context.texts["controls"], context.texts
    dataset = choose(context, "dataset", label["dataset"], CLASSES, "flower", texts["datasets"].__getitem__)
    units = st.slider(label["hidden_units"], 2, _MOST_UNITS, **context.remembered("units", _UNITS))
    rate = st.select_slider(
        label["learning_rate"],
        RATES,
        format_func=lambda rate: f"{rate:g}",
        **context.remembered("rate", _RATE),
    )
    share = st.slider(label["class_share"], 0.05, 0.95, step=0.05, **context.remembered("share", _SHARE))
    epochs = st.slider(
        context.words.say("cases_epochs"), STANDSTILL, 1000, step=100, **context.remembered("epochs", _EPOCHS)
    )
    return share, epochs, Experiment(dataset=dataset, hidden_units=units, learning_rate=rate)


def _table(context: Context, rows: Mapping[str, Sequence[Case]], units: int) -> str:
    say = context.words.say
    lines = [[say("cases_start"), *(say(f"cases_{start}") for start in STARTS)], ["---"] * 4]
    for activation, found in rows.items():
        name = context.texts["activations"][activation]
        lines.append([name, *(_cell(context, case, units) for case in found)])
    return _markdown(lines)


def _cell(context: Context, case: Case, units: int) -> str:
    say = context.words.say
    verdict = context.texts["verdicts"][case.verdict]
    said = [say("case", verdict=verdict, distinct=case.distinct, units=units)]
    written = f"{case.b2:.3f}" if abs(case.b2) >= 0.0005 else f"{case.b2:.0e}"
    said.append(say("case_b2", b2=written) if case.b2 else say("case_b2_zero"))
    if case.dead:
        said.append(say("case_dead", dead=case.dead))
    if case.verdict == "frozen" and case.moved:
        said.append(say("case_arrived"))
    return ", ".join(said)


def _counted(context: Context, rows: Iterable[Sequence[Case]]) -> str:
    """How often each verdict was given."""
    given = [case.verdict for row in rows for case in row]
    names: Mapping[str, Any] = context.texts["verdicts"]
    return ", ".join(f"{names[name]} {given.count(name)}" for name in VERDICTS if name in given)


def show_bias(context: Context) -> None:
    """What remains true for biases that start at 0: which starts have different units all the same.

    Says ``bias_zero`` or ``bias_not_zero``, ``bias_network``, ``bias_b``, ``bias_units`` (the table's head),
    and ``bias_differ`` and ``bias_twins`` where there are such networks.
    """
    words, n_h = context.words, context.run.settings.hidden_units
    zero, distinct = {}, {}
    for variant, run in zip(context.run.variants, context.run.runs, strict=True):
        start = Observed(run, np.array([0]))
        zero[variant.label] = not (start.b1.any() or start.b2.any())
        distinct[variant.label] = int(METERS["distinct_units"].compute(start)[0]), run.shape.n_h
    values = {"networks": len(zero), "units": n_h}
    st.markdown(words.say("bias_zero" if all(zero.values()) else "bias_not_zero", **values))
    lines = [[words.say(key) for key in ("bias_network", "bias_b", "bias_units")], ["---", "---", "---:"]]
    for label, (count, units) in distinct.items():
        lines.append([label, "0" if zero[label] else "≠ 0", f"{count} / {units}"])
    st.markdown(_markdown(lines))
    for key, alike in (("bias_differ", False), ("bias_twins", True)):
        named = [label for label, (count, units) in distinct.items() if (count < units) == alike]
        if named:
            st.markdown(words.say(key, names="; ".join(named), **values))


def _markdown(lines: Iterable[Sequence[str]]) -> str:
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
