"""Verdicts: each in a run that earns it, and the order in which they are asked."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from shallownet import Edit, Experiment, Recipe, train
from shallownet.core import network
from shallownet.core.activations import ACTIVATIONS
from shallownet.core.diagnosis import (
    is_bounded,
    weight_gradient_norm,
    weights_stand_still,
)
from shallownet.core.observe import Observed

from .measuring import verdicts_of


def test_the_published_run_is_healthy_while_it_gets_going() -> None:
    assert verdicts_of(train(Experiment(), 100, record=20)) == ["healthy"] * 6


def test_diverged_is_said_of_the_last_good_epoch_alone() -> None:
    run = train(Experiment(activation="relu", learning_rate=100.0), 50, record=1)
    assert run.diverged_at is not None
    said = verdicts_of(run)
    assert said[-1] == "diverged"
    assert "diverged" not in said[:-1]
    twins = train(Experiment(activation="relu", initializer="constant", learning_rate=20.0), 50, record=1)
    assert verdicts_of(twins)[-2:] == ["twins", "diverged"]


def test_frozen_needs_a_hundred_epochs_behind_it() -> None:
    run = train(Experiment(initializer="zeros", class_share=0.3), 130, record=1)
    assert verdicts_of(run) == ["twins"] * 100 + ["frozen"] * 31
    assert (np.diff(run.flat[:, -1]) != 0).any(), "the output's bias moves, and does not count"


def test_frozen_is_judged_by_all_that_is_known_of_those_epochs() -> None:
    run = train(Experiment(initializer="zeros"), 300, record=1)
    assert verdicts_of(run, np.array([300, 100, 99])) == ["frozen", "frozen", "twins"]
    # The newest snapshot a hundred epochs back will do, however old it is; without one nothing is said.
    assert verdicts_of(run.select(np.array([0, 150, 300])), np.array([1, 2])) == ["frozen", "frozen"]
    assert verdicts_of(run.select(np.array([150, 249])), np.array([0, 1])) == ["twins", "twins"]


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment(activation="identity", initializer="constant"),  # arrives at the best line
        Experiment(activation="identity", initializer="he"),
        Experiment(initializer="zeros", class_share=0.3),
        Experiment(),
    ],
    ids=lambda one: f"{one.activation}, {one.initializer}",
)
@pytest.mark.parametrize("edits", [(), (Edit(437, "W1[2,1]", 0.31),)], ids=["plain", "edited"])
def test_the_verdict_does_not_depend_on_which_snapshots_are_known(
    experiment: Experiment, edits: tuple[Edit, ...]
) -> None:
    run = train(Recipe(experiment, edits), 800, record=1)
    every = verdicts_of(run)
    for rows in ([0, 145, 500], [0, 390, 400, 501], [0, 437, 540], [0, 300, 620, 800], [0, 99, 101, 360]):
        some = run.select(np.array(rows))
        assert verdicts_of(some) == [every[row] for row in rows]


def test_a_nudge_ends_the_frost_until_a_hundred_epochs_have_passed() -> None:
    """Under ReLU a nudge of a unit that stays at z <= 0 for every point changes a weight and nothing else."""
    dead = Experiment(
        activation="relu", initializer="constant", constant=-0.3, features=("x1_squared", "x2_squared")
    )
    run = train(Recipe(dead, (Edit(150, "W1[2,1]", -0.4),)), 300, record=1)
    said = verdicts_of(run)
    assert said[100:151] == ["frozen"] * 51
    assert said[151:251] == ["twins"] * 100
    assert said[251:] == ["frozen"] * 50


def test_weights_that_may_not_move_are_not_frozen() -> None:
    """A rate of 0 keeps them in place, but their gradient says that they would go."""
    run = train(Experiment(learning_rate=0.0), 300, record=50)
    still, doubtful = weights_stand_still(Observed(run, np.arange(len(run))))
    assert still.tolist() == [False] * 2 + [True] * 5
    assert not doubtful.any()
    assert verdicts_of(run) == ["healthy"] * 7


def test_the_penalty_in_force_is_part_of_the_gradient() -> None:
    """Where the weights stand still in spite of a penalty's pull, it is the rate that holds them."""
    dead = Experiment(
        activation="relu", initializer="constant", constant=-0.3, features=("x1_squared", "x2_squared")
    )
    edits = (Edit(0, "learning_rate", 0.0), Edit(200, "l2", 1.0))
    said = verdicts_of(train(Recipe(dead, edits), 300, record=50))
    assert said == ["twins", "twins", "frozen", "frozen", "twins", "twins", "twins"]


