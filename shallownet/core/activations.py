"""Activation functions g and their slopes g', side by side: one row of ``ACTIVATIONS`` each.

A row's two functions write into arrays that the caller owns, because the engine calls them thousands of
times a second. ``Activation.value`` and ``Activation.slope`` are the same functions for everyone else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from shallownet.core.hyperbolic import write_tanh

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Activation:
    """One activation function.

    Attributes:
        name: the name used in code and in links.
        formula: g(z), LaTeX.
        slope_formula: g'(z), LaTeX; through a = g(z) where g is one-to-one. Its t is that of ``formula``.
        one_to_one: whether a determines z. Where it does not (silu, mish) the slope needs z itself.
        write_value: ``(Z, A, leaky_slope)`` writes g(Z) into A. A may be Z itself unless ``keeps_z``.
        write_slope: ``(Z, A, S, leaky_slope)`` writes g'(Z) into S, given A = g(Z). S may be A itself.
            Where ``keeps_z`` is false only A is read, and Z may have been overwritten.
        keeps_z: whether the slope is computed from Z rather than from A.
    """

    name: str
    formula: str
    slope_formula: str
    one_to_one: bool
    write_value: Callable[[Array, Array, float], object]
    write_slope: Callable[[Array, Array, Array, float], object]
    keeps_z: bool = False

    def value(self, Z: ArrayLike, leaky_slope: float = 0.01) -> Array:
        """g(Z), elementwise; a new array of Z's shape."""
        A = np.array(Z, dtype=np.float64)
        with np.errstate(over="ignore"):  # see ``hyperbolic.by_exponential``
            self.write_value(np.array(A), A, leaky_slope)
        return A

    def slope(self, Z: ArrayLike, leaky_slope: float = 0.01) -> Array:
        """g'(Z), elementwise; a new array of Z's shape. At a kink (relu, leaky_relu at 0): the left slope."""
        Z = np.array(Z, dtype=np.float64)
        S = np.empty_like(Z)
        with np.errstate(over="ignore"):
            self.write_slope(Z, self.value(Z, leaky_slope), S, leaky_slope)
        return S


def _sigmoid(Z: Array, A: Array, _leaky_slope: float) -> None:
    # sigma(z) = tanh(z/2)/2 + 1/2: faster than 1/(1 + exp(-z)), and it cannot overflow.
    np.multiply(Z, 0.5, A)
    write_tanh(A, A)
    np.multiply(A, 0.5, A)
    np.add(A, 0.5, A)


def _sigmoid_slope(_Z: Array, A: Array, S: Array, _leaky_slope: float) -> None:
    # a(1 - a) = 1/4 - (a - 1/2)^2, which needs no second array when S is A.
    np.subtract(A, 0.5, S)
    np.square(S, S)
    np.subtract(0.25, S, S)


def _tanh(Z: Array, A: Array, _leaky_slope: float) -> None:
    write_tanh(Z, A)


def _tanh_slope(_Z: Array, A: Array, S: Array, _leaky_slope: float) -> None:
    np.square(A, S)
    np.subtract(1.0, S, S)


def _relu(Z: Array, A: Array, _leaky_slope: float) -> None:
    np.maximum(Z, 0.0, out=A)


def _relu_slope(_Z: Array, A: Array, S: Array, _leaky_slope: float) -> None:
    np.sign(A, S)  # a is never negative, so this is 1 for z > 0 and 0 elsewhere, 0 at the kink included


def _leaky_relu(Z: Array, A: Array, leaky_slope: float) -> None:
    np.maximum(Z, Z * leaky_slope, out=A)  # the larger of the two lines, as 0 <= alpha <= 1


def _leaky_relu_slope(_Z: Array, A: Array, S: Array, leaky_slope: float) -> None:
    np.copyto(S, np.where(A > 0.0, 1.0, leaky_slope))


def _identity(Z: Array, A: Array, _leaky_slope: float) -> None:
    if A is not Z:
        np.copyto(A, Z)


def _identity_slope(_Z: Array, _A: Array, S: Array, _leaky_slope: float) -> None:
    S.fill(1.0)


def _elu(Z: Array, A: Array, _leaky_slope: float) -> None:
    # z for z > 0, e^z - 1 below; the minimum keeps e^z from overflowing where it is not used.
    below = np.expm1(np.minimum(Z, 0.0))
    np.maximum(Z, 0.0, out=A)
    np.add(A, below, A)


