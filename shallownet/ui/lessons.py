"""The lessons as data: each a row of ``LESSONS``, with its words in ``texts/<language>/lessons/<name>.md``.

A scene is one idea: one picture, a few knobs, a question to guess first. Its picture is a stage, with one
network or several side by side, or the first of its panels.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shallownet.core.experiment import Experiment

LOSS: Mapping[str, Any] = {"kind": "loss"}
LOG_LOSS: Mapping[str, Any] = {"kind": "loss", "log": True}
PARAMETERS: Mapping[str, Any] = {"kind": "parameters"}


def meter(name: str, *, log: bool = False) -> Mapping[str, Any]:
    """A plot of a meter against the epoch."""
    return {"kind": "meter", "meter": name, "log": log}


@dataclass(frozen=True)
class Scene:
    """One idea of a lesson.

    Attributes:
        name: its heading in the Markdown file.
        experiment: what the stage begins with; None for a scene without a stage.
        variants: what sets each network on the stage apart; one network that differs in nothing by default.
        meters: what is measured of each network, names in ``METERS``.
        plots: the plots below the networks.
        histogram: whether to show how the hidden units' z are spread.
        lines: whether to show the hidden units, twins in one colour.
        knobs: the fields a visitor may change.
        choices: the values offered for a field, where not all of them make sense.
        nudge: whether one weight can be nudged.
        panels: what stands below, names in ``PANELS``.
        question: a name in ``QUESTIONS``; "" for none.
    """

    name: str
    experiment: Experiment | None = None
    variants: tuple[Mapping[str, Any], ...] = ({},)
    meters: tuple[str, ...] = ()
    plots: tuple[Mapping[str, Any], ...] = (LOSS,)
    histogram: bool = False
    lines: bool = False
    knobs: tuple[str, ...] = ()
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    nudge: bool = False
    panels: tuple[str, ...] = ()
    question: str = ""


@dataclass(frozen=True)
class Lesson:
    """A page: its name, which is its address and its file's name too, and its scenes."""

    name: str
    scenes: tuple[Scene, ...]


def _each(name: str, *values: Any) -> tuple[Mapping[str, Any], ...]:
    return tuple({name: value} for value in values)


