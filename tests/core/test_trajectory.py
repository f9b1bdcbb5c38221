"""Trajectory: what is recorded and when, costs and accuracies, cutting, merging and thinning."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shallownet import Edit, Experiment, ExperimentError, Parameters, Recipe, Trajectory, train, train_many
from shallownet.core import network
from shallownet.core.activations import ACTIVATIONS
from shallownet.core.datasets import DATASETS, generate
from shallownet.core.engine import Lockstep
from shallownet.core.features import expand
from tests.data import data_of

from . import oracle
from .runs import RECIPES, assert_same_bits

BOTH = pytest.mark.parametrize("run", [train, network.train], ids=["engine", "reference"])
SMALL = Experiment(
    samples=40, test_fraction=0.25, features=("x1", "x2", "x1x2"), hidden_units=5, learning_rate=0.1
)


@BOTH
@pytest.mark.parametrize(
    ("epochs", "record", "expected"),
    [
        (6, 1, [0, 1, 2, 3, 4, 5, 6]),
        (6, 2, [0, 2, 4, 6]),
        (7, 3, [0, 3, 6, 7]),
        (5, 100, [0, 5]),
        (0, 1, [0]),
        (0, None, [0]),
        (3, None, [0, 1, 2, 3]),
        (9, [0, 4, 9], [0, 4, 9]),
        (9, [9, 0, 4, 4], [0, 4, 9]),
        (9, (3, 5), [3, 5]),
        (9, range(0, 9, 4), [0, 4, 8]),
        (9, np.array([1, 9]), [1, 9]),
        (9, np.int64(4), [0, 4, 8, 9]),
        (np.int64(4), 2, [0, 2, 4]),
    ],
)
def test_recorded_epochs(run, epochs: int, record: object, expected: list[int]) -> None:
    trajectory = run(SMALL, epochs=epochs, record=record)
    assert trajectory.epochs.tolist() == expected
    assert (
        len(trajectory.parameters) == len(trajectory.train_loss) == len(trajectory.unstable) == len(expected)
    )


@BOTH
@pytest.mark.parametrize("epochs", [1, 199, 200, 201, 1000, 1234])
def test_by_default_a_run_keeps_about_two_hundred_epochs(run, epochs: int) -> None:
    trajectory = run(Experiment(samples=10), epochs=epochs)
    assert trajectory.epochs[0] == 0
    assert trajectory.epochs[-1] == epochs
    assert (np.diff(trajectory.epochs) > 0).all()
    assert min(epochs + 1, 100) <= len(trajectory) <= 260


def test_the_default_length_is_a_thousand_epochs() -> None:
    assert train(Experiment(samples=10)).epochs[-1] == 1000


@BOTH
@pytest.mark.parametrize(
    "record", [0, -1, True, 2.5, "5", [], [-1], [11], [1.5], [True], ["1"], [None], float("nan")], ids=repr
)
def test_a_wrong_record_is_refused_in_one_sentence(run, record: object) -> None:
    with pytest.raises(ExperimentError, match=r"record.*\.$") as caught:
        run(SMALL, epochs=10, record=record)
    assert "\n" not in str(caught.value)


@BOTH
@pytest.mark.parametrize("epochs", [-1, 2.5, "5", None, True, float("nan"), float("inf"), [5]], ids=repr)
def test_a_wrong_number_of_epochs_is_refused_in_one_sentence(run, epochs: object) -> None:
    with pytest.raises(ExperimentError, match=r"epochs.*\.$"):
        run(SMALL, epochs=epochs)


@BOTH
@pytest.mark.parametrize("problem", ["classification", "regression"])
def test_shapes_and_types(run, problem: str) -> None:
    experiment = Experiment(
        dataset={"classification": "moons", "regression": "plane"}[problem],
        problem=problem,
        samples=30,
        features=("x1", "x2", "sin_x1"),
        hidden_units=6,
        learning_rate=0.01,
    )
    trajectory = run(experiment, epochs=10, record=5)
    assert isinstance(trajectory, Trajectory)
    assert np.issubdtype(trajectory.epochs.dtype, np.integer)
    assert trajectory.unstable.dtype == bool
    for name in ("train_loss", "train_accuracy", "test_loss", "test_accuracy"):
        values = getattr(trajectory, name)
        assert values.shape == (3,)
        assert values.dtype == np.float64
    for parameters in (*trajectory.parameters, trajectory.parameters[1], trajectory.parameters[-1]):
        assert isinstance(parameters, Parameters)
        assert [array.shape for array in parameters] == [(6, 3), (6, 1), (1, 6), (1, 1)]
        assert {array.dtype for array in parameters} == {np.dtype(np.float64)}
    assert [parameters.b2[0, 0] for parameters in trajectory.parameters[1:]] == [
        trajectory.parameters[1].b2[0, 0],
        trajectory.parameters[2].b2[0, 0],
    ]


@BOTH
@pytest.mark.parametrize("dataset", sorted(DATASETS))
def test_what_is_not_defined_is_nan_and_the_rest_is_not(run, dataset: str) -> None:
    problem = DATASETS[dataset].problem
    for fraction in (0.0, 0.3):
        trajectory = run(
            Experiment(**data_of(dataset), samples=40, test_fraction=fraction, learning_rate=0.01),
            epochs=4,
            record=2,
        )
        assert np.isfinite(trajectory.train_loss).all()
        assert np.isnan(trajectory.test_loss).all() == (fraction == 0)
        assert np.isnan(trajectory.train_accuracy).all() == (problem == "regression")
        assert np.isnan(trajectory.test_accuracy).all() == (problem == "regression" or fraction == 0)
        for name in ("test_loss", "train_accuracy", "test_accuracy"):
            assert len(set(np.isnan(getattr(trajectory, name)).tolist())) == 1


@BOTH
@pytest.mark.parametrize("activation", sorted(ACTIVATIONS))
@pytest.mark.parametrize("dataset", ["circles", "bumps"])
def test_losses_and_accuracies_are_those_of_the_parameters(run, dataset: str, activation: str) -> None:
    problem = DATASETS[dataset].problem
    experiment = Experiment(
        dataset=dataset,
        problem=problem,
        samples=60,
        test_fraction=0.4,
        activation=activation,
        leaky_slope=0.2,
        features=("x1", "x2", "x1x2"),
        initializer="normal",
        learning_rate=0.005,
        l1=0.1,
        l2=0.3,
    )
    trajectory = run(experiment, epochs=12, record=4)
    for part, points in zip(("train", "test"), generate(experiment), strict=True):
        X = expand(points.X, experiment.features)
        for index, parameters in enumerate(trajectory.parameters):
            loss = float(oracle.cost(oracle.extended(parameters), X, points.Y, activation, problem, 0.2))
            assert getattr(trajectory, f"{part}_loss")[index] == pytest.approx(loss, rel=1e-12)
            if problem == "classification":
                accuracy = oracle.accuracy(parameters, X, points.Y, activation, 0.2)
                assert getattr(trajectory, f"{part}_accuracy")[index] == pytest.approx(accuracy, rel=1e-12)


@BOTH
def test_an_output_of_exactly_one_half_is_class_0(run) -> None:
    """ŷ > 0.5: an untouched zero network says 0.5 everywhere, so it is right on class 0 alone."""
    trajectory = run(Experiment(initializer="zeros", samples=50, class_share=0.3), epochs=0, record=1)
    assert trajectory.train_accuracy[0] == pytest.approx(0.7)
    assert trajectory.train_loss[0] == pytest.approx(np.log(2), rel=1e-14)


def test_a_trajectory_cannot_be_changed() -> None:
    trajectory = train(SMALL, epochs=3)
    with pytest.raises(AttributeError):
        trajectory.epochs = np.arange(4)
    with pytest.raises(ValueError, match="read-only"):
        trajectory.parameters[0].W1[0, 0] = 1.0


@settings(max_examples=25)
@given(recipe=RECIPES)
def test_initial_parameters_come_first(recipe: Recipe) -> None:
    for one, two in zip(
        train(recipe, epochs=1, record=1).parameters[0], network.initialize(recipe.experiment), strict=True
    ):
        np.testing.assert_array_equal(one, two)


@pytest.mark.parametrize("tested", range(1, 10))
def test_a_snapshot_measures_the_same_alone_or_among_others(tested: int) -> None:
    """Its loss must not depend on how many snapshots were taken with it, however few points there are."""
    experiment = Experiment(
        dataset="plane",
        problem="regression",
        samples=10,
        test_fraction=tested / 10,
        seed=3,
        hidden_units=5,
        initializer="normal",
        learning_rate=0.01,
    )
    assert generate(experiment).test.Y.shape == (1, tested)
    together = train(experiment, epochs=6, record=1)
    for epoch in range(7):
        alone = train(experiment, epochs=6, record=[epoch])
        assert alone.train_loss[0] == together.train_loss[epoch]
        assert alone.test_loss[0] == together.test_loss[epoch]


# --- growing, cutting, thinning


def _grown(trajectory: Trajectory, recipe: Recipe, epochs: list[int]) -> Trajectory:
    lockstep = Lockstep([recipe], [trajectory.snapshot(-1)])
    snapshots = lockstep.advance(epochs)[0]
    return trajectory.merge(Trajectory.of(recipe, trajectory.shape, snapshots, lockstep.diverged_at[0]))


# It diverges with its first update after an edit, at an epoch that has been taken already.
SUDDEN = Recipe(
    Experiment(
        "bumps", samples=10, problem="regression", hidden_units=1, activation="elu", initializer="he",
        features=("sin_x1", "sin_x2", "x1"), noise=0.05, data_seed=0, seed=0, learning_rate=0.0,
    ),
    (Edit(2, "learning_rate", 3.0),),
)  # fmt: skip


@settings(max_examples=25)
@given(recipe=RECIPES, first=st.integers(1, 40))
@example(recipe=SUDDEN, first=1)
def test_a_run_in_two_pieces_is_the_run_in_one(recipe: Recipe, first: int) -> None:
    whole = train(recipe, epochs=60, record=1)
    begun = train(recipe, epochs=first, record=1)
    if begun.diverged_at is None:
        begun = _grown(begun, recipe, list(range(first + 1, 61)))
    assert_same_bits(begun, whole)


def test_merging_what_is_there_already_adds_nothing() -> None:
    trajectory = train(SMALL, epochs=20, record=2)
    assert_same_bits(trajectory.merge(trajectory), trajectory)
    odd = train(SMALL, epochs=20, record=[1, 3, 4, 17])
    assert_same_bits(trajectory.merge(odd), odd.merge(trajectory))
    assert trajectory.merge(odd).epochs.tolist() == sorted({*range(0, 21, 2), 1, 3, 17})


def test_cut_at_an_edit_and_grown_again() -> None:
    recipe = Recipe(SMALL, (Edit(12, "learning_rate", 0.5),))
    cut = train(SMALL, epochs=40, record=1).cut(12, recipe)
    assert cut.epochs[-1] == 12
    assert cut.recipe == recipe
    assert_same_bits(_grown(cut, recipe, list(range(13, 41))), train(recipe, epochs=40, record=1))


def test_cutting_before_a_divergence_forgets_it() -> None:
    experiment = Experiment(activation="relu", learning_rate=100.0)
    run = train(experiment, epochs=2000, record=1)
    assert run.diverged_at is not None
    cut = run.cut(1, Recipe(experiment, (Edit(1, "learning_rate", 0.1),)))
    assert cut.diverged_at is None
    assert cut.epochs.tolist() == [0, 1]


def test_where_an_epoch_is() -> None:
    known = train(Experiment(samples=20), 40, record=10)
    assert [known.row_at(epoch) for epoch in (0, 9, 10, 39, 40, 99)] == [0, 0, 1, 3, 4, 4]
    assert [known.reaches(epoch) for epoch in (0, 40, 41)] == [True, True, False]
    ended = train(Experiment(activation="relu", learning_rate=1000.0), 40)
    assert ended.reaches(10**6)
    assert ended.select([1]).row_at(0) == 0


@pytest.mark.parametrize("at_most", [2, 3, 4, 5, 10, 100, 400, 1000, 1001, 5000])
def test_thinning_bounds_the_memory_and_keeps_both_ends(at_most: int) -> None:
    trajectory = train(Experiment(samples=10), epochs=1000, record=1)
    thin = trajectory.thinned(at_most)
    assert len(thin) <= at_most
    assert len(thin) >= min(len(trajectory), at_most) // 2
    assert thin.epochs[0] == 0
    assert thin.epochs[-1] == 1000
    assert (np.diff(thin.epochs) > 0).all()
    kept = np.isin(trajectory.epochs, thin.epochs)
    assert_same_bits(thin, trajectory.select(kept))


def test_thinning_keeps_the_newest_closest_together() -> None:
    thin = train(Experiment(samples=10), epochs=1000, record=1).thinned(100)
    gaps = np.diff(thin.epochs)
    assert (gaps[-20:] == 1).all()
    assert gaps.max() <= 2 * 1000 / len(thin)


def test_thinning_again_and_again_stays_bounded_and_covers_the_run() -> None:
    """The way a long run is held: grown, thinned, grown again."""
    experiment = Experiment(samples=10)
    trajectory = train(experiment, epochs=0, record=1)
    for start in range(0, 3000, 100):
        trajectory = _grown(trajectory, Recipe(experiment), list(range(start + 1, start + 101))).thinned(150)
        assert len(trajectory) <= 150
        assert trajectory.epochs[0] == 0
        assert trajectory.epochs[-1] == start + 100
    assert np.diff(trajectory.epochs).max() < 3000 / 10
    whole = train(experiment, epochs=3000, record=trajectory.epochs.tolist())
    assert_same_bits(trajectory, whole)


def test_what_thinning_dropped_can_be_trained_again() -> None:
    whole = train(SMALL, epochs=300, record=1)
    thin = whole.thinned(20)
    for index in range(len(thin) - 1):
        between = list(range(thin.epochs[index] + 1, thin.epochs[index + 1] + 1))
        snapshots = Lockstep([Recipe(SMALL)], [thin.snapshot(index)]).advance(between)[0]
        assert [one.flat.tobytes() for one in snapshots] == [whole.flat[epoch].tobytes() for epoch in between]
        assert [one.rises.tobytes() for one in snapshots] == [
            whole.rises[epoch].tobytes() for epoch in between
        ]


def test_train_many_keeps_the_order_and_takes_recipes_and_experiments() -> None:
    runs = [SMALL, Recipe(SMALL, (Edit(2, "l2", 1.0),)), Experiment(samples=20, hidden_units=2)]
    trajectories = train_many(runs, epochs=6, record=3)
    assert [one.recipe for one in trajectories] == [Recipe(SMALL), runs[1], Recipe(runs[2])]
    assert [one.epochs.tolist() for one in trajectories] == [[0, 3, 6]] * 3
