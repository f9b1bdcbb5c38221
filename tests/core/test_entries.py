"""An entry's terms come to the entry that the step computed."""

import numpy as np
import pytest

from shallownet import Experiment
from shallownet.core.activations import ACTIVATIONS
from shallownet.core.entries import entry_latex, follow
from shallownet.core.walk import parameters_at, small_batch, values, walk


def walked(**settings):
    e = Experiment(**{"initializer": "xavier", "hidden_units": 3, **settings})
    X, Y = small_batch(e, 4)
    _, parameters = parameters_at(e, 10)
    steps = walk(e, parameters, X, Y)
    return e, steps, values(steps, parameters, X, Y)


REGRESSION = {"dataset": "bumps", "problem": "regression", "learning_rate": 0.1}


@pytest.mark.parametrize("settings", [{}, REGRESSION, {"l1": 0.2, "l2": 0.5}])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_terms_of_every_entry_come_to_it(activation, settings):
    e, steps, known = walked(activation=activation, leaky_slope=0.3, **settings)
    for step in steps:
        grid = np.atleast_2d(step.value)
        for (row, column), value in np.ndenumerate(grid):
            made = follow(step, known, e, row, column)
            assert made.result == pytest.approx(value, rel=1e-12, abs=1e-14)
            for factor in made.factors:
                assert factor.value == known[factor.symbol][factor.row, factor.column]
                assert factor.symbol in step.uses


def test_an_entry_of_dw1_is_made_of_a_row_of_dz1_and_a_row_of_x():
    e, steps, known = walked()
    dW1 = next(step for step in steps if step.name == "dW1")
    made = follow(dW1, known, e, 1, 0)
    assert [[(f.symbol, f.row, f.column) for f in term.factors] for term in made.terms] == [
        [("dZ1", 1, i), ("X", 0, i)] for i in range(4)
    ]
    assert made.outer == 0.25
    assert made.formula == r"\frac{1}{m} \sum_{i=1}^{4} dZ_1[2,i]\, X[1,i]"
    assert made.total == pytest.approx(4 * dW1.value[1, 0])


def test_an_entry_of_dz1_is_scaled_by_the_slope_of_its_own_z():
    e, steps, known = walked()
    dZ1 = next(step for step in steps if step.name == "dZ1")
    made = follow(dZ1, known, e, 2, 3)
    assert made.outer == pytest.approx(1 - known["A1"][2, 3] ** 2)
    assert [(one.symbol, one.row, one.column) for one in made.factors] == [
        ("W2", 0, 2),
        ("dZ2", 0, 3),
        ("Z1", 2, 3),
    ]


def test_an_entry_that_is_not_there_is_refused():
    e, steps, known = walked()
    with pytest.raises(IndexError, match="Z1 has no entry in row 3, column 0"):
        follow(steps[0], known, e, 3, 0)


def test_entries_are_named_as_in_formulas():
    assert entry_latex("dW1", 2, 1) == "dW_1[2,1]"
    assert entry_latex("X", 1, "i") == "X[1,i]"
    assert entry_latex("J", 1, 1) == "J"
