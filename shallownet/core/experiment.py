"""A run is a recipe: a frozen ``Experiment`` and a list of epoch-stamped ``Edit`` determine every number."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shallownet.core.activations import ACTIVATIONS
from shallownet.core.checks import ExperimentError, name_from, number, refuse, whole
from shallownet.core.datasets import DATASETS
from shallownet.core.features import FEATURES
from shallownet.core.initializers import INITIALIZERS
from shallownet.core.own_points import MAX_POINTS, MIN_POINTS, OwnPoints, Point
from shallownet.core.parameters import ENTRY, Shape

Array = NDArray[np.float64]

PROBLEMS = ("classification", "regression")
"""classification: sigmoid output and cross-entropy; regression: identity output and squared error."""


MAX_SAMPLES = MAX_POINTS
MAX_HIDDEN_UNITS = 50
MAX_LEARNING_RATE = 1e6
MAX_EPOCH = 10**9
MAX_WEIGHT = 1e6


def _batch_size(field: str, value: object) -> int | None:
    if value is None:
        return None
    try:
        return whole(1, MAX_SAMPLES)(field, value)
    except ExperimentError:
        raise refuse(field, value, f"None (full batch) or a whole number from 1 to {MAX_SAMPLES}") from None


def _features(field: str, value: object) -> tuple[str, ...]:
    allowed = "one or more different names out of " + ", ".join(FEATURES)
    # Not any iterable: a set has no order, and the order is that of the columns of W1.
    if not isinstance(value, (tuple, list, np.ndarray)):
        raise refuse(field, value, allowed)
    names = tuple(value)
    if not names or any(not isinstance(name, str) or name not in FEATURES for name in names):
        raise refuse(field, value, allowed)
    if len(set(names)) < len(names):
        raise refuse(field, value, allowed)
    return tuple(str(name) for name in names)


def _points(field: str, value: object) -> OwnPoints | None:
    return None if value is None else OwnPoints(value)  # type: ignore[arg-type]


CHECKS: dict[str, Callable[[str, object], Any]] = {
    "dataset": name_from(DATASETS),
    "samples": whole(MIN_POINTS, MAX_SAMPLES),
    "data_seed": whole(0, 2**32 - 1),
    "test_fraction": number(0.0, 0.9),
    "features": _features,
    "problem": name_from(PROBLEMS),
    "hidden_units": whole(1, MAX_HIDDEN_UNITS),
    "activation": name_from(ACTIVATIONS),
    "initializer": name_from(INITIALIZERS),
    "seed": whole(0, 2**32 - 1),
    "learning_rate": number(0.0, MAX_LEARNING_RATE),
    "batch_size": _batch_size,
    "l1": number(0.0, 1e3),
    "l2": number(0.0, 1e3),
    "class_share": number(0.05, 0.95),
    "leaky_slope": number(0.0, 1.0),
    "constant": number(-10.0, 10.0),
    "points": _points,
}
"""For each field: a function that gives the value in its canonical type or raises ``ExperimentError``."""

DATA_FIELDS = ("dataset", "samples", "noise", "data_seed", "test_fraction", "class_share", "points")
"""The settings that determine the points."""

EDITABLE = ("learning_rate", "batch_size", "l1", "l2")
"""The settings that may change while a network trains; every weight and bias may too, see ``ENTRY``."""


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
        points: the points (x1, x2, y) of the data set ``own``, see ``OwnPoints``; None for every other.
            Settings that only say how points are drawn have no part in a run on own points, and equal runs
            are to be equal: there ``samples`` is the number of points, ``noise`` 0, ``class_share`` 0.5.

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
    points: tuple[Point, ...] | None = None

    def __post_init__(self) -> None:
        for field, check in CHECKS.items():
            object.__setattr__(self, field, check(field, getattr(self, field)))
        dataset = DATASETS[self.dataset]
        if dataset.problem != self.problem:
            suited = ", ".join(name for name, row in DATASETS.items() if row.problem == self.problem)
            raise refuse("dataset", self.dataset, f"one that suits {self.problem}: {suited}")
        if (self.points is None) == (dataset.draw is None):
            given = f"given with the data set {self.dataset}"
            allowed = given if dataset.draw is None else f"None with the data set {self.dataset}"
            raise refuse("points", self.points, allowed)
        if self.points is not None:
            for field, value in {"samples": len(self.points), "noise": 0.0, "class_share": 0.5}.items():
                object.__setattr__(self, field, value)
        elif self.noise is None:
            object.__setattr__(self, "noise", dataset.noise)
        else:
            object.__setattr__(self, "noise", number(0.0, dataset.max_noise)("noise", self.noise))

    @property
    def shape(self) -> Shape:
        """The sizes of the layers."""
        return Shape(len(self.features), self.hidden_units)

    @property
    def data(self) -> tuple[object, ...]:
        """The settings that determine the network's inputs and targets."""
        return tuple(getattr(self, name) for name in (*DATA_FIELDS, "features"))

    @property
    def run_hash(self) -> str:
        """A short name for this experiment, the same in every process."""
        return digest(self._named)

    @property
    def _named(self) -> dict[str, object]:
        """What names the experiment. Without own points there is no word of them: the names of old stay."""
        named = {field.name: getattr(self, field.name) for field in fields(self)}
        if isinstance(points := named.pop("points"), OwnPoints):
            named["points"] = points.digest
        return named


