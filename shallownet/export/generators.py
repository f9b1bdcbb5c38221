"""The data sets' generators with NumPy alone: the source of these functions is exported.

Most of ``core.datasets`` draws with NumPy and is exported as it stands. Where it asks scikit-learn, the same
draws in the same order are written out here; a test finds the points equal to the last bit.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from shallownet.core.datasets import DATASETS

Array = NDArray[np.float64]
Counts = tuple[int, int]
Random = np.random.RandomState
Generator = Callable[[Counts, float, Random], tuple[Array, Array]]


def moons(counts: Counts, noise: float, random: Random) -> tuple[Array, Array]:
    """Two half circles, the second upside down between the ends of the first."""
    t0, t1 = (np.linspace(0, np.pi, count) for count in counts)
    x1 = np.append(np.cos(t0), 1 - np.cos(t1))
    x2 = np.append(np.sin(t0), 1 - np.sin(t1) - 0.5)
    points = np.stack([x1, x2], axis=1)
    points += random.normal(scale=noise, size=points.shape)
    return points.T, np.repeat([0.0, 1.0], counts)[np.newaxis]


def circles(counts: Counts, noise: float, random: Random) -> tuple[Array, Array]:
    """Two circles round the origin: class 0 at radius 2, class 1 at radius 1."""
    t0, t1 = (np.linspace(0, 2 * np.pi, count, endpoint=False) for count in counts)
    x1 = np.append(np.cos(t0), np.cos(t1) * 0.5)
    x2 = np.append(np.sin(t0), np.sin(t1) * 0.5)
    points = np.stack([x1, x2], axis=1)
    points += random.normal(scale=noise / 2, size=points.shape)
    return 2 * points.T, np.repeat([0.0, 1.0], counts)[np.newaxis]


def blobs(counts: Counts, noise: float, random: Random) -> tuple[Array, Array]:
    """Six clusters on a hexagon; neighbours belong to different classes."""
    corner = np.arange(6) * np.pi / 3
    centers = 3.0 * np.stack([np.cos(corner), np.sin(corner)], axis=1)
    sizes = [counts[k % 2] // 3 + (k // 2 < counts[k % 2] % 3) for k in range(6)]
    clusters = [
        random.normal(center, noise, size=(size, 2)) for center, size in zip(centers, sizes, strict=True)
    ]
    points = np.concatenate(clusters[0::2] + clusters[1::2])
    return points.T, np.repeat([0.0, 1.0], counts)[np.newaxis]


def quantiles(counts: Counts, noise: float, random: Random) -> tuple[Array, Array]:
    """The inner half of a Gaussian is class 0, the outer half class 1; noise comes on top."""
    half = max(counts)
    points = random.multivariate_normal([0, 0], 2.0 * np.identity(2), 2 * half)
    points = points[np.argsort(np.sum(points**2, axis=1))]
    points = np.concatenate([points[: counts[0]], points[half : half + counts[1]]])
    X = points.T + noise * random.randn(2, len(points))
    return X, np.repeat([0.0, 1.0], counts)[np.newaxis]


_WRITTEN_OUT: dict[str, Generator] = {
    "moons": moons,
    "circles": circles,
    "blobs": blobs,
    "quantiles": quantiles,
}

GENERATORS: dict[str, Generator] = {
    name: _WRITTEN_OUT.get(name, row.draw) for name, row in DATASETS.items() if row.draw is not None
}
"""Every data set that can be drawn; own points are exported as numbers."""
