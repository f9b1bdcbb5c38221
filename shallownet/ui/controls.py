"""The knobs of the playground: a few in sight, the rest one click away."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from shallownet.core.activations import ACTIVATIONS
from shallownet.core.checks import ExperimentError
from shallownet.core.datasets import DATASETS, DRAWN
from shallownet.core.experiment import PROBLEMS, Experiment
from shallownet.core.features import FEATURES
from shallownet.core.initializers import INITIALIZERS
from shallownet.core.work import work_per_epoch
from shallownet.ui.context import AS_ON_SERVER
from shallownet.ui.language import refusal
from shallownet.ui.limits import LIMITS
from shallownet.ui.live import LiveRun

RATES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 0.5, 1.0, 1.2, 2.0, 3.0, 10.0, 30.0, 100.0, 1000.0)
PENALTIES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
# Fewest, most and step of points that are drawn; more come as own data.
SAMPLES = (20, min(2000, LIMITS.max_points), 20)
BATCH_SIZES = (1, 2, 5, 10, 20, 50, 100, 200)
# What each kind of problem begins with when it is chosen.
PROBLEM_STARTS: Mapping[str, Mapping[str, Any]] = {
    "classification": {"dataset": "flower", "learning_rate": 1.2, "initializer": "small"},
    "regression": {"dataset": "bumps", "learning_rate": 0.1, "initializer": "xavier"},
}
# A select box takes None for "nothing chosen".
_FULL_BATCH = 0
# Knobs that come and go with another one's choice.
_WITHIN = {"leaky_slope": "activation", "constant": "initializer", "penalty_rate": "penalty"}
_REFUSED = "refused"
_IN_SIGHT = ("hidden_units", "activation", "learning_rate", "dataset")
# What these say, own points say already.
_ONLY_DRAWN = ("samples", "noise", "class_share", "new_sample")
SECTIONS: Mapping[str, Sequence[str]] = {
    "more_data": ("problem", "samples", "noise", "test_fraction", "new_sample"),
    "inputs": ("features",),
    "training": ("batch_size", "penalty"),
    "weights": ("initializer", "seed"),
}
"""The knobs that are folded away on the playground, by the label of their section."""
KNOBS = (*_IN_SIGHT, *(name for names in SECTIONS.values() for name in names))
"""Every knob; those within others go with them."""


# A browser that has not yet got a knob's new value sends the old one with its next ask. For so many seconds
# after the run itself has changed a knob, its old value counts as that and not as a visitor's choice.
_ON_THE_WAY = 1.0


@dataclass(frozen=True)
class _Knobs:
    """What the knobs have shown, by their key.

    Attributes:
        shown: the run's value when the knob was last drawn.
        replaced: the value that the run, not the visitor, has replaced last, and when.
    """

    shown: dict[str, object]
    replaced: dict[str, tuple[object, float]]


class Controls:
    """The controls of one run. Each shows the run's setting, and changes it when it is moved."""

    def __init__(
        self,
        live: LiveRun,
        texts: Mapping[str, Mapping[str, str]],
        prefix: str = "control_",
        choices: Mapping[str, Sequence[str]] | None = None,
        *,
        hidden: frozenset[str] = frozenset(),
        locked: frozenset[str] = frozenset(),
    ) -> None:
        self._live = live
        self._texts = texts
        self._prefix = prefix
        self._choices = choices or {}
        self._hidden = hidden
        self._locked = locked
        self._now: Experiment = live.settings
        self._knobs: dict[str, Callable[[], None]] = {
            "problem": lambda: self._choice(
                st.segmented_control, "problem", PROBLEMS, "problems", changes=self._begin_problem
            ),
            "dataset": lambda: self._choice(
                st.selectbox, "dataset", self._suited_datasets(), "datasets", changes=self._begin_dataset
            ),
            "hidden_units": lambda: self._number(st.slider, "hidden_units", 1, LIMITS.max_hidden_units, 1),
            "activation": self._activation,
            "leaky_slope": lambda: self._number(st.slider, "leaky_slope", 0.0, 1.0, 0.01),
            "learning_rate": lambda: self._steps("learning_rate", RATES, self._now.learning_rate),
            "samples": lambda: self._number(st.slider, "samples", *SAMPLES),
            "noise": self._noise,
            "class_share": lambda: self._number(st.slider, "class_share", 0.05, 0.95, 0.05),
            "test_fraction": lambda: self._number(st.slider, "test_fraction", 0.0, 0.9, 0.05),
            "new_sample": self._sample,
            "features": lambda: self._choice(
                st.pills, "features", FEATURES, "features", selection_mode="multi", changes=_in_order
            ),
            "batch_size": self._batch,
            "penalty": self._penalty,
            "initializer": self._initializer,
            "constant": lambda: self._number(st.slider, "constant", -2.0, 2.0, 0.1),
            "seed": self._seed,
        }

    def show(self, fields: Iterable[str]) -> None:
        """Draw the knobs of these fields, and a refusal where there is one."""
        self._show_refusal()
        self._show(fields)

    def _show(self, fields: Iterable[str]) -> None:
        for field in fields:
            if field not in self._hidden:
                self._show_knob(field)

    def _show_knob(self, field: str) -> None:
        if self._now.points is not None and field in _ONLY_DRAWN:
            st.empty()
            return
        self._knobs[field]()

    def show_first(self) -> None:
        """Draw the knobs that are in sight."""
        self.show(_IN_SIGHT)

    def show_folded(self) -> None:
        """Draw those that are folded away, and what an epoch costs."""
        label = self._texts["controls"]
        for section, fields in SECTIONS.items():
            if self._hidden.issuperset(fields):
                continue
            with st.expander(label[section]):
                self._show(fields)
        updates, units, points = work_per_epoch(self._now)
        st.caption(label["work"].format(updates=updates, units=units, points=points))

    def _show_refusal(self) -> None:
        # What comes and goes has a place of its own: if what follows moved up or down, it would be drawn
        # anew, and an open section would close.
        place = st.empty()
        if refused := st.session_state.pop(self._prefix + _REFUSED, None):
            place.error(refusal(refused))

    def _noise(self) -> None:
        self._number(st.slider, "noise", 0.0, DATASETS[self._now.dataset].max_noise, 0.05)

    def _suited_datasets(self) -> list[str]:
        own = [self._now.dataset] if self._now.points is not None else []
        return [*(name for name in DRAWN if DATASETS[name].problem == self._now.problem), *own]

    def _activation(self) -> None:
        self._choice(st.selectbox, "activation", ACTIVATIONS, "activations")
        leaky_slope = st.empty()
        if self._now.activation == "leaky_relu":
            self._number(leaky_slope.slider, "leaky_slope", 0.0, 1.0, 0.01)

    def _initializer(self) -> None:
        self._choice(st.selectbox, "initializer", INITIALIZERS, "initializers")
        constant = st.empty()
        if self._now.initializer == "constant":
            self._number(constant.slider, "constant", -2.0, 2.0, 0.1)

    def _sample(self) -> None:
        st.button(
            self._texts["controls"]["new_sample"],
            key=self._prefix + "new_sample",
            on_click=self._new_sample,
            width="stretch",
            disabled="new_sample" in self._locked,
        )

    def _seed(self) -> None:
        # Without bounds of its own: a value out of range is refused in words.
        st.number_input(self._texts["controls"]["seed"], step=1, **self._bound("seed", self._now.seed))

    def _choice(
        self,
        widget: Callable[..., object],
        field: str,
        options: Iterable[str],
        names: str,
        changes: Callable[[Any], dict[str, Any]] | None = None,
        **more: Any,
    ) -> None:
        value = getattr(self._now, field)
        texts = self._texts[names]
        widget(
            self._texts["controls"][field],
            list(self._choices.get(field, options)),
            format_func=texts.__getitem__,
            **self._bound(field, list(value) if isinstance(value, tuple) else value, changes),
            **more,
        )

    def _number(
        self, widget: Callable[..., object], field: str, low: float, high: float, step: float
    ) -> None:
        value = getattr(self._now, field)
        # A run from elsewhere may lie beyond what the knob usually offers; it is shown as it is.
        widget(
            self._texts["controls"][field],
            min_value=min(low, value),
            max_value=max(high, value),
            step=step,
            **self._bound(field, value),
        )

    def _steps(self, field: str, options: Iterable[float], value: float, **more: Any) -> None:
        st.select_slider(
            self._texts["controls"][field],
            sorted({*options, value}),
            format_func=lambda number: f"{number:g}",
            **self._bound(field, value, **more),
        )

    def _batch(self) -> None:
        label, size = self._texts["controls"], self._now.batch_size or _FULL_BATCH
        st.selectbox(
            label["batch"],
            sorted({_FULL_BATCH, *BATCH_SIZES, size}),
            format_func=lambda size: str(size) if size else label["full_batch"],
            **self._bound("batch_size", size, lambda size: {"batch_size": size or None}),
        )

    def _penalty(self) -> None:
        label, now = self._texts["controls"], self._now
        kind = "l1" if now.l1 else "l2" if now.l2 else "no_penalty"
        rate = now.l1 or now.l2 or 0.3

        def of_kind(kind: str) -> dict[str, Any]:
            return {"l1": rate if kind == "l1" else 0.0, "l2": rate if kind == "l2" else 0.0}

        st.selectbox(
            label["penalty"],
            ["no_penalty", "l1", "l2"],
            format_func=label.__getitem__,
            **self._bound("penalty", kind, of_kind),
        )
        if kind != "no_penalty":
            self._steps("penalty_rate", PENALTIES, rate, changes=lambda rate: {kind: rate})

    def _bound(
        self, field: str, value: object, changes: Callable[[Any], dict[str, Any]] | None = None
    ) -> dict[str, Any]:
        """The arguments that tie a widget to a setting; those of a knob within another are its too."""
        key = self._prefix + field
        history: _Knobs = st.session_state.setdefault("knobs", _Knobs({}, {}))
        # The widget shows the run's setting, also after a value was refused. If it does already, nothing is
        # set: Streamlit would send the value back and undo what was moved further in the meantime.
        if key not in st.session_state or st.session_state[key] != value:
            if key in st.session_state and history.shown.get(key) == st.session_state[key]:
                history.replaced[key] = st.session_state[key], time.monotonic()
            st.session_state[key] = value
        history.shown[key] = value

        def moved() -> None:
            chosen = st.session_state[key]
            old, at = history.replaced.get(key, (None, -_ON_THE_WAY))
            if chosen == old and time.monotonic() - at < _ON_THE_WAY:
                return
            self._change(changes(chosen) if changes else {field: chosen})

        is_locked = _WITHIN.get(field, field) in self._locked
        return {"key": key, "on_change": moved, "disabled": is_locked, "persist_state": AS_ON_SERVER}

    def _change(self, settings: dict[str, Any]) -> None:
        try:
            self._live.change(**settings)
        except ExperimentError as refused:
            refuse_in_controls(str(refused), self._prefix)

    def _begin_dataset(self, dataset: str) -> dict[str, Any]:
        if dataset == self._now.dataset:
            return {}
        return {"dataset": dataset, "noise": None, **self._without_own()}

    def _begin_problem(self, problem: str | None) -> dict[str, Any]:
        # The widget lets its choice be taken back; that changes nothing.
        if problem is None:
            return {}
        return {"problem": problem, "noise": None, **self._without_own(), **PROBLEM_STARTS[problem]}

    def _without_own(self) -> dict[str, Any]:
        # As many points as there were own ones would be an odd number of drawn ones.
        return {"points": None, "samples": Experiment().samples} if self._now.points is not None else {}

    def _new_sample(self) -> None:
        self._change({"data_seed": (self._now.data_seed + 1) % 2**32})


def refuse_in_controls(sentence: str, prefix: str = "control_") -> None:
    """Show a refusal above the controls of that prefix when they are drawn next."""
    st.session_state[prefix + _REFUSED] = sentence


def controls_state(live: LiveRun, prefix: str = "control_") -> tuple[Experiment, str | None]:
    """What the controls of that prefix show of a run: its settings, and a refusal not yet shown."""
    return live.settings, st.session_state.get(prefix + _REFUSED)


def _in_order(features: list[str]) -> dict[str, Any]:
    return {"features": tuple(name for name in FEATURES if name in features)}
