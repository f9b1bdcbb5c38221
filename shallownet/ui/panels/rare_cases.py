"""The starts without randomness that end otherwise than their like, each with the number that says why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache

import numpy as np
import streamlit as st

from shallownet.core.activations import ACTIVATIONS
from shallownet.core.cases import STARTS, Case, begin_cases, case_of, train_cases
from shallownet.core.diagnosis import STANDSTILL
from shallownet.core.experiment import Experiment
from shallownet.core.rare_cases import (
    RARE_CASES,
    first_step_per_weight,
    largest_weight,
    largest_z,
    shares_of_batches,
)
from shallownet.core.trajectory import Trajectory
from shallownet.ui.context import Context
from shallownet.ui.panels.numbers import plain, short
from shallownet.ui.panels.table import show_table
from shallownet.ui.panels.training import Kept, train_in_pieces

# A weight this large is no rounding error any more.
_AWAKE = 1e-3
_HALF = "half"

Told = tuple[str, Mapping[str, object]]
"""How the key of a case's sentence ends, and the values that its words speak of."""


@lru_cache(maxsize=256)
def _kept(name: str, experiment: Experiment) -> Kept:
    """The run of a case: one visitor's is the next one's too."""
    if name == _HALF:
        return Kept([begin_cases(experiment)[STARTS.index("half")]])
    return Kept([RARE_CASES[name].begin(experiment)])


def show_rare_cases(context: Context, experiment: Experiment, epochs: int) -> None:
    """A table of a few runs: of each its verdict, a number and why.

    Says ``cases_rare`` (above), ``cases_rare_heads``, and of each case ``cases_<name>`` (the start),
    ``case_after``, ``case`` or ``case_rows``, ``case_dead``, ``cases_<name>_number``, ``cases_<name>_why``;
    of ``rounding`` with ``_awake``, ``_asleep``, ``_exact`` or ``_diverged`` at its end.

    Args:
        context: where it is drawn.
        experiment: its data, its width and its learning rate are used.
        epochs: when a start with W1 = 0 is judged, as ``train_cases`` wants it.
    """
    say = context.words.say
    rows = []
    for name, row in RARE_CASES.items():
        run = _trained(_kept(name, experiment), row.epochs)
        case = case_of(run, row.epochs)
        end, values = _ABOUT[name](run, case)
        rows.append(_row(context, name, f"{name}_why{end}", run, case, {"epochs": row.epochs, **values}))
    for activation in ("tanh", "relu"):
        chosen = replace(experiment, activation=activation)
        run = _trained(_kept(_HALF, chosen), epochs)
        values = {"epochs": epochs, **_about_half(chosen)}
        name = f"{_HALF}_{activation}"
        rows.append(_row(context, name, f"{name}_why", run, case_of(run, epochs), values))
    st.markdown(say("cases_rare", units=experiment.hidden_units, rate=short(experiment.learning_rate)))
    with st.container(key="explained"):
        show_table(say("cases_rare_heads"), rows)


def _trained(kept: Kept, epochs: int) -> Trajectory:
    if not kept.runs[0].reaches(epochs):  # else there is no need to wait for the training lock
        for _ in train_in_pieces([kept], lambda runs, seconds: train_cases(runs, epochs, seconds)):
            pass
    return kept.runs[0]


def _row(
    context: Context, name: str, why: str, run: Trajectory, case: Case, about: Mapping[str, object]
) -> list[str]:
    say, units = context.words.say, run.shape.n_h
    values = {**about, "units": units, "rows": case.rows, "dead": case.dead}
    key, alike = ("case_rows", case.rows) if name.startswith(_HALF) else ("case", case.distinct)
    said = [say(key, verdict=context.texts["verdicts"][case.verdict], distinct=alike, units=units)]
    if case.dead:
        said.append(say("case_dead", dead=case.dead))
    said.append(say("case_after", epochs=values["epochs"]))
    return [
        say(f"cases_{name}", **values),
        ", ".join(said),
        # In one cell, as a column of sentences needs all the room that a phone has.
        f"{say(f'cases_{name}_number', **values)} {say(f'cases_{why}', **values)}",
    ]


def _about_rounding(run: Trajectory, case: Case) -> Told:
    early_epoch = STANDSTILL if STANDSTILL in run.epochs[:-1] else 0
    early, late = (largest_weight(run, epoch) for epoch in (early_epoch, int(run.epochs[-1])))
    if case.verdict == "diverged":
        end = "_diverged"
    elif late == 0.0:
        end = "_exact"
    else:
        end = "_awake" if late > _AWAKE else "_asleep"
    return end, {
        "early": plain(early, 3),
        "early_epoch": early_epoch,
        "late": plain(late, 3),
        "late_epoch": int(run.epochs[-1]),
    }


def _about_batches(run: Trajectory, _case: Case) -> Told:
    # The order of the examples is new in every epoch; the first is what wakes the units.
    parts = shares_of_batches(run.experiment, 0)
    ones, size = max(parts, key=lambda part: abs(part[0] / part[1] - 0.5))
    return "", {
        "batch": run.experiment.batch_size,
        "batches": len(parts),
        "ones": ones,
        "size": size,
        "late": plain(largest_weight(run, int(run.epochs[-1])), 3),
    }


def _about_dead(run: Trajectory, _case: Case) -> Told:
    return "", {"value": short(run.experiment.constant), "largest": plain(largest_z(run), 3)}


_ABOUT: Mapping[str, Callable[[Trajectory, Case], Told]] = {
    "rounding": _about_rounding,
    "batches": _about_batches,
    "dead": _about_dead,
}


def _about_half(experiment: Experiment) -> dict[str, object]:
    rows = first_step_per_weight(experiment)
    slope = float(ACTIVATIONS[experiment.activation].slope([0.0])[0])
    row = ", ".join(plain(value, 3) for value in rows[0])
    return {"slope": short(slope), "row": f"({row})", "apart": plain(float(np.ptp(rows, axis=0).max()), 3)}