def _elu_slope(_Z: Array, A: Array, S: Array, _leaky_slope: float) -> None:
    np.minimum(A, 0.0, out=S)
    np.add(S, 1.0, S)


def _softplus(Z: Array, A: Array, _leaky_slope: float) -> None:
    # log(1 + e^z) = max(z, 0) + log(1 + e^-|z|): no overflow.
    tail = np.log1p(np.exp(-np.abs(Z)))
    np.maximum(Z, 0.0, out=A)
    np.add(A, tail, A)


def _softplus_slope(_Z: Array, A: Array, S: Array, _leaky_slope: float) -> None:
    np.negative(A, S)
    np.expm1(S, S)
    np.negative(S, S)


def _sigmoid_of(Z: Array) -> Array:
    A = np.empty_like(Z)
    _sigmoid(Z, A, 0.0)
    return A


def _silu(Z: Array, A: Array, _leaky_slope: float) -> None:
    np.multiply(Z, _sigmoid_of(Z), A)


def _silu_slope(Z: Array, A: Array, S: Array, _leaky_slope: float) -> None:
    sigma = _sigmoid_of(Z)
    np.multiply(A, 1.0 - sigma, S)
    np.add(S, sigma, S)


def _mish(Z: Array, A: Array, _leaky_slope: float) -> None:
    # With w = e^z and n = w (w + 2): tanh(ln(1 + w)) = n / (n + 2). Beyond z = 20 that is 1 in 64 bits.
    w = np.empty_like(Z)
    np.minimum(Z, 20.0, out=w)
    np.exp(w, w)
    np.add(w, 2.0, A)
    np.multiply(A, w, A)
    np.add(A, 2.0, w)
    np.divide(A, w, A)
    np.multiply(A, Z, A)


def _mish_slope(Z: Array, _A: Array, S: Array, _leaky_slope: float) -> None:
    # t + z (1 - t^2) sigma(z), where 1 - t^2 = 4 (n + 1) / (n + 2)^2 and sigma(z) = w / (w + 1).
    z = np.minimum(Z, 20.0)
    w = np.exp(z)
    n = w * (w + 2.0)
    np.multiply(4.0 * (n + 1.0) / np.square(n + 2.0), w / (w + 1.0), S)
    np.multiply(S, z, S)
    np.add(S, n / (n + 2.0), S)


ACTIVATIONS: dict[str, Activation] = {
    row.name: row
    for row in (
        Activation("sigmoid", r"\frac{1}{1 + e^{-z}}", r"a\,(1 - a)", True, _sigmoid, _sigmoid_slope),
        Activation("tanh", r"\frac{e^{z} - e^{-z}}{e^{z} + e^{-z}}", r"1 - a^2", True, _tanh, _tanh_slope),
        Activation(
            "relu",
            r"\max(0, z)",
            r"\begin{cases} 1 & z > 0 \\ 0 & z \le 0 \end{cases}",
            False,
            _relu,
            _relu_slope,
        ),
        Activation(
            "leaky_relu",
            r"\begin{cases} z & z > 0 \\ \alpha z & z \le 0 \end{cases}",
            r"\begin{cases} 1 & a > 0 \\ \alpha & a \le 0 \end{cases}",
            True,
            _leaky_relu,
            _leaky_relu_slope,
        ),
        Activation("identity", r"z", r"1", True, _identity, _identity_slope),
        Activation(
            "elu",
            r"\begin{cases} z & z > 0 \\ e^{z} - 1 & z \le 0 \end{cases}",
            r"1 + \min(a, 0)",
            True,
            _elu,
            _elu_slope,
        ),
        Activation("softplus", r"\ln(1 + e^{z})", r"1 - e^{-a}", True, _softplus, _softplus_slope),
        Activation(
            "silu",
            r"z\,\sigma(z)",
            r"\sigma(z) + a\,\big(1 - \sigma(z)\big)",
            False,
            _silu,
            _silu_slope,
            True,
        ),
        Activation(
            "mish",
            r"z\,t, \quad t = \tanh\!\big(\ln(1 + e^{z})\big)",
            r"t + z\,(1 - t^2)\,\sigma(z)",
            False,
            _mish,
            _mish_slope,
            True,
        ),
    )
}
"""Every activation by name; menus, links, tests and the browser's table follow from it."""
