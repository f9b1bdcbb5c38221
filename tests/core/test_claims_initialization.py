"""What the lessons claim about symmetric starts, in numbers: every way to fail, each verdict from the run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from shallownet import Edit, Experiment, Recipe, train, train_many
from shallownet.core import network, symmetry
from shallownet.core.activations import ACTIVATIONS
from shallownet.core.datasets import extent
from shallownet.core.meters import METERS, plane
from shallownet.core.observe import Observed

from .measuring import distinct, verdict, weights

G_OF_0_IS_0 = [name for name, g in ACTIVATIONS.items() if g.value([0.0])[0] == 0.0]
OTHERS = [name for name in ACTIVATIONS if name not in G_OF_0_IS_0]
WIDTHS = (2, 3, 4, 5, 7, 16, 50)
# On squares, with equal negative weights, every z is negative: under ReLU all units are dead.
DEAD = Experiment(
    activation="relu", initializer="constant", constant=-0.3, features=("x1_squared", "x2_squared")
)


# --- zero initialization fails in different ways


def test_which_activations_are_zero_at_zero() -> None:
    assert set(G_OF_0_IS_0) >= {"tanh", "relu", "leaky_relu", "identity", "elu", "silu", "mish"}
    assert set(OTHERS) >= {"sigmoid", "softplus"}


@pytest.mark.parametrize("class_share", [0.2, 0.5, 0.7])
@pytest.mark.parametrize("activation", G_OF_0_IS_0)
def test_zeros_freeze_where_g_of_0_is_0(activation: str, class_share: float) -> None:
    """Only b2 moves, to the log-odds of the classes; on balanced ones not even that."""
    run = train(
        Experiment(activation=activation, initializer="zeros", class_share=class_share, learning_rate=4.0),
        500,
    )
    assert not weights(run).any()
    assert verdict(run) == "frozen"
    ones = class_share * 400
    assert run.flat[-1, -1] == pytest.approx(np.log(ones / (400 - ones)), abs=1e-9)
    if class_share == 0.5:
        assert not run.flat.any()


@pytest.mark.parametrize("class_share", [0.2, 0.7])
@pytest.mark.parametrize("activation", OTHERS)
def test_zeros_give_twins_where_g_of_0_is_not_0_and_the_classes_are_unequal(
    activation: str, class_share: float
) -> None:
    run = train(Experiment(activation=activation, initializer="zeros", class_share=class_share), 500)
    assert (weights(run)[-1] != 0).all()
    assert distinct(run) == [1] * len(run)
    assert verdict(run) == "twins"


def test_zeros_freeze_sigmoid_on_an_exactly_balanced_batch() -> None:
    run = train(Experiment(activation="sigmoid", initializer="zeros"), 2000)
    assert not run.flat.any()
    assert verdict(run) == "frozen"


def test_rounding_wakes_softplus_on_a_balanced_batch() -> None:
    """Frozen in exact arithmetic; within 1000 epochs at rate 1.2 the weights have grown, still as twins."""
    run = train(Experiment(activation="softplus", initializer="zeros"), 1000, record=1)
    assert abs(weights(run)[10]).max() < 1e-12
    assert abs(weights(run)[1000]).max() > 0.01
    assert set(distinct(run)) == {1}
    assert verdict(run) == "twins"


@pytest.mark.parametrize("activation", OTHERS)
def test_mini_batches_make_balanced_data_unbalanced(activation: str) -> None:
    run = train(Experiment(activation=activation, initializer="zeros", batch_size=30), 100)
    assert (weights(run)[-1] != 0).all()
    assert verdict(run) == "twins"


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_equal_weights_give_twins_under_every_activation(activation: str) -> None:
    run = train(Experiment(activation=activation, initializer="constant", learning_rate=0.1), 500, record=25)
    assert (weights(run)[-1] != weights(run)[0]).all()
    assert distinct(run) == [1] * len(run)
    assert verdict(run) == "twins"


@pytest.mark.parametrize("class_share", [0.5, 0.3])
@pytest.mark.parametrize("dataset", ["flower", "circles"])
def test_equal_weights_are_dead_and_frozen_under_relu_where_every_z_is_negative(
    dataset: str, class_share: float
) -> None:
    run = train(replace(DEAD, dataset=dataset, class_share=class_share), 500)
    observed = Observed(run, np.array([len(run) - 1]))
    assert (observed.Z1 <= 0).all()
    assert METERS["dead_units"].compute(observed)[0] == 4
    assert (weights(run) == weights(run)[0]).all()
    assert verdict(run) == "frozen"
    assert run.flat[-1, -1] == pytest.approx(np.log(class_share / (1 - class_share)), abs=1e-9)


@pytest.mark.parametrize("activation", [name for name in ACTIVATIONS if name != "relu"])
def test_every_other_activation_gives_twins_there(activation: str) -> None:
    run = train(replace(DEAD, activation=activation, learning_rate=0.05), 500)
    assert verdict(run) == "twins"
    assert (weights(run)[-1] != weights(run)[0]).any()


@pytest.mark.parametrize("nudges", [0, 1, 2])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_twins_draw_what_one_unit_can_draw(activation: str, nudges: int) -> None:
    """One unit for each family, with the sum of its outgoing weights, computes the same function …"""
    experiment = Experiment(activation=activation, initializer="constant", hidden_units=5, learning_rate=0.1)
    edits = tuple(Edit(40 * nudge, f"W1[{5 - nudge},1]", 0.5) for nudge in range(nudges))
    X = plane(extent(experiment))
    run = train(Recipe(experiment, edits), 500, record=[100, 300, 500])
    for parameters in run.parameters:
        merged = symmetry.merge_twins(parameters)
        assert merged.shape.n_h == 1 + nudges
        by_all, by_few = (
            network.forward(one, X, activation, "classification").A2 for one in (parameters, merged)
        )
        np.testing.assert_allclose(by_all, by_few, rtol=0, atol=1e-12)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_twins_do_not_follow_the_path_of_one_unit(activation: str) -> None:
    """… but is not the network that one unit becomes, even if its outgoing weight starts as that sum."""
    experiment = Experiment(activation=activation, initializer="constant", hidden_units=5, learning_rate=0.1)
    many = train(experiment, 200, record=[200]).parameters[-1]
    alone = Recipe(replace(experiment, hidden_units=1), (Edit(0, "W2[1,1]", 5 * experiment.constant),))
    for start in (Recipe(replace(experiment, hidden_units=1)), alone):
        one = train(start, 200, record=[200]).parameters[-1]
        assert abs(one.W1 - many.W1[:1]).max() > 1e-3


# --- twins are equal to the last bit, at every width


@pytest.mark.parametrize("epochs", [1000, pytest.param(10_000, marks=pytest.mark.slow)])
@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
def test_twins_never_part_by_rounding(activation: str, epochs: int) -> None:
    runs = [Experiment(activation=activation, initializer="constant", hidden_units=width) for width in WIDTHS]
    for run in train_many(runs, epochs, record=epochs // 10):
        assert symmetry.largest_distance(run.shape, run.flat).tolist() == [0.0] * 11
        assert verdict(run) == "twins"
