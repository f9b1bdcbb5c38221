"""The softmax output: the reference against finite differences and SciPy, the engine against both."""

from dataclasses import dataclass

import numpy as np
import pytest
from scipy.special import log_softmax, softmax
from sklearn.neural_network import MLPClassifier

from shallownet import Parameters
from shallownet.core import network
from shallownet.core.activations import ACTIVATIONS
from shallownet.core.batches import order
from shallownet.core.cost import costs, largest_output_within
from shallownet.core.descent import Descent
from shallownet.core.parameters import Shape
from shallownet.core.update import Layout

from . import oracle

NAMES = sorted(ACTIVATIONS)
PENALTIES = [(0.0, 0.0), (0.3, 0.0), (0.0, 0.9), (0.2, 1.3)]
SHAPE = Shape(2, 4, 3)
LAYOUT = Layout.of(SHAPE, "multiclass")


@dataclass(frozen=True)
class Settings:
    activation: str = "tanh"
    learning_rate: float = 0.1
    batch_size: int | None = None
    l1: float = 0.0
    l2: float = 0.0
    seed: int = 3
    leaky_slope: float = 0.07
    problem: str = "multiclass"


def _parameters(seed: int, shape: Shape = SHAPE) -> Parameters:
    return shape.parameters(np.random.RandomState(seed).randn(shape.size))


def _data(seed: int, m: int = 20, shape: Shape = SHAPE) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.RandomState(seed)
    return random.randn(shape.n_x, m), np.eye(shape.n_y)[:, random.randint(shape.n_y, size=m)]


def _descend(settings: Settings, parameters: Parameters, X: np.ndarray, Y: np.ndarray, epochs: int):
    """By the reference: the parameters after as many epochs."""
    s, m = settings, X.shape[1]
    for epoch in range(epochs):
        columns = np.arange(m) if s.batch_size is None else order(s.seed, epoch, m)
        for start in range(0, m, s.batch_size or m):
            part = columns[start : start + (s.batch_size or m)]
            computed = network.forward(parameters, X[:, part], s.activation, s.problem, s.leaky_slope)
            gradient = network.backward(
                parameters, computed, X[:, part], Y[:, part], s.activation, s.leaky_slope, s.l1, s.l2
            )
            parameters = network.update(parameters, gradient, s.learning_rate)
    return parameters


def _assert_close(one: Parameters, two, tolerance: float) -> None:
    for name, a, b in zip(Parameters._fields, one, two, strict=True):
        np.testing.assert_allclose(a, b, rtol=tolerance, atol=tolerance, err_msg=name)


@pytest.mark.parametrize(("l1", "l2"), PENALTIES)
@pytest.mark.parametrize("activation", NAMES)
def test_the_references_gradient(activation: str, l1: float, l2: float) -> None:
    parameters, (X, Y) = _parameters(3), _data(4)
    X, Y = (a[:, (abs(oracle.pre_activation(parameters, X)) > 1e-4).all(axis=0)] for a in (X, Y))
    computed = network.forward(parameters, X, activation, "multiclass", 0.07)
    got = network.backward(parameters, computed, X, Y, activation, 0.07, l1, l2)
    expected = oracle.numerical_gradient(parameters, X, Y, activation, "multiclass", 0.07, l1, l2)
    _assert_close(got, expected, 1e-9)


@pytest.mark.parametrize("size", [1e-3, 1.0, 50.0])
def test_shares_and_cost_are_scipys(size: float) -> None:
    Z2, (_, Y) = np.random.RandomState(0).randn(3, 20) * size, _data(1)
    expected = -np.sum(Y * log_softmax(Z2, axis=0)) / 20
    np.testing.assert_allclose(network.softmax(Z2), softmax(Z2, axis=0), rtol=1e-12)
    assert network.cost(Z2, Y, "multiclass") == pytest.approx(expected, rel=1e-12)
    J = costs(np.stack([Z2, 2 * Z2])[:, :, np.newaxis], Y[:, np.newaxis], LAYOUT)
    assert J.shape == (2, 1)
    assert J[0, 0] == pytest.approx(expected, rel=1e-12)
    assert J[1, 0] == pytest.approx(network.cost(2 * Z2, Y, "multiclass"), rel=1e-12)


