"""Every line of every derivation is the slope, at many z; and what slopes are like is computed."""

from __future__ import annotations

import numpy as np
import pytest

from shallownet.core.activations import ACTIVATIONS
from shallownet.core.derivations import DERIVATIONS, LARGEST_Z
from shallownet.core.slopes import (
    FLAT,
    differences,
    flat_intervals,
    has_kink,
    lowest_point,
    other_z,
    slope,
    value,
    value_range,
)

NAMES = list(ACTIVATIONS)
# Away from 0, where two pieces may meet.
POINTS = np.concatenate([np.linspace(-15, 15, 120), np.random.RandomState(0).randn(200), [1e-6, -1e-6]])
LINES = [(name, number) for name in DERIVATIONS for number in range(len(DERIVATIONS[name].lines))]


def test_every_activation_has_a_derivation():
    assert list(DERIVATIONS) == NAMES
    assert all(row.name == name for name, row in DERIVATIONS.items())
    assert all(len(row.lines) >= 3 for row in DERIVATIONS.values())


@pytest.mark.parametrize(("name", "number"), LINES)
@pytest.mark.parametrize("alpha", [0.0, 0.07, 1.0])
def test_every_line_is_the_slope(name, number, alpha):
    line, g = DERIVATIONS[name].lines[number], ACTIVATIONS[name]
    found = line.at(POINTS, g.value(POINTS, alpha), alpha)
    np.testing.assert_allclose(found, g.slope(POINTS, alpha), rtol=1e-9, atol=1e-13)


@pytest.mark.parametrize(("name", "number"), LINES)
def test_a_line_that_speaks_of_zero_has_the_slope_used_there(name, number):
    line = DERIVATIONS[name].lines[number]
    if line.beside_zero:
        assert has_kink(name) or name == "elu"
        assert "< 0" in line.latex or number == 0
    else:
        found = line.at([0.0], [value(name, 0.0, 0.07)], 0.07)
        assert found[0] == pytest.approx(slope(name, 0.0, 0.07), abs=1e-15)


@pytest.mark.parametrize(("name", "number"), LINES)
def test_a_line_keeps_its_shape_and_does_not_overflow(name, number):
    line = DERIVATIONS[name].lines[number]
    Z = np.array([[-LARGEST_Z, 0.0, LARGEST_Z]])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        found = line.at(Z, ACTIVATIONS[name].value(Z))
    assert found.shape == Z.shape
    assert np.isfinite(found).all()


@pytest.mark.parametrize("name", NAMES)
def test_the_last_line_needs_a_alone_exactly_where_a_tells_the_slope(name):
    through_a = DERIVATIONS[name].through_a
    assert (through_a is not None) == (lowest_point(name) is None)
    if ACTIVATIONS[name].one_to_one:
        assert through_a is not None
    if through_a is not None:
        # z is wrong on purpose: it must not matter.
        A = ACTIVATIONS[name].value(POINTS)
        np.testing.assert_allclose(
            through_a.at(POINTS + 100, A), ACTIVATIONS[name].slope(POINTS), rtol=1e-9, atol=1e-13
        )


@pytest.mark.parametrize("name", NAMES)
def test_the_formula_in_z_needs_no_a(name):
    line = DERIVATIONS[name].through_z
    np.testing.assert_allclose(
        line.at(POINTS, np.full_like(POINTS, np.nan)), ACTIVATIONS[name].slope(POINTS), rtol=1e-9, atol=1e-13
    )


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("z", [10.0, 0.0, -10.0])
def test_three_ways_to_the_slope_agree_at_the_course_s_z(name, z):
    """The course's claim: values at 10, 0 and -10, by formula, through a and by difference."""
    a = value(name, z)
    exact = slope(name, z)
    assert DERIVATIONS[name].through_z.at([z], [a])[0] == pytest.approx(exact, abs=1e-14)
    if (line := DERIVATIONS[name].through_a) is not None:
        assert line.at([z], [a])[0] == pytest.approx(exact, abs=1e-14)
    found = differences(name, z, 1e-5)
    if found.spans_kink:
        assert z == 0.0
        assert found.central == pytest.approx((found.left + found.right) / 2)
        assert found.left == pytest.approx(exact)  # the left slope is the one that is used
        assert found.right == pytest.approx(1.0)
    else:
        # ELU's slope has a kink of its own at 0, where the error is of the order of h, not of its square.
        assert found.central == pytest.approx(exact, abs=1e-5 if (name, z) == ("elu", 0.0) else 1e-9)


