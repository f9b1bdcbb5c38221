"""Activations: values and slopes against fifty-digit arithmetic, and no warning however large z is."""

from decimal import Decimal, getcontext

import numpy as np
import pytest

from shallownet.core.activations import ACTIVATIONS

LEAKY_SLOPE = 0.07  # not the default, so that a formula which forgets the argument is caught
NAMES = sorted(ACTIVATIONS)
KINKS = {"relu", "leaky_relu"}

getcontext().prec = 80


def _sigmoid(z: Decimal) -> Decimal:
    return 1 / (1 + (-z).exp())


def _tanh(z: Decimal) -> Decimal:
    return (z.exp() - (-z).exp()) / (z.exp() + (-z).exp())


def _softplus(z: Decimal) -> Decimal:
    return (1 + z.exp()).ln()


FORMULAS = {
    "sigmoid": _sigmoid,
    "tanh": _tanh,
    "relu": lambda z: max(z, Decimal(0)),
    "leaky_relu": lambda z: z if z > 0 else Decimal(LEAKY_SLOPE) * z,
    "identity": lambda z: z,
    "elu": lambda z: z if z > 0 else z.exp() - 1,
    "softplus": _softplus,
    "silu": lambda z: z * _sigmoid(z),
    "mish": lambda z: z * _tanh(_softplus(z)),
}
POINTS = np.concatenate(
    [np.linspace(-40, 40, 161), np.random.RandomState(0).randn(200), [1e-9, -1e-9, 10, -10]]
)


def test_there_is_a_formula_here_for_every_activation() -> None:
    assert set(FORMULAS) == set(ACTIVATIONS)


def test_the_names_learners_and_links_use_exist() -> None:
    assert set(ACTIVATIONS) >= {
        "sigmoid",
        "tanh",
        "relu",
        "leaky_relu",
        "identity",
        "elu",
        "softplus",
        "silu",
        "mish",
    }


@pytest.mark.parametrize("name", NAMES)
def test_each_row_knows_its_name_and_formulas(name: str) -> None:
    activation = ACTIVATIONS[name]
    assert activation.name == name
    assert activation.formula.strip()
    assert activation.slope_formula.strip()


@pytest.mark.parametrize("name", NAMES)
def test_value_agrees_with_exact_arithmetic(name: str) -> None:
    exact = [float(FORMULAS[name](Decimal(float(z)))) for z in POINTS]
    np.testing.assert_allclose(ACTIVATIONS[name].value(POINTS, LEAKY_SLOPE), exact, rtol=1e-13, atol=1e-14)


@pytest.mark.parametrize("name", NAMES)
def test_slope_agrees_with_central_differences(name: str) -> None:
    points = POINTS[POINTS != 0] if name in KINKS else POINTS
    step = Decimal(10) ** -20
    exact = [
        float((FORMULAS[name](z + step) - FORMULAS[name](z - step)) / (2 * step))
        for z in (Decimal(float(point)) for point in points)
    ]
    np.testing.assert_allclose(ACTIVATIONS[name].slope(points, LEAKY_SLOPE), exact, rtol=1e-12, atol=1e-13)


# g and g′ at z = 10, 0, −10, as a pocket calculator gives them
TEXTBOOK = {
    "sigmoid": ((0.9999546021, 0.5, 0.0000453979), (0.0000453958, 0.25, 0.0000453958)),
    "tanh": ((0.9999999959, 0.0, -0.9999999959), (0.0000000082, 1.0, 0.0000000082)),
    "relu": ((10.0, 0.0, 0.0), (1.0, 0.0, 0.0)),
    "leaky_relu": ((10.0, 0.0, -0.1), (1.0, None, 0.01)),
    "identity": ((10.0, 0.0, -10.0), (1.0, 1.0, 1.0)),
    "elu": ((10.0, 0.0, -0.9999546001), (1.0, 1.0, 0.0000453999)),
    "softplus": ((10.0000453989, 0.6931471806, 0.0000453989), (0.9999546021, 0.5, 0.0000453979)),
    "silu": ((9.9995460213, 0.0, -0.0004539787), (1.0004085602, 0.5, -0.0004085602)),
    "mish": ((9.9999999588, 0.0, -0.0004539890), (1.0000000783, 0.6, -0.0004085798)),
}


