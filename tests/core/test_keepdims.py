"""Without keepdims: an error one step later, none at all when m = n_h, and a b2 that survives."""

import inspect

import numpy as np
import pytest

from shallownet import Experiment
from shallownet.core import network
from shallownet.core.activations import ACTIVATIONS
from shallownet.core.keepdims import without_keepdims
from shallownet.core.walk import parameters_at, small_batch


def mishap(n_h, m, **settings):
    e = Experiment(**{"initializer": "xavier", "hidden_units": n_h, **settings})
    _, parameters = parameters_at(e, 10)
    return without_keepdims(e, parameters, *small_batch(e, m))


@pytest.mark.parametrize("n_h", [1, 2, 3, 4])
@pytest.mark.parametrize("m", [2, 3, 4, 5, 6, 7])
def test_what_happens_depends_on_whether_the_square_fits(n_h, m):
    found = mishap(n_h, m)
    db1, b1, Z1 = found.hidden
    assert db1.value.shape == (n_h,)
    assert b1.value.shape == (n_h, n_h)
    assert found.outcome == ("harmless" if n_h == 1 else "silent" if n_h == m else "error")
    if found.outcome == "error":
        assert Z1.value is None
        assert found.wrong_cost is None
        message = f"operands could not be broadcast together with shapes ({n_h},{m}) ({n_h},{n_h})"
        assert message in Z1.error
    else:
        assert Z1.value.shape == (n_h, m)
        assert (found.wrong_cost == found.right_cost) == (found.outcome == "harmless")
    if n_h > 1:
        shapes = f"({n_h},{found.points}) ({n_h},{n_h})"
        assert shapes in found.elsewhere
    else:
        assert found.elsewhere is None


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_b2_survives(activation):
    found = mishap(3, 4, activation=activation)
    db2, b2 = found.output
    assert db2.value.shape == (1,)
    np.testing.assert_array_equal(b2.value, found.right["b2"], strict=True)


def test_the_wrong_b1_holds_every_difference_of_a_bias_and_a_derivative():
    found = mishap(3, 3)
    old = parameters_at(Experiment(initializer="xavier", hidden_units=3), 10)[1].b1
    db1 = found.hidden[0].value
    expected = old - 1.2 * db1[np.newaxis]
    np.testing.assert_array_equal(found.hidden[1].value, expected)
    np.testing.assert_array_equal(np.diag(found.hidden[1].value), found.right["b1"][:, 0])


def test_the_lines_are_those_of_the_code_without_the_argument():
    found = mishap(3, 4)
    source = inspect.getsource(network)
    for line in (*found.hidden, *found.output):
        if line.target.startswith("d"):
            assert "keepdims" not in line.code
            assert line.code.replace("axis=1", "axis=1, keepdims=True") in source
        else:
            assert line.code in source
