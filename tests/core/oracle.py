"""The network the long way, in extended precision and one formula a line: shares no code with the product."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

Array = np.ndarray
Weights = tuple[Array, Array, Array, Array]


def _exponential_linear(z: Array) -> Array:
    return np.where(z > 0, z, np.expm1(np.minimum(z, 0)))


def _softplus(z: Array) -> Array:
    return np.log1p(np.exp(-abs(z))) + np.maximum(z, 0)


def _sigmoid(z: Array) -> Array:
    return np.exp(-_softplus(-z))


def hidden(name: str, z: Array, leaky_slope: float = 0.01) -> Array:
    """g(z) in z's own precision."""
    return {
        "sigmoid": _sigmoid,
        "tanh": np.tanh,
        "relu": lambda z: np.where(z > 0, z, 0 * z),
        "leaky_relu": lambda z: np.where(z > 0, z, leaky_slope * z),
        "identity": lambda z: z,
        "elu": _exponential_linear,
        "softplus": _softplus,
        "silu": lambda z: z * _sigmoid(z),
        "mish": lambda z: z * np.tanh(_softplus(z)),
    }[name](z)


def pre_activation(weights: Weights, X: Array) -> Array:
    W1, b1, _, _ = weights
    return (W1[:, :, None] * X[None]).sum(axis=1) + b1


def output(weights: Weights, X: Array, activation: str, leaky_slope: float = 0.01) -> Array:
    """Z2 (n_out, m)."""
    _, _, W2, b2 = weights
    A1 = hidden(activation, pre_activation(weights, X), leaky_slope)
    return (W2[:, :, None] * A1[None]).sum(axis=1) + b2


def cost(
    weights: Weights,
    X: Array,
    Y: Array,
    activation: str,
    problem: str,
    leaky_slope: float = 0.01,
    l1: float = 0.0,
    l2: float = 0.0,
) -> float:
    """The data term plus the penalty on the weights (not the biases)."""
    W1, _, W2, _ = weights
    m = X.shape[1]
    Z2 = output(weights, X, activation, leaky_slope)
    if problem == "classification":
        data = (Y * _softplus(-Z2) + (1 - Y) * _softplus(Z2)).sum() / m
    elif problem == "multiclass":
        data = -(Y * np.log(np.exp(Z2) / np.exp(Z2).sum(axis=0))).sum() / m
    else:
        data = ((Z2 - Y) ** 2).sum() / (2 * m)
    squares = (W1**2).sum() + (W2**2).sum()
    sizes = abs(W1).sum() + abs(W2).sum()
    return data + l2 * squares / (2 * m) + l1 * sizes / m


def accuracy(weights: Weights, X: Array, Y: Array, activation: str, leaky_slope: float = 0.01) -> float:
    """Share of examples with (ŷ > 0.5) equal to y; ŷ > 0.5 is Z2 > 0."""
    return float(((output(weights, X, activation, leaky_slope) > 0) == (Y > 0.5)).mean())


def extended(arrays: Weights) -> Weights:
    W1, b1, W2, b2 = (np.asarray(array, dtype=np.longdouble) for array in arrays)
    return W1, b1, W2, b2


def numerical_gradient(
    weights: Weights,
    X: Array,
    Y: Array,
    activation: str,
    problem: str,
    leaky_slope: float = 0.01,
    l1: float = 0.0,
    l2: float = 0.0,
) -> Weights:
    """∂J/∂θ by central differences of `cost`, entry by entry; |w| at 0 gives 0 by symmetry."""
    weights = extended(weights)
    X, Y = X.astype(np.longdouble), Y.astype(np.longdouble)
    step = np.longdouble(2) ** -20
    gradient = []
    for position, array in enumerate(weights):
        slopes = np.zeros(array.shape)
        for index in np.ndindex(*array.shape):
            around = []
            for sign in (1, -1):
                moved = [a.copy() for a in weights]
                moved[position][index] += sign * step
                W1, b1, W2, b2 = moved
                around.append(cost((W1, b1, W2, b2), X, Y, activation, problem, leaky_slope, l1, l2))
            slopes[index] = (around[0] - around[1]) / (2 * step)
        gradient.append(slopes)
    dW1, db1, dW2, db2 = gradient
    return dW1, db1, dW2, db2


def slope(name: str, z: Array, leaky_slope: float = 0.01) -> Array:
    """g′(z) in closed form, each written from z and not from a."""
    s, t = _sigmoid(z), np.tanh(_softplus(z))
    return {
        "sigmoid": lambda: s * _sigmoid(-z),
        "tanh": lambda: 1 / np.cosh(np.clip(z, -300, 300)) ** 2,
        "relu": lambda: np.where(z > 0, 1.0, 0.0),
        "leaky_relu": lambda: np.where(z > 0, 1.0, leaky_slope),
        "identity": lambda: np.ones_like(z),
        "elu": lambda: np.exp(np.minimum(z, 0)),
        "softplus": lambda: s,
        "silu": lambda: s + z * s * _sigmoid(-z),
        "mish": lambda: t + z * s * (1 - t**2),
    }[name]()


def descend(
    weights: Weights,
    X: Array,
    Y: Array,
    activation: str,
    problem: str,
    rate: float,
    leaky_slope: float = 0.01,
    l1: float = 0.0,
    l2: float = 0.0,
) -> Iterator[Weights]:
    """Full-batch gradient descent: the weights after 1, 2, 3 … updates, for ever."""
    W1, b1, W2, b2 = weights
    m = X.shape[1]
    while True:
        with np.errstate(all="ignore"):
            Z1 = pre_activation((W1, b1, W2, b2), X)
            A1 = hidden(activation, Z1, leaky_slope)
            Z2 = output((W1, b1, W2, b2), X, activation, leaky_slope)
            dZ2 = (_sigmoid(Z2) if problem == "classification" else Z2) - Y
            dZ1 = (W2.T[:, :, None] * dZ2[None]).sum(axis=1) * slope(activation, Z1, leaky_slope)
            dW2 = (dZ2[:, None] * A1[None]).sum(axis=2) / m + (l2 * W2 + l1 * np.sign(W2)) / m
            dW1 = (dZ1[:, None] * X[None]).sum(axis=2) / m + (l2 * W1 + l1 * np.sign(W1)) / m
            W2, b2 = W2 - rate * dW2, b2 - rate * dZ2.mean(axis=1, keepdims=True)
            W1, b1 = W1 - rate * dW1, b1 - rate * dZ1.mean(axis=1, keepdims=True)
        yield W1, b1, W2, b2
