"""Forward propagation and gradient descent for R networks of one shape at once, in arrays made once.

Three rules shape this code.

*Twins stay twins.* Hidden units with equal weights must get equal updates to the last bit, or rounding
would heal a symmetry that mathematics keeps. BLAS sums the rows of one matrix product with different
kernels, so each unit's row goes through a call of its own: ``vecmat`` (or ``matmul`` with the unit as a batch
axis) for weighted sums of rows, ``vecdot`` for sums over examples, ufuncs for the rest.

*Alone or among R: the same bits.* For the same reason no product or sum ever runs across networks.

*Few, long, contiguous calls.* An epoch of a small network is some fifteen NumPy calls of under a microsecond
each. Arrays therefore have the network axis *inside* (unit, network, example), so that every elementwise
call is one unbroken loop, and nothing is allocated in between.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from shallownet.core import aligned
from shallownet.core.activations import ACTIVATIONS
from shallownet.core.hyperbolic import write_tanh
from shallownet.core.parameters import Shape

Array = NDArray[np.float64]

EXAMPLES_TO_SHARE = 4
"""BLAS treats products with fewer columns specially, in ways that depend on how far apart rows lie in memory,
and so on the number of networks. With fewer examples a network is computed alone, for its last bit's sake."""


class Rates(Protocol):
    """What an update needs to know of an ``Experiment``, or of anything else that is trained."""

    @property
    def learning_rate(self) -> float:
        """Step length of gradient descent."""

    @property
    def l1(self) -> float:
        """Penalty ``l1/m sum |w|``."""

    @property
    def l2(self) -> float:
        """Penalty ``l2/(2m) sum w^2``."""


