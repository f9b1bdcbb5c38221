"""The cost as a surface over two of the parameters, with all others as they are; a run's path over it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shallownet.core.cost import measure
from shallownet.core.datasets import generate
from shallownet.core.experiment import Experiment
from shallownet.core.features import expand
from shallownet.core.parameters import Parameters
from shallownet.core.trajectory import Trajectory

Array = NDArray[np.float64]

MOST_POINTS = 61
"""Values along each side of the grid, where the network is small."""
PATH_POINTS = 300
"""A path has at most so many snapshots."""

_FEWEST_POINTS = 25
# Hidden units' values (grid points, units, examples) that may be computed for one landscape: about 0.1 s.
_AFFORDABLE = 8_000_000
# Half a side of the plane at least, and beyond the path so much of its extent.
_LEAST_REACH, _ROOM = 1.0, 0.35


def cost_over(
    experiment: Experiment, parameters: Parameters, first: int, second: int, firsts: Array, seconds: Array
) -> Array:
    """The cost (its data term, on the training points) for many values of two parameters.

    Args:
        experiment: its points, activation and problem are used.
        parameters: all others keep these values.
        first, second: which two: different indices into ``Parameters.flat``, see ``Shape.place_of``.
        firsts: values of the first, (F,).
        seconds: values of the second, (S,).

    Returns:
        (S, F): a row for each value of the second, as a surface plot wants it.

    Raises:
        ValueError: if the two are one.
    """
    if first == second:
        raise ValueError(f"first and second are both {first}, but they must be two different parameters.")
    flat = np.tile(parameters.flat(), (len(seconds) * len(firsts), 1))
    flat[:, first] = np.tile(firsts, len(seconds))
    flat[:, second] = np.repeat(seconds, len(firsts))
    points = generate(experiment).train
    J, _ = measure(experiment, parameters.shape, flat, expand(points.X, experiment.features), points.Y)
    return J.reshape(len(seconds), len(firsts))


@dataclass(frozen=True, eq=False)
class Landscape:
    """The cost over two parameters, the others as they are at one epoch; and the path up to there.

    Attributes:
        names: of the two parameters, see ``Shape.entries``.
        firsts: values of the first, (F,).
        seconds: values of the second, (S,).
        J: the cost, (S, F).
        epochs: of the path's points, (P,); the last is the epoch of the other parameters.
        path: the path's values of the two, (2, P).
        path_J: the cost that the run had there, (P,).
        below_J: the cost of the surface there, (P,): equal to it only where the others were as they are now.
    """

    names: tuple[str, str]
    firsts: Array
    seconds: Array
    J: Array
    epochs: NDArray[np.int64]
    path: Array
    path_J: Array
    below_J: Array

    @property
    def largest_height(self) -> float:
        """The largest distance between the path's cost and the surface."""
        return float(np.abs(self.path_J - self.below_J).max())

    @property
    def asymmetry(self) -> float:
        """The largest ``|J(u, v) - J(v, u)|`` on the grid, where both parameters have the same values."""
        with np.errstate(invalid="ignore"):
            apart = np.abs(self.J - self.J.T)
        return float(np.max(apart, where=~np.isnan(apart), initial=0.0))

    @property
    def from_diagonal(self) -> float:
        """The path's largest distance from the diagonal, where the two parameters are equal."""
        return float(np.abs(self.path[0] - self.path[1]).max() / np.sqrt(2))


def landscape(
    known: Trajectory, row: int, first: str, second: str, *, square: bool = False, points: int = MOST_POINTS
) -> Landscape:
    """The cost over two parameters of a network at one snapshot of its run.

    Args:
        known: what is known of the run.
        row: the snapshot from which the other parameters are taken, and with which the path ends.
        first, second: names of the two parameters.
        square: whether both get the same values, so that the diagonal is one.
        points: values along each side; fewer are computed for a large network.

    Raises:
        ValueError: if the two are one, or if the network has no parameter of such a name.
    """
    shape, experiment = known.shape, known.experiment
    places = [shape.entries().index(name) for name in (first, second)]
    rows = path_rows(row)
    path = known.flat[rows][:, places].T
    ranges = [_range(values) for values in ([path, path] if square else path)]
    train = generate(experiment).train
    units = shape.n_h * train.X.shape[1]
    # Odd, so that the middle is one of the values.
    count = min(points, max(_FEWEST_POINTS, int(np.sqrt(_AFFORDABLE / units)))) // 2 * 2 + 1
    firsts, seconds = (np.linspace(low, high, min(count, points)) for low, high in ranges)
    now = shape.parameters(known.flat[row])
    J = cost_over(experiment, now, places[0], places[1], firsts, seconds)
    below = np.tile(known.flat[row], (len(rows), 1))
    below[:, places] = path.T
    below_J, _ = measure(experiment, shape, below, expand(train.X, experiment.features), train.Y)
    names = (first, second)
    return Landscape(names, firsts, seconds, J, known.epochs[rows], path, known.train_loss[rows], below_J)


def path_rows(row: int) -> NDArray[np.intp]:
    """The snapshots that a path up to ``row`` is drawn through: at most ``PATH_POINTS``, both ends too."""
    return np.unique(np.linspace(0, row, min(row + 1, PATH_POINTS)).round().astype(np.intp))


def _range(values: Array) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    reach = max(_LEAST_REACH, (0.5 + _ROOM) * (high - low))
    middle = (low + high) / 2
    return middle - reach, middle + reach
