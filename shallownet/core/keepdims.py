"""What goes wrong without ``keepdims=True``: the lines of ``network.backward`` without it, really run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shallownet.core import network
from shallownet.core.datasets import generate
from shallownet.core.experiment import Experiment
from shallownet.core.features import expand
from shallownet.core.parameters import Parameters
from shallownet.core.trace import source_of
from shallownet.core.walk import values, walk

Array = NDArray[np.float64]

OUTCOMES = ("error", "silent", "harmless")
"""In the next forward step NumPy raises an error; or it computes other numbers; or the very same ones."""

_REMOVED = ", keepdims=True"


@dataclass(frozen=True, eq=False)
class Line:
    """A line that was run: what it assigned, or NumPy's message if it raised an error."""

    code: str
    target: str
    value: Array | None
    error: str | None = None


@dataclass(frozen=True, eq=False)
class Mishap:
    """One update without ``keepdims=True``, and the forward step that follows it.

    Attributes:
        summed: dZ1, what the line of db1 sums, (n_h, m).
        hidden: the lines of db1, of b1's update, and of the next Z1, without ``keepdims=True``.
        output: the lines of db2 and of b2's update, without it.
        right: the same targets as they should be: db1, b1, Z1, db2, b2.
        outcome: one of ``OUTCOMES``.
        right_cost: the cost on the batch after an update as it should be.
        wrong_cost: the cost on the batch after this one; None after an error.
        elsewhere: NumPy's message when this network is asked about all training points instead, or None.
        points: how many training points there are.
    """

    summed: Array
    hidden: tuple[Line, ...]
    output: tuple[Line, ...]
    right: dict[str, Array]
    outcome: str
    right_cost: float
    wrong_cost: float | None
    elsewhere: str | None
    points: int


def without_keepdims(experiment: Experiment, parameters: Parameters, X: Array, Y: Array) -> Mishap:
    """Make one update whose bias lines lack ``keepdims=True``, and go on as if nothing had happened.

    Args:
        experiment: what is trained.
        parameters: what the update begins with.
        X: the batch's inputs, (n_x, m).
        Y: (1, m).
    """
    e, m = experiment, X.shape[1]
    steps = walk(e, parameters, X, Y)
    known = values(steps, parameters, X, Y)
    new = Parameters(*(step.value for step in steps if step.direction == "update"))
    # The order of the steps is W1, b1, W2, b2: that of Parameters.
    scope = {**vars(network), **known, "m": m, "learning_rate": e.learning_rate}
    output = (_run(_wrong("db2"), "db2", scope), _run(_update("b2"), "b2", scope))
    first = (_run(_wrong("db1"), "db1", scope), _run(_update("b1"), "b1", scope))
    scope["W1"] = new.W1
    hidden = (*first, _run(source_of(network.forward).assignment_of("Z1"), "Z1", scope))

    wrong = new._replace(b1=scope["b1"], b2=scope["b2"])
    right_Z1 = network.forward(new, X, e.activation, e.problem, e.leaky_slope).Z1
    every, labels = generate(e).train
    every = expand(every, e.features)
    wrong_cost, _ = _cost(e, wrong, X, Y)
    right_cost, _ = _cost(e, new, X, Y)
    _, elsewhere = _cost(e, wrong, every, labels)
    assert right_cost is not None
    return Mishap(
        known["dZ1"],
        hidden,
        output,
        {"db1": known["db1"], "b1": new.b1, "Z1": right_Z1, "db2": known["db2"], "b2": new.b2},
        _outcome(hidden[-1], right_Z1),
        right_cost,
        wrong_cost,
        elsewhere,
        labels.shape[1],
    )


def _outcome(line: Line, right: Array) -> str:
    if line.value is None:
        return "error"
    return "harmless" if np.array_equal(line.value, right) else "silent"


def _wrong(target: str) -> str:
    """A line of ``backward`` without ``keepdims=True``.

    Raises:
        LookupError: if it has none.
    """
    line = source_of(network.backward).assignment_of(target)
    if _REMOVED not in line:
        raise LookupError(f"The line {line!r} has no {_REMOVED!r} to take away.")
    return line.replace(_REMOVED, "")


def _update(target: str) -> str:
    return source_of(network.update).assignment_of(target)


def _run(code: str, target: str, scope: dict[str, Any]) -> Line:
    """Run a line in a namespace, which it changes."""
    try:
        exec(compile(code, "<keepdims>", "exec"), scope)
    except ValueError as error:
        return Line(code, target, None, str(error))
    return Line(code, target, np.array(scope[target]))


def _cost(e: Experiment, parameters: Parameters, X: Array, Y: Array) -> tuple[float | None, str | None]:
    """The cost on some points, or NumPy's message if the shapes do not fit."""
    try:
        Z2 = network.forward(parameters, X, e.activation, e.problem, e.leaky_slope).Z2
    except ValueError as error:
        return None, str(error)
    return network.cost(Z2, Y, e.problem), None
