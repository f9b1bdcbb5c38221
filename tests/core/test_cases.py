"""What becomes of a start without randomness: the course's facts, computed."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from shallownet import Edit, Experiment, train
from shallownet.core.activations import ACTIVATIONS
from shallownet.core.cases import STARTS, Case, begin_cases, case_of, cases, log_odds, start_of, train_cases
from shallownet.core.engine import Lockstep
from shallownet.core.experiment import Recipe
from shallownet.core.replay import begin
from shallownet.core.snapshot import Snapshot
from shallownet.core.stability import no_rises

from .measuring import distinct, meter, verdict

THROUGH_ZERO = [name for name, row in ACTIVATIONS.items() if row.value([0.0])[0] == 0]
EPOCHS = 300


def case(start: str, activation: str, share: float, epochs: int = EPOCHS) -> Case:
    found = cases(Experiment(activation=activation, class_share=share), epochs)
    return found[STARTS.index(start)]


@pytest.mark.parametrize("share", [0.5, 0.7])
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("start", ["zeros", "constant"])
def test_a_case_is_the_run_of_that_start(start: str, activation: str, share: float) -> None:
    found = case(start, activation, share)
    run = train(
        Experiment(activation=activation, class_share=share, initializer=start),
        EPOCHS,
        [0, EPOCHS - 100, EPOCHS],
    )
    assert found.verdict == verdict(run)
    assert found.distinct == distinct(run)[-1]
    assert found.dead == meter("dead_units", run)
    assert found.b2 == run.parameters[-1].b2[0, 0]


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_half_a_random_start_is_trained_as_if_it_were_alone(activation: str) -> None:
    experiment = Experiment(activation=activation, class_share=0.7)
    start = start_of(experiment, "half")
    assert not start.W1.any()
    assert len(np.unique(start.W2)) == 4
    alone = Lockstep([Recipe(experiment)], [Snapshot(0, start.flat(), no_rises())])
    alone.advance(EPOCHS)
    assert case("half", activation, 0.7).b2 == alone.networks[0].now.flat[-1]


def test_cases_are_the_same_in_pieces_together_and_of_a_longer_run() -> None:
    several = [Experiment(hidden_units=3, class_share=share) for share in (0.5, 0.3)]
    expected = {epochs: [one for e in several for one in cases(e, epochs)] for epochs in (100, 400)}
    runs = [run for e in several for run in begin_cases(e)]
    done, pieces = False, 0
    while not done:
        runs, done = train_cases(runs, 400, seconds=1e-4)
        pieces += 1
    assert pieces > 1
    for epochs, found in expected.items():
        assert [case_of(run, epochs) for run in runs] == found


def test_what_is_known_is_not_trained_again() -> None:
    runs, _ = train_cases(begin_cases(Experiment()), 200)
    again, done = train_cases(runs, 100, seconds=0.0)
    assert done
    assert all(one is other for one, other in zip(again, runs, strict=True))


def test_a_run_that_diverges_later_has_not_diverged_yet() -> None:
    recipe = Recipe(Experiment(activation="relu"), (Edit(200, "learning_rate", 1000.0),))
    (run,), done = train_cases([begin(recipe)], 400)
    assert done
    assert run.diverged_at is not None
    assert 200 < run.diverged_at < 300
    assert case_of(run, 200).verdict != "diverged"
    assert case_of(run, 300).verdict == case_of(run, 400).verdict == "diverged"


def test_only_what_was_trained_can_be_judged() -> None:
    runs = begin_cases(Experiment())
    with pytest.raises(ValueError, match="known up to epoch 0 only, not to 100"):
        case_of(runs[0], 100)
    for epochs in (0, 50, 150):
        with pytest.raises(ValueError, match=f"epochs is {epochs}, but it must be a multiple of 100"):
            train_cases(runs, epochs)


@pytest.mark.parametrize("activation", THROUGH_ZERO)
def test_zeros_are_frozen_and_only_b2_goes_to_the_log_odds(activation: str) -> None:
    balanced, unbalanced = case("zeros", activation, 0.5), case("zeros", activation, 0.7)
    assert (balanced.verdict, balanced.b2, balanced.moved) == ("frozen", 0.0, False)
    assert (unbalanced.verdict, unbalanced.distinct, unbalanced.moved) == ("frozen", 1, False)
    assert unbalanced.b2 == pytest.approx(math.log(280 / 120), abs=1e-9)


def test_sigmoid_from_zeros_is_frozen_with_balanced_classes_and_twins_otherwise() -> None:
    assert case("zeros", "sigmoid", 0.5).verdict == "frozen"
    assert case("zeros", "sigmoid", 0.7).verdict == "twins"
    assert case("zeros", "softplus", 0.7).verdict == "twins"


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_equal_weights_give_twins(activation: str) -> None:
    found = case("constant", activation, 0.5)
    assert (found.verdict, found.distinct, found.rows) == ("twins", 1, 1)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_random_w2_makes_the_rows_of_w1_differ_but_for_relu(activation: str) -> None:
    found = case("half", activation, 0.5)
    assert found.distinct == 4, "by W2 alone"
    assert found.moved == (activation != "relu")
    if activation == "relu":
        assert (found.verdict, found.rows, found.dead) == ("frozen", 1, 4)
    else:
        assert found.rows == 4


def test_a_hundred_epochs_are_enough_to_be_found_frozen() -> None:
    assert case("half", "relu", 0.5, epochs=100).verdict == "frozen"


def test_log_odds_are_those_of_the_training_points() -> None:
    assert log_odds(Experiment(class_share=0.7)) == (120, 280, pytest.approx(math.log(280 / 120)))
    assert log_odds(Experiment())[2] == 0


def test_the_experiments_own_start_does_not_matter() -> None:
    experiment = Experiment(activation="sigmoid")
    assert cases(replace(experiment, initializer="large"), 100) == cases(experiment, 100)
