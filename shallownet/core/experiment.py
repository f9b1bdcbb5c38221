"""A run is a recipe: a frozen ``Experiment`` and a list of epoch-stamped ``Edit`` determine every number."""

from __future__ import annotations

import hashlib
import json
import math
import operator
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from shallownet.core.activations import ACTIVATIONS
from shallownet.core.datasets import DATASETS
from shallownet.core.features import FEATURES
from shallownet.core.initializers import INITIALIZERS

PROBLEMS = ("classification", "regression")
"""classification: sigmoid output and cross-entropy; regression: identity output and squared error."""


class ExperimentError(ValueError):
    """A setting that is not allowed; the message names the field, the value and what is allowed."""


def _refuse(field: str, value: object, allowed: str) -> ExperimentError:
    try:
        shown = " ".join(repr(value).split())  # one sentence, one line
    except ValueError:  # Python declines to write out whole numbers of thousands of digits
        shown = f"a huge {type(value).__name__}"
    if len(shown) > 80:
        shown = shown[:77] + "..."
    return ExperimentError(f"{field} is {shown}, but it must be {allowed}.")


def _name(registry: Iterable[str]) -> Callable[[str, object], str]:
    names = tuple(registry)

    def check(field: str, value: object) -> str:
        if not isinstance(value, str) or value not in names:
            raise _refuse(field, value, "one of " + ", ".join(names))
        return str(value)

    return check


def _whole(low: int, high: int) -> Callable[[str, object], int]:
    def check(field: str, value: object) -> int:
        allowed = f"a whole number from {low} to {high}"
        if isinstance(value, (bool, np.bool_)):
            raise _refuse(field, value, allowed)
        try:
            number = operator.index(value)  # type: ignore[arg-type]
        except TypeError:
            raise _refuse(field, value, allowed) from None
        if not low <= number <= high:
            raise _refuse(field, value, allowed)
        return number

    return check


def _number(low: float, high: float) -> Callable[[str, object], float]:
    def check(field: str, value: object) -> float:
        allowed = f"a number from {low:g} to {high:g}"
        # Strings convert to float too, and True is 1.0: neither is what the caller meant.
        if isinstance(value, (bool, np.bool_, str, bytes, np.ndarray)):
            raise _refuse(field, value, allowed)
        try:
            number = float(value)  # type: ignore[arg-type]
        except (TypeError, ValueError, OverflowError):
            raise _refuse(field, value, allowed) from None
        if not (math.isfinite(number) and low <= number <= high):
            raise _refuse(field, value, allowed)
        return number + 0.0  # -0.0 becomes 0.0, so that equal experiments look equal

    return check


def _batch_size(field: str, value: object) -> int | None:
    if value is None:
        return None
    try:
        return _whole(1, MAX_SAMPLES)(field, value)
    except ExperimentError:
        raise _refuse(field, value, f"None (full batch) or a whole number from 1 to {MAX_SAMPLES}") from None


def _features(field: str, value: object) -> tuple[str, ...]:
    allowed = "one or more different names out of " + ", ".join(FEATURES)
    # Not any iterable: a set has no order, and the order is that of the columns of W1.
    if not isinstance(value, (tuple, list, np.ndarray)):
        raise _refuse(field, value, allowed)
    names = tuple(value)
    if not names or any(not isinstance(name, str) or name not in FEATURES for name in names):
        raise _refuse(field, value, allowed)
    if len(set(names)) < len(names):
        raise _refuse(field, value, allowed)
    return tuple(str(name) for name in names)


MAX_SAMPLES = 10_000
MAX_HIDDEN_UNITS = 50
MAX_LEARNING_RATE = 1e6
MAX_EPOCH = 10**9

CHECKS: dict[str, Callable[[str, object], Any]] = {
    "dataset": _name(DATASETS),
    "samples": _whole(10, MAX_SAMPLES),
    "data_seed": _whole(0, 2**32 - 1),
    "test_fraction": _number(0.0, 0.9),
    "features": _features,
    "problem": _name(PROBLEMS),
    "hidden_units": _whole(1, MAX_HIDDEN_UNITS),
    "activation": _name(ACTIVATIONS),
    "initializer": _name(INITIALIZERS),
    "seed": _whole(0, 2**32 - 1),
    "learning_rate": _number(0.0, MAX_LEARNING_RATE),
    "batch_size": _batch_size,
    "l1": _number(0.0, 1e3),
    "l2": _number(0.0, 1e3),
    "class_share": _number(0.05, 0.95),
    "leaky_slope": _number(0.0, 1.0),
    "constant": _number(-10.0, 10.0),
}
"""For each field: a function that gives the value in its canonical type or raises ``ExperimentError``."""

EDITABLE = ("learning_rate", "batch_size", "l1", "l2")
"""What may change while a network trains."""


