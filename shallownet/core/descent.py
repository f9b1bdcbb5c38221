"""A block of epochs: R networks alike in shape go downhill together, and every epoch's place is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from shallownet.core import aligned
from shallownet.core.batches import is_full_batch, order, updates_per_epoch
from shallownet.core.cost import accuracies, costs
from shallownet.core.parameters import Shape
from shallownet.core.update import Examples, Layout, Rates, Workspace, gradient_descent

Array = NDArray[np.float64]
Run = Callable[[int, int], None]

# The outputs of a block of epochs are kept and judged afterwards in one go: at most so many numbers.
_KEPT_OUTPUTS = 100_000
# Between two blocks the clock can be looked at: at most so many epochs, updates, and values of hidden units.
_BLOCK_EPOCHS = 64
_BLOCK_UPDATES = 200
_BLOCK_VALUES = 1_000_000


class Settings(Rates, Protocol):
    """What training needs to know of an ``Experiment``, or of anything else that is trained."""

    @property
    def problem(self) -> str:
        """As in ``network.forward``."""

    @property
    def activation(self) -> str:
        """A name in ``ACTIVATIONS``."""

    @property
    def leaky_slope(self) -> float:
        """Slope of leaky_relu below 0."""

    @property
    def batch_size(self) -> int | None:
        """Examples an update; None is full batch."""

    @property
    def seed(self) -> int:
        """Seed of the order of the mini-batches."""


class Descent:
    """R networks alike in layout, activation, batch size and kinds of penalty, and a block of their epochs.

    Args:
        settings: for each network those in force.
        shape: the networks' layers.
        data: for each network its inputs X (n_x, m) and targets Y (n_y, m).
        flat: where the networks are, (R, shape.size), see ``Parameters.flat``.
        epochs: how many there will be at most, if that is known: a block has no more.

    Attributes:
        block: how many epochs a block may have.
        layout: how the parameters lie in ``rows``.
        rows: the engine rows at the start of the block and after each of its epochs, (block + 1, R, size).
        Z2: the scaled outputs there, (block + 1, n_y, R, m).
    """

    def __init__(
        self,
        settings: Sequence[Settings],
        shape: Shape,
        data: Sequence[tuple[Array, Array]],
        flat: Array,
        epochs: int = _BLOCK_EPOCHS,
    ) -> None:
        one, (first, _) = settings[0], data[0]
        R, m, n_y = len(settings), first.shape[1], shape.n_y
        self._settings = list(settings)
        at_most = (
            min(epochs, _BLOCK_EPOCHS),
            _KEPT_OUTPUTS // (R * m * n_y),
            _BLOCK_UPDATES // updates_per_epoch(one.batch_size, m),
            _BLOCK_VALUES // (R * m * shape.n_h),
        )
        self.block = max(1, min(at_most))

        self.layout = layout = Layout.of(shape, one.problem)
        shared = all(X is first for X, _ in data)
        inputs = np.stack([layout.inputs(X) for X, _ in (data[:1] if shared else data)])
        planes = (np.broadcast_to(inputs[:, k], (R, m)) for k in range(shape.n_x))
        self._examples = Examples(
            aligned.copy(inputs)[:, np.newaxis],
            tuple(aligned.copy(plane) for plane in planes),
            aligned.copy(np.stack([layout.targets(Y) for _, Y in data], axis=1)),
        )
        self.rows = np.empty((self.block + 1, R, layout.size))
        self.rows[0] = layout.from_flat(flat)
        self.Z2 = aligned.empty(self.block + 1, n_y, R, m)
        self._workspace = Workspace(layout, one.activation, one.leaky_slope, R, m)
        self._slots = [self._workspace.slot(*pair) for pair in zip(self.rows, self.Z2, strict=True)]
        with np.errstate(all="ignore"):
            self._workspace.forward(self._slots[0], self._examples.inputs)
        self.run = (self._full_batch if is_full_batch(one.batch_size, m) else self._mini_batches)()
        """``run(epoch, count)`` fills ``rows`` and ``Z2`` from place 1 to ``count``, at most ``block``, with
        the epochs after ``epoch``, where place 0 is. What overflows does so with NumPy's warning."""

    def costs(self, places: slice | Sequence[int]) -> Array:
        """The data term of the cost at so many places, (places, R)."""
        return costs(self.Z2[places], self._examples.targets, self.layout)

    def accuracies(self, places: Sequence[int]) -> Array:
        """The share of outputs that are right at these places, (places, R); NaN unless they are yes or no."""
        if self._settings[0].problem != "classification":
            return np.full((len(places), len(self._settings)), np.nan)
        return accuracies(self.Z2[places], self._examples.targets)

    def flat(self, places: Sequence[int]) -> Array:
        """The plain parameters at these places, (len(places), R, shape.size), see ``Parameters.flat``."""
        plain = self.layout.to_flat(self.rows[places].reshape(-1, self.layout.size))
        return plain.reshape(len(places), self.rows.shape[1], -1)

    def restart(self, place: int) -> None:
        """Begin the next block at a place of this one."""
        self.rows[0], self.Z2[0] = self.rows[place], self.Z2[place]

    def _full_batch(self) -> Run:
        update = gradient_descent(self._workspace, self._settings)
        examples, slots, out = self._examples, self._slots, list(self.rows[1:])

        def descend(_epoch: int, count: int) -> None:
            for k in range(count):
                update(slots[k], examples, out[k], slots[k + 1])

        return descend

    def _mini_batches(self) -> Run:
        examples, layout, one = self._examples, self.layout, self._settings[0]
        R, m, n_y = len(self._settings), self._workspace.m, layout.shape.n_y
        shuffled_inputs = np.empty((R, 1, layout.width, m))
        shuffled = Examples(
            shuffled_inputs,
            tuple(shuffled_inputs[:, 0, k] for k in range(layout.shape.n_x)),
            np.empty((n_y, R, m)),
        )
        parts = shuffled.batches(one.batch_size or m)
        # One set of arrays for the batches of full size, one for the smaller last batch if there is one.
        workspaces, updates, slots = {}, {}, {}
        for size in {part.targets.shape[-1] for part in parts}:
            workspaces[size] = Workspace(layout, one.activation, one.leaky_slope, R, size)
            updates[size] = gradient_descent(workspaces[size], self._settings)
            Z2 = np.empty((n_y, R, size))
            slots[size] = [workspaces[size].slot(rows, Z2) for rows in self.rows]
        sizes = [part.targets.shape[-1] for part in parts]

        def descend(epoch: int, count: int) -> None:
            for k in range(count):
                for r, settings in enumerate(self._settings):
                    columns = order(settings.seed, epoch + k, m)
                    source = examples.inputs[min(r, len(examples.inputs) - 1), 0]
                    np.take(source, columns, axis=1, out=shuffled.inputs[r, 0])
                    shuffled.targets[:, r] = examples.targets[:, r, columns]
                rows = self.rows[k + 1]
                rows[:] = self.rows[k]
                for size, part in zip(sizes, parts, strict=True):
                    workspaces[size].forward(slots[size][k + 1], part.inputs)
                    updates[size](slots[size][k + 1], part, rows, None)
                self._workspace.forward(self._slots[k + 1], examples.inputs)

        return descend
