"""Own data on the playground: a table comes in, its columns are chosen, and its points become a run's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
import streamlit as st

from shallownet.core.checks import ExperimentError
from shallownet.core.datasets import generate
from shallownet.core.experiment import DATA_FIELDS, Experiment
from shallownet.core.own_points import MIN_POINTS, OwnPoints
from shallownet.tables.choosing import Choice, Made, make_points, number_columns, shortened, usual_choice
from shallownet.tables.encodings import MAX_BYTES
from shallownet.tables.table import Table, read_table
from shallownet.tables.writing import points_csv
from shallownet.ui.context import AS_ON_SERVER
from shallownet.ui.controls import PROBLEM_STARTS
from shallownet.ui.language import refusal
from shallownet.ui.live import LiveRun
from shallownet.ui.own_words import joined, plain, told

Words = Mapping[str, str]
Classes = tuple[str, str] | None

_STATE = "own_data"
_FILE, _PASTE = "own_data_file", "own_data_paste"
_KINDS = ("csv", "tsv", "tab", "txt")
# What stands in the box travels with every ask of the stage until it is in use; larger tables come as files.
_MOST_PASTED = 200_000
_MOST_QUOTED = 60


@dataclass
class _OwnData:
    """What one visitor has brought.

    Attributes:
        table: the table in hand.
        source: where it came from, a file's name.
        choice: what is chosen of it.
        pasted: the text last read, if it came from the box: it stands there until its points are in use.
        refused: a sentence not yet shown, in the visitor's language.
        used: the points last used.
        classes: the names of their class 0 and class 1.
    """

    table: Table | None = None
    source: str = ""
    choice: Choice | None = None
    pasted: str = ""
    refused: str | None = None
    used: OwnPoints | None = None
    classes: Classes = None
    _made: tuple[Table, Choice, Made | str] | None = None

    def take(self, data: bytes | str, source: str, words: Words) -> None:
        """Read a table in place of the one in hand; if that fails, there is none, only the sentence."""
        self.table = self.choice = self.refused = self._made = None
        self.source, self.pasted = source, data if isinstance(data, str) else ""
        try:
            table = read_table(data, words["unnamed"])
        except ExperimentError as refused:
            self.refused = refusal(refused)
            return
        self.refused = _lack_of(table, words)
        if self.refused is None:
            self.table, self.choice = table, usual_choice(table)

    def made(self, table: Table, choice: Choice) -> Made | str:
        """The points of a choice, made once, or the sentence that says why there are none."""
        if self._made is None or self._made[:2] != (table, choice):
            try:
                self._made = table, choice, make_points(table, choice)
            except ExperimentError as refused:
                self._made = table, choice, str(refused)
        return self._made[2]


def _lack_of(table: Table, words: Words) -> str | None:
    """The sentence about a table without a row or without a column of numbers, such as a line of prose."""
    if not len(table):
        header = shortened(", ".join(table.names), _MOST_QUOTED)
        return words["no_rows"].format(header=header, least=MIN_POINTS)
    if not number_columns(table):
        row = ", ".join(str(cells[0]) for cells in table.columns.values())
        return words["no_numbers"].format(columns=len(table.columns), row=shortened(row, _MOST_QUOTED))
    return None


def show_own_data(live: LiveRun, texts: Mapping[str, Words]) -> None:
    """The section, folded: a file or a pasted table, what to make of it, and the points to take away."""
    words = texts["own_data"]
    state: _OwnData = st.session_state.setdefault(_STATE, _OwnData())
    with st.expander(words["title"]):
        st.file_uploader(
            words["file"],
            type=_KINDS,
            max_upload_size=MAX_BYTES // 1_000_000,
            key=_FILE,
            on_change=_take_file,
            args=(state, words),
        )
        if state.pasted:
            # Another page forgets what stands in the box of this one.
            st.session_state.setdefault(_PASTE, state.pasted)
        with st.form("own_data_form", border=False):
            st.text_area(
                words["paste"],
                key=_PASTE,
                height=100,
                max_chars=_MOST_PASTED,
                placeholder=words["paste_example"],
                persist_state=AS_ON_SERVER,
            )
            st.form_submit_button(words["read"], on_click=_take_paste, args=(state, words), width="stretch")
        # What comes and goes has a place of its own: if what follows moved, it would be drawn anew.
        place, chosen = st.empty(), st.container()
        if state.table is not None and state.choice is not None:
            with chosen:
                _show_choice(live, state, state.table, state.choice, words)
        if state.refused:
            place.error(plain(state.refused))
            state.refused = None
        st.download_button(
            words["download"],
            csv_of(live.settings, state.used, state.classes),
            "points.csv",
            "text/csv",
            key="own_data_download",
            on_click="ignore",
            width="stretch",
        )


def _take_file(state: _OwnData, words: Words) -> None:
    file = st.session_state[_FILE]
    if file is not None:
        state.take(file.getvalue(), file.name, words)


def _take_paste(state: _OwnData, words: Words) -> None:
    state.take(st.session_state[_PASTE], words["pasted"], words)


def _show_choice(live: LiveRun, state: _OwnData, table: Table, choice: Choice, words: Words) -> None:
    """The choices that a table leaves, what comes of them, and the button that makes it the run's data."""
    source = plain(shortened(state.source, 40))
    st.caption(words["table"].format(source=source, rows=f"{len(table):,}", columns=len(table.columns)))
    for field in ("x1", "x2", "label"):
        st.selectbox(words[field], table.names, **_bound(state, field, getattr(choice, field)))
    made = state.made(table, choice)
    one = st.empty()
    st.toggle(words["scale"], **_bound(state, "is_scaled", choice.is_scaled))
    about = st.empty()
    if isinstance(made, str):
        about.error(plain(refusal(made)))
    else:
        if len(made.labels) > 1:
            one.selectbox(words["one"], list(made.labels), **_bound(state, "one", made.one))
        about.caption("  \n".join(told(made, choice, words)))
    st.button(
        words["use"],
        key="own_data_use",
        type="primary",
        disabled=isinstance(made, str),
        on_click=_use,
        args=(live, state, made, words),
        width="stretch",
    )


