"""A nudge frees exactly one hidden unit, whatever the start and the activation."""

from __future__ import annotations

import numpy as np
import pytest

from shallownet import Experiment, Recipe, train
from shallownet.core.activations import ACTIVATIONS
from shallownet.core.nudge import freeing_nudge
from shallownet.core.symmetry import count_groups, twin_groups


def distinct(shape, flat) -> int:
    return int(count_groups(twin_groups(shape, flat[np.newaxis]))[0])


@pytest.mark.parametrize("initializer", ["zeros", "constant"])
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("hidden_units", [2, 3, 5])
def test_each_frees_one_unit_and_all_but_one_are_needed(
    activation: str, initializer: str, hidden_units: int
) -> None:
    experiment = Experiment(
        activation=activation, initializer=initializer, hidden_units=hidden_units, learning_rate=0.3
    )
    recipe = Recipe(experiment)
    for nudges in range(hidden_units):
        epoch = 20 * (nudges + 1)
        now = train(recipe, epoch, record=[epoch])
        assert distinct(now.shape, now.flat[-1]) == nudges + 1
        entry = freeing_nudge(now.shape, now.flat[-1], 1e-3)
        assert (len(entry) == 1) == (nudges < hidden_units - 1)
        recipe = recipe.edited(epoch, **entry)


def test_several_at_one_epoch_free_several_units() -> None:
    now = train(Experiment(initializer="constant"), 100, record=[100])
    flat = now.flat[-1].copy()
    for freed in range(1, 4):
        for name, value in freeing_nudge(now.shape, flat, 0.1).items():
            flat[now.shape.place_of(name)] = value
        assert distinct(now.shape, flat) == freed + 1


def test_units_that_all_differ_need_none() -> None:
    now = train(Experiment(), 10, record=[10])
    assert freeing_nudge(now.shape, now.flat[-1], 0.1) == {}