@dataclass(frozen=True)
class Experiment:
    """Everything that determines a run from its first number on. The defaults are the course's published run.

    Attributes:
        dataset: a name in ``DATASETS``; it must suit ``problem``.
        samples: points in all, train and test together.
        noise: the data set's noise (see ``Dataset``); None becomes its usual noise.
        data_seed: seed of the points and of the split.
        test_fraction: share of the points kept for testing.
        features: the network's inputs, names in ``FEATURES``.
        problem: ``"classification"`` or ``"regression"``.
        hidden_units: n_h.
        activation: of the hidden layer, a name in ``ACTIVATIONS``.
        initializer: a name in ``INITIALIZERS``.
        seed: seed of the initial weights and of the order of the mini-batches.
        learning_rate: step length of gradient descent.
        batch_size: examples an update; None, or at least the number of training points: full batch.
        l1, l2: penalty ``l2/(2m) sum w^2 + l1/m sum |w|`` over the weights, not the biases; m is the number
            of examples in the update.
        class_share: share of class 1 among the points.
        leaky_slope: slope of leaky_relu below 0.
        constant: the value of every weight under the initializer ``constant``.

    Raises:
        ExperimentError: one sentence that names the field, the value and what is allowed.
    """

    dataset: str = "flower"
    samples: int = 400
    noise: float | None = None
    data_seed: int = 1
    test_fraction: float = 0.0
    features: tuple[str, ...] = ("x1", "x2")
    problem: str = "classification"
    hidden_units: int = 4
    activation: str = "tanh"
    initializer: str = "small"
    seed: int = 2
    learning_rate: float = 1.2
    batch_size: int | None = None
    l1: float = 0.0
    l2: float = 0.0
    class_share: float = 0.5
    leaky_slope: float = 0.01
    constant: float = 0.3

    def __post_init__(self) -> None:
        for field, check in CHECKS.items():
            object.__setattr__(self, field, check(field, getattr(self, field)))
        dataset = DATASETS[self.dataset]
        if dataset.problem != self.problem:
            suited = ", ".join(name for name, row in DATASETS.items() if row.problem == self.problem)
            raise _refuse("dataset", self.dataset, f"one that suits {self.problem}: {suited}")
        if self.noise is None:
            object.__setattr__(self, "noise", dataset.noise)
        else:
            object.__setattr__(self, "noise", _number(0.0, dataset.max_noise)("noise", self.noise))

    @property
    def data(self) -> tuple[object, ...]:
        """The settings that determine the network's inputs and targets."""
        names = ("dataset", "samples", "noise", "data_seed", "test_fraction", "class_share", "features")
        return tuple(getattr(self, name) for name in names)

    @property
    def run_hash(self) -> str:
        """A short name for this experiment, the same in every process."""
        return _digest(asdict(self))


@dataclass(frozen=True)
class Edit:
    """A setting changed while training: updates from ``epoch`` on use ``value``; the epochs up to it stay.

    Attributes:
        epoch: the epoch whose parameters are the last made without the edit, 0 or more.
        field: one of ``EDITABLE``.
        value: as for the field of ``Experiment``.
    """

    epoch: int
    field: str
    value: float | int | None

    def __post_init__(self) -> None:
        object.__setattr__(self, "epoch", _whole(0, MAX_EPOCH)("epoch", self.epoch))
        _name(EDITABLE)("field", self.field)
        object.__setattr__(self, "value", CHECKS[self.field](self.field, self.value))


@dataclass(frozen=True)
class Recipe:
    """An experiment and the edits made while it trained, in the order of their epochs."""

    experiment: Experiment
    edits: tuple[Edit, ...] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.experiment, Experiment):
            raise _refuse("experiment", self.experiment, "an Experiment")
        if not isinstance(self.edits, (tuple, list)) or any(not isinstance(e, Edit) for e in self.edits):
            raise _refuse("edits", self.edits, "a tuple of Edit")
        # Stable: of two edits of one field at one epoch the later one counts, as the visitor meant it.
        object.__setattr__(self, "edits", tuple(sorted(self.edits, key=lambda edit: edit.epoch)))

    @property
    def hash(self) -> str:
        """A short name for the recipe, the same in every process."""
        return _digest([asdict(self.experiment), [[e.epoch, e.field, e.value] for e in self.edits]])

    @property
    def run_hash(self) -> str:
        """The experiment's name alone: what stays the same when an edit is made."""
        return self.experiment.run_hash

    def settings_from(self, epoch: int) -> Experiment:
        """The experiment with the settings in force for the update that leaves ``epoch``."""
        made = {edit.field: edit.value for edit in self.edits if edit.epoch <= epoch}
        return replace(self.experiment, **made) if made else self.experiment  # type: ignore[arg-type]

    def next_edit_after(self, epoch: int) -> int | None:
        """The epoch of the first edit later than ``epoch``, or None."""
        return next((edit.epoch for edit in self.edits if edit.epoch > epoch), None)

    def edited(self, epoch: int, **settings: Any) -> Recipe:
        """This recipe up to ``epoch``, then with ``settings``; edits later than ``epoch`` are dropped."""
        kept = tuple(
            edit
            for edit in self.edits
            if edit.epoch < epoch or (edit.epoch == epoch and edit.field not in settings)
        )
        return Recipe(
            self.experiment, kept + tuple(Edit(epoch, field, value) for field, value in settings.items())
        )


def as_recipe(run: Experiment | Recipe) -> Recipe:
    """The recipe of a run that has none yet: its experiment, not edited."""
    if isinstance(run, Recipe):
        return run
    if not isinstance(run, Experiment):
        raise _refuse("run", run, "an Experiment or a Recipe")
    return Recipe(run)


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:12]
