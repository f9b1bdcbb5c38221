"""What the tests of training share: experiments to draw from, and bit-for-bit comparison of two runs."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from shallownet import Edit, Experiment, Recipe, Trajectory
from shallownet.core.activations import ACTIVATIONS
from shallownet.core.datasets import DATASETS
from shallownet.core.features import FEATURES
from shallownet.core.initializers import INITIALIZERS
from tests.data import data_of

RECORDED = ("train_loss", "train_accuracy", "test_loss", "test_accuracy", "unstable")


def assert_same_bits(one: Trajectory, two: Trajectory) -> None:
    """Equal to the last bit at every snapshot (the sign of a zero and the kind of a NaN included)."""
    np.testing.assert_array_equal(one.epochs, two.epochs)
    assert one.diverged_at == two.diverged_at
    for name in RECORDED:
        first, second = getattr(one, name), getattr(two, name)
        assert first.tobytes() == second.tobytes(), (name, first, second)
    for epoch, first, second in zip(one.epochs, one.parameters, two.parameters, strict=True):
        for name, a, b in zip(first._fields, first, second, strict=True):
            assert a.tobytes() == b.tobytes(), f"{name} at epoch {epoch} differs by {abs(a - b).max()}"


def assert_same_where_both_have_it(one: Trajectory, two: Trajectory) -> None:
    """Two runs recorded at different epochs; at least the last epoch is in both."""
    common = np.intersect1d(one.epochs, two.epochs)
    assert common[-1] == one.epochs[-1] == two.epochs[-1]
    assert_same_bits(*(run.select(np.isin(run.epochs, common)) for run in (one, two)))


@st.composite
def experiments(draw: st.DrawFn, samples: int | None = None) -> Experiment:
    """Any experiment that trains in a moment; some of them diverge, some are frozen."""
    dataset = draw(st.sampled_from(sorted(DATASETS)))
    return Experiment(
        **data_of(dataset),
        samples=samples or draw(st.integers(10, 70)),
        data_seed=draw(st.integers(0, 3)),
        test_fraction=draw(st.sampled_from([0.0, 0.0, 0.3])),
        class_share=draw(st.sampled_from([0.5, 0.3])),
        features=draw(st.lists(st.sampled_from(sorted(FEATURES)), min_size=1, max_size=5, unique=True)),
        hidden_units=draw(st.integers(1, 9)),
        activation=draw(st.sampled_from(sorted(ACTIVATIONS))),
        initializer=draw(st.sampled_from(sorted(INITIALIZERS))),
        seed=draw(st.integers(0, 2**32 - 1)),
        learning_rate=draw(st.sampled_from([0.0, 0.01, 0.3, 1.2, 40.0])),
        batch_size=draw(st.sampled_from([None, None, 7, 16, 64])),
        l1=draw(st.sampled_from([0.0, 0.0, 0.05])),
        l2=draw(st.sampled_from([0.0, 0.0, 0.3])),
        leaky_slope=draw(st.sampled_from([0.01, 0.2])),
    )


EDITS = st.one_of(
    st.builds(Edit, st.integers(0, 50), st.just("learning_rate"), st.sampled_from([0.02, 0.5, 3.0])),
    st.builds(Edit, st.integers(0, 50), st.just("batch_size"), st.sampled_from([None, 5, 16, 64])),
    st.builds(Edit, st.integers(0, 50), st.sampled_from(["l1", "l2"]), st.sampled_from([0.0, 0.1])),
)
RECIPES = st.builds(Recipe, experiments(), st.lists(EDITS, max_size=3).map(tuple))


def mixed_recipes(count: int, seed: int = 0) -> list[Recipe]:
    """Recipes of one shape that differ in everything else, the same ones every time."""
    random = np.random.RandomState(seed)
    names, starts = sorted(ACTIVATIONS), ["small", "normal", "xavier", "he", "constant"]
    recipes = []
    for index in range(count):
        experiment = Experiment(
            dataset="moons",
            samples=60,
            data_seed=int(random.randint(3)),
            activation=names[index % len(names)],
            initializer=starts[index % len(starts)],
            seed=index,
            learning_rate=float(random.choice([0.01, 0.3, 1.2])),
            batch_size=[None, None, 16][index % 3],
            l1=float(random.choice([0.0, 0.01])),
            l2=float(random.choice([0.0, 0.1])),
        )
        edits = (Edit(int(random.randint(30)), "learning_rate", 0.1),) if index % 4 == 0 else ()
        recipes.append(Recipe(experiment, edits))
    return recipes
