"""Gradients of both implementations against finite differences, for every activation and both problems."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from shallownet import Experiment, Parameters, train
from shallownet.core import network
from shallownet.core.activations import ACTIVATIONS
from shallownet.core.datasets import generate
from shallownet.core.features import expand

from . import oracle

NAMES = sorted(ACTIVATIONS)
KINKS = ("relu", "leaky_relu", "elu")
PROBLEMS = ["classification", "regression"]
PENALTIES = [(0.0, 0.0), (0.7, 0.0), (0.0, 0.9), (0.4, 1.3)]
LEAKY_SLOPE = 0.07
MARGIN = 1e-4  # how far every z must be from the kinks at 0, where formula and differences rightly disagree


def _assert_close(got: Parameters, expected: oracle.Weights, tolerance: float = 1e-9) -> None:
    for name, one, two in zip(["W1", "b1", "W2", "b2"], got, expected, strict=True):
        assert one.shape == two.shape, name
        np.testing.assert_allclose(one, two, rtol=tolerance, atol=tolerance, err_msg=f"d{name}")


def _random_parameters(seed: int, n_x: int, n_h: int, n_y: int, size: float = 1.0) -> Parameters:
    random = np.random.RandomState(seed)
    shapes = [(n_h, n_x), (n_h, 1), (n_y, n_h), (n_y, 1)]
    return Parameters(*(random.randn(*shape) * size for shape in shapes))


def _away_from_kinks(parameters: Parameters, X: np.ndarray) -> np.ndarray:
    return X[:, (abs(oracle.pre_activation(parameters, X)) > MARGIN).all(axis=0)]


def _targets(problem: str, shape: tuple[int, int], seed: int) -> np.ndarray:
    random = np.random.RandomState(seed)
    return (random.rand(*shape) > 0.4).astype(float) if problem == "classification" else random.randn(*shape)


def _backward(
    parameters: Parameters, X: np.ndarray, Y: np.ndarray, activation: str, problem: str, l1: float, l2: float
) -> Parameters:
    computed = network.forward(parameters, X, activation, problem, LEAKY_SLOPE)
    return network.backward(parameters, computed, X, Y, activation, LEAKY_SLOPE, l1, l2)


@pytest.mark.parametrize(("l1", "l2"), PENALTIES)
@pytest.mark.parametrize("outputs", [1, 3])
@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("activation", NAMES)
def test_the_references_backward(activation: str, problem: str, outputs: int, l1: float, l2: float) -> None:
    parameters = _random_parameters(3, 2, 4, outputs)
    X = _away_from_kinks(parameters, np.random.RandomState(4).randn(2, 21) * 2)
    Y = _targets(problem, (outputs, X.shape[1]), 5)
    got = _backward(parameters, X, Y, activation, problem, l1, l2)
    expected = oracle.numerical_gradient(parameters, X, Y, activation, problem, LEAKY_SLOPE, l1, l2)
    _assert_close(got, expected)


@settings(max_examples=40)
@given(
    activation=st.sampled_from(NAMES),
    problem=st.sampled_from(PROBLEMS),
    sizes=st.tuples(st.integers(1, 5), st.integers(1, 6), st.integers(1, 3), st.integers(1, 12)),
    size=st.sampled_from([0.01, 1.0, 4.0]),
    seed=st.integers(0, 10_000),
)
def test_the_references_backward_for_any_shape(
    activation: str, problem: str, sizes: tuple[int, int, int, int], size: float, seed: int
) -> None:
    n_x, n_h, n_y, m = sizes
    parameters = _random_parameters(seed, n_x, n_h, n_y, size)
    X = _away_from_kinks(parameters, np.random.RandomState(seed + 1).randn(n_x, m))
    assume(X.shape[1] > 0)
    Y = _targets(problem, (n_y, X.shape[1]), seed)
    got = _backward(parameters, X, Y, activation, problem, 0.0, 0.0)
    expected = oracle.numerical_gradient(parameters, X, Y, activation, problem, LEAKY_SLOPE)
    # the third derivative grows with the weights, and the differences' error with it
    _assert_close(got, expected, 1e-8)


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("activation", NAMES)
def test_the_references_forward_and_cost(activation: str, problem: str) -> None:
    parameters = _random_parameters(8, 3, 5, 1)
    X = np.random.RandomState(9).randn(3, 17)
    Y = _targets(problem, (1, 17), 10)
    computed = network.forward(parameters, X, activation, problem, LEAKY_SLOPE)
    Z2 = oracle.output(parameters, X, activation, LEAKY_SLOPE)
    np.testing.assert_allclose(computed.Z1, oracle.pre_activation(parameters, X), rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(
        computed.A1, oracle.hidden(activation, computed.Z1, LEAKY_SLOPE), rtol=1e-12, atol=1e-14
    )
    np.testing.assert_allclose(computed.Z2, Z2, rtol=1e-12, atol=1e-13)
    A2 = 1 / (1 + np.exp(-Z2)) if problem == "classification" else Z2
    np.testing.assert_allclose(computed.A2, A2, rtol=1e-12, atol=1e-13)
    expected = float(oracle.cost(oracle.extended(parameters), X, Y, activation, problem, LEAKY_SLOPE))
    assert network.cost(computed.Z2, Y, problem) == pytest.approx(expected, rel=1e-12)


def test_the_cost_is_the_textbooks() -> None:
    """J = −(1/m) Σ [y log ŷ + (1−y) log(1−ŷ)], and 1/(2m) Σ (ŷ−y)²."""
    Z2 = np.array([[0.0, 2.0, -1.0]])
    Y = np.array([[1.0, 0.0, 1.0]])
    A2 = 1 / (1 + np.exp(-Z2))
    textbook = -(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)).mean()
    assert network.cost(Z2, Y, "classification") == pytest.approx(textbook, rel=1e-14)
    assert network.cost(Z2, Y, "regression") == pytest.approx((1 + 4 + 4) / 6, rel=1e-15)


@pytest.mark.parametrize("size", [40.0, 800.0, 1e8, 1e300])
def test_the_cost_stays_finite_however_sure_the_network_is(size: float) -> None:
    """log(1 − ŷ) is −∞ once ŷ rounds to 1; from Z2 the cost is just z."""
    Z2, Y = np.array([[size, -size, size, -size]]), np.array([[1.0, 0.0, 0.0, 1.0]])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        assert network.cost(Z2, Y, "classification") == pytest.approx(size / 2, rel=1e-12)


def test_update_takes_one_step_and_leaves_its_arguments_alone() -> None:
    parameters, gradient = _random_parameters(1, 2, 3, 1), _random_parameters(2, 2, 3, 1)
    before = [array.copy() for array in parameters]
    stepped = network.update(parameters, gradient, 0.25)
    for new, old, change in zip(stepped, before, gradient, strict=True):
        np.testing.assert_allclose(new, old - 0.25 * change, rtol=1e-15, atol=1e-16)
    for array, old in zip(parameters, before, strict=True):
        np.testing.assert_array_equal(array, old)


def _experiment(activation: str, problem: str, **settings: object) -> Experiment:
    data = {"classification": "moons", "regression": "bumps"}[problem]
    chosen = {
        "dataset": data,
        "samples": 40,
        "problem": problem,
        "activation": activation,
        "hidden_units": 3,
        "initializer": "normal",
        "leaky_slope": LEAKY_SLOPE,
        "learning_rate": 2**-8,
        "test_fraction": 0.2,
        "features": ("x1", "x2", "x1x2"),
    }
    return Experiment(**{**chosen, **settings})


def _step_and_gradient(experiment: Experiment) -> tuple[Parameters, oracle.Weights]:
    """(θ0 − θ1)/rate of the engine's first epoch, and ∂J/∂θ at θ0 by differences over the training points."""
    trajectory = train(experiment, epochs=1, record=1)
    assert trajectory.epochs.tolist() == [0, 1]
    start, after = trajectory.parameters
    step = Parameters(
        *((old - new) / experiment.learning_rate for old, new in zip(start, after, strict=True))
    )
    points = generate(experiment).train
    X = expand(points.X, experiment.features)
    if experiment.activation in KINKS:
        assert abs(oracle.pre_activation(start, X)).min() > 1e-5, "choose another seed: a point is on a kink"
    gradient = oracle.numerical_gradient(
        start,
        X,
        points.Y,
        experiment.activation,
        experiment.problem,
        LEAKY_SLOPE,
        experiment.l1,
        experiment.l2,
    )
    return step, gradient


