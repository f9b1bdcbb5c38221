"""Starts without randomness that end otherwise than their like: each a run, and the number that says why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shallownet.core.cases import start_of
from shallownet.core.datasets import generate
from shallownet.core.experiment import Experiment, Recipe
from shallownet.core.features import expand
from shallownet.core.network import backward, batches, forward
from shallownet.core.observe import Observed
from shallownet.core.replay import begin
from shallownet.core.trajectory import Trajectory

Array = NDArray[np.float64]


@dataclass(frozen=True)
class RareCase:
    """One of them.

    Attributes:
        name: what it is called.
        settings: what sets its experiment apart.
        epochs: when it is judged, as ``train_cases`` wants it.
    """

    name: str
    settings: Mapping[str, Any]
    epochs: int

    def begin(self, experiment: Experiment) -> Trajectory:
        """The run at epoch 0, with the data, the width and the learning rate of an experiment."""
        return begin(Recipe(replace(experiment, class_share=0.5, **self.settings)))


RARE_CASES: dict[str, RareCase] = {
    row.name: row
    for row in (
        # Frozen in exact arithmetic, as g(0) times the sum of dZ2 is 0 where the classes are balanced.
        RareCase("rounding", {"activation": "softplus", "initializer": "zeros"}, 1000),
        # Balanced data, but batches that are not.
        RareCase("batches", {"activation": "sigmoid", "initializer": "zeros", "batch_size": 64}, 100),
        # Squares are never negative, so that with equal negative weights no z is positive.
        RareCase(
            "dead",
            {
                "activation": "relu",
                "initializer": "constant",
                "constant": -0.3,
                "features": ("x1_squared", "x2_squared"),
            },
            100,
        ),
    )
}
"""Every such case by name; all on balanced classes."""


def largest_weight(run: Trajectory, epoch: int) -> float:
    """The largest |w| in W1 and W2 at the last snapshot up to that epoch."""
    W1, _, W2, _ = run.parameters[int(np.searchsorted(run.epochs, epoch, side="right")) - 1]
    return float(max(np.abs(W1).max(), np.abs(W2).max()))


def largest_z(run: Trajectory) -> float:
    """The largest z of any hidden unit and example at the last snapshot."""
    return float(Observed(run, np.array([len(run) - 1])).Z1.max())


def shares_of_batches(experiment: Experiment, epoch: int) -> list[tuple[int, int]]:
    """For each update of the epoch: how many of its examples are of class 1, and how many examples it has."""
    Y = generate(experiment).train.Y
    parts = [Y[0, columns] for columns in batches(experiment, epoch, Y.size)]
    return [(int(part.sum()), part.size) for part in parts]


def first_step_per_weight(experiment: Experiment) -> Array:
    """From W1 = 0 and a random W2: row j of the first dW1 divided by W2[j], (n_h, n_x).

    As ``dW1 = (W2.T dZ2 * g'(Z1)) X.T / m`` and every z is 0, it is ``g'(0) dZ2 X.T / m`` for every j.
    """
    start = start_of(experiment, "half")
    points = generate(experiment).train
    X = expand(points.X, experiment.features)
    g = experiment.activation, experiment.leaky_slope
    computed = forward(start, X, g[0], experiment.problem, g[1])
    dW1 = backward(start, computed, X, points.Y, *g).W1
    return dW1 / start.W2.T
