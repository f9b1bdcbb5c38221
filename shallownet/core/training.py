"""Training from Python: an experiment in, a trajectory out."""

from __future__ import annotations

from collections.abc import Sequence

from shallownet.core.engine import Lockstep
from shallownet.core.experiment import Experiment, Recipe, as_recipe
from shallownet.core.trajectory import Record, Trajectory, recorded_epochs


def train(run: Experiment | Recipe, epochs: int = 1000, record: Record = None) -> Trajectory:
    """Train one network.

    Args:
        run: an experiment, or a recipe with edits.
        epochs: how many.
        record: a stride, a list of epochs (0 to ``epochs``), or None for about two hundred evenly spread.

    Returns:
        The snapshots at those epochs; fewer if the run diverges (see ``Trajectory.diverged_at``).

    Raises:
        ExperimentError: one sentence that says which value is not allowed and what is.
    """
    return train_many([run], epochs, record)[0]


def train_many(
    runs: Sequence[Experiment | Recipe], epochs: int = 1000, record: Record = None
) -> list[Trajectory]:
    """Train several networks in lockstep; each gets the very numbers it would get alone. See ``train``."""
    recipes = [as_recipe(run) for run in runs]
    wanted = recorded_epochs(epochs, record)
    lockstep = Lockstep(recipes)
    starts = [network.now for network in lockstep.networks]
    taken = lockstep.advance(epoch for epoch in {*wanted, epochs} if epoch > 0)
    trajectories = []
    for network, start, snapshots in zip(lockstep.networks, starts, taken, strict=True):
        # By epoch, as the last good epoch of a run that diverges may be one that was wanted anyway.
        known = {snapshot.epoch: snapshot for snapshot in (start, *snapshots)}
        shown = set(wanted) if network.diverged_at is None else {*wanted, network.now.epoch}
        kept = [snapshot for epoch, snapshot in known.items() if epoch in shown]
        trajectories.append(Trajectory.of(network.recipe, network.shape, kept, network.diverged_at))
    return trajectories
