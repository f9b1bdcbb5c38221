"""The starts that end otherwise than their like: the number beside each, over every data set offered."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from shallownet import Experiment, Trajectory, train
from shallownet.core.activations import ACTIVATIONS
from shallownet.core.cases import Case, case_of, start_of, train_cases
from shallownet.core.datasets import DATASETS, DRAWN, generate
from shallownet.core.experiment import Recipe
from shallownet.core.network import epochs_of
from shallownet.core.rare_cases import (
    RARE_CASES,
    first_step_per_weight,
    largest_weight,
    largest_z,
    shares_of_batches,
)

CLASSES = [name for name in DRAWN if DATASETS[name].problem == "classification"]


def judged(name: str, experiment: Experiment) -> tuple[Trajectory, Case]:
    row = RARE_CASES[name]
    (run,), done = train_cases([row.begin(experiment)], row.epochs)
    assert done
    return run, case_of(run, row.epochs)


def test_rounding_wakes_softplus_as_twins() -> None:
    """All zero, balanced: frozen in exact arithmetic; awake within 1000 epochs at rate 1.2."""
    run, case = judged("rounding", Experiment())
    assert run.experiment == Experiment(activation="softplus", initializer="zeros")
    assert largest_weight(run, 0) == 0.0
    assert 0.0 < largest_weight(run, 100) < 1e-12
    assert largest_weight(run, 1000) > 0.1
    assert (case.verdict, case.distinct) == ("twins", 1)


@pytest.mark.parametrize("dataset", CLASSES)
def test_batches_wake_sigmoid_as_twins(dataset: str) -> None:
    for units, rate in ((2, 0.01), (10, 3.0)):
        run, case = judged("batches", Experiment(dataset=dataset, hidden_units=units, learning_rate=rate))
        assert (case.verdict, case.distinct, case.moved) == ("twins", 1, True)
        parts = shares_of_batches(run.experiment, 0)
        assert (sum(ones for ones, _ in parts), sum(size for _, size in parts)) == (200, 400)
        assert any(2 * ones != size for ones, size in parts)
        whole = replace(run.experiment, batch_size=None)
        assert shares_of_batches(whole, 0) == [(200, 400)]
        assert not train(whole, 100, [100]).flat.any(), "without batches it is frozen"


@pytest.mark.parametrize("dataset", CLASSES)
def test_equal_weights_are_dead_under_relu_where_no_z_is_positive(dataset: str) -> None:
    for units, rate in ((2, 0.01), (10, 3.0)):
        run, case = judged("dead", Experiment(dataset=dataset, hidden_units=units, learning_rate=rate))
        assert largest_z(run) <= 0.0
        assert (case.verdict, case.dead, case.moved) == ("frozen", units, False)


def test_the_largest_z_and_the_largest_weight_are_those_of_the_network() -> None:
    run = train(Experiment(), 50, [0, 20, 50])
    points = generate(run.experiment).train
    W1, b1, _, _ = run.parameters[-1]
    assert largest_z(run) == pytest.approx((W1 @ points.X + b1).max(), rel=1e-12)
    for epoch, row in ((0, 0), (19, 0), (20, 1), (50, 2), (99, 2)):
        W1, _, W2, _ = run.parameters[row]
        assert largest_weight(run, epoch) == max(abs(W1).max(), abs(W2).max())


@pytest.mark.parametrize("dataset", CLASSES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_from_a_random_w2_every_row_of_the_first_dw1_is_w2_times_the_same(
    activation: str, dataset: str
) -> None:
    """… times g'(0): nothing under ReLU, and not nothing under any other."""
    experiment = Experiment(dataset=dataset, activation=activation)
    rows = first_step_per_weight(experiment)
    np.testing.assert_allclose(rows, np.tile(rows[:1], (4, 1)), rtol=1e-9, atol=1e-15)
    assert rows.any() == (activation != "relu")
    # By the definition of the derivative, one entry of W1 at a time would give the same: here the sum itself.
    start, points = start_of(experiment, "half"), generate(experiment).train
    g = ACTIVATIONS[activation]
    Z2 = start.W2.sum() * g.value([0.0])[0]
    dZ2 = 1 / (1 + np.exp(-Z2)) - points.Y
    expected = g.slope([0.0])[0] * (dZ2 @ points.X.T)[0] / points.Y.size
    np.testing.assert_allclose(rows[0], expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("activation", ["sigmoid", "softplus"])
def test_a_split_that_is_not_stratified_makes_balanced_data_unbalanced(activation: str) -> None:
    """… and so wakes what would be frozen: all units, all alike. By the reference code alone."""
    recipe = Recipe(Experiment(activation=activation, initializer="zeros"))
    X, Y = generate(recipe.experiment).train
    stratified = np.sort(np.concatenate([np.arange(160), 200 + np.arange(160)]))
    unstratified = np.random.RandomState(1).permutation(400)[:320]
    assert Y[0, stratified].sum() == 160 != Y[0, unstratified].sum()
    for columns, wakes in ((stratified, False), (unstratified, True)):
        run = epochs_of(recipe, X[:, columns], Y[:, columns])
        W1, _, W2, _ = next(itertools.islice(run, 20, None))
        assert (max(abs(W1).max(), abs(W2).max()) > 1e-4) == wakes
        assert (np.ptp(W1, axis=0) < 1e-12).all()
        assert np.ptp(W2) < 1e-12
