"""One entry of a step's matrix and the terms that make it: dW1[2,1] = 1/m (dZ1[2,1] X[1,1] + …)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shallownet.core.activations import ACTIVATIONS
from shallownet.core.experiment import Experiment
from shallownet.core.walk import Step

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Factor:
    """An entry of a symbol's matrix that takes part; row and column count from 0."""

    symbol: str
    row: int
    column: int
    value: float


@dataclass(frozen=True)
class Term:
    """One summand.

    Attributes:
        factors: the entries it is made of.
        value: what it comes to.
        times: what the product of the factors is multiplied by; None if it is no product of them.
    """

    factors: tuple[Factor, ...]
    value: float
    times: float | None = 1.0


@dataclass(frozen=True)
class Sum:
    """How an entry comes about: ``function(outer * sum of terms)``.

    Attributes:
        formula: LaTeX, with indices counted from 1.
        terms: what is summed.
        outer: what the sum is multiplied by; None where nothing is.
        outer_name: its name: 1/m or g'.
        outer_factor: the entry that it depends on, if it does.
        function: the name of the function applied at the end, g or σ, or "".
        apply: that function.
    """

    formula: str
    terms: tuple[Term, ...]
    outer: float | None = None
    outer_name: str = ""
    outer_factor: Factor | None = None
    function: str = ""
    apply: Callable[[float], float] = float

    @property
    def total(self) -> float:
        """What the terms add up to."""
        return float(sum(term.value for term in self.terms))

    @property
    def result(self) -> float:
        """What the entry comes to; that of the step up to the order of summation."""
        return self.apply(self.total if self.outer is None else self.outer * self.total)

    @property
    def factors(self) -> list[Factor]:
        """All entries that take part."""
        inner = [factor for term in self.terms for factor in term.factors]
        return inner if self.outer_factor is None else [*inner, self.outer_factor]


def follow(step: Step, known: Mapping[str, Array], experiment: Experiment, row: int, column: int) -> Sum:
    """The terms that make one entry of a step.

    Args:
        step: the step.
        known: every symbol's value before the update, see ``walk.values``.
        experiment: what is trained.
        row, column: which entry, counted from 0; 0, 0 for J.

    Raises:
        IndexError: if the step has no such entry.
    """
    rows, columns = np.atleast_2d(step.value).shape
    if not (0 <= row < rows and 0 <= column < columns):
        raise IndexError(
            f"{step.symbol} has no entry in row {row}, column {column}; its shape is {rows}, {columns}."
        )
    return _SUMS[step.name](_Terms(known, experiment), row, column)


