"""The knobs of the playground: a few in sight, the rest one click away."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import streamlit as st

from shallownet.core.activations import ACTIVATIONS
from shallownet.core.datasets import DATASETS
from shallownet.core.experiment import MAX_HIDDEN_UNITS, PROBLEMS, Experiment, ExperimentError
from shallownet.core.features import FEATURES
from shallownet.core.initializers import INITIALIZERS
from shallownet.core.work import work_per_epoch
from shallownet.ui.live import LiveRun

RATES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 0.5, 1.0, 1.2, 2.0, 3.0, 10.0, 30.0, 100.0, 1000.0)
PENALTIES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
BATCH_SIZES = (1, 2, 5, 10, 20, 50, 100, 200)
# What each kind of problem begins with when it is chosen.
PROBLEM_STARTS: Mapping[str, Mapping[str, Any]] = {
    "classification": {"dataset": "flower", "learning_rate": 1.2, "initializer": "small"},
    "regression": {"dataset": "bumps", "learning_rate": 0.1, "initializer": "xavier"},
}
# A select box takes None for "nothing chosen".
_FULL_BATCH = 0
_PREFIX = "control_"
_REFUSED = "control_refused"


class Controls:
    """The controls of one run. Each shows the run's setting, and changes it when it is moved."""

    def __init__(self, live: LiveRun, texts: Mapping[str, Mapping[str, str]]) -> None:
        self._live = live
        self._texts = texts
        self._now: Experiment = live.settings

    def show(self) -> None:
        """Draw the controls where Streamlit is drawing."""
        now, label = self._now, self._texts["controls"]
        # What comes and goes has a place of its own: if what follows moved up or down, it would be drawn
        # anew, and an open section would close.
        refusal = st.empty()
        if refused := st.session_state.pop(_REFUSED, None):
            refusal.error(refused)
        self._choice(st.segmented_control, "problem", PROBLEMS, "problems", changes=_begin_problem)
        suited = [name for name, dataset in DATASETS.items() if dataset.problem == now.problem]
        self._choice(st.selectbox, "dataset", suited, "datasets", changes=_begin_dataset)
        self._number(st.slider, "hidden_units", 1, MAX_HIDDEN_UNITS, 1)
        self._choice(st.selectbox, "activation", ACTIVATIONS, "activations")
        leaky_slope = st.empty()
        if now.activation == "leaky_relu":
            self._number(leaky_slope.slider, "leaky_slope", 0.0, 1.0, 0.01)
        self._steps("learning_rate", RATES, now.learning_rate)
        with st.expander(label["more_data"]):
            self._number(st.slider, "samples", 20, 2000, 20)
            self._number(st.slider, "noise", 0.0, DATASETS[now.dataset].max_noise, 0.05)
            self._number(st.slider, "test_fraction", 0.0, 0.9, 0.05)
            st.button(label["new_sample"], on_click=self._new_sample, width="stretch")
        with st.expander(label["inputs"]):
            self._choice(
                st.pills, "features", FEATURES, "features", selection_mode="multi", changes=_in_order
            )
        with st.expander(label["training"]):
            self._batch()
            self._penalty()
        with st.expander(label["weights"]):
            self._choice(st.selectbox, "initializer", INITIALIZERS, "initializers")
            constant = st.empty()
            if now.initializer == "constant":
                self._number(constant.slider, "constant", -2.0, 2.0, 0.1)
            # Without bounds of its own: a value out of range is refused in words.
            st.number_input(label["seed"], step=1, **self._bound("seed", now.seed))
        updates, units, points = work_per_epoch(now)
        st.caption(label["work"].format(updates=updates, units=units, points=points))

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
            list(options),
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
        """The arguments that tie a widget to a setting."""
        key = _PREFIX + field
        # The widget shows the run's setting, also after a value was refused. If it does already, nothing is
        # set: Streamlit would send the value back and undo what was moved further in the meantime.
        if key not in st.session_state or st.session_state[key] != value:
            st.session_state[key] = value

        def moved() -> None:
            chosen = st.session_state[key]
            self._change(changes(chosen) if changes else {field: chosen})

        return {"key": key, "on_change": moved}

    def _change(self, settings: dict[str, Any]) -> None:
        try:
            self._live.change(**settings)
        except ExperimentError as refused:
            st.session_state[_REFUSED] = str(refused)

    def _new_sample(self) -> None:
        self._change({"data_seed": (self._now.data_seed + 1) % 2**32})


def controls_state(live: LiveRun) -> tuple[Experiment, str | None]:
    """What the controls show of a run: its settings, and a refusal not yet shown."""
    return live.settings, st.session_state.get(_REFUSED)


def _begin_problem(problem: str | None) -> dict[str, Any]:
    # The widget lets its choice be taken back; that changes nothing.
    return {"problem": problem, "noise": None, **PROBLEM_STARTS[problem]} if problem else {}


def _begin_dataset(dataset: str) -> dict[str, Any]:
    return {"dataset": dataset, "noise": None}


def _in_order(features: list[str]) -> dict[str, Any]:
    return {"features": tuple(name for name in FEATURES if name in features)}
