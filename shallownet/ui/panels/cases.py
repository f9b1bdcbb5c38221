"""What becomes of a start without randomness: computed, case by case."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from shallownet.core.activations import ACTIVATIONS
from shallownet.core.cases import STARTS, Case, begin_cases, case_of, log_odds, train_cases
from shallownet.core.datasets import DATASETS, DRAWN
from shallownet.core.diagnosis import STANDSTILL, VERDICTS
from shallownet.core.experiment import Experiment
from shallownet.ui.context import Context
from shallownet.ui.panels.choosing import choose
from shallownet.ui.panels.numbers import plain, short
from shallownet.ui.panels.rare_cases import show_rare_cases
from shallownet.ui.panels.table import show_table
from shallownet.ui.panels.training import Kept, train_in_pieces

CLASSES = tuple(name for name in DRAWN if DATASETS[name].problem == "classification")
RATES = (0.01, 0.03, 0.1, 0.3, 1.0, 1.2, 2.0, 3.0)
BALANCED = 0.5
_UNITS, _EPOCHS, _RATE, _SHARE = 4, 200, 1.2, 0.7
_MOST_UNITS = 10
# What is known is drawn anew so often: soon enough for a knob to show its effect, seldom enough to be read.
_SOON = 0.1

Row = Sequence[Case] | None
"""What has become of each of ``STARTS``; None while it is not known."""


@dataclass(frozen=True)
class _Table:
    """One of the two tables: where it is drawn, and what it shows.

    Attributes:
        place: where it goes.
        count: where the sentence below it goes.
        experiment: what all its runs have in common.
    """

    place: DeltaGenerator
    count: DeltaGenerator
    experiment: Experiment


# A run is a value: judged once, it need not be again at every move of another widget.
_judged = lru_cache(maxsize=512)(case_of)


@lru_cache(maxsize=512)
def _kept(experiment: Experiment) -> Kept:
    """The runs of ``STARTS``: one visitor's are the next one's too."""
    return Kept(begin_cases(experiment))


def show_cases(context: Context) -> None:
    """A table of starts without randomness, for balanced classes and for a share that the visitor chooses.

    Below it stand the cases that end otherwise, see ``show_rare_cases``.

    Says ``cases_epochs`` (a label), ``cases_cell`` (what is in a cell), ``cases_start`` (the first column),
    ``cases_zeros``, ``cases_constant`` and ``cases_half`` (the others), ``cases_balanced`` and
    ``cases_share`` (above each table), in a cell ``cases_waiting``, or ``case``, ``case_rows``, ``case_b2``
    or ``case_b2_zero``, ``case_dead`` and ``case_arrived``, below ``cases_training``, then ``cases_count``.
    """
    words = context.words
    knobs, tables = st.columns([1, 3.4], gap="medium")
    with knobs:
        share, epochs, experiment = _knobs(context)
    with tables:
        st.markdown(words.say("cases_cell", units=experiment.hidden_units, epochs=epochs))
        drawn = []
        blocks = (("cases_balanced", BALANCED), ("cases_share", share))
        with st.container(key="pair_cases"):
            columns = st.columns(2, gap="medium")
        for column, (key, part) in zip(columns, blocks, strict=True):
            chosen = replace(experiment, class_share=part)
            with column:
                st.markdown(words.say(key, **_classes(chosen)))
                drawn.append(_Table(st.empty(), st.empty(), chosen))
        _fill(context, drawn, epochs)
        show_rare_cases(context, replace(experiment, class_share=BALANCED), epochs)


def _fill(context: Context, tables: Sequence[_Table], epochs: int) -> None:
    """Draw the tables: at once where all is known, else as far as it is, and again as more becomes known."""
    last = time.perf_counter()
    kept = {
        activation: [_kept(replace(table.experiment, activation=activation)) for table in tables]
        for activation in ACTIVATIONS
    }
    rows = [
        {activation: _row(several[place], epochs) for activation, several in kept.items()}
        for place in range(len(tables))
    ]
    for activation, several in kept.items():
        if all(found[activation] is not None for found in rows):
            continue
        last = _draw_if_due(context, tables, rows, epochs, last)
        for _ in train_in_pieces(several, lambda runs, seconds: train_cases(runs, epochs, seconds)):
            last = _draw_if_due(context, tables, rows, epochs, last)
        for found, one in zip(rows, several, strict=True):
            found[activation] = _row(one, epochs)
    _draw(context, tables, rows, epochs)


def _row(kept: Kept, epochs: int) -> Row:
    is_known = all(run.reaches(epochs) for run in kept.runs)
    return [_judged(run, epochs) for run in kept.runs] if is_known else None


def _draw_if_due(
    context: Context, tables: Sequence[_Table], rows: Sequence[Mapping[str, Row]], epochs: int, last: float
) -> float:
    """When they were last drawn."""
    if time.perf_counter() - last < _SOON:
        return last
    _draw(context, tables, rows, epochs)
    return time.perf_counter()


def _draw(context: Context, tables: Sequence[_Table], rows: Sequence[Mapping[str, Row]], epochs: int) -> None:
    say = context.words.say
    heads = " | ".join(say(f"cases_{head}") for head in ("start", *STARTS))
    for table, found in zip(tables, rows, strict=True):
        units = table.experiment.hidden_units
        cells = []
        for activation, row in found.items():
            told = [say("cases_waiting")] * len(STARTS)
            if row is not None:
                told = [_cell(context, *of, units) for of in zip(STARTS, row, strict=True)]
            cells.append([context.texts["activations"][activation], *told])
        with table.place:
            show_table(heads, cells)
        known = [row for row in found.values() if row is not None]
        values = {"epochs": epochs, **_classes(table.experiment)}
        with table.count:
            if len(known) == len(found):
                st.markdown(say("cases_count", counts=_counted(context, known), **values))
            else:
                st.markdown(say("cases_training", known=len(known), all=len(found), **values))


def _classes(experiment: Experiment) -> dict[str, object]:
    zeros, ones, odds = log_odds(experiment)
    return {"zeros": zeros, "ones": ones, "odds": plain(odds, 3)}


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
    kept = _kept(experiment)
    for _ in train_in_pieces([kept], lambda runs, seconds: train_cases(runs, epochs, seconds)):
        pass
    verdict = _judged(kept.runs[STARTS.index("zeros")], epochs).verdict
    classes = _classes(experiment)
    said = context.texts["verdicts"][verdict]
    return verdict, {"verdict": said, "epochs": epochs, **classes}


def _knobs(context: Context) -> tuple[float, int, Experiment]:
    label, texts = context.texts["controls"], context.texts
    dataset = choose(context, "dataset", label["dataset"], CLASSES, "flower", texts["datasets"].__getitem__)
    units = st.slider(label["hidden_units"], 2, _MOST_UNITS, **context.remembered("units", _UNITS))
    rate = st.select_slider(
        label["learning_rate"], RATES, format_func=short, **context.remembered("rate", _RATE)
    )
    share = st.slider(label["class_share"], 0.05, 0.95, step=0.05, **context.remembered("share", _SHARE))
    epochs = st.slider(
        context.words.say("cases_epochs"),
        STANDSTILL,
        1000,
        step=STANDSTILL,
        **context.remembered("epochs", _EPOCHS),
    )
    return share, epochs, Experiment(dataset=dataset, hidden_units=units, learning_rate=rate)


def _cell(context: Context, start: str, case: Case, units: int) -> str:
    say = context.words.say
    verdict = context.texts["verdicts"][case.verdict]
    # With a random W2 all units differ from the start, by W2; whether they look the same way is W1's to tell.
    key, alike = ("case_rows", case.rows) if start == "half" else ("case", case.distinct)
    said = [say(key, verdict=verdict, distinct=alike, units=units)]
    said.append(say("case_b2", b2=plain(case.b2, 3)) if case.b2 else say("case_b2_zero"))
    if case.dead:
        said.append(say("case_dead", dead=case.dead))
    if case.verdict == "frozen" and case.moved:
        said.append(say("case_arrived"))
    return ", ".join(said)


def _counted(context: Context, rows: Iterable[Sequence[Case]]) -> str:
    """How often each verdict was given."""
    given = [case.verdict for row in rows for case in row]
    names: Mapping[str, str] = context.texts["verdicts"]
    return ", ".join(f"{names[name]} {given.count(name)}" for name in VERDICTS if name in given)