@dataclass(frozen=True)
class _Terms:
    """Makes terms of what is known. In formulas i counts examples, j hidden units, k inputs."""

    known: Mapping[str, Array]
    experiment: Experiment

    def factor(self, symbol: str, row: int, column: int) -> Factor:
        return Factor(symbol, row, column, float(self.known[symbol][row, column]))

    def row(self, symbol: str, row: int) -> list[Factor]:
        return [self.factor(symbol, row, column) for column in range(self.known[symbol].shape[1])]

    def column(self, symbol: str, column: int) -> list[Factor]:
        return [self.factor(symbol, row, column) for row in range(self.known[symbol].shape[0])]

    def affine(self, layer: int, inputs: str, index: str, row: int, column: int) -> Sum:
        """One entry of Z = W A + b."""
        products = _pairs(self.row(f"W{layer}", row), self.column(inputs, column))
        weights, each = (
            entry_latex(f"W{layer}", row + 1, index),
            entry_latex(inputs, index, column + 1),
        )
        bias = entry_latex(f"b{layer}", row + 1, 1)
        formula = rf"\sum_{{{index}=1}}^{{{len(products)}}} {weights}\, {each} + {bias}"
        return Sum(formula, (*products, self.one(f"b{layer}", row, 0)))

    def activated(self, symbol: str, activation: str, name: str, row: int, column: int) -> Sum:
        """One entry of A = g(Z)."""
        g, slope = ACTIVATIONS[activation], self.experiment.leaky_slope
        return Sum(
            f"{name}({entry_latex(symbol, row + 1, column + 1)})",
            (self.one(symbol, row, column),),
            function=name,
            apply=lambda z: float(g.value([z], slope)[0]),
        )

    def output(self, row: int, column: int) -> Sum:
        """One entry of A2."""
        if self.experiment.problem == "classification":
            return self.activated("Z2", "sigmoid", "σ", row, column)
        return Sum(entry_latex("Z2", row + 1, column + 1), (self.one("Z2", row, column),))

    def cost(self) -> Sum:
        """J: one term an example."""
        outputs, labels = self.row("Z2", 0), self.row("Y", 0)
        z, y = entry_latex("Z2", 1, "i"), entry_latex("Y", 1, "i")
        if self.experiment.problem == "classification":
            each = rf"\left[ \ln(1 + e^{{{z}}}) - {y}\, {z} \right]"
            costs = [
                np.logaddexp(0.0, a.value) - b.value * a.value for a, b in zip(outputs, labels, strict=True)
            ]
        else:
            each = rf"\tfrac{{1}}{{2}} ({z} - {y})^2"
            costs = [(a.value - b.value) ** 2 / 2 for a, b in zip(outputs, labels, strict=True)]
        pairs = zip(outputs, labels, strict=True)
        terms = [Term(pair, float(value), None) for pair, value in zip(pairs, costs, strict=True)]
        return self.mean(each, terms)

    def errors(self, row: int, column: int) -> Sum:
        """One entry of dZ2."""
        formula = f"{entry_latex('A2', row + 1, column + 1)} - {entry_latex('Y', row + 1, column + 1)}"
        return Sum(formula, (self.one("A2", row, column), self.one("Y", row, column, -1.0)))

    def weights(self, layer: int, inputs: str, row: int, column: int) -> Sum:
        """One entry of dW = 1/m dZ A^T, the penalty's part with it."""
        errors = f"dZ{layer}"
        terms = _pairs(self.row(errors, row), self.row(inputs, column))
        each = rf"{entry_latex(errors, row + 1, 'i')}\, {entry_latex(inputs, column + 1, 'i')}"
        l1, l2 = self.experiment.l1, self.experiment.l2
        if not (l1 or l2):
            return self.mean(each, terms)
        weight = self.factor(f"W{layer}", row, column)
        name = entry_latex(f"W{layer}", row + 1, column + 1)
        penalty = Term((weight,), l2 * weight.value + l1 * float(np.sign(weight.value)), None)
        more = rf" + \frac{{1}}{{m}} (\lambda_2 {name} + \lambda_1 \operatorname{{sign}} {name})"
        return self.mean(each, [*terms, penalty], more)

    def biases(self, layer: int, row: int) -> Sum:
        """One entry of db = 1/m sum of dZ."""
        terms = [Term((factor,), factor.value) for factor in self.row(f"dZ{layer}", row)]
        return self.mean(entry_latex(f"dZ{layer}", row + 1, "i"), terms)

    def mean(self, each: str, terms: list[Term], more: str = "") -> Sum:
        """1/m times the sum over the examples."""
        m = self.known["X"].shape[1]
        return Sum(rf"\frac{{1}}{{m}} \sum_{{i=1}}^{{{m}}} {each}{more}", tuple(terms), 1 / m, "1/m")

    def hidden_errors(self, row: int, column: int) -> Sum:
        """One entry of dZ1 = W2^T dZ2, times the slope; the one output gives one term."""
        z = self.factor("Z1", row, column)
        slope = ACTIVATIONS[self.experiment.activation].slope([z.value], self.experiment.leaky_slope)[0]
        weight, error = entry_latex("W2", 1, row + 1), entry_latex("dZ2", 1, column + 1)
        formula = rf"{weight}\, {error} \cdot g'({entry_latex('Z1', row + 1, column + 1)})"
        terms = _pairs(self.column("W2", row), self.column("dZ2", column))
        return Sum(formula, tuple(terms), float(slope), "g'", z)

    def moved(self, symbol: str, row: int, column: int) -> Sum:
        """One entry of a parameter minus the rate times its derivative."""
        here = (row + 1, column + 1)
        formula = rf"{entry_latex(symbol, *here)} - \alpha\, {entry_latex(f'd{symbol}', *here)}"
        step = self.one(f"d{symbol}", row, column, -self.experiment.learning_rate)
        return Sum(formula, (self.one(symbol, row, column), step))

    def one(self, symbol: str, row: int, column: int, times: float = 1.0) -> Term:
        """An entry as a term."""
        factor = self.factor(symbol, row, column)
        return Term((factor,), times * factor.value, times)


def entry_latex(symbol: str, row: int | str, column: int | str) -> str:
    """The name of an entry in LaTeX, counted from 1; J has one entry and no index."""
    name = f"{symbol[:-1]}_{symbol[-1]}" if symbol[-1].isdigit() else symbol
    return symbol if symbol == "J" else f"{name}[{row},{column}]"


def _pairs(first: list[Factor], second: list[Factor]) -> list[Term]:
    return [Term((a, b), a.value * b.value) for a, b in zip(first, second, strict=True)]


_SUMS: dict[str, Callable[[_Terms, int, int], Sum]] = {
    "Z1": lambda of, row, column: of.affine(1, "X", "k", row, column),
    "A1": lambda of, row, column: of.activated("Z1", of.experiment.activation, "g", row, column),
    "Z2": lambda of, row, column: of.affine(2, "A1", "j", row, column),
    "A2": lambda of, row, column: of.output(row, column),
    "J": lambda of, _row, _column: of.cost(),
    "dZ2": lambda of, row, column: of.errors(row, column),
    "dW2": lambda of, row, column: of.weights(2, "A1", row, column),
    "db2": lambda of, row, _column: of.biases(2, row),
    "dZ1": lambda of, row, column: of.hidden_errors(row, column),
    "dW1": lambda of, row, column: of.weights(1, "X", row, column),
    "db1": lambda of, row, _column: of.biases(1, row),
    "new W1": lambda of, row, column: of.moved("W1", row, column),
    "new b1": lambda of, row, column: of.moved("b1", row, column),
    "new W2": lambda of, row, column: of.moved("W2", row, column),
    "new b2": lambda of, row, column: of.moved("b2", row, column),
}
"""How an entry of each step comes about, by the step's name."""