def test_a_difference_s_error_falls_with_the_square_of_the_step_and_rises_when_digits_run_out():
    errors = {
        h: abs(differences("tanh", 1.0, h).central - slope("tanh", 1.0)) for h in (1e-1, 1e-2, 1e-5, 1e-12)
    }
    assert errors[1e-1] / errors[1e-2] == pytest.approx(100, rel=0.05)
    assert errors[1e-5] < 1e-10
    assert errors[1e-12] > 1e-7


def test_only_a_step_over_the_kink_spans_it():
    assert differences("relu", 0.5, 0.6).spans_kink
    assert not differences("relu", 0.5, 0.5).spans_kink
    assert not differences("elu", 0.0, 0.5).spans_kink
    assert not differences("leaky_relu", 0.0, 0.5, leaky_slope=1.0).spans_kink


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("leaky_slope", [0.0, 0.005, 0.3])
def test_flat_intervals_are_where_the_slope_is_small(name, leaky_slope):
    Z = np.linspace(-7, 7, 3001)
    found = flat_intervals(name, -7.0, 7.0, leaky_slope)
    inside = np.zeros(Z.shape, dtype=bool)
    near_an_end = np.zeros(Z.shape, dtype=bool)
    for low, high in found:
        assert -7 <= low < high <= 7
        inside |= (low <= Z) & (high >= Z)
        near_an_end |= (np.abs(Z - low) < 1e-9) | (np.abs(Z - high) < 1e-9)
    small = np.abs(ACTIVATIONS[name].slope(Z, leaky_slope)) < FLAT
    np.testing.assert_array_equal(inside[~near_an_end], small[~near_an_end])


def test_where_saturation_begins():
    """Solved by hand: σ' = c at z = ln((1 - 2c + sqrt(1 - 4c)) / 2c), tanh' = c at artanh(sqrt(1 - c))."""
    (_, left), (right, _) = flat_intervals("sigmoid", -7.0, 7.0)
    exact = np.log((1 - 2 * FLAT + np.sqrt(1 - 4 * FLAT)) / (2 * FLAT))
    assert (left, right) == pytest.approx((-exact, exact), abs=1e-12)
    (_, left), (right, _) = flat_intervals("tanh", -7.0, 7.0)
    exact = np.arctanh(np.sqrt(1 - FLAT))
    assert (left, right) == pytest.approx((-exact, exact), abs=1e-12)
    assert flat_intervals("relu", -7.0, 7.0) == ((-7.0, pytest.approx(0.0, abs=1e-12)),)
    assert flat_intervals("identity", -7.0, 7.0) == ()


def test_the_sigmoid_alone_stays_between_0_and_1():
    between = [
        name for name in NAMES if value_range(name, -7.0, 7.0)[0] > 0 and value_range(name, -7.0, 7.0)[1] < 1
    ]
    assert between == ["sigmoid"]


@pytest.mark.parametrize("name", NAMES)
def test_only_silu_and_mish_fall_before_they_rise(name):
    lowest = lowest_point(name)
    falls = (np.diff(ACTIVATIONS[name].value(np.linspace(-20, 20, 4001))) < 0).any()
    assert (lowest is not None) == falls == (name in ("silu", "mish"))
    if lowest is not None:
        assert slope(name, lowest) == pytest.approx(0, abs=1e-12)
        assert not ACTIVATIONS[name].one_to_one


@pytest.mark.parametrize("name", ["silu", "mish"])
@pytest.mark.parametrize("z", [-12.0, -3.0, -1.5, -1.0, -0.5, -1e-3])
def test_two_z_of_one_a_have_different_slopes(name, z):
    """Why these two must keep Z1."""
    other = other_z(name, z)
    lowest = lowest_point(name)
    assert (other < lowest) == (z > lowest)
    assert value(name, other) == pytest.approx(value(name, z), rel=1e-9)
    assert slope(name, z) * slope(name, other) < 0
    assert abs(slope(name, z) - slope(name, other)) > 0.05
    assert other_z(name, other) == pytest.approx(z, rel=1e-6)


@pytest.mark.parametrize("name", NAMES)
def test_a_value_above_0_has_one_z_only(name):
    assert other_z(name, 1.0) is None
    assert other_z(name, 0.0) is None
    assert lowest_point(name) is not None or other_z(name, -1.0) is None
