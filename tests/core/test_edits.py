"""Settings changed while training: nothing up to the edit's epoch changes, everything after it does."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shallownet import Edit, Experiment, Recipe, train
from shallownet.core import network
from shallownet.core.activations import ACTIVATIONS
from shallownet.core.datasets import generate
from shallownet.core.engine import Lockstep

from . import oracle
from .runs import EDITS, RECIPES, assert_same_bits, experiments

CHANGES = [("learning_rate", 0.05), ("batch_size", 8), ("l1", 0.5), ("l2", 2.0)]
START = {"dataset": "moons", "samples": 48, "initializer": "xavier", "learning_rate": 0.6}


def _until(run, epoch):
    return run.select(run.epochs <= epoch)


@pytest.mark.parametrize("epoch", [0, 1, 30, 63, 64, 65, 79])
@pytest.mark.parametrize(("field", "value"), CHANGES)
def test_nothing_up_to_the_edit_changes_and_the_next_epoch_does(field: str, value: float, epoch: int) -> None:
    experiment = Experiment(**START)
    plain = train(experiment, epochs=80, record=1)
    edited = train(Recipe(experiment, (Edit(epoch, field, value),)), epochs=80, record=1)
    assert_same_bits(_until(plain, epoch), _until(edited, epoch))
    one, two = plain.parameters[epoch + 1], edited.parameters[epoch + 1]
    assert (one.W1 != two.W1).any()
    assert (one.W2 != two.W2).any()


@pytest.mark.parametrize("activation", sorted(ACTIVATIONS))
@pytest.mark.parametrize(("field", "value"), [change for change in CHANGES if change[0] != "batch_size"])
def test_the_first_epoch_after_is_a_step_with_the_new_value(
    field: str, value: float, activation: str
) -> None:
    experiment = Experiment(**START, activation=activation)
    run = train(Recipe(experiment, (Edit(20, field, value),)), epochs=21, record=1)
    points = generate(experiment).train
    new = {"rate": 0.6, "l1": 0.0, "l2": 0.0, {"learning_rate": "rate"}.get(field, field): value}
    expected = next(
        oracle.descend(run.parameters[20], points.X, points.Y, activation, "classification", **new)
    )
    for one, two in zip(run.parameters[21], expected, strict=True):
        np.testing.assert_allclose(one, two, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize(("field", "value"), CHANGES)
def test_after_the_edit_the_run_is_one_that_goes_on_with_the_new_value(field: str, value: float) -> None:
    experiment = Experiment(**START)
    recipe = Recipe(experiment, (Edit(40, field, value),))
    edited = train(recipe, epochs=100, record=1)
    other = Recipe(Experiment(**{**START, field: value}))
    resumed = Lockstep([other], [edited.snapshot(40)]).advance(range(41, 101))[0]
    for snapshot in resumed:
        assert snapshot.flat.tobytes() == edited.flat[snapshot.epoch].tobytes()


@pytest.mark.parametrize(("field", "value"), CHANGES)
def test_an_edit_at_epoch_0_is_an_experiment_that_starts_so(field: str, value: float) -> None:
    edited = train(Recipe(Experiment(**START), (Edit(0, field, value),)), epochs=70, record=10)
    assert_same_bits(edited, train(Experiment(**{**START, field: value}), epochs=70, record=10))


@pytest.mark.parametrize("field", ["learning_rate", "batch_size", "l1", "l2"])
def test_an_edit_to_the_same_value_changes_nothing(field: str) -> None:
    experiment = Experiment(**START, batch_size=10, l1=0.1, l2=0.1)
    recipe = Recipe(experiment, (Edit(33, field, getattr(experiment, field)),))
    assert_same_bits(train(recipe, epochs=70, record=7), train(experiment, epochs=70, record=7))


def test_an_edit_after_the_end_changes_nothing() -> None:
    recipe = Recipe(Experiment(**START), (Edit(70, "learning_rate", 0.01),))
    assert_same_bits(train(recipe, epochs=70, record=7), train(recipe.experiment, epochs=70, record=7))


def test_of_two_edits_of_one_field_at_one_epoch_the_later_counts() -> None:
    experiment = Experiment(**START)
    both = Recipe(experiment, (Edit(5, "learning_rate", 3.0), Edit(5, "learning_rate", 0.1)))
    last = Recipe(experiment, (Edit(5, "learning_rate", 0.1),))
    assert_same_bits(train(both, epochs=20, record=1), train(last, epochs=20, record=1))


def test_several_fields_may_change_at_one_epoch() -> None:
    changed = {"learning_rate": 0.05, "batch_size": 8, "l1": 0.1, "l2": 0.2}
    edits = tuple(Edit(0, field, value) for field, value in changed.items())
    edited = train(Recipe(Experiment(**START), edits), epochs=30, record=5)
    assert_same_bits(edited, train(Experiment(**{**START, **changed}), epochs=30, record=5))


def test_batches_and_back_again() -> None:
    recipe = Recipe(Experiment(**START), (Edit(10, "batch_size", 8), Edit(20, "batch_size", None)))
    run = train(recipe, epochs=30, record=1)
    points = generate(recipe.experiment).train
    for epoch in (9, 20, 29):
        step = next(oracle.descend(run.parameters[epoch], points.X, points.Y, "tanh", "classification", 0.6))
        for one, two in zip(run.parameters[epoch + 1], step, strict=True):
            np.testing.assert_allclose(one, two, rtol=1e-12, atol=1e-13)


@settings(max_examples=30)
@given(recipe=RECIPES)
def test_the_reference_makes_the_same_edits(recipe: Recipe) -> None:
    """Over as many epochs as it takes to pass an edit, from its start, with a rate that amplifies nothing."""
    calm = Recipe(
        Experiment(**{**vars(recipe.experiment), "learning_rate": 0.01, "initializer": "xavier"}),
        tuple(
            Edit(
                edit.epoch % 8,
                edit.field,
                min(edit.value, 0.02) if edit.field == "learning_rate" else edit.value,
            )
            for edit in recipe.edits
        ),
    )
    one, two = train(calm, epochs=12, record=1), network.train(calm, epochs=12, record=1)
    for first, second in zip(one.flat, two.flat, strict=False):
        np.testing.assert_allclose(first, second, rtol=1e-8, atol=1e-8)


@settings(max_examples=40)
@given(experiment=experiments(), edits=st.lists(EDITS, min_size=1, max_size=4))
def test_every_edit_leaves_its_past_alone(experiment: Experiment, edits: list[Edit]) -> None:
    last = max(edits, key=lambda edit: edit.epoch)
    with_it = train(Recipe(experiment, tuple(edits)), epochs=60, record=1)
    without = train(
        Recipe(experiment, tuple(edit for edit in edits if edit is not last)), epochs=60, record=1
    )
    one, two = _until(with_it, last.epoch), _until(without, last.epoch)
    np.testing.assert_array_equal(one.epochs, two.epochs)
    assert one.flat.tobytes() == two.flat.tobytes()
    assert one.train_loss.tobytes() == two.train_loss.tobytes()
    assert one.unstable.tobytes() == two.unstable.tobytes()


def test_a_run_is_edited_at_the_epoch_on_screen() -> None:
    """Edits planned for later belong to a future that the visitor has just changed: they go."""
    recipe = Recipe(Experiment(), (Edit(5, "l1", 0.1), Edit(9, "l2", 0.3), Edit(50, "learning_rate", 3.0)))
    edited = recipe.edited(9, learning_rate=0.2, l2=0.5)
    assert set(edited.edits) == {Edit(5, "l1", 0.1), Edit(9, "learning_rate", 0.2), Edit(9, "l2", 0.5)}
    assert recipe.edits[-1].epoch == 50
