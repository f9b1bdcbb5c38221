"""One step, statement by statement: the source's own lines, and the very numbers of the functions."""

import inspect
import re

import numpy as np
import pytest

from shallownet import Experiment, Parameters, train
from shallownet.core import network
from shallownet.core.activations import ACTIVATIONS
from shallownet.core.datasets import DATASETS
from shallownet.core.trace import source_of, trace
from shallownet.core.walk import SHAPES, STEPS, parameters_at, small_batch, values, walk
from tests.data import data_of

SOURCE = inspect.getsource(network).splitlines()
SYMBOL = re.compile(r"d?[WbZA]_[12]|[XYJ]")


def experiment_of(problem="classification", **settings):
    dataset = {"classification": "flower", "regression": "bumps"}[problem]
    rate = {"classification": 1.2, "regression": 0.1}[problem]
    given = {"dataset": dataset, "problem": problem, "initializer": "xavier", "learning_rate": rate}
    return Experiment(**{**given, **settings})


def taken(experiment, m=5, epoch=30):
    X, Y = small_batch(experiment, m)
    parameters = train(experiment, epoch, record=[epoch]).parameters[-1]
    return walk(experiment, parameters, X, Y), parameters, X, Y


@pytest.mark.parametrize("penalties", [{}, {"l1": 0.3, "l2": 0.7}])
@pytest.mark.parametrize("problem", ["classification", "regression"])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_numbers_are_those_of_the_functions_bit_by_bit(activation, problem, penalties):
    e = experiment_of(problem, activation=activation, leaky_slope=0.2, **penalties)
    steps, parameters, X, Y = taken(e)
    computed = network.forward(parameters, X, e.activation, e.problem, e.leaky_slope)
    gradient = network.backward(parameters, computed, X, Y, e.activation, e.leaky_slope, e.l1, e.l2)
    updated = network.update(parameters, gradient, e.learning_rate)
    expected = {
        **computed._asdict(),
        "J": np.array(network.cost(computed.Z2, Y, e.problem)),
        "dZ2": computed.A2 - Y,
        **{f"d{name}": value for name, value in gradient._asdict().items()},
        **{f"new {name}": value for name, value in updated._asdict().items()},
    }
    assert tuple(step.name for step in steps) == STEPS
    for step in steps:
        if step.name in expected:
            np.testing.assert_array_equal(step.value, expected[step.name], strict=True)
    dZ1 = next(step.value for step in steps if step.name == "dZ1")
    gradient_of_b1 = dZ1.mean(axis=1, keepdims=True)
    np.testing.assert_allclose(gradient.b1, gradient_of_b1, atol=1e-15)


@pytest.mark.parametrize("penalties", [{}, {"l2": 0.7}])
@pytest.mark.parametrize("problem", ["classification", "regression"])
def test_each_line_stands_in_the_file_where_it_is_said_to(problem, penalties):
    steps, *_ = taken(experiment_of(problem, **penalties))
    for step in steps:
        assert SOURCE[step.line - 1].strip() == step.code.splitlines()[0]
        assert all(line in {one.strip() for one in SOURCE} for line in step.code.splitlines())


def test_each_step_is_one_line_but_the_cost_of_a_classification_and_a_penalised_weight():
    lines = {step.name: len(step.code.splitlines()) for step in taken(experiment_of())[0]}
    assert lines == {**dict.fromkeys(STEPS, 1), "J": 2}
    lines = {step.name: len(step.code.splitlines()) for step in taken(experiment_of("regression"))[0]}
    assert lines == dict.fromkeys(STEPS, 1)
    lines = {step.name: len(step.code.splitlines()) for step in taken(experiment_of("regression", l1=0.1))[0]}
    assert lines == {**dict.fromkeys(STEPS, 1), "dW1": 2, "dW2": 2}


@pytest.mark.parametrize("penalties", [{}, {"l1": 0.1, "l2": 0.7}])
@pytest.mark.parametrize("problem", ["classification", "regression"])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_formula_and_code_speak_of_the_same_symbols(activation, problem, penalties):
    for step in taken(experiment_of(problem, activation=activation, **penalties))[0]:
        left, _, right = step.formula.partition("=")
        named = {symbol.replace("_", "") for symbol in SYMBOL.findall(right)}
        assert named == set(step.uses), step
        assert SYMBOL.findall(left)[0].replace("_", "") == step.symbol
        means = re.search(r"/ \(?(2 \* )?m\b", step.code) is not None
        assert means == ("{m}" in right.replace("}^{m}", "") or "2m" in right), step
        assert (r"\top" in right) == (".T" in step.code)
        assert (r"\alpha" in right) == ("learning_rate" in step.code)


