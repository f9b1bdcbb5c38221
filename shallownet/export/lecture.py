"""Activation functions and slopes as the lecture writes them: the source of these functions is exported.

The engine's, in ``core.activations``, write into arrays that it owns; here a function is what a learner would
type. A test holds the two together. The parameters' names say what a call needs: Z, A or the leaky slope.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Pair(NamedTuple):
    """An activation function g and its slope g', elementwise."""

    value: Callable[..., Array]
    slope: Callable[..., Array]


def sigmoid(Z: Array) -> Array:
    """The sigmoid 1 / (1 + e^-z), written so that no z is too large for it."""
    return (1 + np.tanh(Z / 2)) / 2


def sigmoid_prime(A: Array) -> Array:
    """The slope of the sigmoid, where A = sigmoid(Z)."""
    return A * (1 - A)


def tanh(Z: Array) -> Array:
    """The hyperbolic tangent: (e^z - e^-z) / (e^z + e^-z)."""
    return np.tanh(Z)


def tanh_prime(A: Array) -> Array:
    """The slope of tanh, where A = tanh(Z)."""
    return 1 - A**2


def relu(Z: Array) -> Array:
    """ReLU: the larger of 0 and z."""
    return np.maximum(0, Z)


def relu_prime(Z: Array) -> Array:
    """The slope of relu: 1 where z > 0, else 0."""
    return np.where(Z > 0, 1.0, 0.0)


def leaky_relu(Z: Array, leaky_slope: float) -> Array:
    """Leaky ReLU: z where z > 0, else a small multiple of z."""
    return np.where(Z > 0, Z, leaky_slope * Z)


def leaky_relu_prime(Z: Array, leaky_slope: float) -> Array:
    """The slope of leaky_relu."""
    return np.where(Z > 0, 1.0, leaky_slope)


def identity(Z: Array) -> Array:
    """A linear unit: z itself."""
    return Z


def identity_prime(Z: Array) -> Array:
    """The slope of the identity."""
    return np.ones_like(Z)


def elu(Z: Array) -> Array:
    """ELU: z where z > 0, else e^z - 1."""
    return np.where(Z > 0, Z, np.expm1(np.minimum(Z, 0)))


def elu_prime(A: Array) -> Array:
    """The slope of elu, where A = elu(Z): 1 where a > 0, else e^z = a + 1."""
    return 1 + np.minimum(A, 0)


def softplus(Z: Array) -> Array:
    """Softplus: ln(1 + e^z) = ln(e^0 + e^z)."""
    return np.logaddexp(0, Z)


def softplus_prime(A: Array) -> Array:
    """The slope of softplus, where A = softplus(Z): 1 - e^-a."""
    return -np.expm1(-A)


def silu(Z: Array) -> Array:
    """SiLU: z sigmoid(z)."""
    return Z * sigmoid(Z)


def silu_prime(Z: Array, A: Array) -> Array:
    """The slope of silu, where A = silu(Z)."""
    return sigmoid(Z) + A * (1 - sigmoid(Z))


def mish(Z: Array) -> Array:
    """Mish: z tanh(ln(1 + e^z))."""
    return Z * tanh(softplus(Z))


def mish_prime(Z: Array) -> Array:
    """The slope of mish, with t = tanh(ln(1 + e^z))."""
    t = tanh(softplus(Z))
    return t + Z * (1 - t**2) * sigmoid(Z)


LECTURE: dict[str, Pair] = {
    "sigmoid": Pair(sigmoid, sigmoid_prime),
    "tanh": Pair(tanh, tanh_prime),
    "relu": Pair(relu, relu_prime),
    "leaky_relu": Pair(leaky_relu, leaky_relu_prime),
    "identity": Pair(identity, identity_prime),
    "elu": Pair(elu, elu_prime),
    "softplus": Pair(softplus, softplus_prime),
    "silu": Pair(silu, silu_prime),
    "mish": Pair(mish, mish_prime),
}
"""Every activation by the name it has in ``ACTIVATIONS``."""
