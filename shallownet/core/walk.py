"""One step of gradient descent on a small batch, a statement of ``network.py`` at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from shallownet.core.activations import ACTIVATIONS
from shallownet.core.batches import order
from shallownet.core.datasets import generate
from shallownet.core.experiment import Experiment
from shallownet.core.features import expand
from shallownet.core.network import backward, cost, forward, update
from shallownet.core.parameters import Parameters
from shallownet.core.trace import Ran, trace
from shallownet.core.training import train

Array = NDArray[np.float64]

SHAPES: dict[str, tuple[str, ...]] = {
    "X": ("n_x", "m"),
    "Y": ("1", "m"),
    "W1": ("n_h", "n_x"),
    "b1": ("n_h", "1"),
    "W2": ("1", "n_h"),
    "b2": ("1", "1"),
    "Z1": ("n_h", "m"),
    "A1": ("n_h", "m"),
    "Z2": ("1", "m"),
    "A2": ("1", "m"),
    "J": (),
    "dZ2": ("1", "m"),
    "dW2": ("1", "n_h"),
    "db2": ("1", "1"),
    "dZ1": ("n_h", "m"),
    "dW1": ("n_h", "n_x"),
    "db1": ("n_h", "1"),
}
"""The shape of every symbol, in letters; J is a single number."""

STEPS = (
    *("Z1", "A1", "Z2", "A2", "J"),
    *("dZ2", "dW2", "db2", "dZ1", "dW1", "db1"),
    *("new W1", "new b1", "new W2", "new b2"),
)
"""The names of the steps in their order, see ``Step.name``."""

_FORMULAS = {
    "Z1": r"Z_1 = W_1 X + b_1",
    "A1": r"A_1 = g(Z_1)",
    "Z2": r"Z_2 = W_2 A_1 + b_2",
    "dZ2": r"dZ_2 = A_2 - Y",
    "dW2": r"dW_2 = \frac{1}{m}\, dZ_2 A_1^{\top}",
    "db2": r"db_2 = \frac{1}{m} \sum_{i=1}^{m} dZ_2^{(i)}",
    "dZ1": r"dZ_1 = W_2^{\top} dZ_2 \odot g'(Z_1)",
    "dW1": r"dW_1 = \frac{1}{m}\, dZ_1 X^{\top}",
    "db1": r"db_1 = \frac{1}{m} \sum_{i=1}^{m} dZ_1^{(i)}",
    "new W1": r"W_1 := W_1 - \alpha\, dW_1",
    "new b1": r"b_1 := b_1 - \alpha\, db_1",
    "new W2": r"W_2 := W_2 - \alpha\, dW_2",
    "new b2": r"b_2 := b_2 - \alpha\, db_2",
}
_OUTPUT_FORMULAS = {
    "classification": {
        "A2": r"A_2 = \sigma(Z_2)",
        "J": r"J = \frac{1}{m} \sum_{i=1}^m \big[ \ln \big(1 + e^{Z_2^{(i)}}\big) - Y^{(i)} Z_2^{(i)} \big]",
    },
    "regression": {
        "A2": r"A_2 = Z_2",
        "J": r"J = \frac{1}{2m} \sum_{i=1}^{m} \big(Z_2^{(i)} - Y^{(i)}\big)^2",
    },
}
_COURSE_COST = (
    r"J = -\frac{1}{m} \sum_{i=1}^{m} \left[ Y^{(i)} \ln A_2^{(i)}"
    r" + \big(1 - Y^{(i)}\big) \ln \big(1 - A_2^{(i)}\big) \right]"
)
_PENALTY_FORMULAS = {
    "dW1": r" + \frac{1}{m} (\lambda_2 W_1 + \lambda_1 \operatorname{sign} W_1)",
    "dW2": r" + \frac{1}{m} (\lambda_2 W_2 + \lambda_1 \operatorname{sign} W_2)",
}


@dataclass(frozen=True, eq=False)
class Step:
    """One step of the walk: a symbol gets its value.

    Attributes:
        symbol: a key of ``SHAPES``; in direction ``"update"`` the parameter's new value.
        direction: ``"forward"``, ``"backward"`` or ``"update"``.
        code: the source that ran: one line; two for the cost of a classification and for a penalised weight.
        line: its first line in ``network.py``.
        formula: what the code computes, LaTeX.
        remarks: LaTeX that belongs to it: what g is; the cost as the course writes it, which is the same.
        value: what it computed, of shape ``SHAPES[symbol]``; read-only.
        uses: the symbols it reads, in the order of the source.
    """

    symbol: str
    direction: str
    code: str
    line: int
    formula: str
    remarks: tuple[str, ...]
    value: Array
    uses: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its name in ``STEPS``: W1 alone would be what the step began with."""
        return f"new {self.symbol}" if self.direction == "update" else self.symbol