@pytest.mark.parametrize("name", sorted(TEXTBOOK))
def test_value_and_slope_at_ten_zero_and_minus_ten(name: str) -> None:
    values, slopes = TEXTBOOK[name]
    Z = np.array([10.0, 0.0, -10.0])
    np.testing.assert_allclose(ACTIVATIONS[name].value(Z), values, rtol=0, atol=6e-11)
    computed = ACTIVATIONS[name].slope(Z)
    for got, expected in zip(computed, slopes, strict=True):
        assert expected is None or got == pytest.approx(expected, rel=0, abs=6e-11)


def test_relu_takes_slope_zero_at_zero() -> None:
    assert ACTIVATIONS["relu"].slope(np.array([0.0, -0.0])).tolist() == [0.0, 0.0]


def test_leaky_relu_takes_one_of_its_two_slopes_at_zero() -> None:
    assert ACTIVATIONS["leaky_relu"].slope(np.array([0.0]), 0.25)[0] in (0.25, 1.0)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("size", [50.0, 1_000.0, 1e6, 1e150])
def test_huge_inputs_give_finite_numbers_without_a_warning(name: str, size: float) -> None:
    Z = np.array([[size, -size, 0.0]])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        value = ACTIVATIONS[name].value(Z)
        slope = ACTIVATIONS[name].slope(Z)
    assert np.isfinite(value).all()
    assert np.isfinite(slope).all()
    # every one of them is within a constant of max(z, 0), or of z or of a step, out there
    assert abs(value).max() <= size
    assert (abs(slope) <= 1.2).all()


# g at z = 1e6 and −1e6
FAR_OUT = {
    "sigmoid": (1, 0),
    "tanh": (1, -1),
    "relu": (1e6, 0),
    "leaky_relu": (1e6, -1e4),
    "identity": (1e6, -1e6),
    "elu": (1e6, -1),
    "softplus": (1e6, 0),
    "silu": (1e6, 0),
    "mish": (1e6, 0),
}


@pytest.mark.parametrize("name", FAR_OUT)
def test_limits_far_out(name: str) -> None:
    Z = np.array([1e6, -1e6])
    np.testing.assert_allclose(ACTIVATIONS[name].value(Z), FAR_OUT[name], rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("shape", [(1, 1), (4, 7), (3, 2, 5)])
def test_shapes_are_kept_and_the_input_is_left_alone(name: str, shape: tuple[int, ...]) -> None:
    Z = np.random.RandomState(3).randn(*shape)
    before = Z.copy()
    for result in (ACTIVATIONS[name].value(Z), ACTIVATIONS[name].slope(Z)):
        assert result.shape == shape
        assert result.dtype == np.float64
        assert not np.shares_memory(result, Z)
    np.testing.assert_array_equal(Z, before)


@pytest.mark.parametrize("name", NAMES)
def test_an_entry_does_not_depend_on_its_neighbours(name: str) -> None:
    """Twins and lockstep rest on this: the same z gives the same bits wherever it stands in an array."""
    row = np.random.RandomState(5).randn(1, 37) * 4
    for above in range(4):
        stacked = np.concatenate([np.full((above, 37), 0.3), row, row[:, ::-1]])
        for function in (ACTIVATIONS[name].value, ACTIVATIONS[name].slope):
            alone = function(row)
            together = function(stacked)
            np.testing.assert_array_equal(together[above], alone[0])
            np.testing.assert_array_equal(together[above + 1], alone[0, ::-1])


@pytest.mark.parametrize("name", ["silu", "mish"])
def test_not_one_to_one(name: str) -> None:
    """The same a belongs to two z with different slopes, so their slope cannot be read off A1."""
    assert ACTIVATIONS[name].one_to_one is False
    left, right = np.array([-8.0]), np.array([-1.0])
    target = ACTIVATIONS[name].value(left)[0]
    high, low = 0.0, right[0]  # the curve falls and then rises between: bisect the rising side for the same a
    for _ in range(200):
        middle = (high + low) / 2
        if ACTIVATIONS[name].value(np.array([middle]))[0] > target:
            high = middle
        else:
            low = middle
    twin = np.array([low])
    assert ACTIVATIONS[name].value(twin)[0] == pytest.approx(target, rel=1e-9)
    assert ACTIVATIONS[name].slope(twin)[0] - ACTIVATIONS[name].slope(left)[0] > 0.1


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "leaky_relu", "identity", "elu", "softplus"])
def test_one_to_one(name: str) -> None:
    assert ACTIVATIONS[name].one_to_one is True
    Z = np.linspace(-6, 6, 101)
    assert (np.diff(ACTIVATIONS[name].value(Z)) > 0).all()
