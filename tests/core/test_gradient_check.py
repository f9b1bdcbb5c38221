"""The gradient check passes right formulas, catches wrong ones, and knows where it cannot tell."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from shallownet import Experiment, Parameters, train
from shallownet.core import gradient_check, network
from shallownet.core.activations import ACTIVATIONS
from shallownet.core.datasets import generate
from shallownet.core.gradient_check import GradientCheck, check_gradient, has_kink

from . import oracle

PROBLEMS = {"classification": "moons", "regression": "bumps"}


def _check(experiment: Experiment, epochs: int = 0) -> GradientCheck:
    points = generate(experiment).train
    return check_gradient(experiment, train(experiment, epochs).parameters[-1], points.X, points.Y)


@pytest.mark.parametrize(("l1", "l2"), [(0.0, 0.0), (0.3, 0.7)])
@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_differences_are_those_of_the_long_way(activation: str, problem: str, l1: float, l2: float) -> None:
    experiment = Experiment(
        dataset=PROBLEMS[problem], problem=problem, activation=activation, initializer="normal",
        samples=20, l1=l1, l2=l2, leaky_slope=0.1,
    )  # fmt: skip
    points = generate(experiment).train
    start = network.initialize(experiment)
    check = check_gradient(experiment, start, points.X, points.Y)
    expected = oracle.numerical_gradient(start, points.X, points.Y, activation, problem, 0.1, l1, l2)
    assert not check.crosses_kink
    assert check.agrees
    assert check.relative_error < 1e-7
    for formula, numeric, difference in zip(check.formula, check.numeric, expected, strict=True):
        assert formula.shape == numeric.shape == difference.shape
        np.testing.assert_allclose(numeric, difference, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_wrong_formula_is_caught(activation: str, monkeypatch: pytest.MonkeyPatch) -> None:
    right = gradient_check.backward

    def wrong(*arguments: object) -> Parameters:
        gradient = right(*arguments)  # type: ignore[arg-type]
        return gradient._replace(b1=gradient.b1 * 1.01)

    monkeypatch.setattr(gradient_check, "backward", wrong)
    check = _check(Experiment(activation=activation, initializer="normal", dataset="moons", samples=20))
    assert not check.agrees


def test_the_relative_error_by_hand() -> None:
    check = _check(Experiment(samples=20))
    a, b = check.formula.flat(), check.numeric.flat()
    expected = np.linalg.norm(a - b) / (np.linalg.norm(a) + np.linalg.norm(b))
    assert check.relative_error == pytest.approx(expected, rel=1e-12)
    assert check.relative_error <= check.resolution < 1.0


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_two_gradients_that_are_zero_agree(activation: str) -> None:
    """At a zero start on balanced classes the formula gives 0 and the differences give rounding."""
    check = _check(Experiment(activation=activation, initializer="zeros", samples=20))
    assert check.relative_error == 0.0
    assert check.resolution == 1.0
    assert check.agrees


def test_a_gradient_that_is_nearly_zero_agrees_as_far_as_differences_can_tell() -> None:
    experiment = Experiment(dataset="gaussians", activation="identity")
    for epochs in (0, 100, 1000, 5000):
        check = _check(experiment, epochs)
        assert check.relative_error <= check.resolution
        assert check.agrees


def test_a_small_gradient_that_drowns_in_the_rounding_of_a_tiny_step_is_not_said_to_be_zero() -> None:
    experiment = Experiment(dataset="xor", activation="elu", hidden_units=3, initializer="xavier")
    points, parameters = generate(experiment).train, train(experiment, 1000).parameters[-1]
    X, Y = points.X[:, :4], points.Y[:, :4]
    checks = [check_gradient(experiment, parameters, X, Y, 10.0**-power) for power in (12, 11, 6)]
    assert checks[0].resolution == 1.0
    assert all(check.relative_error > 0 for check in checks)
    assert checks[2].relative_error < checks[1].relative_error


def test_kinks_are_found_by_the_slopes() -> None:
    assert {name for name in ACTIVATIONS if has_kink(name)} == {"relu", "leaky_relu"}
    assert not has_kink("leaky_relu", leaky_slope=1.0)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_at_a_kink_the_two_rightly_disagree(activation: str) -> None:
    """An example at z = 0: a difference takes the mean of both sides' slopes, the formula the left one."""
    experiment = Experiment(activation=activation, hidden_units=1, initializer="constant", samples=10)
    start = network.initialize(experiment)
    X, Y = np.array([[1.0, 2.0], [-1.0, 3.0]]), np.array([[1.0, 0.0]])
    check = check_gradient(experiment, start, X, Y)
    assert check.crosses_kink == has_kink(activation)
    assert check.agrees != has_kink(activation)
    near = check_gradient(experiment, start._replace(b1=np.array([[1e-4]])), X, Y)
    assert not near.crosses_kink
    assert near.agrees


def test_l1_has_a_kink_where_a_weight_is_zero() -> None:
    experiment = Experiment(initializer="constant", constant=1e-7, samples=20, l1=0.5)
    assert _check(experiment).crosses_kink
    assert not _check(replace(experiment, l1=0.0)).crosses_kink
    assert not _check(replace(experiment, constant=0.3)).crosses_kink