@pytest.mark.parametrize(("l1", "l2"), PENALTIES)
@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("activation", NAMES)
def test_the_engines_first_step_is_the_gradient(activation: str, problem: str, l1: float, l2: float) -> None:
    step, gradient = _step_and_gradient(_experiment(activation, problem, l1=l1, l2=l2))
    _assert_close(step, gradient)


@pytest.mark.parametrize("hidden_units", [1, 2, 5, 8])
@pytest.mark.parametrize(
    "features",
    [("x1",), ("x1", "x2"), ("x1", "x2", "sin_x1", "x2_squared"), ("x1", "x2", "x1x2", "sin_x1", "sin_x2")],
)
@pytest.mark.parametrize("problem", PROBLEMS)
def test_the_engines_first_step_for_other_shapes(
    problem: str, features: tuple[str, ...], hidden_units: int
) -> None:
    step, gradient = _step_and_gradient(
        _experiment("tanh", problem, features=features, hidden_units=hidden_units, l1=0.1, l2=0.2)
    )
    _assert_close(step, gradient)


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("activation", NAMES)
def test_a_weight_of_zero_feels_no_l1(activation: str, problem: str) -> None:
    """sign(0) = 0: with all weights at 0, the penalty adds nothing to the first step."""
    plain, penalised = (
        train(_experiment(activation, problem, initializer="zeros", l1=l1), epochs=1, record=1).parameters[1]
        for l1 in (0.0, 5.0)
    )
    for one, two in zip(plain, penalised, strict=True):
        np.testing.assert_array_equal(one, two)


@pytest.mark.parametrize("activation", NAMES)
def test_biases_are_not_penalised(activation: str) -> None:
    """Of two first steps that differ in the penalties alone, the biases make the same one."""
    plain, penalised = (
        train(_experiment(activation, "classification", l1=size, l2=size), epochs=1, record=1).parameters[1]
        for size in (0.0, 3.0)
    )
    np.testing.assert_array_equal(plain.b1, penalised.b1)
    np.testing.assert_array_equal(plain.b2, penalised.b2)
    assert (plain.W1 != penalised.W1).all()
    assert (plain.W2 != penalised.W2).all()


@pytest.mark.parametrize(("l1", "l2"), PENALTIES)
def test_the_recorded_loss_is_the_data_term_alone(l1: float, l2: float) -> None:
    experiment = _experiment("tanh", "classification", l1=l1, l2=l2)
    trajectory = train(experiment, epochs=3, record=1)
    points = generate(experiment).train
    X = expand(points.X, experiment.features)
    for loss, parameters in zip(trajectory.train_loss, trajectory.parameters, strict=True):
        expected = float(oracle.cost(parameters, X, points.Y, "tanh", "classification"))
        assert loss == pytest.approx(expected, rel=1e-12)
