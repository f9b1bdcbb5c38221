"""A weight or bias set while training: the epochs before stay, the engine does what the reference does."""

from __future__ import annotations

import numpy as np
import pytest

from shallownet import Edit, Experiment, ExperimentError, Recipe, train
from shallownet.core import network
from shallownet.core.parameters import Shape
from shallownet.core.replay import begin, stretch

EXPERIMENT = Experiment(hidden_units=3, samples=60, learning_rate=0.5, features=("x1", "x2", "x1x2"))
ENTRIES = EXPERIMENT.shape.entries()


def test_entries_are_named_in_the_order_of_a_flat_row() -> None:
    for shape in (Shape(1, 1), Shape(2, 4), Shape(7, 3, 2)):
        parameters = shape.parameters(np.arange(float(shape.size)))
        names = shape.entries()[: -shape.n_y]  # with several outputs b2 has no index of its own
        assert [shape.place_of(name) for name in names] == list(range(shape.size - shape.n_y))
        assert parameters.W1[-1, -1] == shape.place_of(f"W1[{shape.n_h},{shape.n_x}]")
        assert parameters.W2[-1, -1] == shape.place_of(f"W2[{shape.n_y},{shape.n_h}]")
        assert parameters.b2[0, 0] == shape.place_of("b2")


@pytest.mark.parametrize("entry", ENTRIES)
def test_it_is_set_before_the_next_update_and_nothing_earlier_changes(entry: str) -> None:
    run = Recipe(EXPERIMENT, (Edit(20, entry, 1.25),))
    plain, edited = train(EXPERIMENT, 40, record=1), train(run, 40, record=1)
    np.testing.assert_array_equal(edited.flat[:21], plain.flat[:21])
    assert (edited.flat[21] != plain.flat[21]).any()
    np.testing.assert_allclose(edited.flat, network.train(run, 40, record=1).flat, rtol=1e-9, atol=1e-12)


def test_an_entry_set_to_what_it_is_changes_nothing() -> None:
    plain = train(EXPERIMENT, 40, record=1)
    place = EXPERIMENT.shape.place_of("W1[2,3]")
    assert place is not None
    same = Recipe(EXPERIMENT, (Edit(20, "W1[2,3]", float(plain.flat[20, place])),))
    np.testing.assert_array_equal(train(same, 40, record=1).flat, plain.flat)


def test_pieces_give_the_same_bits_as_the_whole() -> None:
    run = Recipe(EXPERIMENT, (Edit(20, "W1[1,2]", -2.0), Edit(20, "b2", 0.5), Edit(31, "W2[1,3]", 1.0)))
    whole = train(run, 60, record=1)
    known = begin(run)
    for after, stride, count in ((-1, 10, 3), (20, 1, 2), (0, 20, 1), (19, 4, 8)):
        known, frames = stretch(known, after, stride, count, 60)
        np.testing.assert_array_equal(frames.flat, whole.flat[frames.epochs])


def test_one_that_diverges_at_once_ends_at_the_epoch_before_with_the_weights_it_had() -> None:
    wild = Experiment(activation="relu", samples=60)
    plain = train(wild, 10, record=1)
    edits = tuple(Edit(10, f"W1[{j},{k}]", 1e6) for j in (1, 2, 3, 4) for k in (1, 2))
    run = train(Recipe(wild, (*edits, *(Edit(10, f"W2[1,{j}]", 1e6) for j in (1, 2, 3, 4)))), 30, record=5)
    assert run.diverged_at == 11
    np.testing.assert_array_equal(run.flat[-1], plain.flat[10])


@pytest.mark.parametrize("entry", ["W1[4,1]", "W1[1,4]", "b1[4]", "W2[2,1]", "W2[1,4]"])
def test_an_entry_the_network_lacks_is_refused(entry: str) -> None:
    edit = Edit(3, entry, 1.0)
    with pytest.raises(ExperimentError, match=r"field is .* 3 inputs, 3 hidden units and 1 output"):
        Recipe(EXPERIMENT, (edit,))


@pytest.mark.parametrize("entry", ["W1[0,1]", "W1[1]", "b1", "b2[1]", "W3[1,1]", "w1[1,1]", "W1[1,1] "])
def test_what_is_no_entry_is_refused(entry: str) -> None:
    with pytest.raises(ExperimentError, match=r"field is .*W1\[j,k\]"):
        Edit(3, entry, 1.0)


@pytest.mark.parametrize("value", [None, "1", True, float("nan"), float("inf"), 2e6])
def test_a_value_that_is_no_weight_is_refused(value: object) -> None:
    with pytest.raises(ExperimentError, match=r"W1\[1,1\] is .* a number from -1e\+06 to 1e\+06"):
        Edit(3, "W1[1,1]", value)  # type: ignore[arg-type]