@pytest.mark.parametrize("n_h", [1, 2, 3, 4])
@pytest.mark.parametrize("m", [2, 3, 6])
def test_every_shape_is_the_one_stated(n_h, m):
    e = experiment_of(hidden_units=n_h)
    steps, parameters, X, Y = taken(e, m)
    sizes = {"n_h": n_h, "m": m, "n_x": 2, "1": 1}
    for symbol, value in values(steps, parameters, X, Y).items():
        assert value.shape == tuple(sizes[letter] for letter in SHAPES[symbol])
    for step in steps:
        assert step.value.shape == tuple(sizes[letter] for letter in SHAPES[step.symbol])
        assert not step.value.flags.writeable
    assert set(values(steps, parameters, X, Y)) == set(SHAPES)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_remarks_say_what_g_is_and_leave_alpha_to_the_learning_rate(activation):
    steps = {step.name: step for step in taken(experiment_of(activation=activation, leaky_slope=0.25))[0]}
    assert steps["A1"].remarks[0].startswith("g(z) = ")
    assert steps["dZ1"].remarks[0].startswith("g'(z) = ")
    for step in steps.values():
        text = " ".join(step.remarks)
        assert r"\alpha" not in text
        assert text.count("{") == text.count("}")
        assert r"\quad" not in text
    if activation == "leaky_relu":
        assert all("0.25" in steps[name].remarks[0] for name in ("A1", "dZ1"))
    if activation == "mish":
        assert steps["A1"].remarks[1] == steps["dZ1"].remarks[1]


def test_the_cost_by_the_course_is_the_cost_by_the_code():
    steps, parameters, X, Y = taken(experiment_of())
    known = values(steps, parameters, X, Y)
    A2 = known["A2"]
    assert known["J"] == pytest.approx(-np.mean(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)), abs=1e-14)


def test_a_step_uses_what_came_before_it():
    steps, *_ = taken(experiment_of())
    there = {"X", "Y", "W1", "b1", "W2", "b2"}
    for step in steps:
        assert set(step.uses) <= there
        there.add(step.symbol)


def test_the_update_on_the_whole_training_set_is_that_of_training_and_lowers_the_cost():
    e = experiment_of()
    X, Y = small_batch(e, e.samples)
    _, parameters = parameters_at(e, 10)
    steps = walk(e, parameters, X, Y)
    new = {step.symbol: step.value for step in steps if step.direction == "update"}
    known = train(e, 11, record=[11])
    for name, value in new.items():
        np.testing.assert_allclose(value, getattr(known.parameters[-1], name), rtol=1e-12, atol=1e-14)
    before = values(steps, parameters, X, Y)["J"]
    after = network.cost(network.forward(Parameters(**new), X, e.activation, e.problem).Z2, Y, e.problem)
    assert after == pytest.approx(known.train_loss[-1], rel=1e-12)
    assert after < before


@pytest.mark.parametrize("dataset", DATASETS)
@pytest.mark.parametrize("m", [2, 3, 4, 5, 6])
def test_a_small_batch_holds_real_points_of_both_classes(dataset, m):
    e = experiment_of(**data_of(dataset))
    X, Y = small_batch(e, m)
    assert X.shape == (2, m)
    assert Y.shape == (1, m)
    if e.problem == "classification":
        assert Y[0].tolist() == [0.0, 1.0, 0.0, 1.0, 0.0, 1.0][:m]
    again, _ = small_batch(e, 2)
    np.testing.assert_array_equal(again, X[:, :2])  # a larger batch begins with the smaller one


def test_parameters_of_a_run_that_diverges_are_the_last_good_ones():
    e = experiment_of("regression", activation="relu", learning_rate=100.0)
    diverged_at = train(e, 1000).diverged_at
    assert diverged_at is not None
    epoch, parameters = parameters_at(e, 1000)
    assert epoch < diverged_at
    assert np.isfinite(parameters.flat()).all()


def _piecewise(x, y=2):
    """A function with everything that a trace follows."""
    total, n = 0.0, len(x)
    if n > 3:
        total = sum(one * y for one in x)
        total += 1
    else:
        total = -1.0
    return total


def test_a_trace_follows_branches_and_defaults():
    ran, value = trace(_piecewise, [1.0, 2.0, 3.0, 4.0])
    assert value == 21.0
    assert [one.code for one in ran] == [
        "total, n = 0.0, len(x)",
        "total = sum(one * y for one in x)",
        "total += 1",
        "return total",
    ]
    assert [one.target for one in ran] == [None, "total", "total", None]
    assert [float(one.value) for one in ran[1:3]] == [20.0, 21.0]
    assert trace(_piecewise, [1.0])[1] == -1.0


def test_an_assignment_that_is_not_there_is_not_found():
    with pytest.raises(LookupError, match="No statement assigns dX"):
        source_of(network.backward).assignment_of("dX")
