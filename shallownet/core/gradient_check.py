"""The gradient check: backpropagation's formulas against differences of the cost itself."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from shallownet.core.activations import ACTIVATIONS
from shallownet.core.experiment import Experiment
from shallownet.core.network import backward, cost, forward
from shallownet.core.parameters import Parameters

Array = NDArray[np.float64]


TOLERANCE = 1e-7
"""The relative error up to which a gradient passes, the usual choice for 64-bit numbers."""

_NO_GRADIENT = 1e-14


class GradientCheck(NamedTuple):
    """Two gradients of the cost plus penalty, and how far they are apart.

    Attributes:
        formula: by backpropagation.
        numeric: by central differences, ``(J(p + h) - J(p - h)) / 2h`` for each parameter p.
        relative_error: ``|formula - numeric| / (|formula| + |numeric|)``, Euclidean norms over all
            parameters. About 1e-9 where the formulas are right; 0 if both are 0 but for rounding. Where a
            small gradient drowns in a small step's rounding it may be anything up to 1, see ``resolution``.
        resolution: the relative error that the rounding of the two costs alone may cause, at most 1: the
            smaller the gradient, the larger. An error below it says nothing about the formulas.
        crosses_kink: whether a step carries some z over a kink of g, or under l1 a weight over 0. There the
            two rightly disagree: a difference sees the slopes of both sides, a formula that of one.
    """

    formula: Parameters
    numeric: Parameters
    relative_error: float
    resolution: float
    crosses_kink: bool

    @property
    def agrees(self) -> bool:
        """Whether formula and differences agree, as far as differences can tell."""
        return self.relative_error <= max(TOLERANCE, self.resolution)


def check_gradient(
    experiment: Experiment, parameters: Parameters, X: Array, Y: Array, step: float = 1e-6
) -> GradientCheck:
    """Check the gradient of every parameter.

    Args:
        experiment: its activation, problem and penalties are used.
        parameters: where.
        X: inputs, (n_x, m).
        Y: (n_y, m).
        step: h; smaller ones drown in rounding, larger ones see the cost's curvature.
    """
    computed = forward(parameters, X, experiment.activation, experiment.problem, experiment.leaky_slope)
    formula = backward(
        parameters,
        computed,
        X,
        Y,
        experiment.activation,
        experiment.leaky_slope,
        experiment.l1,
        experiment.l2,
    )
    at, differences = parameters.flat(), np.empty(parameters.shape.size)
    for index in range(len(at)):
        ends, costs = [], []
        for direction in (step, -step):
            moved = at.copy()
            moved[index] += direction
            ends.append(moved[index])
            costs.append(_penalised_cost(experiment, parameters.shape.parameters(moved), X, Y))
        # p + h is rounded, so that the two ends are not quite 2h apart.
        differences[index] = (costs[0] - costs[1]) / (ends[0] - ends[1])
    expected = formula.flat()
    sizes = float(np.linalg.norm(expected) + np.linalg.norm(differences))
    # A cost is rounded about as finely as the largest of Z2 and itself, where its terms come from.
    J = _penalised_cost(experiment, parameters, X, Y)
    largest = max(1.0, abs(J), float(np.abs(computed.Z2).max()))
    noise = np.finfo(np.float64).eps * largest / (2 * step) * np.sqrt(len(at))
    # By the formula, or a gradient would come and go with the step.
    is_gradient = np.linalg.norm(expected) > _NO_GRADIENT or sizes > noise
    return GradientCheck(
        formula,
        parameters.shape.parameters(differences),
        float(np.linalg.norm(expected - differences)) / sizes if is_gradient else 0.0,
        min(1.0, float(noise / sizes)) if is_gradient else 1.0,
        _crosses_kink(experiment, parameters, computed.Z1, X, step),
    )


def has_kink(activation: str, leaky_slope: float = 0.01) -> bool:
    """Whether g's slope jumps at z = 0."""
    below, above = ACTIVATIONS[activation].slope([-1e-9, 1e-9], leaky_slope)
    return bool(abs(above - below) > 1e-6)


def _penalised_cost(experiment: Experiment, parameters: Parameters, X: Array, Y: Array) -> float:
    Z2 = forward(parameters, X, experiment.activation, experiment.problem, experiment.leaky_slope).Z2
    J = cost(Z2, Y, experiment.problem)
    weights = np.concatenate([parameters.W1.ravel(), parameters.W2.ravel()])
    penalty = experiment.l2 / 2 * np.sum(weights**2) + experiment.l1 * np.sum(np.abs(weights))
    return float(J + penalty / Y.shape[1])


def _crosses_kink(experiment: Experiment, parameters: Parameters, Z1: Array, X: Array, step: float) -> bool:
    weights = np.concatenate([parameters.W1.ravel(), parameters.W2.ravel()])
    if experiment.l1 > 0 and bool(((weights != 0) & (np.abs(weights) <= step)).any()):
        return True
    if not has_kink(experiment.activation, experiment.leaky_slope):
        return False
    # A step of b1 moves z by h, one of W1[j, k] by h x_k.
    farthest = step * np.maximum(1.0, np.abs(X).max(axis=0))
    return bool((np.abs(Z1) <= farthest).any())
