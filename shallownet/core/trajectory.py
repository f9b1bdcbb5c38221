"""The snapshots of a run, with their costs and accuracies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from shallownet.core.checks import ExperimentError
from shallownet.core.cost import measure
from shallownet.core.datasets import Points, generate
from shallownet.core.experiment import MAX_EPOCH, Experiment, Recipe
from shallownet.core.features import expand
from shallownet.core.parameters import Parameters, Shape
from shallownet.core.snapshot import Snapshot
from shallownet.core.stability import is_unstable

Array = NDArray[np.float64]
Record = int | Iterable[int] | None
"""Which epochs to keep: every so many, just these, or (None) about two hundred evenly spread."""

_MOST_RECORDED = 1_000_000

# A row each for every snapshot.
_ARRAYS = ("epochs", "flat", "rises", "train_loss", "train_accuracy", "test_loss", "test_accuracy")


def recorded_epochs(epochs: int, record: Record) -> list[int]:
    """The epochs that a run of ``epochs`` keeps, ascending.

    Raises:
        ExperimentError: if ``epochs`` or ``record`` is not allowed.
    """
    if not _is_whole(epochs) or not 0 <= epochs <= MAX_EPOCH:
        raise ExperimentError(f"epochs is {epochs!r}, but it must be a whole number from 0 to {MAX_EPOCH}.")
    if record is None:
        record = max(1, -(-int(epochs) // 200))
    if isinstance(record, (int, np.integer)) and _is_whole(record) and record >= 1:
        if epochs // record > _MOST_RECORDED:
            allowed = f"at least {-(-int(epochs) // _MOST_RECORDED)} for so many epochs"
            raise ExperimentError(f"record is {record!r}, but it must be {allowed}.")
        return sorted({*range(0, int(epochs) + 1, int(record)), int(epochs)})
    if not isinstance(record, Iterable) or isinstance(record, (str, bytes)):
        allowed = "a whole number, 1 or more, a list of epochs, or None"
        raise ExperimentError(f"record is {record!r}, but it must be {allowed}.")
    wanted = list(record)
    for epoch in wanted:
        if not _is_whole(epoch) or not 0 <= epoch <= epochs:
            raise ExperimentError(
                f"record holds {epoch!r}, but it must hold whole numbers from 0 to {epochs}."
            )
    if not wanted:
        raise ExperimentError("record is empty, but it must hold at least one epoch.")
    return sorted({int(epoch) for epoch in wanted})


def _is_whole(value: object) -> bool:
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)


def _measure(experiment: Experiment, shape: Shape, flat: Array, points: Points) -> tuple[Array, Array]:
    return measure(experiment, shape, flat, expand(points.X, experiment.features), points.Y)


class ParameterSequence(Sequence[Parameters]):
    """The parameters of each snapshot, made from its flat row when asked for."""

    def __init__(self, shape: Shape, flat: Array) -> None:
        self._shape, self._flat = shape, flat

    def __len__(self) -> int:
        return len(self._flat)

    def __iter__(self) -> Iterator[Parameters]:
        return (self._shape.parameters(row) for row in self._flat)

    def __getitem__(self, index):  # type: ignore[no-untyped-def]
        if isinstance(index, slice):
            return ParameterSequence(self._shape, self._flat[index])
        return self._shape.parameters(self._flat[index])


@dataclass(frozen=True, eq=False)
class Trajectory:
    """S snapshots of a run. Values; nothing in it is ever changed.

    Attributes:
        recipe: what was trained.
        epochs: (S,), ascending.
        flat: the parameters, (S, size), see ``Parameters.flat``.
        rises: (S, …), see ``stability.Rises``.
        train_loss, test_loss: (S,), the cost's data term; NaN where there are no test points.
        train_accuracy, test_accuracy: (S,), share with y-hat > 0.5 exactly where y = 1; NaN in regression
            and where there are no test points.
        diverged_at: the first epoch at which the run had diverged, or None; the last snapshot is then the
            last good epoch.
    """

    recipe: Recipe
    epochs: NDArray[np.int64]
    flat: Array
    rises: NDArray[np.uint8]
    train_loss: Array
    train_accuracy: Array
    test_loss: Array
    test_accuracy: Array
    diverged_at: int | None = None

    @classmethod
    def of(
        cls, recipe: Recipe, shape: Shape, snapshots: Sequence[Snapshot], diverged_at: int | None = None
    ) -> Trajectory:
        """The trajectory of these snapshots, one or more, ascending; what was not measured yet is."""
        flat = np.stack([one.flat for one in snapshots])
        train, test = generate(recipe.experiment)
        loss = np.array([one.train_loss for one in snapshots], dtype=float)
        accuracy = np.array([one.train_accuracy for one in snapshots], dtype=float)
        new = [row for row, one in enumerate(snapshots) if one.train_loss is None]
        if new:
            loss[new], accuracy[new] = _measure(recipe.experiment, shape, flat[new], train)
        return cls(
            recipe,
            np.array([one.epoch for one in snapshots]),
            flat,
            np.stack([one.rises for one in snapshots]),
            loss,
            accuracy,
            *_measure(recipe.experiment, shape, flat, test),
            diverged_at,
        )

    @property
    def experiment(self) -> Experiment:
        """The experiment as it began."""
        return self.recipe.experiment

    @property
    def shape(self) -> Shape:
        """The layers."""
        return Shape(len(self.experiment.features), self.experiment.hidden_units)

    @property
    def parameters(self) -> Sequence[Parameters]:
        """The parameters of each snapshot."""
        return ParameterSequence(self.shape, self.flat)

    @property
    def unstable(self) -> NDArray[np.bool_]:
        """(S,): whether the cost had risen in more than a third of the last 100 epochs."""
        return is_unstable(self.rises)

    def __len__(self) -> int:
        return len(self.epochs)

    @property
    def nbytes(self) -> int:
        """How much memory the snapshots take."""
        return sum(getattr(self, name).nbytes for name in _ARRAYS)

    def row_at(self, epoch: int) -> int:
        """The last snapshot up to an epoch; the first where there is none."""
        return max(0, int(np.searchsorted(self.epochs, epoch, side="right")) - 1)

    def reaches(self, epoch: int) -> bool:
        """Whether it is known up to an epoch, or has ended before."""
        return self.diverged_at is not None or bool(self.epochs[-1] >= epoch)

    def snapshot(self, index: int) -> Snapshot:
        """One snapshot, to train on from."""
        row = (own[index] for own in (self.flat, self.rises, self.train_loss, self.train_accuracy))
        return Snapshot(int(self.epochs[index]), *row)

    def select(self, indices: NDArray[np.intp] | NDArray[np.bool_] | slice) -> Trajectory:
        """Some of the snapshots."""
        return self._with(lambda own, _other: own[indices], self)

    def merge(self, other: Trajectory) -> Trajectory:
        """The snapshots of both, of the same recipe, each epoch once."""
        epochs = np.concatenate([self.epochs, other.epochs])
        if self.epochs[-1] < other.epochs[0]:  # as a run grows: nothing to sort
            merged = self._with(lambda own, others: np.concatenate([own, others]), other)
        else:
            epochs, first = np.unique(epochs, return_index=True)
            merged = self._with(lambda own, others: np.concatenate([own, others])[first], other)
        diverged_at = self.diverged_at if self.diverged_at is not None else other.diverged_at
        return replace(merged, epochs=epochs, diverged_at=diverged_at)

    def cut(self, epoch: int, recipe: Recipe) -> Trajectory:
        """The snapshots up to ``epoch``, now those of a recipe that is the same up to there."""
        kept = self.select(self.epochs <= epoch)
        return replace(kept, recipe=recipe, diverged_at=None)

    def departing(self) -> Trajectory:
        """The snapshots as their updates begin: where weights or biases are set, with these values.

        The costs and accuracies there are those of the network so changed.
        """
        set_at = [edit.epoch for edit in self.recipe.edits if edit.sets_entry]
        rows = np.flatnonzero(np.isin(self.epochs, np.array(set_at, dtype=np.int64)))
        if not len(rows):
            return self
        snapshots = [self.snapshot(int(row)) for row in rows]
        changed = [
            Snapshot(one.epoch, self.recipe.departing(one.epoch, one.flat), one.rises) for one in snapshots
        ]
        there = Trajectory.of(self.recipe, self.shape, changed)

        def put(own: Array, others: Array) -> Array:
            # Only these rows: a cost measured among other snapshots need not have the very same bits.
            result = own.copy()
            result[rows] = others
            return result

        return self._with(put, there)

    def thinned(self, at_most: int) -> Trajectory:
        """About ``at_most`` snapshots: the newest quarter of them as they are, older ones evenly spread.

        Epoch 0 and the last epoch stay. What is dropped can be trained again, bit for bit.
        """
        if len(self) <= at_most:
            return self
        recent = at_most // 4
        older = self.epochs[: len(self) - recent]
        evenly = np.linspace(older[0], older[-1], at_most - recent)
        kept = np.unique(np.searchsorted(older, evenly))
        return self.select(np.concatenate([kept, np.arange(len(older), len(self))]))

    def _with(self, change, other: Trajectory) -> Trajectory:  # type: ignore[no-untyped-def]
        return replace(self, **{name: change(getattr(self, name), getattr(other, name)) for name in _ARRAYS})
