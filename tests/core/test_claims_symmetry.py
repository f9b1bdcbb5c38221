"""What the lessons claim about breaking the symmetry, and about large weights and rates, in numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from shallownet import Edit, Experiment, Parameters, Recipe, Trajectory, train, train_many
from shallownet.core import network, symmetry
from shallownet.core.activations import ACTIVATIONS
from shallownet.core.engine import Lockstep
from shallownet.core.meters import METERS
from shallownet.core.observe import Observed
from shallownet.core.snapshot import Snapshot
from shallownet.core.stability import no_rises
from shallownet.core.studies import over_seeds

from .measuring import distinct, verdict, weights

G_OF_0_IS_0 = [name for name, g in ACTIVATIONS.items() if g.value([0.0])[0] == 0.0]

# --- one nudge frees one unit


@pytest.mark.parametrize("hidden_units", [2, 3, 5])
@pytest.mark.parametrize("initializer", ["constant", "zeros"])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_each_nudge_frees_one_unit_until_all_are_free(
    activation: str, initializer: str, hidden_units: int
) -> None:
    """A different nudge every 100 epochs: one more distinct unit each time, n_h - 1 of them free all."""
    experiment = Experiment(
        activation=activation,
        initializer=initializer,
        hidden_units=hidden_units,
        class_share=0.4,
        learning_rate=0.1,
    )
    recipe = Recipe(experiment)
    for freed in range(hidden_units):
        run = train(recipe, 100 * (freed + 1), record=20)
        assert distinct(run)[-5:] == [freed + 1] * 5
        others = symmetry.unit_rows(run.shape, run.flat)[:, freed:]
        assert (others == others[:, :1]).all(), "those not nudged yet are twins of each other"
        if initializer == "zeros" and activation in G_OF_0_IS_0:
            assert not others.any()
        if freed < hidden_units - 1:
            weight = run.parameters[-1].W1[freed, 0]
            recipe = recipe.edited(run.epochs[-1], **{f"W1[{freed + 1},1]": weight + 0.01 * (freed + 1)})
    assert verdict(run) not in ("twins", "diverged")


@pytest.mark.parametrize("activation", G_OF_0_IS_0)
def test_after_a_nudge_the_others_of_a_zero_start_stay_exactly_zero(activation: str) -> None:
    experiment = Experiment(activation=activation, initializer="zeros", learning_rate=0.3)
    run = train(Recipe(experiment, (Edit(200, "W1[3,1]", 1e-3),)), 2000, record=[200, 500, 2000])
    assert distinct(run) == [1, 2, 2]
    units = symmetry.unit_rows(run.shape, run.flat)
    assert not np.delete(units, 2, axis=1).any()
    assert abs(units[-1, 2]).max() > 0.1, "the one that was nudged learns"


@pytest.mark.parametrize("initializer", ["constant", "zeros"])
@pytest.mark.parametrize("activation", ["sigmoid", "tanh"])
def test_after_a_nudge_the_distance_grows_until_the_cost_feels_it(activation: str, initializer: str) -> None:
    """From a millionth to something of the weights' own size."""
    experiment = Experiment(activation=activation, initializer=initializer, learning_rate=1.2)
    plain = train(experiment, 5000, record=[100, 5000])
    weight = plain.parameters[0].W1[0, 0]
    run = train(
        Recipe(experiment, (Edit(100, "W1[1,1]", weight + 1e-6),)), 5000, record=[100, 101, 1000, 5000]
    )
    distance = symmetry.largest_distance(run.shape, run.flat)
    assert distance[0] == 0.0
    assert distance[1] == pytest.approx(1e-6, rel=0.1)
    assert (np.diff(distance) > 0).all()
    assert distance[-1] > 1.0
    assert run.train_loss[-1] < plain.train_loss[-1] - 0.005


# --- W1 = 0 with a random W2


