"""Planes in the space of all weights and biases: what a cost surface is drawn over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shallownet.core.parameters import Parameters
from shallownet.core.trajectory import Trajectory

Array = NDArray[np.float64]

PATH_POINTS = 300
"""A path has at most so many snapshots."""


@dataclass(frozen=True, eq=False)
class Plane:
    """The networks ``origin + u d1 + v d2``.

    Attributes:
        origin: a flat row (see ``Parameters.flat``), the network at u = v = 0; (size,).
        directions: d1 and d2, (2, size), neither a multiple of the other.
        names: of u and v.
        shares: of the variance of the snapshots along d1 and d2, 0 to 1, where the plane was found from
            snapshots (see ``principal``); else None.
    """

    origin: Array
    directions: Array
    names: tuple[str, str]
    shares: tuple[float, float] | None = None

    @property
    def titles(self) -> tuple[str, str]:
        """What stands at the axes: the names, and the shares where there are any."""
        if self.shares is None:
            return self.names
        first, second = (
            f"{name} ({share:.0%} of the variance)"
            for name, share in zip(self.names, self.shares, strict=True)
        )
        return first, second

    def at(self, u: Array, v: Array) -> Array:
        """The networks at these places, flat rows (P, size), for u and v of shape (P,)."""
        d1, d2 = self.directions
        # A weight that neither direction moves keeps its bits, and one that is an axis has those of u or v.
        networks: Array = self.origin + (u[:, np.newaxis] * d1 + v[:, np.newaxis] * d2)
        return networks

    def places(self, flat: Array) -> Array:
        """Where the plane is nearest to each network: u and v, (2, P), for flat rows (P, size).

        The foot of the perpendicular, by the normal equations ``D Dᵀ (u, v)ᵀ = D (θ - origin)``.
        """
        D = self.directions
        return np.asarray(np.linalg.solve(D @ D.T, D @ (flat - self.origin).T), dtype=np.float64)

    def share_seen(self, start: Array, end: Array) -> float:
        """Of the straight way from one network to another, the share of its length that lies in the plane.

        Args:
            start, end: flat rows, (size,).

        Returns:
            0 to 1; NaN where the two are one.
        """
        first, last = self.at(*self.places(np.stack([start, end])))
        length = float(np.linalg.norm(end - start))
        return float(np.linalg.norm(last - first)) / length if length else float("nan")


def through_two(parameters: Parameters, first: str, second: str) -> Plane:
    """The plane on which two parameters vary, all others as they are; u and v are their values.

    Args:
        parameters: a network.
        first, second: names of the two, see ``Shape.entries``.

    Raises:
        ValueError: if the two are one, or if the network has no parameter of such a name.
    """
    shape = parameters.shape
    one, other = (shape.entries().index(name) for name in (first, second))
    if one == other:
        raise ValueError(f"first and second are both {first}, but they must be two different parameters.")
    origin, directions = parameters.flat(), np.zeros((2, shape.size))
    origin[[one, other]] = 0.0
    directions[0, one] = directions[1, other] = 1.0
    return Plane(origin, directions, (first, second))


def random_plane(parameters: Parameters, seed: int) -> Plane:
    """A plane through a network along two random directions, scaled unit by unit.

    As in *filter normalization* (Li et al. 2018, "Visualizing the Loss Landscape of Neural Nets",
    arXiv:1712.09913): each direction's numbers for one unit are as long as that unit's own weights, so that
    u = 1 changes every unit by as much as it is, whether its weights are large or small. A bias counts as one
    more weight of its unit. Beyond the paper, the two directions are made orthogonal unit by unit before they
    are scaled; so they are orthogonal as a whole, and each is as long as the network's flat row: a distance
    in the plane is one in parameter space, in units of that length. A unit whose weights are all 0 has
    directions of length 1.

    Args:
        parameters: the network at u = v = 0.
        seed: of the directions: ``RandomState(seed)`` draws the first, then the second.
    """
    n_x, n_h, n_y = parameters.shape
    point = parameters.flat()
    W1, b1, W2, b2 = np.split(np.arange(point.size), np.cumsum([n_h * n_x, n_h, n_y * n_h]))
    hidden = np.column_stack([W1.reshape(n_h, n_x), b1])
    outputs = np.column_stack([W2.reshape(n_y, n_h), b2])
    directions = np.random.RandomState(seed).randn(2, point.size)
    for unit in (*hidden, *outputs):
        # At least a weight and a bias, so two directions can be orthogonal.
        orthonormal, _ = np.linalg.qr(directions[:, unit].T)
        directions[:, unit] = orthonormal.T * (np.linalg.norm(point[unit]) or 1.0)
    return Plane(point, directions, ("random 1", "random 2"))


def principal_plane(runs: Trajectory | Sequence[Trajectory]) -> Plane:
    """The plane along which the snapshots of one or more runs spread most.

    Its directions are the first two principal components of all their snapshots, orthonormal, each turned so
    that the first run ends farther along it than it begins; it goes through that run's last snapshot. (So Li
    et al. 2018, arXiv:1712.09913, draw the paths of optimizers.) Each snapshot counts once; runs of more than
    ``PATH_POINTS`` are thinned evenly.

    Args:
        runs: of networks of one shape.

    Returns:
        The plane, with the share of the variance along each direction.

    Raises:
        ValueError: if the shapes differ, or if no snapshot differs from another, so that nothing spreads.
    """
    every = as_runs(runs)
    rows = [run.flat[path_rows(len(run) - 1)] for run in every]
    flat = np.concatenate(rows)
    centred = flat - flat.mean(axis=0)
    if not np.ptp(flat, axis=0).any():
        raise ValueError("The runs have not moved from one place, so that their path has no principal plane.")
    # Two more rows of zeros change nothing, but one moving snapshot alone would have no second direction.
    padded = np.concatenate([centred, np.zeros((2, flat.shape[1]))])
    _, spreads, components = np.linalg.svd(padded, full_matrices=False)
    directions = components[:2]
    ahead = directions @ (rows[0][-1] - rows[0][0])
    directions = directions * np.where(ahead < 0, -1.0, 1.0)[:, np.newaxis]
    first, second = spreads[:2] ** 2 / np.sum(spreads**2)
    return Plane(rows[0][-1], directions, ("PCA 1", "PCA 2"), (float(first), float(second)))


def as_runs(runs: Trajectory | Sequence[Trajectory]) -> list[Trajectory]:
    """One run or more as a list.

    Raises:
        ValueError: if there is none, or if their networks have not one shape.
    """
    every = [runs] if isinstance(runs, Trajectory) else list(runs)
    if not every:
        raise ValueError("runs is empty, but it must hold at least one trajectory.")
    if shapes := {run.shape for run in every} - {every[0].shape}:
        raise ValueError(
            f"runs have networks of shape {every[0].shape} and {min(shapes)}, but it must be one."
        )
    return every


def path_rows(row: int) -> NDArray[np.intp]:
    """The snapshots that a path up to ``row`` is drawn through: at most ``PATH_POINTS``, both ends too."""
    return np.unique(np.linspace(0, row, min(row + 1, PATH_POINTS)).round().astype(np.intp))
