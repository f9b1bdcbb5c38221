"""The cost as a surface over a plane of parameter space, and the paths of runs over it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from shallownet.core.cost import measure
from shallownet.core.datasets import generate
from shallownet.core.experiment import Experiment
from shallownet.core.features import expand
from shallownet.core.parameters import Parameters
from shallownet.core.plane import Plane, as_runs, path_rows, through_two
from shallownet.core.trajectory import Trajectory

Array = NDArray[np.float64]

MOST_POINTS = 61
"""Values along each side of the grid, where the network is small and somebody waits."""
POINTS = 101
"""Values along each side where nothing else is asked for."""

_FEWEST_POINTS = 25
# Hidden units' values (grid points, units, examples) that may be computed while somebody waits: about 0.1 s.
_AFFORDABLE = 8_000_000
# Half a side of the plane at least, and beyond the path so much of its extent.
_LEAST_REACH, _ROOM = 1.0, 0.35
# A surface is computed in strips of about so many values of hidden units: a few hundredths of a second each.
_STRIP_VALUES = 2_000_000
_ANY_TIME: AbstractContextManager[object] = nullcontext()


def cost_on(
    experiment: Experiment, plane: Plane, u: Array, v: Array, turn: AbstractContextManager[object] = _ANY_TIME
) -> Array:
    """The cost (its data term, on the training points) over a grid of a plane, computed in strips.

    Args:
        experiment: its points, features, activation and problem are used.
        plane: of networks of its shape.
        u: values of the first coordinate, (F,).
        v: values of the second, (S,).
        turn: held for each strip, where others wait for the same machine.

    Returns:
        (S, F): a row for each value of the second, as a surface plot wants it.
    """
    values = len(u) * experiment.hidden_units * generate(experiment).train.X.shape[1]
    strip, rows = max(1, _STRIP_VALUES // values), []
    for start in range(0, len(v), strip):
        part = v[start : start + strip]
        with turn:
            flat = plane.at(np.tile(u, len(part)), np.repeat(part, len(u)))
            rows.append(_costs(experiment, flat).reshape(len(part), len(u)))
    return np.concatenate(rows)


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
    entries = parameters.shape.entries()
    return cost_on(experiment, through_two(parameters, entries[first], entries[second]), firsts, seconds)


class Path(NamedTuple):
    """A run's way over a plane.

    Attributes:
        epochs: of its P points, ascending.
        places: where the plane is nearest to the network, (2, P).
        J: the cost that the run had there, (P,).
        below_J: the cost of the surface there, (P,): equal to it where the network lies on the plane.
    """

    epochs: NDArray[np.int64]
    places: Array
    J: Array
    below_J: Array


@dataclass(frozen=True, eq=False)
class Landscape:
    """The cost over a plane of parameter space; and the paths of runs over it.

    Attributes:
        plane: what it is over.
        firsts: values of the first coordinate, (F,).
        seconds: values of the second, (S,).
        J: the cost, (S, F).
        paths: of one run or more.
    """

    plane: Plane
    firsts: Array
    seconds: Array
    J: Array
    paths: tuple[Path, ...]

    @property
    def names(self) -> tuple[str, str]:
        """Of the two coordinates: of two parameters their names, see ``Shape.entries``."""
        return self.plane.names

    @property
    def epochs(self) -> NDArray[np.int64]:
        """Of the first path's points, (P,)."""
        return self.paths[0].epochs

    @property
    def path(self) -> Array:
        """The first path's places, (2, P)."""
        return self.paths[0].places

    @property
    def path_J(self) -> Array:
        """The cost that the first run had there, (P,)."""
        return self.paths[0].J

    @property
    def below_J(self) -> Array:
        """The cost of the surface there, (P,)."""
        return self.paths[0].below_J

    @property
    def largest_height(self) -> float:
        """The largest distance between the first path's cost and the surface."""
        return float(np.abs(self.path_J - self.below_J).max())

    @property
    def asymmetry(self) -> float:
        """The largest ``|J(u, v) - J(v, u)|`` on the grid, where both coordinates have the same values."""
        with np.errstate(invalid="ignore"):
            apart = np.abs(self.J - self.J.T)
        return float(np.max(apart, where=~np.isnan(apart), initial=0.0))

    @property
    def from_diagonal(self) -> float:
        """The first path's largest distance from the diagonal, where the two coordinates are equal."""
        return float(np.abs(self.path[0] - self.path[1]).max() / np.sqrt(2))