def walk(experiment: Experiment, parameters: Parameters, X: Array, Y: Array) -> tuple[Step, ...]:
    """Take one step of gradient descent, statement by statement.

    Args:
        experiment: its activation, problem, penalties and learning rate are used.
        parameters: what the step begins with.
        X: the batch's inputs, (n_x, m).
        Y: (1, m).

    Returns:
        The steps, named as in ``STEPS``. A line that changes nothing (that of a penalty where there is none)
        runs, but is not shown.
    """
    e = experiment
    ahead, computed = trace(forward, parameters, X, e.activation, e.problem, e.leaky_slope)
    measured, _ = trace(cost, computed.Z2, Y, e.problem)
    back, gradient = trace(backward, parameters, computed, X, Y, e.activation, e.leaky_slope, e.l1, e.l2)
    moved, _ = trace(update, parameters, gradient, e.learning_rate)
    ends = replace(measured[-1], target="J", value=np.array(measured[-1].value))
    steps = {
        step.name: step
        for direction, ran in (
            ("forward", [*ahead, *measured[:-1], ends]),
            ("backward", back),
            ("update", moved),
        )
        for step in _steps(experiment, direction, ran)
    }
    return tuple(steps[name] for name in STEPS)


def _steps(experiment: Experiment, direction: str, ran: list[Ran]) -> Iterator[Step]:
    """The statements that give a symbol its value; a helper's statement goes with the next symbol's."""
    made: dict[str, Step] = {}
    helpers: list[Ran] = []
    for one in ran:
        if one.target is None or one.target == "m":
            continue
        if one.target not in SHAPES:
            helpers.append(one)
            continue
        lines = [*helpers, one]
        helpers = []
        before = made.get(one.target)
        if before is not None and np.array_equal(before.value, one.value):
            continue
        uses = dict.fromkeys(name for line in lines for name in line.reads if name in SHAPES)
        code = "\n".join(line.code for line in lines)
        one.value.flags.writeable = False
        if before is not None:
            uses = dict.fromkeys([*before.uses, *uses])
            code = f"{before.code}\n{code}"
        step = Step(one.target, direction, code, lines[0].line, "", (), one.value, tuple(uses))
        formula = {**_FORMULAS, **_OUTPUT_FORMULAS[experiment.problem]}[step.name]
        if before is not None:
            step, formula = replace(step, line=before.line), formula + _PENALTY_FORMULAS[one.target]
        made[one.target] = replace(step, formula=formula, remarks=_remarks(experiment, step.name))
    yield from made.values()


def _remarks(experiment: Experiment, name: str) -> tuple[str, ...]:
    if name == "J" and experiment.problem == "classification":
        return (_COURSE_COST,)
    g = ACTIVATIONS[experiment.activation]
    # What a formula calls t stands behind it, and the slope's t is the same.
    value, *helpers = g.formula.split(r", \quad ")
    remarks = {
        "A1": (f"g(z) = {value}", *helpers),
        "dZ1": (f"g'(z) = {g.slope_formula}", *(one for one in helpers if "t" in g.slope_formula)),
    }.get(name, ())
    # The slope below 0 as a number: alpha is the learning rate.
    leaky_slope = f"{experiment.leaky_slope:g}\\,"
    return tuple(remark.replace(r"\alpha ", leaky_slope) for remark in remarks)


def values(steps: tuple[Step, ...], parameters: Parameters, X: Array, Y: Array) -> Mapping[str, Array]:
    """Every symbol's value before the update, by symbol."""
    computed = {step.symbol: step.value for step in steps if step.direction != "update"}
    return {"X": X, "Y": Y, **parameters._asdict(), **computed}


def small_batch(experiment: Experiment, m: int) -> tuple[Array, Array]:
    """The first m training points of the shuffled order of epoch 0; in classification the classes take turns.

    Returns:
        X (n_x, m), the network's inputs, and Y (1, m); fewer where a class runs out of points.
    """
    points = generate(experiment).train
    columns = order(experiment.seed, 0, points.Y.shape[1])
    if experiment.problem == "classification":
        labels = points.Y[0, columns]
        turn = np.empty(len(columns), dtype=np.intp)
        for label in (0.0, 1.0):
            turn[labels == label] = np.arange(np.count_nonzero(labels == label))
        columns = columns[np.lexsort((labels, turn))]
    columns = columns[:m]
    return expand(points.X[:, columns], experiment.features), points.Y[:, columns]


@lru_cache(maxsize=64)
def parameters_at(experiment: Experiment, epoch: int) -> tuple[int, Parameters]:
    """The parameters at an epoch of the run, and that epoch: the last good one if the run diverges before."""
    known = train(experiment, epoch, record=[epoch])
    return int(known.epochs[-1]), known.parameters[-1]