class Layout(NamedTuple):
    """How a network's parameters lie in the engine's rows.

    W1 and b1 share one matrix (n_h, width): inputs, then the bias (the input that is always 1), then zeros
    up to a multiple of four, the step of BLAS's matrix-vector kernel. W2 and b2 share (n_y, n_h + 1).

    Attributes:
        shape: the sizes of the layers.
        output_scale: the output layer is kept multiplied by this. For a sigmoid output it is 1/2: then
            ``tanh(scaled Z2) - (2Y - 1)`` is ``2 dZ2`` without further operations, and the factors of two
            cancel in dW1 and are exact everywhere else.
        softmax: whether the outputs are the shares of a softmax over them.
    """

    shape: Shape
    output_scale: float
    softmax: bool = False

    @classmethod
    def of(cls, shape: Shape, problem: str) -> Layout:
        """The layout for a network of this shape; ``problem`` as in ``network.forward``."""
        return cls(shape, 0.5 if problem == "classification" else 1.0, problem == "multiclass")

    @property
    def width(self) -> int:
        """Columns of the first matrix."""
        return -(-(self.shape.n_x + 1) // 4) * 4

    @property
    def size(self) -> int:
        """Length of a row."""
        return self.shape.n_h * self.width + self.shape.n_y * (self.shape.n_h + 1)

    def matrices(self, rows: Array) -> tuple[Array, Array]:
        """Views of rows (R, size): the first matrices (R, n_h, width), the second (R, n_y, n_h + 1)."""
        _, n_h, n_y = self.shape
        split = n_h * self.width
        R = rows.shape[0]
        return rows[:, :split].reshape(R, n_h, self.width), rows[:, split:].reshape(R, n_y, n_h + 1)

    def from_flat(self, flat: Array) -> Array:
        """Engine rows (R, size) from plain ones (R, shape.size), see ``Parameters.flat``."""
        n_x, n_h, n_y = self.shape
        R = flat.shape[0]
        rows = np.zeros((R, self.size))
        first, second = self.matrices(rows)
        W1, b1, W2, b2 = np.split(flat, np.cumsum([n_h * n_x, n_h, n_y * n_h]), axis=1)
        first[:, :, :n_x] = W1.reshape(R, n_h, n_x)
        first[:, :, n_x] = b1
        second[:, :, :n_h] = W2.reshape(R, n_y, n_h) * self.output_scale
        second[:, :, n_h] = b2 * self.output_scale
        return rows

    def to_flat(self, rows: Array) -> Array:
        """Plain rows (R, shape.size) from the engine's (R, size)."""
        n_x, n_h, _ = self.shape
        R = rows.shape[0]
        first, second = self.matrices(rows)
        parts = (
            first[:, :, :n_x],
            first[:, :, n_x],
            second[:, :, :n_h] / self.output_scale,
            second[:, :, n_h] / self.output_scale,
        )
        return np.concatenate([part.reshape(R, -1) for part in parts], axis=1)

    def inputs(self, X: Array) -> Array:
        """The rows that the first matrix multiplies, (width, m), from X (n_x, m)."""
        n_x, m = X.shape
        rows = np.zeros((self.width, m))
        rows[:n_x] = X
        rows[n_x] = 1.0
        return rows

    def targets(self, Y: Array) -> Array:
        """What the scaled output is compared with: 2Y - 1 for a sigmoid output, else Y; (n_y, m)."""
        return 2.0 * Y - 1.0 if self.output_scale == 0.5 else Y


class Examples(NamedTuple):
    """The examples of an update as the engine wants them.

    Attributes:
        inputs: (R or 1, 1, width, m).
        planes: each input x_k as (R, m), for k < n_x.
        targets: (n_y, R, m).
    """

    inputs: Array
    planes: tuple[Array, ...]
    targets: Array

    def batches(self, size: int) -> list[Examples]:
        """So many of the examples after each other, and a last batch with the rest: views."""
        # There may be thousands, and a view that a loop over an array makes is the cheapest.
        inputs, targets = _batches(self.inputs, size), _batches(self.targets, size)
        planes = zip(*(_batches(plane, size) for plane in self.planes), strict=True)
        return [Examples(*parts) for parts in zip(inputs, planes, targets, strict=True)]


def _batches(array: Array, size: int) -> list[Array]:
    full, rest = divmod(array.shape[-1], size)
    even = array[..., : full * size].reshape(*array.shape[:-1], full, size)
    return [*np.moveaxis(even, -2, 0), *([array[..., -rest:]] if rest else [])]


class Slot(NamedTuple):
    """The views that an update needs of one set of engine rows."""

    rows: Array
    W1: Array  # (R, n_h, width)
    W2: Array  # (R, n_y, n_h + 1)
    W2_by_unit: Array  # (R, n_h, 1, n_y), or for one output (R, n_h, 1)
    Z2: Array  # (R, n_y, m), where the outputs go
    Z2_planes: Array  # the same memory as (n_y, R, m)


class Workspace:
    """Arrays for R networks on m examples each; all have one layout and one activation.

    Attributes:
        A1: the hidden layer's outputs and, as one more "unit", the constant 1 that the output bias
            multiplies; (n_h + 1, R, m).
        Z1: (n_h, R, m). Most slopes come from A1 alone, so Z1 shares A1's memory: half of it to walk through.
    """

    def __init__(self, layout: Layout, activation: str, leaky_slope: float, networks: int, m: int) -> None:
        n_h = layout.shape.n_h
        function = ACTIVATIONS[activation]
        self.layout, self.function, self.leaky_slope = layout, function, leaky_slope
        self.networks, self.m = networks, m
        self.A1 = aligned.empty(n_h + 1, networks, m)
        self.A1[n_h] = 1.0
        self.Z1 = aligned.empty(n_h, networks, m) if function.keeps_z else self.A1[:n_h]
        # The same memory as the calls below want it.
        self.hidden = self.A1[:n_h].reshape(-1)
        self.Z1_flat = self.Z1.reshape(-1)
        self.Z1_by_unit = self.Z1.transpose(1, 0, 2)
        self.A1_by_output = self.A1.transpose(1, 0, 2)[:, np.newaxis]

    def slot(self, rows: Array, Z2: Array) -> Slot:
        """Views of engine rows (R, size) and of the memory (n_y, R, m) for their outputs."""
        first, second = self.layout.matrices(rows)
        n_h = self.layout.shape.n_h
        by_unit = second[:, :, :n_h].transpose(0, 2, 1)
        if self.layout.shape.n_y > 1:
            by_unit = by_unit[:, :, np.newaxis]
        return Slot(rows, first, second, by_unit, Z2.transpose(1, 0, 2), Z2)

    def forward(self, slot: Slot, inputs: Array) -> None:
        """Write A1 into the workspace and the scaled Z2 into the slot."""
        np.vecmat(slot.W1, inputs, self.Z1_by_unit)
        self.function.write_value(self.Z1_flat, self.hidden, self.leaky_slope)
        np.vecmat(slot.W2, self.A1_by_output, slot.Z2)


Update = Callable[[Slot, Examples, Array, Slot | None], None]


def gradient_descent(workspace: Workspace, settings: Sequence[Rates]) -> Update:
    """Make the function that does one update of the workspace's networks.

    Args:
        workspace: whose arrays are used.
        settings: R of them, experiments for instance. Rates and penalties may differ; a penalty is in use for
            all or none.

    Returns:
        ``update(slot, examples, out, following)``: one step from the slot's rows to ``out`` (R, size), which
        may be the slot's rows. The examples must just have gone forward through the slot; A1 is used up. If
        ``following`` is a slot, they go forward through it after the step, ready for the next.
    """
    layout = workspace.layout
    n_x, n_h, n_y = layout.shape
    R, m, scale = workspace.networks, workspace.m, layout.output_scale
    rate = np.array([[one.learning_rate] for one in settings]) / m
    rates = _per_parameter(layout, rate, rate * scale**2, biases=True)
    l1, l2 = (np.array([[getattr(one, field)] for one in settings]) for field in ("l1", "l2"))
    decay = _per_parameter(layout, l2, l2 / scale**2, biases=False) if l2.any() else None
    shrink = _per_parameter(layout, l1, l1 / scale, biases=False) if l1.any() else None

    gradient = np.zeros((R, layout.size))
    step = np.empty_like(gradient)
    dW1, dW2 = layout.matrices(gradient)
    dW1 = dW1[:, :, : n_x + 1]  # the padding's gradient is 0 and stays so
    # dZ2's plane lies among the products x_k dZ2, where the input that is always 1 has its place.
    products = aligned.empty(n_x + 1, R, m)
    planes = tuple(products[:n_x])
    dZ2 = products[n_x : n_x + 1] if n_y == 1 else aligned.empty(n_y, R, m)
    dZ2_plane = dZ2[0]
    dZ2_by_output = dZ2.transpose(1, 0, 2)[:, :, np.newaxis]
    dZ2_by_network = dZ2.transpose(1, 0, 2)[:, np.newaxis]
    products_by_network = products.transpose(1, 0, 2)[:, np.newaxis]
    slope_by_unit = workspace.A1[:n_h].transpose(1, 0, 2)[:, :, np.newaxis]
    dA1 = np.empty((n_h, R, m) if n_y > 1 else (0, 0, 0))
    dA1_flat, dA1_by_unit = dA1.reshape(-1), dA1.transpose(1, 0, 2)[:, :, np.newaxis]

    # Everything below is looked up once, not per epoch.
    Z1_by_unit, Z1_flat, hidden = workspace.Z1_by_unit, workspace.Z1_flat, workspace.hidden
    A1_by_output, leaky_slope = workspace.A1_by_output, workspace.leaky_slope
    write_value, write_slope = workspace.function.write_value, workspace.function.write_slope
    vecmat = np.vecmat
    matmul, vecdot, multiply, subtract, tanh = np.matmul, np.vecdot, np.multiply, np.subtract, write_tanh
    is_sigmoid, one_output = scale != 1.0, n_y == 1
    errors = _softmax_errors if layout.softmax else subtract

    def update(slot: Slot, examples: Examples, out: Array, following: Slot | None) -> None:
        rows, _, _, W2_by_unit, _, Z2_planes = slot
        inputs, input_planes, targets = examples
        # dZ2 = A2 - Y, scaled.
        if is_sigmoid:
            tanh(Z2_planes, dZ2)
            subtract(dZ2, targets, dZ2)
        else:
            errors(Z2_planes, targets, dZ2)
        vecdot(dZ2_by_output, A1_by_output, dW2)
        # From here on the hidden layer holds g'(Z1); A1 is no longer needed.
        write_slope(Z1_flat, hidden, hidden, leaky_slope)
        if one_output:
            # W2 dZ2 g'(Z1) x summed over examples: W2 leaves the sum, which spares a pass over the layer.
            for plane, product in zip(input_planes, planes, strict=True):
                multiply(dZ2_plane, plane, product)
            vecdot(slope_by_unit, products_by_network, dW1)
            multiply(dW1, W2_by_unit, dW1)
        else:
            matmul(W2_by_unit, dZ2_by_network, dA1_by_unit)
            multiply(dA1_flat, hidden, dA1_flat)
            vecdot(dA1_by_unit, inputs[:, :, : n_x + 1], dW1)
        if decay is not None:
            multiply(decay, rows, step)
            np.add(gradient, step, gradient)
        if shrink is not None:
            multiply(shrink, np.sign(rows), step)
            np.add(gradient, step, gradient)
        multiply(gradient, rates, step)
        subtract(rows, step, out)
        if following is not None:
            # Workspace.forward, spelt out: a call costs as much as a tenth of the tanh.
            vecmat(following.W1, inputs, Z1_by_unit)
            write_value(Z1_flat, hidden, leaky_slope)
            vecmat(following.W2, A1_by_output, following.Z2)

    return update


def _softmax_errors(Z2: Array, targets: Array, dZ2: Array) -> None:
    """Write softmax(Z2) - Y into dZ2; all (n_y, R, m). Outputs are added up, networks never."""
    np.subtract(Z2, Z2.max(axis=0), dZ2)  # the largest power is then 1: none overflows
    np.exp(dZ2, dZ2)
    np.divide(dZ2, dZ2.sum(axis=0), dZ2)
    np.subtract(dZ2, targets, dZ2)


def _per_parameter(layout: Layout, first: Array, second: Array, *, biases: bool) -> Array:
    """Engine rows that hold ``first`` (R, 1) for layer 1 and ``second`` for layer 2, 0 where nothing is."""
    n_x, n_h, _ = layout.shape
    rows = np.zeros((first.shape[0], layout.size))
    W1, W2 = layout.matrices(rows)
    W1[:, :, : n_x + biases] = first[:, :, np.newaxis]
    W2[:, :, : n_h + biases] = second[:, :, np.newaxis]
    return rows