def landscape(
    known: Trajectory,
    row: int,
    first: str,
    second: str,
    *,
    square: bool = False,
    points: int = MOST_POINTS,
    turn: AbstractContextManager[object] = _ANY_TIME,
) -> Landscape:
    """The cost over two parameters of a network at one snapshot of its run.

    Args:
        known: what is known of the run.
        row: the snapshot from which the other parameters are taken, and with which the path ends.
        first, second: names of the two parameters.
        square: whether both get the same values, so that the diagonal is one.
        points: values along each side; fewer are computed for a large network.
        turn: see ``cost_on``.

    Raises:
        ValueError: if the two are one, or if the network has no parameter of such a name.
    """
    plane = through_two(known.shape.parameters(known.flat[row]), first, second)
    count = min(points, affordable_points(known.experiment, points))
    return landscape_over(plane, known.select(slice(row + 1)), square=square, points=count, turn=turn)


def landscape_over(
    plane: Plane,
    runs: Trajectory | Sequence[Trajectory],
    *,
    square: bool = False,
    points: int = POINTS,
    turn: AbstractContextManager[object] = _ANY_TIME,
) -> Landscape:
    """The cost over a plane, with room for the paths of one run or more.

    Args:
        plane: see ``plane.through_two``, ``random_plane`` and ``principal_plane``.
        runs: to their ends (see ``Trajectory.select`` for less). They may differ in how they are trained and
            in their start; the cost must be the same function of the parameters for all.
        square: whether both coordinates get the same values, so that the diagonal is one.
        points: values along each side.
        turn: see ``cost_on``.

    Raises:
        ValueError: if there is no run, or if the cost of one is another function than that of the first.
    """
    every = as_runs(runs)
    experiment = every[0].experiment
    for run in every[1:]:
        _refuse_another_cost(experiment, run.experiment)
    paths = [_path(plane, run) for run in every]
    places = np.concatenate([path.places for path in paths], axis=1)
    ranges = [_range(values) for values in ([places, places] if square else places)]
    firsts, seconds = (np.linspace(low, high, points) for low, high in ranges)
    J = cost_on(experiment, plane, firsts, seconds, turn)
    return Landscape(plane, firsts, seconds, J, tuple(paths))


def affordable_points(experiment: Experiment, most: int = MOST_POINTS) -> int:
    """Values along each side of a grid for which nobody waits long: fewer for a large network."""
    units = experiment.hidden_units * generate(experiment).train.X.shape[1]
    # Odd, so that the middle is one of the values.
    return min(most, max(_FEWEST_POINTS, int(np.sqrt(_AFFORDABLE / units)))) // 2 * 2 + 1


def _path(plane: Plane, run: Trajectory) -> Path:
    rows = path_rows(len(run) - 1)
    places = plane.places(run.flat[rows])
    below = _costs(run.experiment, plane.at(*places))
    return Path(run.epochs[rows], places, run.train_loss[rows], below)


def _costs(experiment: Experiment, flat: Array) -> Array:
    train = generate(experiment).train
    J, _ = measure(experiment, experiment.shape, flat, expand(train.X, experiment.features), train.Y)
    return J


def _refuse_another_cost(one: Experiment, other: Experiment) -> None:
    for field in ("problem", "features", "activation"):
        if getattr(one, field) != getattr(other, field):
            raise ValueError(f"runs differ in {field}, so that their costs are different functions.")
    if one.activation == "leaky_relu" and one.leaky_slope != other.leaky_slope:
        raise ValueError("runs differ in leaky_slope, so that their costs are different functions.")
    points, others = generate(one).train, generate(other).train
    if not all(np.array_equal(*pair) for pair in zip(points, others, strict=True)):
        raise ValueError("runs differ in their points, so that their costs are different functions.")


def _range(values: Array) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    reach = max(_LEAST_REACH, (0.5 + _ROOM) * (high - low))
    middle = (low + high) / 2
    return middle - reach, middle + reach