@dataclass(frozen=True)
class Edit:
    """A setting or a weight changed while training: the epochs up to ``epoch`` stay.

    Attributes:
        epoch: the epoch whose parameters are the last made without the edit, 0 or more.
        field: one of ``EDITABLE``, in force for every update from ``epoch`` on; or a weight or bias such as
            ``"W1[2,1]"`` (see ``ENTRY``), set once, before the update that leaves ``epoch``.
        value: as for the field of ``Experiment``; for a weight or bias a number.
    """

    epoch: int
    field: str
    value: float | int | None

    def __post_init__(self) -> None:
        object.__setattr__(self, "epoch", whole(0, MAX_EPOCH)("epoch", self.epoch))
        check = CHECKS.get(self.field) if self.field in EDITABLE else None
        if check is None:
            if not self.sets_entry:
                allowed = ", ".join(EDITABLE)
                raise refuse("field", self.field, f"one of {allowed}, W1[j,k], b1[j], W2[1,j], b2")
            check = number(-MAX_WEIGHT, MAX_WEIGHT)
        object.__setattr__(self, "value", check(self.field, self.value))

    @property
    def sets_entry(self) -> bool:
        """Whether it sets a weight or bias rather than a setting."""
        return isinstance(self.field, str) and ENTRY.fullmatch(self.field) is not None


@dataclass(frozen=True)
class Recipe:
    """An experiment and the edits made while it trained, in the order of their epochs."""

    experiment: Experiment
    edits: tuple[Edit, ...] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.experiment, Experiment):
            raise refuse("experiment", self.experiment, "an Experiment")
        if not isinstance(self.edits, (tuple, list)) or any(not isinstance(e, Edit) for e in self.edits):
            raise refuse("edits", self.edits, "a tuple of Edit")
        for edit in self.edits:
            if edit.sets_entry and self.experiment.shape.place_of(edit.field) is None:
                n_x, n_h, n_y = self.experiment.shape
                allowed = (
                    f"a weight or bias of a network with {n_x} inputs, {n_h} hidden units and {n_y} output"
                )
                raise refuse("field", edit.field, allowed)
        # Stable: of two edits of one field at one epoch the later one counts, as the visitor meant it.
        object.__setattr__(self, "edits", tuple(sorted(self.edits, key=lambda edit: edit.epoch)))

    @property
    def hash(self) -> str:
        """A short name for the recipe, the same in every process."""
        return digest([self.experiment._named, [[e.epoch, e.field, e.value] for e in self.edits]])

    @property
    def run_hash(self) -> str:
        """The experiment's name alone: what stays the same when an edit is made."""
        return self.experiment.run_hash

    def settings_from(self, epoch: int) -> Experiment:
        """The experiment with the settings in force for the update that leaves ``epoch``."""
        made = {e.field: e.value for e in self.edits if e.epoch <= epoch and not e.sets_entry}
        return replace(self.experiment, **made) if made else self.experiment  # type: ignore[arg-type]

    def departing(self, epoch: int, flat: Array) -> Array:
        """The parameters with which the update that leaves ``epoch`` begins.

        Args:
            epoch: an epoch.
            flat: the parameters at that epoch, (size,), see ``Parameters.flat``.

        Returns:
            ``flat`` itself, or a copy with the weights and biases that are set just there.
        """
        made = [edit for edit in self.edits if edit.epoch == epoch and edit.sets_entry]
        if made:
            flat = flat.copy()
            for edit in made:
                flat[self.experiment.shape.place_of(edit.field)] = edit.value
        return flat

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

    def without(self, index: int) -> Recipe:
        """This recipe without one of its edits; the others stay, those made later too.

        Args:
            index: which of ``edits``, counted from 0.

        Raises:
            ExperimentError: if there is no such edit.
        """
        if not self.edits:
            raise refuse("index", index, "that of an edit, and this recipe has none")
        index = whole(0, len(self.edits) - 1)("index", index)
        return Recipe(self.experiment, self.edits[:index] + self.edits[index + 1 :])


def as_recipe(run: Experiment | Recipe) -> Recipe:
    """The recipe of a run that has none yet: its experiment, not edited."""
    if isinstance(run, Recipe):
        return run
    if not isinstance(run, Experiment):
        raise refuse("run", run, "an Experiment or a Recipe")
    return Recipe(run)


def digest(value: object) -> str:
    """Twelve hex digits that name a value, the same in every process."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:12]