def test_a_network_that_has_arrived_is_at_rest_too() -> None:
    """The definition does not ask why nothing moves: at an exact minimum nothing does."""
    run = train(Experiment(activation="identity", initializer="constant"), 1000, record=100)
    assert verdicts_of(run)[-1] == "frozen"
    assert (run.flat[-1] != run.flat[0]).all()


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_twins_under_every_activation(activation: str) -> None:
    experiment = Experiment(activation=activation, initializer="constant", learning_rate=0.1)
    assert set(verdicts_of(train(experiment, 200, record=20))) == {"twins"}
    assert verdicts_of(train(replace(experiment, hidden_units=1), 0)) == ["healthy"], "one unit has no twin"


def test_bounded_activations() -> None:
    assert {name for name in ACTIVATIONS if is_bounded(name)} == {"sigmoid", "tanh"}


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_saturated_is_said_of_bounded_activations_alone(activation: str) -> None:
    start = train(Experiment(activation=activation, initializer="large", dataset="circles"), 0)
    assert verdicts_of(start) == ["saturated" if is_bounded(activation) else "healthy"]


@pytest.mark.parametrize("activation", ["sigmoid", "tanh"])
@pytest.mark.parametrize("samples", [10, 11, 400])
def test_saturated_is_the_median(activation: str, samples: int) -> None:
    """At every share of flat pairs, also at just half of them."""
    run = train(
        Experiment(activation=activation, samples=samples, hidden_units=3, learning_rate=3.0), 1000, record=5
    )
    observed = Observed(run, np.arange(len(run)))
    medians = np.median(np.abs(observed.slopes).reshape(len(run), -1), axis=1)
    np.testing.assert_allclose(observed.median_slope, medians, rtol=1e-14)
    assert verdicts_of(run) == np.where(medians < 0.01, "saturated", "healthy").tolist()
    assert 0 < np.count_nonzero(medians < 0.01) < len(run)


def test_just_half_of_the_slopes_flat() -> None:
    """Of two units at z = 0 and at z = w x with slope below 0.01: the median lies between the two halves."""
    start = train(Experiment(hidden_units=2, dataset="circles", initializer="zeros"), 0)
    flat = start.flat.copy()
    for weight, bias in ((1e-3, 20.0), (1e-3, 3.0)):
        flat[0, :2], flat[0, 4], flat[0, 5] = weight, bias, 0.0
        run = replace(start, flat=flat)
        slopes = Observed(run, np.array([0])).slopes
        assert np.count_nonzero(slopes < 0.01) * 2 == slopes.size
        expected = "saturated" if np.median(slopes) < 0.01 else "healthy"
        assert verdicts_of(run) == [expected]


def test_the_gradient_of_the_weights_leaves_the_biases_out() -> None:
    run = train(Experiment(l2=0.5), 30, record=[30])
    observed, experiment, parameters = Observed(run, np.array([0])), run.experiment, run.parameters[0]
    computed = network.forward(parameters, observed.X, "tanh", "classification")
    dW1, _, dW2, _ = network.backward(parameters, computed, observed.X, observed.Y, "tanh", l2=0.5)
    expected = np.sqrt((dW1**2).sum() + (dW2**2).sum())
    got = weight_gradient_norm(experiment, parameters, observed.X, observed.Y)
    assert got == pytest.approx(expected, rel=1e-14)


def test_no_snapshot_no_verdict() -> None:
    for activation in ("tanh", "relu"):
        run = train(Experiment(activation=activation), 10)
        assert verdicts_of(run, np.array([], dtype=np.intp)) == []
