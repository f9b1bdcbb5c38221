"""Small data sets, standardized."""

from __future__ import annotations

from functools import cache

import numpy as np
from sklearn.datasets import load_iris, make_moons
from sklearn.preprocessing import scale

Data = tuple[np.ndarray, np.ndarray]


@cache
def moons() -> Data:
    X, y = make_moons(120, noise=0.2, random_state=0)
    return scale(X), y


@cache
def iris() -> Data:
    X, y = load_iris(return_X_y=True)
    return scale(X), y


@cache
def waves(targets: int = 1) -> Data:
    """Inputs (100, 2); targets (100,), or (100, targets)."""
    X = np.random.RandomState(0).randn(100, 2)
    y = np.column_stack([np.sin(X[:, 0] + k) + 0.3 * X[:, 1] for k in range(targets)])
    return X, y[:, 0] if targets == 1 else y