def _bound(state: _OwnData, field: str, value: object) -> dict[str, Any]:
    """The arguments that tie a widget to a field of the choice."""
    key = f"own_data_{field}"
    # If it shows the value already, nothing is set, see ``Controls``.
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value

    def moved() -> None:
        # Another column has other labels.
        others = {"one": None} if field == "label" else {}
        if state.choice is not None:
            state.choice = replace(state.choice, **{**others, field: st.session_state[key]})

    return {"key": key, "on_change": moved, "persist_state": AS_ON_SERVER}


def _use(live: LiveRun, state: _OwnData, made: Made | str, words: Words) -> None:
    if isinstance(made, str):
        return
    begun = PROBLEM_STARTS["classification"] if live.settings.problem != "classification" else {}
    try:
        live.change(**{**begun, "problem": "classification", "dataset": "own", "points": made.points})
    except ExperimentError as refused:
        state.refused = refusal(refused)
        return
    if state.pasted:
        st.session_state[_PASTE] = state.pasted = ""
    state.used, state.classes = made.points, (joined(made.zeros, words), made.one)


def csv_of(experiment: Experiment, used: OwnPoints | None, classes: Classes) -> str:
    """A run's points as a file, the test points too.

    Args:
        experiment: the run's.
        used, classes: the points last taken from a table, and the names of class 0 and class 1 there.
    """
    data = {name: getattr(experiment, name) for name in DATA_FIELDS}
    named = classes if used is not None and used == experiment.points else None
    return _csv_of(Experiment(problem=experiment.problem, **data), named)


# Written when the page is drawn and not at the click: a click amid a rerun would find nobody to write it.
@lru_cache(maxsize=8)
def _csv_of(data: Experiment, classes: Classes) -> str:
    if isinstance(data.points, OwnPoints):
        return points_csv(data.points, dict(zip((0.0, 1.0), classes, strict=True)) if classes else None)
    every = np.concatenate([np.concatenate(points) for points in generate(data)], axis=1)
    return points_csv((x1, x2, y) for x1, x2, y in every.T.tolist())
