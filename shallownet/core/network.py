"""A network with one hidden layer, written as in the course: what learners read, and what the engine is
tested against. Examples are columns: X (n_x, m), Y (n_y, m)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from shallownet.core.activations import ACTIVATIONS
from shallownet.core.batches import is_full_batch, order
from shallownet.core.datasets import generate
from shallownet.core.experiment import Experiment, Recipe, as_recipe
from shallownet.core.features import expand
from shallownet.core.initializers import INITIALIZERS
from shallownet.core.parameters import Parameters
from shallownet.core.stability import no_rises
from shallownet.core.trajectory import Record, Trajectory, recorded_epochs

Array = NDArray[np.float64]


class Forward(NamedTuple):
    """What forward propagation computes: Z1, A1 of shape (n_h, m); Z2, A2 of shape (n_y, m)."""

    Z1: Array
    A1: Array
    Z2: Array
    A2: Array


def initialize(experiment: Experiment) -> Parameters:
    """The parameters at epoch 0: W1 (n_h, n_x) is drawn first, then W2 (1, n_h); biases are 0."""
    random = np.random.RandomState(experiment.seed)
    draw = INITIALIZERS[experiment.initializer]
    n_x, n_h, n_y = len(experiment.features), experiment.hidden_units, 1
    W1 = draw(random, n_h, n_x, experiment.constant)
    W2 = draw(random, n_y, n_h, experiment.constant)
    return Parameters(W1, np.zeros((n_h, 1)), W2, np.zeros((n_y, 1)))


def forward(
    parameters: Parameters, X: Array, activation: str, problem: str, leaky_slope: float = 0.01
) -> Forward:
    """Forward propagation of X (n_x, m).

    The output is a sigmoid for ``"classification"``, the identity for ``"regression"``, and for
    ``"multiclass"``, where each example is of one of n_y classes, a softmax over the outputs.
    """
    W1, b1, W2, b2 = parameters
    Z1 = W1 @ X + b1
    A1 = ACTIVATIONS[activation].value(Z1, leaky_slope)
    Z2 = W2 @ A1 + b2
    if problem == "classification":
        A2 = ACTIVATIONS["sigmoid"].value(Z2)
    elif problem == "multiclass":
        A2 = softmax(Z2)
    else:
        A2 = Z2
    return Forward(Z1, A1, Z2, A2)


def softmax(Z2: Array) -> Array:
    """``e^z`` as a share of its sum over the outputs; (n_y, m), each column adds up to 1.

    Less the largest z of each column, which the quotient does not notice, no power overflows.
    """
    powers = np.exp(Z2 - np.max(Z2, axis=0, keepdims=True))
    shares: Array = powers / np.sum(powers, axis=0, keepdims=True)
    return shares


def cost(Z2: Array, Y: Array, problem: str) -> float:
    """The data term of the cost J, averaged over the m examples.

    Classification: cross-entropy, from Z2: ``-[y log s(z) + (1-y) log(1 - s(z))] = log(1 + e^z) - y z``,
    which stays finite however sure the network is. Multiclass, where Y has one 1 in each column and 0
    elsewhere: ``-sum y log softmax(z) = log sum e^z - sum y z``. Regression: ``1/(2m) sum (z - y)^2``.
    """
    m = Y.shape[1]
    if problem == "classification":
        softplus = np.maximum(Z2, 0) + np.log1p(np.exp(-np.abs(Z2)))
        return float(np.sum(softplus - Y * Z2) / m)
    if problem == "multiclass":
        below = Z2 - np.max(Z2, axis=0, keepdims=True)
        log_sums = np.log(np.sum(np.exp(below), axis=0))
        return float(np.sum(log_sums - np.sum(Y * below, axis=0)) / m)
    return float(np.sum((Z2 - Y) ** 2) / (2 * m))


def accuracy(Z2: Array, Y: Array) -> float:
    """Share of the m examples on the right side: class 1 is predicted where y-hat > 0.5, that is z > 0."""
    return float(np.mean((Z2 > 0) == (Y == 1)))


def backward(
    parameters: Parameters,
    computed: Forward,
    X: Array,
    Y: Array,
    activation: str,
    leaky_slope: float = 0.01,
    l1: float = 0.0,
    l2: float = 0.0,
) -> Parameters:
    """The gradient of J plus the penalty ``l2/(2m) sum w^2 + l1/m sum |w|`` (weights only).

    ``dZ2 = A2 - Y`` holds for every problem: it is why their outputs and costs are paired as they are.
    """
    W1, _, W2, _ = parameters
    Z1, A1, _, A2 = computed
    m = X.shape[1]
    dZ2 = A2 - Y
    dW2 = (1 / m) * dZ2 @ A1.T
    db2 = (1 / m) * np.sum(dZ2, axis=1, keepdims=True)
    dZ1 = (W2.T @ dZ2) * ACTIVATIONS[activation].slope(Z1, leaky_slope)
    dW1 = (1 / m) * dZ1 @ X.T
    db1 = (1 / m) * np.sum(dZ1, axis=1, keepdims=True)
    dW1 += (l2 * W1 + l1 * np.sign(W1)) / m
    dW2 += (l2 * W2 + l1 * np.sign(W2)) / m
    return Parameters(dW1, db1, dW2, db2)


def update(parameters: Parameters, gradient: Parameters, learning_rate: float) -> Parameters:
    """One step of gradient descent: every parameter minus the rate times its derivative."""
    W1, b1, W2, b2 = parameters
    dW1, db1, dW2, db2 = gradient
    W1 = W1 - learning_rate * dW1
    b1 = b1 - learning_rate * db1
    W2 = W2 - learning_rate * dW2
    b2 = b2 - learning_rate * db2
    return Parameters(W1, b1, W2, b2)


def batches(experiment: Experiment, epoch: int, m: int) -> Iterator[NDArray[np.intp] | slice]:
    """The columns of each update of an epoch: all m at once, or mini-batches in a fresh order."""
    size = experiment.batch_size
    if size is None or is_full_batch(size, m):
        yield slice(None)
        return
    columns = order(experiment.seed, epoch, m)
    for start in range(0, m, size):
        yield columns[start : start + size]


def epochs_of(recipe: Recipe, X: Array, Y: Array) -> Iterator[Parameters]:
    """The parameters at epoch 0, 1, 2, … without end: predict, differentiate, update.

    Args:
        recipe: what to train.
        X: inputs, (n_x, m).
        Y: (1, m).
    """
    parameters = initialize(recipe.experiment)
    epoch = 0
    while True:
        yield parameters
        now = recipe.settings_from(epoch)
        parameters = parameters.shape.parameters(recipe.departing(epoch, parameters.flat()))
        for columns in batches(now, epoch, X.shape[1]):
            batch, labels = X[:, columns], Y[:, columns]
            computed = forward(parameters, batch, now.activation, now.problem, now.leaky_slope)
            gradient = backward(
                parameters, computed, batch, labels, now.activation, now.leaky_slope, now.l1, now.l2
            )
            parameters = update(parameters, gradient, now.learning_rate)
        epoch += 1


def train(run: Experiment | Recipe, epochs: int = 1000, record: Record = None) -> Trajectory:
    """The same run as ``shallownet.train``, by this plain implementation.

    It does not stop where a run diverges, and keeps no window of the cost's rises.
    """
    recipe = as_recipe(run)
    experiment = recipe.experiment
    wanted = recorded_epochs(epochs, record)
    train_points, test_points = (
        (expand(points.X, experiment.features), points.Y) for points in generate(experiment)
    )
    kept, shown = [], set(wanted)
    for epoch, parameters in zip(range(wanted[-1] + 1), epochs_of(recipe, *train_points), strict=False):
        if epoch in shown:
            kept.append(parameters)

    def measured(X: Array, Y: Array) -> tuple[Array, Array]:
        losses, shares = [], []
        for parameters in kept:
            Z2 = forward(parameters, X, experiment.activation, experiment.problem, experiment.leaky_slope).Z2
            losses.append(cost(Z2, Y, experiment.problem) if Y.size else np.nan)
            shares.append(accuracy(Z2, Y) if Y.size and experiment.problem == "classification" else np.nan)
        return np.array(losses), np.array(shares)

    return Trajectory(
        recipe,
        np.array(wanted),
        np.stack([parameters.flat() for parameters in kept]),
        np.stack([no_rises()] * len(kept)),
        *measured(*train_points),
        *measured(*test_points),
    )
