"""A run's numbers depend on its recipe alone: in any company, in steps of any size, from any snapshot."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shallownet import Edit, Experiment, Recipe, train, train_many
from shallownet.core.activations import ACTIVATIONS
from shallownet.core.engine import Lockstep
from shallownet.core.snapshot import Snapshot
from shallownet.core.trajectory import Trajectory

from .runs import RECIPES, assert_same_bits, assert_same_where_both_have_it, experiments, mixed_recipes

NAMES = sorted(ACTIVATIONS)
EPOCHS = 60


def _bits(snapshot: Snapshot) -> tuple[int, bytes, bytes]:
    return snapshot.epoch, snapshot.flat.tobytes(), snapshot.rises.tobytes()


def _alone(recipe: Recipe, epochs: int = EPOCHS) -> dict[int, tuple[int, bytes, bytes]]:
    """Every epoch of a run in one go."""
    lockstep = Lockstep([recipe])
    start = lockstep.networks[0].now
    return {one.epoch: _bits(one) for one in [start, *lockstep.advance(range(1, epochs + 1))[0]]}


# --- in any company


@settings(max_examples=40)
@given(recipes=st.lists(RECIPES, min_size=2, max_size=6))
def test_any_recipes_in_any_company(recipes: list[Recipe]) -> None:
    """Different shapes and numbers of points among them."""
    for together, recipe in zip(train_many(recipes, epochs=EPOCHS, record=9), recipes, strict=True):
        assert_same_bits(together, train(recipe, epochs=EPOCHS, record=9))


@settings(max_examples=30)
@given(recipe=RECIPES, copies=st.integers(2, 9), place=st.integers(0, 8))
def test_any_recipe_among_others_that_share_its_arrays(recipe: Recipe, copies: int, place: int) -> None:
    """The same shape, activation and batches but other weights, rates and points."""
    experiment = recipe.experiment
    others = [
        Recipe(
            Experiment(
                **{**vars(experiment), "seed": seed, "learning_rate": 0.1 * seed, "data_seed": seed % 3}
            )
        )
        for seed in range(copies)
    ]
    place = min(place, copies)
    together = train_many([*others[:place], recipe, *others[place:]], epochs=EPOCHS, record=7)[place]
    assert_same_bits(together, train(recipe, epochs=EPOCHS, record=7))


@pytest.mark.parametrize("count", [2, 5, 36])
def test_mixed_activations_rates_penalties_data_and_edits(count: int) -> None:
    recipes = mixed_recipes(count)
    for together, recipe in zip(train_many(recipes, epochs=EPOCHS, record=7), recipes, strict=True):
        assert_same_bits(together, train(recipe, epochs=EPOCHS, record=7))


@pytest.mark.parametrize("activation", NAMES)
@pytest.mark.parametrize("hidden_units", [1, 3, 4, 7, 50])
def test_nine_networks_on_the_published_points(activation: str, hidden_units: int) -> None:
    runs = [
        Experiment(
            activation=activation, hidden_units=hidden_units, seed=seed, learning_rate=0.05 * (seed + 1)
        )
        for seed in range(9)
    ]
    together = train_many(runs, epochs=40, record=10)
    for seed in (0, 4, 8):
        assert_same_bits(together[seed], train(runs[seed], epochs=40, record=10))


@pytest.mark.parametrize("samples", [10, 11, 399, 400, 401, 1023, 3000])
def test_any_number_of_points(samples: int) -> None:
    runs = [Experiment(samples=samples, seed=seed, hidden_units=5) for seed in range(3)]
    for together, run in zip(train_many(runs, epochs=20, record=5), runs, strict=True):
        assert_same_bits(together, train(run, epochs=20, record=5))


@pytest.mark.parametrize("activation", ["tanh", "leaky_relu"])
@pytest.mark.parametrize("last", range(10))
def test_a_last_batch_of_any_size(last: int, activation: str) -> None:
    """BLAS has ways of its own for matrices a few columns wide, which a stray stride may switch on or off."""
    runs = [
        Experiment(
            dataset="blobs",
            samples=20 + last,
            batch_size=10,
            seed=seed,
            activation=activation,
            initializer="normal",
            learning_rate=0.1,
        )
        for seed in range(3)
    ]
    for together, run in zip(train_many(runs, epochs=20, record=1), runs, strict=True):
        assert_same_bits(together, train(run, epochs=20, record=1))


@pytest.mark.parametrize("batch_size", range(1, 9))
def test_batches_of_any_size(batch_size: int) -> None:
    runs = [
        Experiment(dataset="blobs", samples=24, batch_size=batch_size, seed=seed, learning_rate=0.1)
        for seed in range(4)
    ]
    for together, run in zip(train_many(runs, epochs=10, record=1), runs, strict=True):
        assert_same_bits(together, train(run, epochs=10, record=1))


@pytest.mark.slow
@pytest.mark.parametrize("batch_size", [None, 700])
def test_the_largest_networks_on_the_most_points(batch_size: int | None) -> None:
    """Large enough for a BLAS that splits its work between threads to do so."""
    runs = [
        Experiment(samples=10_000, hidden_units=50, seed=seed, batch_size=batch_size) for seed in range(4)
    ]
    for together, run in zip(train_many(runs, epochs=12, record=4), runs, strict=True):
        assert_same_bits(together, train(run, epochs=12, record=4))


def test_many_samples_of_one_data_set() -> None:
    """More data sets at once than anyone keeps in a cache: each network must still train on its own."""
    runs = [Experiment(dataset="moons", samples=20, data_seed=seed) for seed in range(150)]
    together = train_many(runs, epochs=5, record=5)
    for index in range(0, 150, 7):
        assert_same_bits(together[index], train(runs[index], epochs=5, record=5))


def test_a_diverging_network_does_not_disturb_the_others() -> None:
    calm = [
        Experiment(samples=50, activation="relu", seed=seed, initializer="he", learning_rate=0.1)
        for seed in range(3)
    ]
    wild = [
        Experiment(samples=50, activation="relu", seed=5, initializer="large", learning_rate=rate)
        for rate in (1e6, 90)
    ]
    mixed = [calm[0], wild[0], calm[1], wild[1], calm[2]]
    together = train_many(mixed, epochs=150, record=11)
    assert together[1].diverged_at is not None
    for run, experiment in zip(together, mixed, strict=True):
        assert_same_bits(run, train(experiment, epochs=150, record=11))


def test_one_experiment_twice_is_the_same_run_twice() -> None:
    one, two, three = train_many([Experiment(samples=70)] * 3, epochs=50, record=10)
    assert_same_bits(one, two)
    assert_same_bits(one, three)


def test_order_of_the_networks_does_not_matter() -> None:
    recipes = mixed_recipes(12, seed=3)
    forwards, backwards = (train_many(order, epochs=40, record=8) for order in (recipes, recipes[::-1]))
    for one, two in zip(forwards, backwards[::-1], strict=True):
        assert_same_bits(one, two)


# --- in steps of any size


@settings(max_examples=40)
@given(recipe=RECIPES, stride=st.sampled_from([1, 2, 13, 30, EPOCHS]))
def test_what_is_recorded_changes_nothing(recipe: Recipe, stride: int) -> None:
    assert_same_where_both_have_it(
        train(recipe, epochs=EPOCHS, record=stride), train(recipe, epochs=EPOCHS, record=[0, 17, EPOCHS])
    )


@settings(max_examples=40)
@given(recipe=RECIPES, steps=st.lists(st.integers(1, 25), min_size=1, max_size=12))
def test_steps_of_any_size(recipe: Recipe, steps: list[int]) -> None:
    alone = _alone(recipe, sum(steps))
    lockstep = Lockstep([recipe])
    for step in steps:
        for snapshot in lockstep.advance(step)[0]:
            assert _bits(snapshot) == alone[snapshot.epoch]
    assert _bits(lockstep.networks[0].now) == alone[max(alone)]


@settings(max_examples=20)
@given(recipes=st.lists(RECIPES, min_size=1, max_size=3))
def test_steps_cut_short_by_the_clock(recipes: list[Recipe]) -> None:
    """With no time at all each call still gets at least one epoch further, and all of them get to the end."""
    lockstep = Lockstep(recipes)
    reached: list[list[Snapshot]] = [[] for _ in recipes]
    while lockstep.epoch < EPOCHS and any(epoch is None for epoch in lockstep.diverged_at):
        before = lockstep.epoch
        for seen, new in zip(
            reached, lockstep.advance(range(before + 1, EPOCHS + 1), seconds=0.0), strict=True
        ):
            seen.extend(new)
        assert lockstep.epoch > before
    for recipe, snapshots, network in zip(recipes, reached, lockstep.networks, strict=True):
        alone = _alone(recipe)
        assert {one.epoch for one in snapshots} | {0} == set(alone)
        assert all(_bits(one) == alone[one.epoch] for one in snapshots)
        assert _bits(network.now) == alone[max(alone)]


@pytest.mark.parametrize("activation", NAMES)
def test_a_thousand_epochs_at_once_or_in_pieces(activation: str) -> None:
    recipe = Recipe(Experiment(dataset="circles", samples=50, activation=activation))
    alone = _alone(recipe, 1000)
    lockstep = Lockstep([recipe])
    for target in (1, 2, 100, 137, 700, 999, 1000):
        for snapshot in lockstep.advance([target])[0]:
            assert _bits(snapshot) == alone[snapshot.epoch]


# --- from any snapshot


@settings(max_examples=40)
@given(recipe=RECIPES, kept=st.integers(0, EPOCHS - 1))
def test_from_any_snapshot(recipe: Recipe, kept: int) -> None:
    lockstep = Lockstep([recipe])
    snapshots = [lockstep.networks[0].now, *lockstep.advance(range(1, EPOCHS + 1))[0]]
    start = snapshots[min(kept, len(snapshots) - 1)]
    again = Lockstep([recipe], [start])
    resumed = again.advance(range(start.epoch + 1, EPOCHS + 1))[0]
    expected = {one.epoch: _bits(one) for one in snapshots}
    assert again.diverged_at == lockstep.diverged_at
    assert {one.epoch for one in resumed} | {start.epoch} == {
        epoch for epoch in expected if epoch >= start.epoch
    }
    assert all(_bits(one) == expected[one.epoch] for one in resumed)


@settings(max_examples=20)
@given(recipe=RECIPES, kept=st.integers(0, EPOCHS - 1))
def test_from_any_snapshot_of_a_trajectory(recipe: Recipe, kept: int) -> None:
    """The way the app takes a run up again: cut, train on, merge."""
    whole = train(recipe, epochs=EPOCHS, record=1)
    index = min(kept, len(whole) - 1)
    start = whole.snapshot(index)
    again = Lockstep([recipe], [start])
    snapshots = again.advance(range(start.epoch + 1, EPOCHS + 1))[0]
    last = snapshots[-1] if snapshots else start
    assert _bits(last) == _bits(whole.snapshot(-1))


def test_several_from_snapshots_of_one_epoch() -> None:
    recipes = mixed_recipes(9, seed=8)
    whole = [_alone(recipe) for recipe in recipes]
    lockstep = Lockstep(recipes)
    starts = [snapshots[-1] for snapshots in lockstep.advance([25])]
    again = Lockstep(recipes, starts)
    assert again.epoch == 25
    for expected, snapshots in zip(whole, again.advance(range(26, EPOCHS + 1)), strict=True):
        assert [_bits(one) for one in snapshots] == [expected[epoch] for epoch in range(26, EPOCHS + 1)]


def test_the_end_of_a_long_run_from_its_middle() -> None:
    """Over the window in which instability is judged, and with the run at the edge of stability."""
    recipe = Recipe(
        Experiment(hidden_units=20, samples=100, learning_rate=4.0), (Edit(700, "learning_rate", 6.0),)
    )
    whole = train(recipe, epochs=1200, record=25)
    assert set(whole.unstable.tolist()) == {True, False}
    for index in range(0, len(whole) - 1, 5):
        resumed = Lockstep([recipe], [whole.snapshot(index)])
        snapshots = resumed.advance(whole.epochs[index + 1 :].tolist())[0]
        assert [_bits(one) for one in snapshots] == [
            _bits(whole.snapshot(later)) for later in range(index + 1, len(whole))
        ]


# --- from different epochs


@settings(max_examples=30)
@given(recipes=st.lists(RECIPES, min_size=2, max_size=5), data=st.data())
def test_networks_that_start_at_different_epochs_keep_their_distance(recipes: list[Recipe], data) -> None:
    # So far that each run is known to the end of what is trained from anywhere in its first EPOCHS.
    runs = [train(recipe, epochs=EPOCHS + 21, record=1) for recipe in recipes]
    rows = [data.draw(st.integers(0, min(len(run) - 1, EPOCHS))) for run in runs]
    starts = [run.snapshot(row) for run, row in zip(runs, rows, strict=True)]
    lockstep = Lockstep(recipes, starts)
    clock = starts[0].epoch
    taken = lockstep.advance([clock + 3, clock + 10, clock + 21])
    for run, start, snapshots in zip(runs, starts, taken, strict=True):
        known = {one.epoch: one for one in (run.snapshot(row) for row in range(len(run)))}
        for one in snapshots:
            if one.epoch in known:
                assert _bits(one) == _bits(known[one.epoch])
        whole = {start.epoch + ahead for ahead in (3, 10, 21)}
        if run.diverged_at is None:
            assert {one.epoch for one in snapshots} == whole


def test_the_order_of_mini_batches_is_that_of_each_network_s_own_epoch() -> None:
    recipes = [Recipe(Experiment(samples=40, batch_size=10, seed=seed)) for seed in (1, 2)]
    runs = [train(recipe, epochs=EPOCHS, record=1) for recipe in recipes]
    lockstep = Lockstep(recipes, [runs[0].snapshot(0), runs[1].snapshot(20)])
    taken = lockstep.advance(range(1, 31))
    assert [_bits(one) for one in taken[0]] == [_bits(runs[0].snapshot(row)) for row in range(1, 31)]
    assert [_bits(one) for one in taken[1]] == [_bits(runs[1].snapshot(row)) for row in range(21, 51)]


# --- manners


@pytest.mark.parametrize("starts", [[], None], ids=["no recipes, no starts", "no recipes"])
def test_no_recipes_are_refused(starts: list[Snapshot] | None) -> None:
    with pytest.raises(ValueError, match="recipes"):
        Lockstep([], starts)


def test_a_start_for_each_is_wanted() -> None:
    recipe = Recipe(Experiment(samples=20))
    snapshots = Lockstep([recipe]).advance([1, 2])[0]
    with pytest.raises(ValueError, match="starts"):
        Lockstep([recipe, recipe], snapshots[:1])


@pytest.mark.parametrize("target", [0, 3, 5])
def test_the_past_cannot_be_asked_for(target: int) -> None:
    lockstep = Lockstep([Recipe(Experiment(samples=20))])
    lockstep.advance([5])
    with pytest.raises(ValueError, match="targets"):
        lockstep.advance([target, 9])
    assert lockstep.epoch == 5


@settings(max_examples=15)
@given(experiment=experiments(samples=20))
def test_snapshots_do_not_change_when_training_goes_on(experiment: Experiment) -> None:
    lockstep = Lockstep([Recipe(experiment)])
    snapshots = lockstep.advance(range(1, 11))[0]
    before = [_bits(one) for one in snapshots]
    lockstep.advance(50)
    assert [_bits(one) for one in snapshots] == before
    assert all(np.isfinite(one.flat).all() for one in snapshots)


@given(recipe=RECIPES, stride=st.integers(1, 7))
def test_what_the_training_measured_is_what_its_parameters_give(recipe: Recipe, stride: int) -> None:
    lockstep = Lockstep([recipe])
    network = lockstep.networks[0]
    snapshots = [network.now, *lockstep.advance(range(stride, 61, stride))[0]]
    known = Trajectory.of(recipe, network.shape, snapshots, network.diverged_at)
    anew = [one._replace(train_loss=None, train_accuracy=None) for one in snapshots]
    measured = Trajectory.of(recipe, network.shape, anew, network.diverged_at)
    np.testing.assert_allclose(known.train_loss, measured.train_loss, rtol=1e-13)
    np.testing.assert_array_equal(known.train_accuracy, measured.train_accuracy)
