"""The numbers shown beside a network while it trains: one row of ``METERS`` each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shallownet.core import symmetry
from shallownet.core.activations import ACTIVATIONS
from shallownet.core.datasets import extent
from shallownet.core.diagnosis import FLAT, verdicts
from shallownet.core.experiment import Experiment
from shallownet.core.features import expand
from shallownet.core.linear import collapse, logistic_regression
from shallownet.core.network import forward
from shallownet.core.observe import Observed
from shallownet.core.parameters import Shape

Array = NDArray[np.float64]

FORMATS = ("number", "share", "count", "verdict", "scientific", "hidden")
"""How a meter is written: hidden ones are for the picture; a verdict is an index into ``VERDICTS``."""

GRID = 41
"""Points along each side of the grid on which two functions of the plane are compared."""


def _one(_shape: Shape) -> int:
    return 1


def _nothing(_experiment: Experiment) -> None:
    return None


@dataclass(frozen=True)
class Meter:
    """One meter.

    Attributes:
        name: the name used in code.
        compute: its values for S snapshots, (S,) or (S, width); NaN where it is not defined.
        width: how many numbers it has for a network of that shape.
        format: one of ``FORMATS``.
        most: the largest value it can have in a network of that shape, where that is worth saying; else None.
        prepare: computes, and keeps, what the meter needs once for an experiment; that may take a second.
    """

    name: str
    compute: Callable[[Observed], NDArray[Any]]
    width: Callable[[Shape], int] = _one
    format: str = "number"
    most: Callable[[Shape], int] | None = None
    prepare: Callable[[Experiment], None] = _nothing


def _mean_a1(observed: Observed) -> Array:
    with np.errstate(all="ignore"):
        mean: Array = observed.A1.mean(axis=(1, 2))
    return mean


def _share(holds: NDArray[np.bool_]) -> Array:
    """Of (S, n_h, m) the share that holds, (S,)."""
    pairs = max(1, holds.shape[1] * holds.shape[2])
    return np.asarray(np.count_nonzero(holds, axis=(1, 2)) / pairs)


def _positive_share(observed: Observed) -> Array:
    return _share(observed.Z1 > 0)


def _flat_share(observed: Observed) -> Array:
    return _share(np.abs(observed.slopes) < FLAT)


def _dead_units(observed: Observed) -> NDArray[np.intp]:
    return np.asarray(np.count_nonzero((observed.slopes == 0).all(axis=2), axis=1))


def _collapsed_weights(observed: Observed) -> Array:
    if observed.known.experiment.activation != "identity":
        return np.full((len(observed), observed.known.shape.n_x), np.nan)
    return collapse(observed.parameters).W[:, 0]


def _collapsed_bias(observed: Observed) -> Array:
    if observed.known.experiment.activation != "identity":
        return np.full(len(observed), np.nan)
    return collapse(observed.parameters).b[:, 0, 0]


def _fit_logistic_regression(experiment: Experiment) -> None:
    if experiment.problem == "classification":
        logistic_regression(experiment)


def _logistic_gap(observed: Observed) -> Array:
    experiment = observed.known.experiment
    if experiment.problem != "classification":
        return np.full(len(observed), np.nan)
    X = expand(plane(extent(experiment)), experiment.features)
    W, b = logistic_regression(experiment)
    expected = ACTIVATIONS["sigmoid"].value(W @ X + b)
    gaps = []
    with np.errstate(all="ignore"):
        for row in observed.flat:
            parameters = observed.known.shape.parameters(row)
            A2 = forward(parameters, X, experiment.activation, experiment.problem, experiment.leaky_slope).A2
            gaps.append(np.abs(A2 - expected).max())
    return np.array(gaps)


@lru_cache(maxsize=16)
def plane(reach: float) -> Array:
    """The points of a square grid, x1 and x2 from -reach to reach, (2, ``GRID`` squared)."""
    along = np.linspace(-reach, reach, GRID)
    points = np.stack([grid.ravel() for grid in np.meshgrid(along, along)])
    points.flags.writeable = False
    return points


METERS: dict[str, Meter] = {
    row.name: row
    for row in (
        # of the hidden layer, over all pairs of a unit and an example
        Meter("mean_a1", _mean_a1),
        Meter("positive_share", _positive_share, format="share"),
        Meter("flat_share", _flat_share, format="share"),
        Meter("median_slope", lambda observed: observed.median_slope),
        # units whose slope is 0 for every example, so that nothing reaches their weights
        Meter("dead_units", _dead_units, format="count", most=lambda shape: shape.n_h),
        # how different the units are
        Meter(
            "distance",
            lambda observed: symmetry.largest_distance(observed.known.shape, observed.flat),
            format="scientific",
        ),
        Meter(
            "distinct_units",
            lambda observed: symmetry.count_groups(observed.twin_groups),
            format="count",
            most=lambda shape: shape.n_h,
        ),
        Meter(
            "rank",
            lambda observed: symmetry.rank_of_W1(observed.known.shape, observed.flat),
            format="count",
            most=lambda shape: min(shape.n_h, shape.n_x),
        ),
        Meter("verdict", verdicts, format="verdict"),
        Meter("twins", lambda observed: observed.twin_groups, width=lambda shape: shape.n_h, format="hidden"),
        # the line that a network with identity units is, and how far a network is from logistic regression
        Meter("collapsed_weights", _collapsed_weights, width=lambda shape: shape.n_x),
        Meter("collapsed_bias", _collapsed_bias),
        Meter("logistic_gap", _logistic_gap, prepare=_fit_logistic_regression),
    )
}
"""Every meter by name."""
