"""What a network with linear hidden units amounts to: one line; and the best line, by scikit-learn.

scikit-learn and SciPy are imported where they are used, as they take a second to load.
"""

from __future__ import annotations

import warnings
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from shallownet.core.datasets import generate
from shallownet.core.experiment import DATA_FIELDS, Experiment
from shallownet.core.features import expand
from shallownet.core.parameters import Parameters

Array = NDArray[np.float64]


class Line(NamedTuple):
    """A linear function of the inputs, ``W X + b``: W (1, n_x), b (1, 1), or stacks of them."""

    W: Array
    b: Array


def collapse(parameters: Parameters) -> Line:
    """The linear function that a network with identity hidden units is.

    ``W2 (W1 x + b1) + b2 = W' x + b'`` with ``W' = W2 W1`` (n_y, n_x) and ``b' = W2 b1 + b2`` (n_y, 1).
    Stacks of parameters, as in ``Observed.parameters``, give a stack.
    """
    W1, b1, W2, b2 = parameters
    return Line(W2 @ W1, W2 @ b1 + b2)


def logistic_regression(experiment: Experiment) -> Line:
    """scikit-learn's logistic regression, without penalty, on the experiment's inputs and training points.

    The best line there is for the cross-entropy. Where ``is_separable`` there is none: longer weights are
    always better. What is returned then is where the search gave up, a line that separates the classes with
    long weights; its direction may be looked at, its length means nothing.

    Raises:
        ValueError: if the experiment is a regression.
    """
    if experiment.problem != "classification":
        raise ValueError(f"problem is {experiment.problem!r}, but logistic regression needs classes.")
    return _logistic_regression(*_data_of(experiment))


def is_separable(experiment: Experiment) -> bool:
    """Whether some line (of the experiment's inputs) has all training points of each class on its own side.

    A line does if and only if, scaled, ``(2y - 1)(w x + b) >= 1`` for every example: a linear program.

    Raises:
        ValueError: if the experiment is a regression.
    """
    if experiment.problem != "classification":
        raise ValueError(f"problem is {experiment.problem!r}, but only classes can be separated.")
    return _is_separable(*_data_of(experiment))


def _data_of(experiment: Experiment) -> tuple[Experiment, tuple[str, ...]]:
    """What the answer depends on, so that one answer serves every network on the same points."""
    data = Experiment(**{name: getattr(experiment, name) for name in DATA_FIELDS})
    return data, experiment.features


@lru_cache(maxsize=64)
def _logistic_regression(data: Experiment, features: tuple[str, ...]) -> Line:
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    points = generate(data).train
    model = LogisticRegression(C=np.inf, tol=1e-10, max_iter=10_000)
    with warnings.catch_warnings():
        # On separable classes the search cannot end; the docstring above says what its result is worth.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(expand(points.X, features).T, points.Y[0])
    line = Line(np.asarray(model.coef_, dtype=np.float64), np.asarray(model.intercept_)[:, np.newaxis])
    for array in line:
        array.flags.writeable = False
    return line


@lru_cache(maxsize=64)
def _is_separable(data: Experiment, features: tuple[str, ...]) -> bool:
    from scipy.optimize import linprog  # type: ignore[import-untyped]

    points = generate(data).train
    X = expand(points.X, features)
    inputs = np.concatenate([X, np.ones((1, X.shape[1]))]).T
    signs = 2.0 * points.Y.T - 1.0
    # Feasibility is all that is asked, so there is nothing to minimize.
    found = linprog(
        np.zeros(inputs.shape[1]), A_ub=-signs * inputs, b_ub=-np.ones(len(inputs)), bounds=(None, None)
    )
    return bool(found.status == 0)
