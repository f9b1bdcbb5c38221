"""The inner loop: networks that are alike in shape, trained side by side, a block of epochs at a time."""

from __future__ import annotations

import itertools
import time
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from shallownet.core import aligned
from shallownet.core.batches import is_full_batch, order, updates_per_epoch
from shallownet.core.cost import costs, largest_output_within
from shallownet.core.experiment import Experiment, Recipe
from shallownet.core.parameters import Shape
from shallownet.core.snapshot import Snapshot
from shallownet.core.stability import WINDOW
from shallownet.core.update import Examples, Layout, Workspace, gradient_descent

Array = NDArray[np.float64]
Descend = Callable[[int, int], None]

# The outputs of a block of epochs are kept and judged afterwards in one go: at most so many numbers.
_KEPT_OUTPUTS = 100_000
# Between two blocks the clock can be looked at: at most so many epochs, updates, and values of hidden units.
_BLOCK_EPOCHS = 64
_BLOCK_UPDATES = 200
_BLOCK_VALUES = 1_000_000


@dataclass(eq=False)
class Network:
    """One network and how far it has come.

    Attributes:
        recipe: what is trained.
        shape: its layers.
        X: inputs, (n_x, m).
        Y: (n_y, m).
        now: where it is.
        cost_limit: a cost above this means that it has diverged.
        taken: the snapshots asked for.
        diverged_at: the first epoch at which it had diverged; ``now`` is then the last good one.
    """

    recipe: Recipe
    shape: Shape
    X: Array
    Y: Array
    now: Snapshot
    cost_limit: float
    taken: list[Snapshot] = field(default_factory=list)
    diverged_at: int | None = None


