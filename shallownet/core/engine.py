"""R networks in lockstep: the fast path that trains everything on screen, in sweeps and in estimators.

A network's numbers depend on its recipe alone: bit for bit the same (on one machine, with one set of library
versions) whether it trains alone or among others, in steps of any size, from epoch 0 or from any snapshot.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from math import ceil

import numpy as np
from numpy.typing import NDArray

from shallownet.core.batches import is_full_batch, smallest_update
from shallownet.core.chunk import Chunk, Network, is_up
from shallownet.core.cost import measure
from shallownet.core.datasets import generate
from shallownet.core.experiment import Experiment, Recipe
from shallownet.core.features import expand
from shallownet.core.network import initialize
from shallownet.core.parameters import Shape
from shallownet.core.snapshot import Snapshot
from shallownet.core.stability import DIVERGENCE_FACTOR, no_rises
from shallownet.core.update import EXAMPLES_TO_SHARE

Array = NDArray[np.float64]

# Networks train together in groups whose arrays fit into a core's cache: about so many numbers.
_CACHED_NUMBERS = 96_000


class Lockstep:
    """R networks that train together. They may differ in anything; those alike in shape share arrays.

    Args:
        recipes: what to train.
        starts: where each network starts; by default at epoch 0. They may start at different epochs, and then
            keep their distance.

    Attributes:
        epoch: how far the first network is; one that has diverged stays behind.
        networks: one for each recipe.
    """

    def __init__(self, recipes: Sequence[Recipe], starts: Sequence[Snapshot] | None = None) -> None:
        if not recipes:
            raise ValueError("recipes is empty, but it must hold at least one recipe.")
        if starts is not None and len(starts) != len(recipes):
            raise ValueError("starts must hold one snapshot for each recipe.")
        self.epoch = starts[0].epoch if starts else 0
        self.networks: list[Network] = []
        known: dict[tuple[object, ...], tuple[Array, Array]] = {}
        for index, recipe in enumerate(recipes):
            experiment = recipe.experiment
            # Networks on the same points get the same arrays, so that they can also share the cache.
            data = experiment.data
            if data not in known:
                points = generate(experiment).train
                known[data] = expand(points.X, experiment.features), points.Y
            X, Y = known[data]
            initial = initialize(experiment)
            flat = initial.flat()
            (cost,), (accuracy,) = measure(experiment, initial.shape, flat[np.newaxis], X, Y)
            now = starts[index] if starts is not None else Snapshot(0, flat, no_rises(), cost, accuracy)
            limit = DIVERGENCE_FACTOR * float(cost)
            self.networks.append(Network(recipe, initial.shape, X, Y, now, limit, now.epoch - self.epoch))
        self._chunks: list[Chunk] = []
        self._settings_hold_until: float = self.epoch

    @property
    def diverged_at(self) -> list[int | None]:
        """For each network the first epoch at which it had diverged, or None."""
        return [network.diverged_at for network in self.networks]

    def advance(
        self, targets: int | Iterable[int], seconds: float | None = None, *, is_final: bool = False
    ) -> list[list[Snapshot]]:
        """Train on, through every epoch in ``targets``.

        Args:
            targets: epochs of the first network to take a snapshot at, later than ``epoch``; or how many
                epochs to train on.
            seconds: stop before so much time has passed, as far as the last epochs tell how long the next
                will take; at least one epoch further on.
            is_final: whether nothing but these targets will ever be asked for, also where time is up before
                them. Without it, what is not known yet to be a target is made ready to be one.

        Returns:
            For each network its snapshots at the targets reached. For one that diverges the last of them is
            its last good epoch, even if that was taken before.
        """
        wanted = [self.epoch + targets] if isinstance(targets, int) else sorted(set(targets))
        if wanted and wanted[0] <= self.epoch:
            raise ValueError(
                f"targets holds {wanted[0]}, but the networks are already at epoch {self.epoch}."
            )
        deadline = None if seconds is None else time.perf_counter() + seconds
        every_rise = deadline is not None and not is_final
        while wanted and self.epoch < wanted[-1]:
            if self.epoch >= self._settings_hold_until:
                self._group()
            if not self._chunks:
                break
            began, stop = time.perf_counter(), int(min(wanted[-1], self._settings_hold_until))
            if deadline is not None and len(self._chunks) > 1:
                # All have to stop at one epoch; a chunk alone can look at the clock itself.
                stop = min(stop, self.epoch + min(chunk.block for chunk in self._chunks))
            advanced = [_advance(chunk, stop, wanted, deadline, every_rise) for chunk in self._chunks]
            self._chunks = [chunk for chunk in advanced if chunk is not None]
            self.epoch = min((chunk.epoch for chunk in self._chunks), default=stop)
            if is_up(deadline, began):
                break
        return [self._fetch(network) for network in self.networks]

    @staticmethod
    def _fetch(network: Network) -> list[Snapshot]:
        taken, network.taken = network.taken, []
        return taken

    def _group(self) -> None:
        """Sort the networks into chunks by what must be alike in one, at the settings now in force."""
        groups: dict[tuple[object, ...], list[tuple[Network, Experiment]]] = {}
        edits = []
        for network in self.networks:
            if network.diverged_at is not None:
                continue
            here = self.epoch + network.ahead
            settings = network.recipe.settings_from(here)
            if (edit := network.recipe.next_edit_after(here)) is not None:
                edits.append(edit - network.ahead)
            alike = likeness(settings), network.ahead if _has_batches(settings) else 0
            groups.setdefault(alike, []).append((network, settings))
        self._settings_hold_until = min(edits, default=np.inf)
        self._chunks = []
        for members in groups.values():
            network, settings = members[0]
            size = _together(network.shape, network.X.shape[1], settings.batch_size)
            # All about equally large: a small one at the end would gain little from company.
            size = ceil(len(members) / ceil(len(members) / size))
            for start in range(0, len(members), size):
                part = members[start : start + size]
                self._chunks.append(Chunk([one for one, _ in part], [settings for _, settings in part]))


def likeness(settings: Experiment) -> tuple[object, ...]:
    """What must be alike for networks to share arrays."""
    m = generate(settings).train.X.shape[1]
    return (
        settings.shape,
        m,
        settings.activation,
        settings.leaky_slope if settings.activation == "leaky_relu" else None,
        settings.problem,
        settings.batch_size if _has_batches(settings) else None,
        settings.l1 > 0,
        settings.l2 > 0,
    )


def _has_batches(settings: Experiment) -> bool:
    """Whether it is trained in mini-batches, whose order depends on the epoch."""
    return not is_full_batch(settings.batch_size, generate(settings).train.X.shape[1])


def networks_together(experiment: Experiment) -> int:
    """How many networks like this one share arrays at most."""
    return _together(experiment.shape, generate(experiment).train.X.shape[1], experiment.batch_size)


def _together(shape: Shape, m: int, batch_size: int | None) -> int:
    if smallest_update(batch_size, m) < EXAMPLES_TO_SHARE:
        return 1
    return max(1, _CACHED_NUMBERS // (m * (shape.n_h + shape.n_x + 4)))


def _advance(
    chunk: Chunk, stop: int, wanted: Sequence[int], deadline: float | None, every_rise: bool
) -> Chunk | None:
    """Bring a chunk to ``stop`` or to the deadline; networks that diverge leave it, perhaps all of them."""
    while True:
        chunk.advance(stop, wanted, deadline, every_rise=every_rise)
        survivors = chunk.survivors()
        if survivors is chunk or survivors is None or survivors.epoch == stop:
            return survivors
        chunk = survivors