LESSONS: dict[str, Lesson] = {
    lesson.name: lesson
    for lesson in (
        Lesson(
            "activation_functions",
            (
                Scene("curves", panels=("curves",), question="curves"),
                Scene(
                    "centred",
                    Experiment(),
                    _each("activation", "sigmoid", "tanh"),
                    meters=("mean_a1",),
                    plots=(LOSS, meter("mean_a1")),
                    knobs=("dataset", "hidden_units", "initializer", "learning_rate", "seed"),
                    panels=("centred",),
                    question="centred",
                ),
                Scene(
                    "spread",
                    Experiment(hidden_units=8, initializer="he", learning_rate=0.3),
                    _each("activation", "tanh", "relu"),
                    meters=("positive_share", "flat_share", "dead_units"),
                    plots=(LOSS, meter("flat_share")),
                    histogram=True,
                    knobs=("dataset", "hidden_units", "initializer", "learning_rate", "seed"),
                    question="spread",
                ),
                Scene(
                    "race",
                    Experiment(),
                    _each("activation", "sigmoid", "tanh", "relu", "leaky_relu"),
                    meters=("dead_units",),
                    knobs=("dataset", "hidden_units", "initializer", "learning_rate", "leaky_slope", "seed"),
                    panels=("race",),
                    question="race",
                ),
            ),
        ),
        Lesson(
            "why_nonlinear",
            (
                Scene(
                    "line",
                    # No line separates the moons, and tanh bends round them within a second.
                    Experiment(dataset="moons", initializer="xavier"),
                    _each("activation", "identity", "tanh"),
                    meters=("collapsed_weights", "collapsed_bias", "logistic_gap"),
                    knobs=("dataset", "noise", "hidden_units", "learning_rate", "seed"),
                    panels=("collapse",),
                    question="line",
                ),
                Scene(
                    "more_units",
                    Experiment(dataset="gaussians", noise=2.0, activation="identity", learning_rate=0.3),
                    _each("hidden_units", 1, 4, 20),
                    meters=("collapsed_weights", "collapsed_bias", "logistic_gap"),
                    plots=(LOSS, meter("logistic_gap", log=True)),
                    knobs=("dataset", "noise", "learning_rate", "seed"),
                    question="more_units",
                ),
                Scene(
                    "regression",
                    Experiment(
                        dataset="bumps",
                        problem="regression",
                        hidden_units=12,
                        learning_rate=0.1,
                        initializer="xavier",
                    ),
                    _each("activation", "identity", "tanh"),
                    meters=("collapsed_weights", "collapsed_bias"),
                    knobs=("dataset", "noise", "hidden_units", "learning_rate", "seed"),
                    question="regression",
                ),
                Scene(
                    "trick",
                    Experiment(dataset="circles", activation="identity", learning_rate=0.3),
                    _each("features", ("x1", "x2"), ("x1_squared", "x2_squared")),
                    meters=("collapsed_weights", "collapsed_bias"),
                    plots=(LOSS, {"kind": "accuracy"}),
                    knobs=("dataset", "noise", "hidden_units", "learning_rate", "seed"),
                    question="trick",
                ),
            ),
        ),
        Lesson(
            "derivatives",
            (
                Scene("derivation", panels=("derivation",), question="derivation"),
                Scene("slopes", panels=("slopes",), question="slopes"),
            ),
        ),
        Lesson(
            "backpropagation",
            (
                Scene("walk", panels=("walk",), question="walk"),
                Scene("check", panels=("gradient_check",), question="check"),
                Scene("keepdims", panels=("keepdims",), question="keepdims"),
            ),
        ),
        Lesson(
            "gradient_descent",
            (
                Scene(
                    "loop",
                    Experiment(),
                    plots=(LOSS, PARAMETERS),
                    knobs=("dataset", "hidden_units", "activation", "learning_rate", "seed"),
                    panels=("shapes",),
                    question="loop",
                ),
                Scene(
                    "rates",
                    Experiment(),
                    _each("learning_rate", 0.03, 1.2, 30.0),
                    meters=("verdict",),
                    knobs=("dataset", "hidden_units", "activation", "initializer", "seed"),
                    question="rates",
                ),
                Scene(
                    "surface",
                    Experiment(),
                    plots=(LOSS, PARAMETERS),
                    knobs=("dataset", "hidden_units", "activation", "learning_rate", "seed"),
                    panels=("surface",),
                    question="surface",
                ),
            ),
        ),
        Lesson(
            "random_initialization",
            (
                Scene(
                    "starts",
                    Experiment(),
                    _each("initializer", "zeros", "constant", "small", "xavier", "he", "large"),
                    meters=("verdict", "distance", "distinct_units", "rank", "dead_units", "twins"),
                    plots=(LOG_LOSS, meter("distance", log=True)),
                    lines=True,
                    knobs=(
                        "dataset",
                        "activation",
                        "hidden_units",
                        "learning_rate",
                        "constant",
                        "class_share",
                        "seed",
                    ),
                    panels=("bias",),
                    question="starts",
                ),
                Scene(
                    "nudge",
                    # With each unit that is freed the ring is closed a little more.
                    Experiment(dataset="circles", initializer="constant"),
                    meters=("verdict", "distance", "distinct_units", "rank", "twins"),
                    plots=(LOSS, meter("distance", log=True)),
                    lines=True,
                    knobs=(
                        "initializer",
                        "dataset",
                        "activation",
                        "hidden_units",
                        "learning_rate",
                        "class_share",
                    ),
                    choices={"initializer": ("zeros", "constant")},
                    nudge=True,
                    question="nudge",
                ),
                Scene(
                    "mirror",
                    Experiment(initializer="constant"),
                    meters=("verdict", "distance", "distinct_units", "twins"),
                    plots=(LOSS, meter("distance", log=True)),
                    lines=True,
                    knobs=("initializer", "dataset", "activation", "hidden_units", "learning_rate", "seed"),
                    nudge=True,
                    panels=("mirror",),
                    question="mirror",
                ),
                Scene("cases", panels=("cases",), question="cases"),
                Scene(
                    "large",
                    Experiment(dataset="xor", learning_rate=0.3),
                    _each("initializer", "small", "xavier", "large"),
                    meters=("verdict", "flat_share", "median_slope"),
                    plots=(LOG_LOSS, meter("flat_share")),
                    histogram=True,
                    knobs=("dataset", "activation", "hidden_units", "learning_rate", "seed"),
                    question="large",
                ),
            ),
        ),
    )
}
"""Every lesson by name, in the order of the course."""