class Chunk:
    """R networks alike in layout, activation, batch size and kinds of penalty, at their present settings.

    Args:
        networks: all at the same epoch, none diverged.
        settings: for each the experiment with the settings in force now.

    Attributes:
        block: how many epochs are trained between two looks at the costs.
    """

    def __init__(self, networks: Sequence[Network], settings: Sequence[Experiment]) -> None:
        one, first = settings[0], networks[0]
        R, m, n_y = len(networks), first.X.shape[1], first.shape.n_y
        self.networks, self._settings = list(networks), list(settings)
        self.epoch = first.now.epoch
        at_most = (
            _BLOCK_EPOCHS,
            _KEPT_OUTPUTS // (R * m * n_y),
            _BLOCK_UPDATES // updates_per_epoch(one.batch_size, m),
            _BLOCK_VALUES // (R * m * first.shape.n_h),
        )
        self.block = max(1, min(at_most))

        self._layout = layout = Layout.of(first.shape, one.problem)
        shared = all(network.X is first.X for network in networks)
        inputs = np.stack([layout.inputs(network.X) for network in (networks[:1] if shared else networks)])
        planes = (np.broadcast_to(inputs[:, k], (R, m)) for k in range(first.shape.n_x))
        self._examples = Examples(
            aligned.copy(inputs)[:, np.newaxis],
            tuple(aligned.copy(plane) for plane in planes),
            aligned.copy(np.stack([layout.targets(network.Y) for network in networks], axis=1)),
        )
        self._rows = np.empty((self.block + 1, R, layout.size))
        starts = [network.recipe.departing(network.now.epoch, network.now.flat) for network in networks]
        self._rows[0] = layout.from_flat(np.stack(starts))
        self._Z2 = aligned.empty(self.block + 1, n_y, R, m)
        self._workspace = Workspace(layout, one.activation, one.leaky_slope, R, m)
        self._slots = [self._workspace.slot(*pair) for pair in zip(self._rows, self._Z2, strict=True)]
        with np.errstate(all="ignore"):
            self._workspace.forward(self._slots[0], self._examples.inputs)
        self._descend = (self._full_batch if is_full_batch(one.batch_size, m) else self._mini_batches)()

        # The costs' rises: those of the window before this block, then those of the block.
        self._rose = np.zeros((WINDOW + self.block, R), dtype=bool)
        for r, network in enumerate(networks):
            self._rose[:WINDOW, r] = np.unpackbits(network.now.rises, count=WINDOW)
        self._limits = np.array([network.cost_limit for network in networks])
        self._safe_output = min(
            largest_output_within(network.cost_limit, network.Y, layout.output_scale) for network in networks
        )

    def _full_batch(self) -> Descend:
        update = gradient_descent(self._workspace, self._settings)
        examples, slots, out = self._examples, self._slots, list(self._rows[1:])

        def descend(_epoch: int, count: int) -> None:
            for k in range(count):
                update(slots[k], examples, out[k], slots[k + 1])

        return descend

    def _mini_batches(self) -> Descend:
        examples, layout, one = self._examples, self._layout, self._settings[0]
        R, m, n_y = len(self.networks), self._workspace.m, layout.shape.n_y
        shuffled_inputs = np.empty((R, 1, layout.width, m))
        shuffled = Examples(
            shuffled_inputs,
            tuple(shuffled_inputs[:, 0, k] for k in range(layout.shape.n_x)),
            np.empty((n_y, R, m)),
        )
        edges = [*range(0, m, one.batch_size or m), m]
        parts = [shuffled.columns(a, b) for a, b in itertools.pairwise(edges)]
        # One set of arrays for the batches of full size, one for the smaller last batch if there is one.
        workspaces, updates, slots = {}, {}, {}
        for size in {part.targets.shape[-1] for part in parts}:
            workspaces[size] = Workspace(layout, one.activation, one.leaky_slope, R, size)
            updates[size] = gradient_descent(workspaces[size], self._settings)
            Z2 = np.empty((n_y, R, size))
            slots[size] = [workspaces[size].slot(rows, Z2) for rows in self._rows]
        sizes = [part.targets.shape[-1] for part in parts]

        def descend(epoch: int, count: int) -> None:
            for k in range(count):
                for r, settings in enumerate(self._settings):
                    columns = order(settings.seed, epoch + k, m)
                    source = examples.inputs[min(r, len(examples.inputs) - 1), 0]
                    np.take(source, columns, axis=1, out=shuffled.inputs[r, 0])
                    shuffled.targets[:, r] = examples.targets[:, r, columns]
                rows = self._rows[k + 1]
                rows[:] = self._rows[k]
                for size, part in zip(sizes, parts, strict=True):
                    workspaces[size].forward(slots[size][k + 1], part.inputs)
                    updates[size](slots[size][k + 1], part, rows, None)
                self._workspace.forward(self._slots[k + 1], examples.inputs)

        return descend

    def advance(self, stop: int, wanted: Sequence[int], deadline: float | None) -> None:
        """Train until epoch ``stop``, or to the end of the block in which time is up or a network diverges.

        Args:
            stop: an epoch later than ``epoch``.
            wanted: ascending, the last not before ``stop``; at these epochs snapshots go into the networks'
                ``taken``.
            deadline: a time of ``time.perf_counter``, or None. With one, rises of the cost are looked for at
                every epoch, not only where a wanted snapshot needs them: the next ones are not known yet.
        """
        while self.epoch < stop:
            count = min(self.block, stop - self.epoch)
            first = bisect_right(wanted, self.epoch)
            slots = [epoch - self.epoch for epoch in wanted[first : bisect_right(wanted, self.epoch + count)]]
            window_is_needed = deadline is not None or wanted[first] - WINDOW < self.epoch + count
            with np.errstate(all="ignore"):  # a run that overflows is found out by its costs, just below
                self._descend(self.epoch, count)
                good = self._judge(count, window_is_needed)
                is_end = self.epoch + count == stop or min(good) < count
                is_end = is_end or (deadline is not None and time.perf_counter() > deadline)
                if slots or is_end:
                    self._take(slots, count, good)
            self._rows[0], self._Z2[0] = self._rows[count], self._Z2[count]
            self._rose[:WINDOW] = self._rose[count : count + WINDOW].copy()
            self.epoch += count
            if is_end:
                return

    def _judge(self, count: int, window_is_needed: bool) -> list[int]:
        """The costs' rises, and for each network the last of ``count`` slots before it diverged."""
        Z2, rows = self._Z2[: count + 1], self._rows[: count + 1]
        self._rose[WINDOW:] = False
        # Comparisons with NaN are false, so whatever is not finite fails this too.
        all_good = max(np.max(Z2), -np.min(Z2)) <= self._safe_output and bool(np.isfinite(rows).all())
        if all_good and not window_is_needed:
            return [count] * len(self.networks)
        J = costs(Z2, self._examples.targets, self._layout.output_scale)
        self._rose[WINDOW : WINDOW + count] = J[1:] > J[:-1]
        if all_good:
            return [count] * len(self.networks)
        is_good = (self._limits >= J) & np.isfinite(rows).all(axis=-1)
        return [count if column.all() else int(np.argmin(column)) for column in is_good[1:].T]

    def _take(self, slots: list[int], count: int, good: list[int]) -> None:
        """Give each network the snapshots at these slots, and its place at the end of the block."""
        needed = sorted({*slots, count, *good})
        flat = self._layout.to_flat(self._rows[needed].reshape(-1, self._layout.size))
        flat = flat.reshape(len(needed), len(self.networks), -1)
        windows = self._rose[np.add.outer(needed, np.arange(WINDOW))]
        rises = np.packbits(windows, axis=1).transpose(0, 2, 1)
        for r, (network, last_good) in enumerate(zip(self.networks, good, strict=True)):
            at = {k: Snapshot(self.epoch + k, flat[i, r], rises[i, r]) for i, k in enumerate(needed)}
            if last_good:  # else it stays where it is, without the weights just set
                network.now = at[last_good]
            network.taken.extend(at[k] for k in slots if k <= last_good)
            if last_good < count:
                network.diverged_at = network.now.epoch + 1
                if last_good not in slots:
                    network.taken.append(network.now)

    def survivors(self) -> Chunk | None:
        """This chunk without the networks that have diverged; None if there is no other."""
        alive = [
            (network, settings)
            for network, settings in zip(self.networks, self._settings, strict=True)
            if network.diverged_at is None
        ]
        if len(alive) == len(self.networks):
            return self
        if not alive:
            return None
        return Chunk([network for network, _ in alive], [settings for _, settings in alive])
