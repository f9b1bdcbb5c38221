"""Runs that go through every row of every registry, and every way of training."""

from __future__ import annotations

from typing import Any

from shallownet import Edit, Experiment, Recipe
from shallownet.core.activations import ACTIVATIONS
from shallownet.core.datasets import DATASETS
from shallownet.core.experiment import PROBLEMS
from shallownet.core.features import FEATURES
from shallownet.core.initializers import INITIALIZERS
from tests.data import data_of

DATA = {"classification": "moons", "regression": "bumps"}


def small(problem: str = "classification", edits: tuple[Edit, ...] = (), **settings: Any) -> Recipe:
    """A run that trains in a moment, at a rate at which it is stable."""
    settings = {"dataset": DATA[problem], "samples": 40, "learning_rate": 0.05, **settings}
    return Recipe(Experiment(**{"problem": problem, **settings}), edits)


EDITS = (
    Edit(5, "learning_rate", 0.3),
    Edit(5, "W1[2,1]", -0.75),
    Edit(9, "b1[3]", 0.5),
    Edit(9, "batch_size", 16),
    Edit(9, "batch_size", 8),
    Edit(20, "l2", 0.2),
    Edit(20, "l1", 0.05),
    Edit(25, "W2[1,4]", 1.25),
    Edit(30, "b2", -0.125),
    Edit(31, "batch_size", None),
    Edit(33, "l1", 0.0),
    Edit(40, "W1[1,1]", 2.0),
)

RECIPES: dict[str, Recipe] = {
    **{f"{g} {p}": small(p, activation=g, initializer="he") for g in ACTIVATIONS for p in PROBLEMS},
    **{
        f"{name} {share}": small(**data_of(name), class_share=share, test_fraction=0.3, samples=53)
        for name in DATASETS
        for share in (0.5, 0.2)
    },
    **{f"{i} {p}": small(p, initializer=i, test_fraction=0.2) for i in INITIALIZERS for p in PROBLEMS},
    **{f"input {name}": small(features=(name,)) for name in FEATURES},
    "all inputs": small(features=tuple(FEATURES)[::-1], initializer="xavier"),
    "no noise": small(noise=0.0, dataset="blobs"),
    "leaky slope": small(activation="leaky_relu", leaky_slope=0.2, initializer="he"),
    "constant": small(initializer="constant", constant=-0.7),
    "one unit": small(hidden_units=1),
    "mini-batches": small(batch_size=7),
    "one example an update": small(batch_size=1, learning_rate=0.01),
    "a batch that is more than all": small(batch_size=64),
    "l1": small(l1=0.1),
    "l2": small(l2=0.4, batch_size=16),
    "both penalties": small("regression", l1=0.02, l2=0.3, initializer="normal"),
    "edits": small(edits=EDITS),
    "edits of a regression": small("regression", edits=EDITS, batch_size=64, initializer="he", l1=0.01),
    "edited at the start": small(edits=(Edit(0, "W2[1,2]", 0.5), Edit(0, "learning_rate", 0.2))),
    "seeds": small(seed=2**32 - 1, data_seed=2**32 - 1, batch_size=9),
}
"""By what is special about each."""
