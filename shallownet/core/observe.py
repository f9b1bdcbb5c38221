"""What one network computes at some snapshots of its run: the arrays that meters and verdicts read."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from shallownet.core import symmetry
from shallownet.core.activations import ACTIVATIONS
from shallownet.core.datasets import generate
from shallownet.core.features import expand
from shallownet.core.parameters import Parameters
from shallownet.core.trajectory import Trajectory

Array = NDArray[np.float64]


class Observed:
    """S snapshots of a run, looked at on its m training points. Each array is made once, on demand.

    Args:
        known: what is known of the run.
        rows: which of its snapshots are looked at: indices into it, (S,).

    Attributes:
        known, rows: as given.
        flat: the parameters, (S, size), see ``Parameters.flat``.
    """

    def __init__(self, known: Trajectory, rows: NDArray[np.intp]) -> None:
        self.known = known
        self.rows = np.asarray(rows, dtype=np.intp)
        self.flat: Array = known.flat[self.rows]

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def X(self) -> Array:
        """The network's inputs, (n_x, m)."""
        experiment = self.known.experiment
        return expand(generate(experiment).train.X, experiment.features)

    @cached_property
    def Y(self) -> Array:
        """The targets, (1, m)."""
        return generate(self.known.experiment).train.Y

    @cached_property
    def parameters(self) -> Parameters:
        """The parameters of all snapshots, stacked: W1 (S, n_h, n_x), and so on."""
        (n_x, n_h, n_y), S = self.known.shape, len(self)
        W1, b1, W2, b2 = np.split(self.flat, np.cumsum([n_h * n_x, n_h, n_y * n_h]), axis=1)
        return Parameters(
            W1.reshape(S, n_h, n_x), b1.reshape(S, n_h, 1), W2.reshape(S, n_y, n_h), b2.reshape(S, n_y, 1)
        )

    @property
    def W1(self) -> Array:
        """(S, n_h, n_x)."""
        return self.parameters.W1

    @property
    def b1(self) -> Array:
        """(S, n_h, 1)."""
        return self.parameters.b1

    @property
    def W2(self) -> Array:
        """(S, n_y, n_h)."""
        return self.parameters.W2

    @property
    def b2(self) -> Array:
        """(S, n_y, 1)."""
        return self.parameters.b2

    @cached_property
    def Z1(self) -> Array:
        """``W1 X + b1``, (S, n_h, m)."""
        with np.errstate(all="ignore"):  # a run that is about to diverge may overflow here
            Z1: Array = self.W1 @ self.X
            Z1 += self.b1
        return Z1

    @cached_property
    def A1(self) -> Array:
        """``g(Z1)``, (S, n_h, m)."""
        experiment = self.known.experiment
        A1 = np.empty_like(self.Z1)
        with np.errstate(all="ignore"):
            ACTIVATIONS[experiment.activation].write_value(self.Z1, A1, experiment.leaky_slope)
        return A1

    @cached_property
    def slopes(self) -> Array:
        """``g'(Z1)``, (S, n_h, m)."""
        experiment = self.known.experiment
        slopes = np.empty_like(self.Z1)
        with np.errstate(all="ignore"):
            ACTIVATIONS[experiment.activation].write_slope(self.Z1, self.A1, slopes, experiment.leaky_slope)
        return slopes

    @cached_property
    def median_slope(self) -> Array:
        """The median of |g'(z)| over all pairs of a hidden unit and an example, (S,)."""
        S, n_h, m = self.slopes.shape
        size = n_h * m
        # The middle one or two of each row, for half of what np.median takes.
        middle = [(size - 1) // 2, size // 2]
        with np.errstate(all="ignore"):
            ordered = np.partition(np.abs(self.slopes).reshape(S, size), middle, axis=1)
        median: Array = ordered[:, middle].mean(axis=1)
        return median

    @cached_property
    def twin_groups(self) -> NDArray[np.intp]:
        """For each hidden unit the first one that equals it, (S, n_h); see ``symmetry.twin_groups``."""
        return symmetry.twin_groups(self.known.shape, self.flat)
