"""The data sets: points on the plane with a class (0 or 1) or a real value, one function a row.

``RandomState`` is used throughout because NumPy promises that its streams never change (NEP 19).
scikit-learn makes no such promise for its generators, and is imported only where one of them is drawn.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from shallownet.core.own_points import OwnPoints

if TYPE_CHECKING:
    from shallownet.core.experiment import Experiment

Array = NDArray[np.float64]
Counts = tuple[int, int]
Random = np.random.RandomState


class Points(NamedTuple):
    """Points on the plane: X of shape (2, m), Y of shape (1, m) with classes 0.0 and 1.0 or real values."""

    X: Array
    Y: Array


class Split(NamedTuple):
    """The points a network learns from and those it never sees; ``test`` may be empty (m = 0)."""

    train: Points
    test: Points


@dataclass(frozen=True)
class Dataset:
    """One data set.

    Attributes:
        name: the name used in code and in links.
        problem: ``"classification"`` or ``"regression"``.
        draw: ``(counts, noise, random)`` gives X (2, m) and Y (1, m). ``counts`` are the points of class 0
            and class 1; a regression set draws their sum. None: its points come with the experiment.
        noise: its usual noise: a standard deviation, in the units of the plane (of y for regression).
        max_noise: the largest noise allowed.
    """

    name: str
    problem: str
    draw: Callable[[Counts, float, Random], tuple[Array, Array]] | None
    noise: float
    max_noise: float


def _labels(counts: Counts) -> Array:
    return np.repeat([0.0, 1.0], counts)[np.newaxis]


def _flower(counts: Counts, noise: float, random: Random) -> tuple[Array, Array]:
    # The course's "planar data": two classes on the petals of one rose, in the published order of draws.
    petals = []
    for label, count in enumerate(counts):
        t = np.linspace(3.12 * label, 3.12 * (label + 1), count) + noise * random.randn(count)
        r = 4 * np.sin(4 * t) + noise * random.randn(count)
        petals.append(np.stack([r * np.sin(t), r * np.cos(t)]))
    return np.concatenate(petals, axis=1), _labels(counts)


def _moons(counts: Counts, noise: float, random: Random) -> tuple[Array, Array]:
    from sklearn.datasets import make_moons

    X, y = make_moons(n_samples=counts, noise=noise, shuffle=False, random_state=random)
    return X.T, y[np.newaxis].astype(np.float64)


def _circles(counts: Counts, noise: float, random: Random) -> tuple[Array, Array]:
    from sklearn.datasets import make_circles

    # Radii 2 and 1: at the radii 1 and 0.5 that it draws, slopes are so gentle that most networks dawdle.
    X, y = make_circles(n_samples=counts, factor=0.5, noise=noise / 2, shuffle=False, random_state=random)
    return 2 * X.T, y[np.newaxis].astype(np.float64)


def _blobs(counts: Counts, noise: float, random: Random) -> tuple[Array, Array]:
    from sklearn.datasets import make_blobs

    # Six clusters on a hexagon; neighbours belong to different classes.
    corner = np.arange(6) * np.pi / 3
    centers = 3.0 * np.stack([np.cos(corner), np.sin(corner)], axis=1)
    sizes = [counts[k % 2] // 3 + (k // 2 < counts[k % 2] % 3) for k in range(6)]
    X, y = make_blobs(n_samples=sizes, centers=centers, cluster_std=noise, shuffle=False, random_state=random)
    by_class = np.argsort(y % 2, kind="stable")
    return X[by_class].T, _labels(counts)


def _quantiles(counts: Counts, noise: float, random: Random) -> tuple[Array, Array]:
    from sklearn.datasets import make_gaussian_quantiles

    # Its two classes, the inner and the outer half of one Gaussian, are always of equal size: draw enough
    # for the larger class and keep what was asked for.
    X, y = make_gaussian_quantiles(
        cov=2.0, n_samples=2 * max(counts), n_features=2, n_classes=2, shuffle=False, random_state=random
    )
    kept = np.concatenate([np.flatnonzero(y == label)[:count] for label, count in enumerate(counts)])
    return X[kept].T + noise * random.randn(2, len(kept)), _labels(counts)


def _xor(counts: Counts, noise: float, random: Random) -> tuple[Array, Array]:
    gap, side = 0.3, 3.0
    labels = _labels(counts)
    size = random.uniform(gap, side, (2, labels.size))
    first = random.choice([-1.0, 1.0], labels.size)
    signs = np.stack([first, np.where(labels[0] == 1.0, first, -first)])
    return signs * size + noise * random.randn(2, labels.size), labels


def _gaussians(counts: Counts, noise: float, random: Random) -> tuple[Array, Array]:
    labels = _labels(counts)
    centers = np.where(labels == 1.0, 2.0, -2.0)
    return centers + noise * random.randn(2, labels.size), labels


def _spiral(counts: Counts, noise: float, random: Random) -> tuple[Array, Array]:
    arms = []
    for label, count in enumerate(counts):
        along = (np.arange(count) + 0.5) / count
        r, t = 4.0 * along, 3.5 * np.pi * along + label * np.pi
        arms.append(np.stack([r * np.sin(t), r * np.cos(t)]) + noise * random.randn(2, count))
    return np.concatenate(arms, axis=1), _labels(counts)


def _plane(counts: Counts, noise: float, random: Random) -> tuple[Array, Array]:
    X = random.uniform(-3.0, 3.0, (2, sum(counts)))
    Y = (X[:1] + X[1:]) / 6.0
    return X, Y + noise * random.randn(*Y.shape)


def _bumps(counts: Counts, noise: float, random: Random) -> tuple[Array, Array]:
    X = random.uniform(-3.0, 3.0, (2, sum(counts)))
    Y = np.zeros((1, X.shape[1]))
    for column, x1 in enumerate((-2.0, 0.0, 2.0)):
        for row, x2 in enumerate((-1.25, 1.25)):
            squared_distance = (X[:1] - x1) ** 2 + (X[1:] - x2) ** 2
            Y += (-1.0) ** (column + row) * np.exp(-squared_distance)
    return X, Y + noise * random.randn(*Y.shape)


DATASETS: dict[str, Dataset] = {
    row.name: row
    for row in (
        Dataset("flower", "classification", _flower, 0.2, 1.0),
        Dataset("moons", "classification", _moons, 0.2, 1.0),
        Dataset("circles", "classification", _circles, 0.2, 1.0),
        Dataset("blobs", "classification", _blobs, 0.6, 3.0),
        Dataset("quantiles", "classification", _quantiles, 0.0, 1.0),
        Dataset("xor", "classification", _xor, 0.1, 1.5),
        Dataset("gaussians", "classification", _gaussians, 1.0, 4.0),
        Dataset("spiral", "classification", _spiral, 0.1, 1.0),
        Dataset("plane", "regression", _plane, 0.05, 1.0),
        Dataset("bumps", "regression", _bumps, 0.05, 1.0),
        Dataset("own", "classification", None, 0.0, 0.0),
    )
}
"""Every data set by name; menus, links and tests follow from it."""

DRAWN = tuple(name for name, row in DATASETS.items() if row.draw is not None)
"""The names of those that can be had for the asking: all but own points."""


def generate(experiment: Experiment) -> Split:
    """The points of an experiment, split into train and test.

    The split is stratified (each class gives its share to the test set) and keeps the order of the points.
    Calls with the same data settings give the same arrays, which are read-only.
    """
    e = experiment
    if isinstance(e.points, OwnPoints):
        return _own(e.points, e.data_seed, e.test_fraction)
    drawn = _drawing(e)
    return _received.get(drawn) or _drawn(*drawn)


_Drawing = tuple[str, int, float, int, float, float]
_received: OrderedDict[_Drawing, Split] = OrderedDict()
_MOST_RECEIVED = 64


def receive(experiment: Experiment, split: Split) -> None:
    """Take an experiment's points from another process, which has drawn them.

    To draw them here might mean to import scikit-learn: two seconds, and 150 MB as long as the process lives.

    Args:
        experiment: any but one with points of its own.
        split: what ``generate`` gave for it there.
    """
    drawn = _drawing(experiment)
    if drawn not in _received:
        _received[drawn] = Split(*(_read_only(points) for points in split))
    _received.move_to_end(drawn)
    if len(_received) > _MOST_RECEIVED:
        _received.popitem(last=False)


def _drawing(e: Experiment) -> _Drawing:
    return e.dataset, e.samples, e.noise or 0.0, e.data_seed, e.test_fraction, e.class_share


def extent(experiment: Experiment) -> float:
    """The plane shown: x1 and x2 from minus this to this, around every point of the experiment."""
    reach = max(float(np.abs(points.X).max(initial=0.0)) for points in generate(experiment))
    return ceil(reach * 1.05 * 4) / 4  # a square; a little room keeps the outermost points whole


@lru_cache(maxsize=64)
def _drawn(
    name: str, samples: int, noise: float, seed: int, test_fraction: float, class_share: float
) -> Split:
    dataset = DATASETS[name]
    assert dataset.draw is not None, f"{name} without its points"
    ones = min(max(round(samples * class_share), 1), samples - 1)
    X, Y = dataset.draw((samples - ones, ones), noise, Random(seed))
    return _split(X, Y, dataset.problem, seed, test_fraction)


# Few: a key is up to 10,000 points, and their arrays are kept with them anyway.
@lru_cache(maxsize=16)
def _own(points: OwnPoints, seed: int, test_fraction: float) -> Split:
    return _split(points.columns[:2], points.columns[2:], "classification", seed, test_fraction)


def _split(X: Array, Y: Array, problem: str, seed: int, test_fraction: float) -> Split:
    # A generator of its own, so that the split does not depend on how many numbers the data set drew.
    random = Random([seed, 1])
    strata = [np.arange(Y.size)]
    if problem == "classification":
        strata = [np.flatnonzero(Y[0] == label) for label in (0.0, 1.0)]
    is_test = np.zeros(Y.size, dtype=bool)
    for members in strata:
        count = max(min(round(len(members) * test_fraction), len(members) - 1), 0)
        is_test[random.permutation(members)[:count]] = True
    return Split(_points(X, Y, ~is_test), _points(X, Y, is_test))


def _points(X: Array, Y: Array, chosen: NDArray[np.bool_]) -> Points:
    return _read_only(Points(np.ascontiguousarray(X[:, chosen]), np.ascontiguousarray(Y[:, chosen])))


def _read_only(points: Points) -> Points:
    for array in points:
        array.flags.writeable = False
    return points
