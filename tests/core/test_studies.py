"""Runs over seeds: the very runs of each seed, trained once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from shallownet import Experiment, train
from shallownet.core.studies import final_costs, over_seeds

from .runs import assert_same_bits


def test_each_is_the_run_of_its_seed() -> None:
    experiment = Experiment(samples=50, activation="relu", test_fraction=0.2)
    runs = over_seeds(experiment, [3, 1, 7], 150)
    assert [run.experiment.seed for run in runs] == [3, 1, 7]
    for run in runs:
        assert run.epochs.tolist() == [0, 50, 150]
        assert_same_bits(run, train(run.experiment, 150, record=[0, 50, 150]))
    costs = final_costs(experiment, [3, 1, 7], 150)
    np.testing.assert_array_equal(costs, [run.train_loss[-1] for run in runs])


def test_they_are_trained_once_whatever_the_experiments_own_seed() -> None:
    experiment = Experiment(samples=30)
    runs = over_seeds(experiment, range(4), 20)
    again = over_seeds(replace(experiment, seed=99), (0, 1, 2, 3), 20)
    assert all(one is other for one, other in zip(runs, again, strict=True))
    runs.clear()
    assert len(over_seeds(experiment, range(4), 20)) == 4


def test_short_runs_have_no_epoch_to_look_back_to() -> None:
    assert over_seeds(Experiment(samples=30), [0], 20)[0].epochs.tolist() == [0, 20]
    assert over_seeds(Experiment(samples=30), [0], 0)[0].epochs.tolist() == [0]


def test_a_run_that_diverges_costs_more_than_any_other() -> None:
    wild = Experiment(activation="relu", learning_rate=100.0)
    costs = final_costs(wild, range(4), 200)
    assert [run.diverged_at is not None for run in over_seeds(wild, range(4), 200)] == np.isinf(
        costs
    ).tolist()
    assert np.isinf(costs).any()
