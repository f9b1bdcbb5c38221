"""A run as source, part by part, in the course's notation: what the script and the notebook are made of.

A part holds only what this run needs. Everything that comes from a recipe is pasted by ``source.literal``, as
a number, or chosen by its name from a table of ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from shallownet.core.checks import whole
from shallownet.core.datasets import generate
from shallownet.core.experiment import MAX_EPOCH, Experiment, Recipe
from shallownet.export.data_source import data_source
from shallownet.export.lecture import LECTURE, sigmoid
from shallownet.export.source import call, literal, plain, with_callees
from shallownet.export.training_source import Training

INITIALIZER_SOURCE: dict[str, str] = {
    "zeros": "np.zeros(({n_out}, {n_in}))",
    "constant": "np.full(({n_out}, {n_in}), {constant})",
    "small": "random.randn({n_out}, {n_in}) * 0.01",
    "normal": "random.randn({n_out}, {n_in})",
    "large": "random.randn({n_out}, {n_in}) * 10",
    "xavier": "random.randn({n_out}, {n_in}) * np.sqrt(1 / {n_in})",
    "he": "random.randn({n_out}, {n_in}) * np.sqrt(2 / {n_in})",
}
"""Every initializer of ``INITIALIZERS``, as source for a weight matrix of n_in inputs and n_out outputs."""


@dataclass(frozen=True)
class Part:
    """A piece of the program.

    Attributes:
        name: of its section in ``notebook.md``.
        code: source that runs after the parts before it.
    """

    name: str
    code: str


def parts(recipe: Recipe, epoch: int) -> tuple[Part, ...]:
    """The program that trains a run up to an epoch and prints its cost and accuracy there, in its order.

    Raises:
        ExperimentError: if the epoch is no whole number, or negative.
    """
    epoch = whole(0, MAX_EPOCH)("epoch", epoch)
    experiment, training = recipe.experiment, Training(recipe, epoch)
    return (
        Part("data", data_source(experiment)),
        Part("start", _start(experiment)),
        Part("forward", _forward(experiment)),
        Part("cost", _cost(experiment)),
        Part("backward", _backward(experiment, training.is_penalised)),
        Part("training", training.code),
        Part("result", _result(experiment, epoch)),
    )


def _start(e: Experiment) -> str:
    def weights(n_out: str, n_in: str) -> str:
        return INITIALIZER_SOURCE[e.initializer].format(n_out=n_out, n_in=n_in, constant=literal(e.constant))

    lines = [f"n_x, n_h, n_y = {literal(e.shape.n_x)}, {literal(e.shape.n_h)}, {literal(e.shape.n_y)}"]
    if "random." in weights("n_h", "n_x"):
        lines.append(f"random = np.random.RandomState({literal(e.seed)})")
    return "\n".join(
        (
            *lines,
            f"W1 = {weights('n_h', 'n_x')}",
            "b1 = np.zeros((n_h, 1))",
            f"W2 = {weights('n_y', 'n_h')}",
            "b2 = np.zeros((n_y, 1))",
        )
    )


def _activation_arguments(e: Experiment) -> dict[str, str]:
    return {"Z": "Z1", "A": "A1", "leaky_slope": literal(e.leaky_slope)}


def _forward_functions(e: Experiment) -> list[Callable[..., Any]]:
    output = [sigmoid] if e.problem == "classification" else []
    return with_callees(LECTURE[e.activation].value, *output)


def _forward(e: Experiment) -> str:
    body = f"""\
def forward(W1, b1, W2, b2, X):
    Z1 = W1 @ X + b1
    A1 = {call(LECTURE[e.activation].value, _activation_arguments(e))}
    Z2 = W2 @ A1 + b2
    A2 = {"sigmoid(Z2)" if e.problem == "classification" else "Z2"}
    return Z1, A1, Z2, A2"""
    return _functions(_forward_functions(e), body)


def _functions(functions: Iterable[Callable[..., Any]], body: str) -> str:
    return "\n\n\n".join((*map(plain, functions), body))


_CROSS_ENTROPY = """\
def cost(Z2, Y):
    # Cross-entropy: -[y ln a + (1 - y) ln(1 - a)] = ln(1 + e^z) - y z, where a = sigmoid(z).
    softplus = np.maximum(Z2, 0) + np.log1p(np.exp(-np.abs(Z2)))
    return np.sum(softplus - Y * Z2) / Y.shape[1]


def accuracy(Z2, Y):
    # Class 1 is predicted where a > 0.5, that is where z > 0.
    return np.mean((Z2 > 0) == (Y == 1))"""
_SQUARED_ERROR = """\
def cost(Z2, Y):
    return np.sum((Z2 - Y) ** 2) / (2 * Y.shape[1])"""


def _cost(e: Experiment) -> str:
    return _CROSS_ENTROPY if e.problem == "classification" else _SQUARED_ERROR


def _backward(e: Experiment, penalised: bool) -> str:
    slope = LECTURE[e.activation].slope
    known = _forward_functions(e)  # not said a second time
    penalty = """
    # The penalty l2/(2m) sum w^2 + l1/m sum |w| pulls at the weights, not at the biases.
    dW1 += (l2 * W1 + l1 * np.sign(W1)) / m
    dW2 += (l2 * W2 + l1 * np.sign(W2)) / m"""
    body = f"""\
def backward({"W1, " if penalised else ""}W2, Z1, A1, A2, X, Y{", l1, l2" if penalised else ""}):
    m = X.shape[1]
    dZ2 = A2 - Y
    dW2 = (1 / m) * dZ2 @ A1.T
    db2 = (1 / m) * np.sum(dZ2, axis=1, keepdims=True)
    dZ1 = (W2.T @ dZ2) * {call(slope, _activation_arguments(e))}
    dW1 = (1 / m) * dZ1 @ X.T
    db1 = (1 / m) * np.sum(dZ1, axis=1, keepdims=True){penalty if penalised else ""}
    return dW1, db1, dW2, db2"""
    return _functions((function for function in with_callees(slope) if function not in known), body)


def _result(e: Experiment, epoch: int) -> str:
    lines = [f'print("epoch", {literal(epoch)})']
    pairs = [("train", "X", "Y")]
    if generate(e).test.Y.size:
        pairs.append(("test", "X_test", "Y_test"))
    for name, X, Y in pairs:
        lines += [f"_, _, Z2, _ = forward(W1, b1, W2, b2, {X})", f'print("{name} cost", cost(Z2, {Y}))']
        if e.problem == "classification":
            lines.append(f'print("{name} accuracy", accuracy(Z2, {Y}))')
    return "\n".join(lines)