@pytest.mark.parametrize("size", [40.0, 800.0, 1e8, 1e300])
def test_the_cost_stays_finite_however_sure_the_network_is(size: float) -> None:
    Z2, Y = np.array([[size], [-size], [0.0]]), np.array([[0.0], [1.0], [0.0]])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        assert network.cost(Z2, Y, "multiclass") == pytest.approx(2 * size)
        assert costs(Z2[np.newaxis, :, np.newaxis], Y[:, np.newaxis], LAYOUT)[0, 0] == pytest.approx(2 * size)
        assert network.softmax(Z2)[:, 0] == pytest.approx([1.0, 0.0, np.exp(-size)], abs=1e-30)


def test_outputs_within_the_bound_cost_no_more_than_the_limit() -> None:
    _, Y = _data(1)
    bound = largest_output_within(5.0, Y, LAYOUT)
    worst = network.cost(np.where(Y == 1, -bound, bound), Y, "multiclass")
    assert 4.5 < worst <= 5.0


def test_of_two_classes_the_second_has_the_sigmoids_share() -> None:
    Z2 = np.linspace(-30, 30, 13)[np.newaxis]
    two = network.softmax(np.concatenate([np.zeros_like(Z2), Z2]))
    np.testing.assert_allclose(two[1:], ACTIVATIONS["sigmoid"].value(Z2), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize(("l1", "l2"), PENALTIES)
@pytest.mark.parametrize("batch_size", [None, 8])
@pytest.mark.parametrize("activation", NAMES)
def test_the_engine_follows_the_reference(
    activation: str, batch_size: int | None, l1: float, l2: float
) -> None:
    settings = Settings(activation, batch_size=batch_size, l1=l1, l2=l2)
    start, (X, Y) = _parameters(5), _data(6)
    descent = Descent([settings], SHAPE, [(X, Y)], start.flat()[np.newaxis])
    descent.run(0, 40)
    J = descent.costs(slice(41))[:, 0]
    for epoch in (0, 1, 40):
        expected = _descend(settings, start, X, Y, epoch)
        _assert_close(SHAPE.parameters(descent.flat([epoch])[0, 0]), expected, 1e-9)
        Z2 = network.forward(expected, X, activation, "multiclass", settings.leaky_slope).Z2
        assert J[epoch] == pytest.approx(network.cost(Z2, Y, "multiclass"), rel=1e-9)


@pytest.mark.parametrize("batch_size", [None, 8])
@pytest.mark.parametrize("n_y", [3, 10])
def test_alone_or_among_others_the_same_bits(n_y: int, batch_size: int | None) -> None:
    shape = Shape(3, 5, n_y)
    settings = [
        Settings(learning_rate=rate, seed=r, batch_size=batch_size) for r, rate in enumerate([0.1, 0.5, 2])
    ]
    data = [_data(seed, 24, shape) for seed in range(3)]
    flat = np.stack([_parameters(seed, shape).flat() for seed in range(3)])
    together = Descent(settings, shape, data, flat)
    together.run(0, 20)
    for r in range(3):
        alone = Descent([settings[r]], shape, [data[r]], flat[[r]])
        alone.run(0, 20)
        np.testing.assert_array_equal(together.flat([20])[0, r], alone.flat([20])[0, 0])
        np.testing.assert_array_equal(together.costs(slice(21))[:, r], alone.costs(slice(21))[:, 0])


@pytest.mark.parametrize("l2", [0.0, 0.5])
@pytest.mark.parametrize(("ours", "theirs"), [("tanh", "tanh"), ("relu", "relu"), ("sigmoid", "logistic")])
def test_the_same_trajectory_as_scikit_learns(ours: str, theirs: str, l2: float) -> None:
    start, (X, Y) = _parameters(7), _data(8, 30)
    model = MLPClassifier(
        (4,),
        activation=theirs,
        solver="sgd",
        momentum=0.0,
        nesterovs_momentum=False,
        learning_rate_init=0.3,
        batch_size=30,
        shuffle=False,
        alpha=l2,
    )
    labels = Y.argmax(axis=0)
    model.partial_fit(X.T, labels, classes=[0, 1, 2])
    # The weights are overwritten in place, so that the call that built the model is forgotten.
    held = (*model.coefs_, *model.intercepts_)
    for array, own in zip(held, (start.W1.T, start.W2.T, start.b1[:, 0], start.b2[:, 0]), strict=True):
        array[...] = own
    for _ in range(50):
        model.partial_fit(X.T, labels)
    W1, W2, b1, b2 = held
    descent = Descent([Settings(ours, 0.3, l2=l2)], SHAPE, [(X, Y)], start.flat()[np.newaxis])
    descent.run(0, 50)
    expected = (W1.T, b1[:, np.newaxis], W2.T, b2[:, np.newaxis])
    _assert_close(SHAPE.parameters(descent.flat([50])[0, 0]), expected, 1e-8)
