"""How high the cost climbs when steps are much too long: by the plain loop, which does not stop there."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass

import numpy as np

from shallownet.core.datasets import generate
from shallownet.core.experiment import Experiment, Recipe
from shallownet.core.features import expand
from shallownet.core.network import cost, epochs_of, forward


@dataclass(frozen=True)
class Peak:
    """How high the cost of a run has climbed.

    Attributes:
        highest: the highest cost that was finite.
        lost_at: the first epoch at which the cost was not finite; None if it always was.
        ends_finite: whether the cost at the end is finite.
    """

    highest: float
    lost_at: int | None
    ends_finite: bool


class Climb:
    """The cost of the reference network, epoch by epoch, see ``network.epochs_of``.

    Args:
        experiment: what is trained.
        epochs: how many.
    """

    def __init__(self, experiment: Experiment, epochs: int) -> None:
        points = generate(experiment).train
        self._experiment, self._last = experiment, epochs
        self._X, self._Y = expand(points.X, experiment.features), points.Y
        self._run = itertools.islice(epochs_of(Recipe(experiment), self._X, self._Y), epochs + 1)
        self._costs: list[float] = []
        self._is_over = False

    def advance(self, seconds: float | None = None) -> bool:
        """Train on for about so many seconds, or to the end; whether that is reached."""
        deadline = np.inf if seconds is None else time.perf_counter() + seconds
        one = self._experiment
        while not self._is_over:
            with np.errstate(all="ignore"):
                parameters = next(self._run)
                Z2 = forward(parameters, self._X, one.activation, one.problem, one.leaky_slope).Z2
                self._costs.append(cost(Z2, self._Y, one.problem))
            # Once b2 is not a number, no output ever is again.
            self._is_over = bool(np.isnan(parameters.b2).any()) or len(self._costs) > self._last
            if time.perf_counter() > deadline:
                break
        return self._is_over

    @property
    def peak(self) -> Peak:
        """How high it has climbed so far.

        Raises:
            ValueError: before the first epoch.
        """
        if not self._costs:
            raise ValueError("Nothing has been trained, so there is no cost to be the highest.")
        costs = np.array(self._costs)
        is_finite = np.isfinite(costs)
        lost = None if is_finite.all() else int(np.argmin(is_finite))
        return Peak(float(costs[is_finite].max()), lost, bool(is_finite[-1]))
