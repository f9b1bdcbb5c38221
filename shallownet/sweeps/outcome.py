"""What becomes of a run of a sweep: its numbers at the end, and whether that is a success."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from shallownet.core.chunk import Network
from shallownet.core.cost import measure
from shallownet.core.datasets import Points, generate
from shallownet.core.engine import Lockstep
from shallownet.core.experiment import Experiment, Recipe
from shallownet.core.features import expand
from shallownet.sweeps.plan import Task

Array = NDArray[np.float64]

OUTCOMES = ("solved", "stuck", "diverged")
"""How a run may end; see ``outcome``."""

SOLVED_AT = 0.85
"""The share from which a run counts as solved, unless another is asked for."""


class Finished(NamedTuple):
    """A run at its end.

    Attributes:
        run: which one of the plan.
        train_loss, train_accuracy, test_loss, test_accuracy: as in ``Trajectory``; for a run that has
            diverged, at its last good epoch.
        epoch: the last epoch, or the last good one.
        diverged_at: the first epoch at which it had diverged, or None.
        flat: its parameters, see ``Parameters.flat``; None where nobody asked for them.
    """

    run: int
    train_loss: float
    train_accuracy: float
    test_loss: float
    test_accuracy: float
    epoch: int
    diverged_at: int | None
    flat: Array | None


class Underway:
    """A task being trained, as many seconds at a time as its caller likes.

    Args:
        task: what is trained.
    """

    def __init__(self, task: Task) -> None:
        self.task = task
        self._lockstep = Lockstep([Recipe(experiment) for experiment in task.experiments])

    @property
    def share(self) -> float:
        """How much of it is done, from 0 to 1."""
        return self._lockstep.epoch / self.task.epochs

    def advance(self, seconds: float | None = None) -> bool:
        """Train on, for about so long or to the end, and tell whether that was all."""
        self._lockstep.advance([self.task.epochs], seconds, is_final=True)
        return all(
            network.diverged_at is not None or network.now.epoch == self.task.epochs
            for network in self._lockstep.networks
        )

    def finished(self) -> list[Finished]:
        """What has become of its runs, at the end."""
        return [_finished(*pair) for pair in zip(self.task.runs, self._lockstep.networks, strict=True)]


def _finished(run: int, network: Network) -> Finished:
    experiment, now = network.recipe.experiment, network.now

    def measured(points: Points) -> tuple[float, float]:
        X = expand(points.X, experiment.features)
        J, accuracy = measure(experiment, network.shape, now.flat[np.newaxis], X, points.Y)
        return float(J[0]), float(accuracy[0])

    train, test = generate(experiment)
    return Finished(run, *measured(train), *measured(test), now.epoch, network.diverged_at, now.flat)


def without_parameters(finished: Iterable[Finished], but: Collection[int] = ()) -> list[Finished]:
    """The same without their parameters, but for some runs."""
    return [one if one.run in but else one._replace(flat=None) for one in finished]


def outcome(experiment: Experiment, finished: Finished, solved_at: float = SOLVED_AT) -> str:
    """How a run has ended, one of ``OUTCOMES``: if it has not diverged, ``share_right`` tells."""
    if finished.diverged_at is not None:
        return "diverged"
    return "solved" if share_right(experiment, finished) >= solved_at else "stuck"


def share_right(experiment: Experiment, finished: Finished) -> float:
    """Training accuracy, or in regression R²."""
    if experiment.problem == "classification":
        return finished.train_accuracy
    # The cost is half the mean squared error.
    return 1 - 2 * finished.train_loss / float(np.var(generate(experiment).train.Y))
