"""An edit taken back leaves the others; a snapshot at which weights are set is shown as it trains on."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shallownet import Edit, Experiment, ExperimentError, Recipe, train
from shallownet.core.cost import measure
from shallownet.core.datasets import generate
from shallownet.core.features import expand

from .runs import EDITS, assert_same_bits, experiments

EXPERIMENT = Experiment(hidden_units=3, samples=60, learning_rate=0.5, test_fraction=0.3)


@given(experiment=experiments(), edits=st.lists(EDITS, min_size=1, max_size=5), data=st.data())
def test_one_edit_goes_and_the_others_stay(
    experiment: Experiment, edits: list[Edit], data: st.DataObject
) -> None:
    recipe = Recipe(experiment, tuple(edits))
    index = data.draw(st.integers(0, len(edits) - 1))
    left = list(recipe.edits)
    left.pop(index)
    assert recipe.without(index) == Recipe(experiment, tuple(left))


@pytest.mark.parametrize("index", [-1, 2, None, "0", True, 0.0, 10**400])
def test_an_edit_that_is_not_there_is_refused(index: object) -> None:
    recipe = Recipe(EXPERIMENT, (Edit(3, "l1", 0.1), Edit(5, "b2", 1.0)))
    with pytest.raises(ExperimentError, match=r"index is .* a whole number from 0 to 1"):
        recipe.without(index)  # type: ignore[arg-type]
    with pytest.raises(ExperimentError, match=r"index is .* none"):
        Recipe(EXPERIMENT).without(index)  # type: ignore[arg-type]


@settings(max_examples=25)
@given(experiment=experiments(), edits=st.lists(EDITS, max_size=3), epoch=st.integers(0, 20))
def test_what_departs_is_the_run_itself_but_where_a_weight_is_set(
    experiment: Experiment, edits: list[Edit], epoch: int
) -> None:
    recipe = Recipe(experiment, (*edits, Edit(epoch, "W2[1,1]", 0.25), Edit(epoch, "b1[1]", -1.5)))
    run = train(recipe, 20, record=1)
    seen = run.departing()
    others = run.epochs != epoch
    assert_same_bits(run.select(others), seen.select(others))
    if not run.reaches(epoch) or run.epochs[-1] < epoch:
        return
    row = int(np.flatnonzero(~others)[0])
    parameters = seen.parameters[row]
    assert (parameters.W2[0, 0], parameters.b1[0, 0]) == (0.25, -1.5)
    np.testing.assert_array_equal(seen.flat[row], recipe.departing(epoch, run.flat[row]))


def test_what_departs_is_measured_as_it_is() -> None:
    recipe = Recipe(EXPERIMENT, (Edit(10, "W1[2,1]", 3.0),))
    run = train(recipe, 20, record=5)
    seen = run.departing()
    row = 2
    assert seen.epochs[row] == 10
    for points, name in zip(generate(EXPERIMENT), ("train", "test"), strict=True):
        X = expand(points.X, EXPERIMENT.features)
        loss, accuracy = measure(EXPERIMENT, seen.shape, seen.flat[row : row + 1], X, points.Y)
        assert getattr(seen, f"{name}_loss")[row] == loss[0] != getattr(run, f"{name}_loss")[row]
        assert getattr(seen, f"{name}_accuracy")[row] == accuracy[0]


def test_a_run_without_such_edits_departs_as_it_is() -> None:
    run = train(Recipe(EXPERIMENT, (Edit(5, "l2", 0.1), Edit(50, "b2", 1.0))), 20, record=5)
    assert run.departing() is run
