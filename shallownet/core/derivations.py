"""How each slope g'(z) is derived, line by line; every line can be evaluated, so that it can be checked.

A line is what stands right of the "=" in a chain g'(z) = ... = ..., as LaTeX and as an expression of NumPy.
A derivative that is still to be done, d/dz f(z), is ``d(lambda z: ...)`` in an expression: the complex step
Im f(z + ih) / h (Squire and Trapp, SIAM Review 40, 1998), which has no difference to cancel and is exact to
the last bits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from types import CodeType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
ComplexArray = NDArray[np.complex128]

_COMPLEX_STEP = 1e-30
# Above this, e^z squared overflows; a line in e^z is evaluated up to here.
LARGEST_Z = 300.0


@dataclass(frozen=True)
class Line:
    """One line of a derivation.

    Attributes:
        latex: the line, without the "=" before it.
        expression: the same of ``z`` (and ``alpha``, leaky ReLU's slope below 0), or of ``a``, in Python.
        reason: names the text that says why the line equals the one before.
        beside_zero: whether the line says nothing about z = 0, where two pieces of g meet.
    """

    latex: str
    expression: str
    reason: str
    beside_zero: bool = False

    @property
    def names(self) -> frozenset[str]:
        """The names that the expression uses, those inside a lambda left out."""
        return frozenset(_compiled(self.expression).co_names)

    def at(self, z: ArrayLike, a: ArrayLike, alpha: float = 0.01) -> Array:
        """The line's value, elementwise.

        Args:
            z: where, any shape, |z| at most ``LARGEST_Z``.
            a: g(z), of z's shape.
            alpha: leaky ReLU's slope below 0.

        Returns:
            An array of z's shape.
        """
        Z, A = np.asarray(z, dtype=np.float64), np.asarray(a, dtype=np.float64)

        def d(function: Callable[[ComplexArray], ComplexArray]) -> Array:
            return np.imag(function(np.asarray(Z + _COMPLEX_STEP * 1j, dtype=np.complex128))) / _COMPLEX_STEP

        # The expressions are this module's own constants; no visitor's text comes here.
        names = {**_NAMES, "z": Z, "a": A, "alpha": alpha, "d": d}
        value = eval(_compiled(self.expression), names)
        return np.broadcast_to(np.asarray(value, dtype=np.float64), Z.shape).copy()


@dataclass(frozen=True)
class Derivation:
    """The lines that lead from d/dz g(z) to the slope as it is computed.

    Attributes:
        name: the activation's.
        lines: from the definition to the last line.
    """

    name: str
    lines: tuple[Line, ...]

    @property
    def through_a(self) -> Line | None:
        """The last line if it needs a = g(z) alone; None where z itself is needed (silu, mish)."""
        last = self.lines[-1]
        return None if "z" in last.names else last

    @property
    def through_z(self) -> Line:
        """The last line in which no a stands and nothing is left to differentiate."""
        return [line for line in self.lines if not line.names & {"a", "d"}][-1]


@cache
def _compiled(expression: str) -> CodeType:
    return compile(expression, f"<{expression}>", "eval")


def _sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def _softplus(z: Any) -> Any:
    return np.log(1 + np.exp(z))


def _right_of_zero(z: Any, right: Any, left: Any) -> Any:
    """`right` where z > 0, else `left`; a complex step does not move z across 0."""
    return np.where(np.real(z) > 0, right, left)


_NAMES: dict[str, Any] = {
    "exp": np.exp,
    "log": np.log,
    "tanh": np.tanh,
    "minimum": np.minimum,
    "sigma": _sigmoid,
    "softplus": _softplus,
    "cases": _right_of_zero,
}


def _cases(right: str, left: str, variable: str = "z", otherwise: str = r"\le 0") -> str:
    """Two cases, as LaTeX: one above 0 and one elsewhere."""
    return rf"\begin{{cases}} {right} & {variable} > 0 \\ {left} & {variable} {otherwise} \end{{cases}}"


_SPLUS = r"e^{z} + e^{-z}"
_SMINUS = r"e^{z} - e^{-z}"

DERIVATIONS: dict[str, Derivation] = {
    name: Derivation(name, tuple(Line(*line) for line in lines))
    for name, lines in {
        "sigmoid": (
            (r"\frac{d}{dz}\,\frac{1}{1 + e^{-z}}", "d(lambda z: 1 / (1 + exp(-z)))", "reason_definition"),
            (
                r"-\frac{1}{(1 + e^{-z})^2} \cdot \frac{d}{dz}\left(1 + e^{-z}\right)",
                "-1 / (1 + exp(-z)) ** 2 * d(lambda z: 1 + exp(-z))",
                "reason_reciprocal",
            ),
            (r"\frac{e^{-z}}{(1 + e^{-z})^2}", "exp(-z) / (1 + exp(-z)) ** 2", "reason_minus_exponential"),
            (
                r"\frac{1}{1 + e^{-z}} \cdot \frac{e^{-z}}{1 + e^{-z}}",
                "1 / (1 + exp(-z)) * (exp(-z) / (1 + exp(-z)))",
                "reason_split",
            ),
            (
                r"\frac{1}{1 + e^{-z}} \left(1 - \frac{1}{1 + e^{-z}}\right)",
                "1 / (1 + exp(-z)) * (1 - 1 / (1 + exp(-z)))",
                "reason_one_minus",
            ),
            (r"a\,(1 - a)", "a * (1 - a)", "reason_substitute"),
        ),
        "tanh": (
            (
                rf"\frac{{d}}{{dz}}\,\frac{{{_SMINUS}}}{{{_SPLUS}}}",
                "d(lambda z: (exp(z) - exp(-z)) / (exp(z) + exp(-z)))",
                "reason_definition",
            ),
            (
                r"\frac{v \cdot \frac{du}{dz} - u \cdot \frac{dv}{dz}}{v^2}",
                "((exp(z) + exp(-z)) * d(lambda z: exp(z) - exp(-z))"
                " - (exp(z) - exp(-z)) * d(lambda z: exp(z) + exp(-z))) / (exp(z) + exp(-z)) ** 2",
                "reason_quotient",
            ),
            (
                rf"\frac{{({_SPLUS})^2 - ({_SMINUS})^2}}{{({_SPLUS})^2}}",
                "((exp(z) + exp(-z)) ** 2 - (exp(z) - exp(-z)) ** 2) / (exp(z) + exp(-z)) ** 2",
                "reason_swap",
            ),
            (
                rf"1 - \left(\frac{{{_SMINUS}}}{{{_SPLUS}}}\right)^{{2}}",
                "1 - ((exp(z) - exp(-z)) / (exp(z) + exp(-z))) ** 2",
                "reason_divide",
            ),
            (r"1 - a^2", "1 - a**2", "reason_substitute"),
        ),
        "relu": (
            (r"\frac{d}{dz}\,\max(0, z)", "d(lambda z: cases(z, z, 0))", "reason_definition", True),
            (
                _cases(r"\frac{d}{dz}\,z", r"\frac{d}{dz}\,0", otherwise="< 0"),
                "cases(z, d(lambda z: z), d(lambda z: 0 * z))",
                "reason_pieces",
                True,
            ),
            (_cases("1", "0", otherwise="< 0"), "cases(z, 1, 0)", "reason_lines", True),
            (_cases("1", "0"), "cases(z, 1, 0)", "reason_relu_kink"),
            (_cases("1", "0", "a", "= 0"), "cases(a, 1, 0)", "reason_relu_substitute"),
        ),
        "leaky_relu": (
            (
                r"\frac{d}{dz}\," + _cases("z", r"\alpha z"),
                "d(lambda z: cases(z, z, alpha * z))",
                "reason_definition",
                True,
            ),
            (
                _cases(r"\frac{d}{dz}\,z", r"\frac{d}{dz}\,\alpha z", otherwise="< 0"),
                "cases(z, d(lambda z: z), d(lambda z: alpha * z))",
                "reason_pieces",
                True,
            ),
            (_cases("1", r"\alpha", otherwise="< 0"), "cases(z, 1, alpha)", "reason_lines", True),
            (_cases("1", r"\alpha"), "cases(z, 1, alpha)", "reason_leaky_kink"),
            (_cases("1", r"\alpha", "a"), "cases(a, 1, alpha)", "reason_sign"),
        ),
        "identity": (
            (r"\frac{d}{dz}\,z", "d(lambda z: z)", "reason_definition"),
            # With h = i the quotient's imaginary part is exact whatever z is, as it is for every h.
            (r"\lim_{h \to 0} \frac{(z + h) - z}{h}", "((z + 1j) - z).imag", "reason_limit"),
            (r"1", "1", "reason_constant"),
        ),
        "elu": (
            (
                r"\frac{d}{dz}\," + _cases("z", "e^{z} - 1"),
                "d(lambda z: cases(z, z, exp(z) - 1))",
                "reason_definition",
            ),
            (
                _cases(r"\frac{d}{dz}\,z", r"\frac{d}{dz}\left(e^{z} - 1\right)", otherwise="< 0"),
                "cases(z, d(lambda z: z), d(lambda z: exp(z) - 1))",
                "reason_pieces",
                True,
            ),
            (_cases("1", "e^{z}"), "cases(z, 1, exp(z))", "reason_elu_join"),
            (_cases("1", r"1 + (e^{z} - 1)"), "cases(z, 1, 1 + (exp(z) - 1))", "reason_add_zero"),
            (_cases("1", "1 + a", "a"), "cases(a, 1, 1 + a)", "reason_substitute"),
            (r"1 + \min(a, 0)", "1 + minimum(a, 0)", "reason_minimum"),
        ),
        "softplus": (
            (r"\frac{d}{dz}\,\ln(1 + e^{z})", "d(lambda z: log(1 + exp(z)))", "reason_definition"),
            (
                r"\frac{1}{1 + e^{z}} \cdot \frac{d}{dz}\left(1 + e^{z}\right)",
                "1 / (1 + exp(z)) * d(lambda z: 1 + exp(z))",
                "reason_logarithm",
            ),
            (r"\frac{e^{z}}{1 + e^{z}}", "exp(z) / (1 + exp(z))", "reason_exponential"),
            (r"\frac{1}{1 + e^{-z}} = \sigma(z)", "sigma(z)", "reason_sigmoid_again"),
            (r"1 - \frac{1}{1 + e^{z}}", "1 - 1 / (1 + exp(z))", "reason_complement"),
            (r"1 - e^{-a}", "1 - exp(-a)", "reason_softplus_substitute"),
        ),
        "silu": (
            (r"\frac{d}{dz}\,z\,\sigma(z)", "d(lambda z: z * sigma(z))", "reason_definition"),
            (
                r"\frac{dz}{dz} \cdot \sigma(z) + z \cdot \frac{d}{dz}\sigma(z)",
                "d(lambda z: z) * sigma(z) + z * d(lambda z: sigma(z))",
                "reason_product",
            ),
            (
                r"\sigma(z) + z\,\sigma(z)\,\big(1 - \sigma(z)\big)",
                "sigma(z) + z * sigma(z) * (1 - sigma(z))",
                "reason_sigmoid_slope",
            ),
            (
                r"\sigma(z) + a\,\big(1 - \sigma(z)\big)",
                "sigma(z) + a * (1 - sigma(z))",
                "reason_z_stays",
            ),
        ),
        "mish": (
            (
                r"\frac{d}{dz}\,z \tanh\!\big(\ln(1 + e^{z})\big)",
                "d(lambda z: z * tanh(softplus(z)))",
                "reason_definition",
            ),
            (
                r"\frac{dz}{dz} \cdot t + z \cdot \frac{dt}{dz}",
                "d(lambda z: z) * tanh(softplus(z)) + z * d(lambda z: tanh(softplus(z)))",
                "reason_mish_product",
            ),
            (
                r"t + z\,(1 - t^2) \cdot \frac{d}{dz}\ln(1 + e^{z})",
                "tanh(softplus(z)) + z * (1 - tanh(softplus(z)) ** 2) * d(lambda z: softplus(z))",
                "reason_tanh_chain",
            ),
            (
                r"t + z\,(1 - t^2)\,\sigma(z)",
                "tanh(softplus(z)) + z * (1 - tanh(softplus(z)) ** 2) * sigma(z)",
                "reason_softplus_slope",
            ),
        ),
    }.items()
}
"""The derivation of every activation's slope, by its name."""
