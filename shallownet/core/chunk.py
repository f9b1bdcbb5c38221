"""The inner loop: networks that are alike in shape, trained side by side, a block of epochs at a time."""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from shallownet.core.cost import largest_output_within
from shallownet.core.descent import Descent
from shallownet.core.experiment import Experiment, Recipe
from shallownet.core.parameters import Shape
from shallownet.core.snapshot import Snapshot
from shallownet.core.stability import WINDOW, rose

Array = NDArray[np.float64]


def is_up(deadline: float | None, began: float) -> bool:
    """Whether time is up, or would be before the end of as much again as was done since ``began``.

    Args:
        deadline: a time of ``time.perf_counter``, or None.
        began: such a time.
    """
    if deadline is None:
        return False
    now = time.perf_counter()
    return now + (now - began) > deadline


@dataclass(eq=False)
class Network:
    """One network and how far it has come.

    Attributes:
        recipe: what is trained.
        shape: its layers.
        X: inputs, (n_x, m).
        Y: (n_y, m).
        now: where it is.
        ahead: by how many epochs it is ahead of the clock of those it trains with.
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
    ahead: int = 0
    taken: list[Snapshot] = field(default_factory=list)
    diverged_at: int | None = None


class Chunk:
    """R networks alike in layout, activation, batch size and kinds of penalty, at their present settings.

    Args:
        networks: all at the same time of their common clock, none diverged; of mini-batches all at the same
            epoch.
        settings: for each the experiment with the settings in force now.

    Attributes:
        epoch: the time on the common clock; a network's own epoch is ``ahead`` of it.
        block: how many epochs are trained between two looks at the costs.
    """

    def __init__(self, networks: Sequence[Network], settings: Sequence[Experiment]) -> None:
        first = networks[0]
        self.networks, self._settings = list(networks), list(settings)
        self.epoch = first.now.epoch - first.ahead
        self._ahead = first.ahead
        starts = [network.recipe.departing(network.now.epoch, network.now.flat) for network in networks]
        data = [(network.X, network.Y) for network in networks]
        self._descent = Descent(settings, first.shape, data, np.stack(starts))
        self.block = self._descent.block

        # The costs' rises: those of the window before this block, then those of the block.
        self._rose = np.zeros((WINDOW + self.block, len(networks)), dtype=bool)
        for r, network in enumerate(networks):
            self._rose[:WINDOW, r] = np.unpackbits(network.now.rises, count=WINDOW)
        self._limits = np.array([network.cost_limit for network in networks])
        self._safe_output = min(
            largest_output_within(network.cost_limit, network.Y, self._descent.layout) for network in networks
        )

    def advance(self, stop: int, wanted: Sequence[int], deadline: float | None, *, every_rise: bool) -> None:
        """Train until epoch ``stop``, or to the end of a block: so that time is not up in the next one, or
        that in which a network diverges.

        Args:
            stop: an epoch later than ``epoch``.
            wanted: ascending, the last not before ``stop``; at these epochs snapshots go into the networks'
                ``taken``.
            deadline: a time of ``time.perf_counter``, or None.
            every_rise: whether rises of the cost are looked for at every epoch, not only where a wanted
                snapshot needs them: that is, whether others may be wanted later.
        """
        while self.epoch < stop:
            began, count = time.perf_counter(), min(self.block, stop - self.epoch)
            first = bisect_right(wanted, self.epoch)
            slots = [epoch - self.epoch for epoch in wanted[first : bisect_right(wanted, self.epoch + count)]]
            window_is_needed = every_rise or wanted[first] - WINDOW < self.epoch + count
            with np.errstate(all="ignore"):  # a run that overflows is found out by its costs, just below
                self._descent.run(self.epoch + self._ahead, count)
                good, J = self._judge(count, window_is_needed)
                is_end = self.epoch + count == stop or min(good) < count
                is_end = is_end or is_up(deadline, began)
                if slots or is_end:
                    self._take(slots, count, good, J)
            self._descent.restart(count)
            self._rose[:WINDOW] = self._rose[count : count + WINDOW].copy()
            self.epoch += count
            if is_end:
                return

    def _judge(self, count: int, window_is_needed: bool) -> tuple[list[int], Array | None]:
        """Note the costs' rises.

        Returns:
            For each network the last of ``count`` slots before it diverged; and the costs, where they were
            needed.
        """
        Z2, rows = self._descent.Z2[: count + 1], self._descent.rows[: count + 1]
        self._rose[WINDOW:] = False
        # Comparisons with NaN are false, so whatever is not finite fails this too.
        all_good = max(np.max(Z2), -np.min(Z2)) <= self._safe_output and bool(np.isfinite(rows).all())
        if all_good and not window_is_needed:
            return [count] * len(self.networks), None
        J = self._descent.costs(slice(count + 1))
        self._rose[WINDOW : WINDOW + count] = rose(J)
        if all_good:
            return [count] * len(self.networks), J
        is_good = (self._limits >= J) & np.isfinite(rows).all(axis=-1)
        return [count if column.all() else int(np.argmin(column)) for column in is_good[1:].T], J

    def _take(self, slots: list[int], count: int, good: list[int], costs: Array | None) -> None:
        """Give each network the snapshots at these slots, and its place at the end of the block."""
        needed = sorted({*slots, count, *good})
        flat = self._descent.flat(needed)
        J = self._descent.costs(needed) if costs is None else costs[needed]
        share = self._descent.accuracies(needed)
        windows = self._rose[np.add.outer(needed, np.arange(WINDOW))]
        rises = np.packbits(windows, axis=1).transpose(0, 2, 1)
        for r, (network, last_good) in enumerate(zip(self.networks, good, strict=True)):
            here = self.epoch + network.ahead
            at = {
                k: Snapshot(here + k, flat[i, r], rises[i, r], J[i, r], share[i, r])
                for i, k in enumerate(needed)
            }
            if last_good:  # else it stays where it is, without the weights just set
                network.now = at[last_good]
            network.taken.extend(at[k] for k in slots if k <= last_good)
            if last_good < count:
                network.diverged_at = network.now.epoch + 1
                is_taken = bool(network.taken) and network.taken[-1].epoch == network.now.epoch
                if not is_taken:
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