def _after_one_step(activation: str) -> tuple[Parameters, Parameters]:
    experiment = Experiment(activation=activation, dataset="moons")
    start = network.initialize(replace(experiment, initializer="normal"))
    start = start._replace(W1=np.zeros_like(start.W1))
    lockstep = Lockstep([Recipe(experiment)], starts=[Snapshot(0, start.flat(), no_rises())])
    return start, start.shape.parameters(lockstep.advance(1)[0][-1].flat)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_zero_W1_with_a_random_W2_is_not_symmetric(activation: str) -> None:
    """Row j of the first step is W2[j] g'(0) times one and the same row; under ReLU that is nothing."""
    start, after = _after_one_step(activation)
    slope = float(ACTIVATIONS[activation].slope([0.0])[0])
    step = after.W1 - start.W1
    if slope == 0:
        assert activation == "relu"
        assert not step.any()
        assert not after.b1.any()
        return
    shared = step / (start.W2.T * slope)
    np.testing.assert_allclose(shared, np.tile(shared[:1], (4, 1)), rtol=1e-12)
    assert symmetry.distinct_units(start.shape, after.flat()[np.newaxis])[0] == 4
    assert len(np.unique(step, axis=0)) == 4


def test_under_relu_it_stays_frozen() -> None:
    start, _ = _after_one_step("relu")
    recipe = Recipe(Experiment(activation="relu", dataset="moons"))
    lockstep = Lockstep([recipe], starts=[Snapshot(0, start.flat(), no_rises())])
    taken = lockstep.advance(range(1, 301))[0]
    run = Trajectory.of(recipe, start.shape, taken)
    assert (weights(run) == start.flat()[:-1]).all()
    assert verdict(run) == "frozen"


# --- a small random start, and b = 0


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("initializer", ["small", "normal", "xavier", "he"])
def test_random_weights_break_the_symmetry_and_biases_may_be_zero(initializer: str, activation: str) -> None:
    runs = over_seeds(
        Experiment(activation=activation, initializer=initializer, learning_rate=0.05), range(10), 300
    )
    for run in runs:
        assert not run.parameters[0].b1.any()
        assert distinct(run) == [4] * len(run)
        assert symmetry.rank_of_W1(run.shape, run.flat).tolist() == [2] * len(run)
        assert verdict(run) in ("healthy", "saturated")
        assert run.parameters[-1].b1.all(), "they find their own values"


@pytest.mark.parametrize("dataset", ["flower", "moons", "circles"])
@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
def test_large_weights_start_in_the_flat_part_and_slowly(activation: str, dataset: str) -> None:
    """The median over seeds of: the share of flat pairs; how far W1 gets in 100 epochs, against its size."""

    def median(initializer: str, number: Callable[[Trajectory], float]) -> float:
        experiment = Experiment(
            dataset=dataset, activation=activation, initializer=initializer, learning_rate=0.1
        )
        return float(np.median([number(run) for run in over_seeds(experiment, range(10), 100)]))

    def flat_share(run: Trajectory) -> float:
        return float(METERS["flat_share"].compute(Observed(run, np.array([0])))[0])

    def progress(run: Trajectory) -> float:
        first, last = run.parameters[0].W1, run.parameters[-1].W1
        return float(np.linalg.norm(last - first) / np.linalg.norm(first))

    assert median("small", flat_share) == 0.0
    assert median("large", flat_share) > 0.6
    assert median("large", progress) < median("normal", progress)
    assert median("large", lambda run: run.train_loss[-1]) > 1.5 * median(
        "small", lambda run: run.train_loss[-1]
    )


@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
def test_large_weights_are_called_saturated(activation: str) -> None:
    starts = train_many(
        [Experiment(activation=activation, initializer="large", seed=seed) for seed in range(10)], 0
    )
    assert {verdict(run) for run in starts} == {"saturated"}


# --- what absurd rates do


def test_tanh_does_not_blow_up() -> None:
    """At rate 1000 the cost leaps to 384 and is finite for ever; "not finite" would never find it out."""
    experiment = Experiment(learning_rate=1000.0)
    plain = network.train(experiment, 1000, record=1)
    assert np.isfinite(plain.flat).all()
    # The first leap; how high later ones are depends on the last bits.
    assert round(plain.train_loss[2]) == 384
    assert plain.train_loss.max() < 1000
    run = train(experiment, 1000)
    assert run.diverged_at is not None
    assert verdict(run) == "diverged"


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_relu_at_rate_100_blows_up() -> None:
    plain = network.train(Experiment(activation="relu", learning_rate=100.0), 300, record=1)
    assert plain.train_loss.max() > 1e270
    assert plain.train_loss[-1] < 1e3, "and may recover"
    assert verdict(train(Experiment(activation="relu", learning_rate=100.0), 300)) == "diverged"
