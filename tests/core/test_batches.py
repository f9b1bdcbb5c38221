"""Mini-batches: a fresh order every epoch, a function of (seed, epoch) and of nothing else."""

import numpy as np
import pytest

from shallownet import Edit, Experiment, Parameters, Recipe, train
from shallownet.core.datasets import generate

# With rate 0 nothing moves until the edit, so runs with different pasts meet with equal parameters.
RESTING = {
    "dataset": "moons",
    "samples": 60,
    "learning_rate": 0.0,
    "initializer": "constant",
    "test_fraction": 0.2,
}


def _after_one_epoch(epoch: int, **settings: object) -> Parameters:
    """The parameters after the one epoch that follows ``epoch`` epochs of rest."""
    recipe = Recipe(Experiment(**{**RESTING, **settings}), (Edit(epoch, "learning_rate", 0.4),))
    return train(recipe, epochs=epoch + 1, record=1).parameters[-1]


def _bits(parameters: Parameters) -> bytes:
    return b"".join(array.tobytes() for array in parameters)


def test_every_epoch_has_an_order_of_its_own() -> None:
    assert len({_bits(_after_one_epoch(epoch, batch_size=7)) for epoch in range(12)}) == 12


def test_the_seed_sets_the_order() -> None:
    """The weights are constant, so the seed can show in nothing but the order."""
    assert len({_bits(_after_one_epoch(3, batch_size=7, seed=seed)) for seed in range(12)}) == 12
    assert len({_bits(_after_one_epoch(3, batch_size=None, seed=seed)) for seed in range(12)}) == 1


@pytest.mark.parametrize("past", [None, 1, 7, 25])
def test_the_order_does_not_depend_on_earlier_batches(past: int | None) -> None:
    epoch = 5
    recipe = Recipe(
        Experiment(**RESTING, batch_size=past),
        (Edit(epoch, "batch_size", 16), Edit(epoch, "learning_rate", 0.4)),
    )
    expected = _after_one_epoch(epoch, batch_size=16)
    assert _bits(train(recipe, epochs=epoch + 1, record=1).parameters[-1]) == _bits(expected)


def _visits_one_at_a_time(epoch: int, rate: float) -> tuple[float, np.ndarray]:
    """b2 after an epoch of single examples on a network frozen at 0, where b2 is all that learns: ŷ = b2."""
    experiment = Experiment(
        dataset="plane",
        problem="regression",
        samples=30,
        initializer="zeros",
        batch_size=1,
        learning_rate=0.0,
    )
    recipe = Recipe(experiment, (Edit(epoch, "learning_rate", rate),))
    return float(train(recipe, epochs=epoch + 1).parameters[-1].b2[0, 0]), generate(experiment).train.Y[0]


@pytest.mark.parametrize("epoch", [0, 1, 8])
def test_an_epoch_visits_every_example_once(epoch: int) -> None:
    """A tiny rate makes b2 the rate times the sum of what was visited."""
    b2, Y = _visits_one_at_a_time(epoch, 1e-8)
    assert b2 / 1e-8 == pytest.approx(Y.sum(), rel=1e-5)


def test_the_last_example_of_an_epoch_varies() -> None:
    """Rate 1 makes b2 exactly the target of the example visited last."""
    last = []
    for epoch in range(10):
        b2, Y = _visits_one_at_a_time(epoch, 1.0)
        assert abs(Y - b2).min() < 1e-12
        last.append(int(abs(Y - b2).argmin()))
    assert len(set(last)) > 5


def test_batches_are_of_the_size_asked_for() -> None:
    """25 examples by tens: three updates, each a pull of ŷ = b2 towards its batch's mean."""
    experiment = Experiment(
        dataset="plane",
        problem="regression",
        samples=25,
        initializer="zeros",
        batch_size=10,
        learning_rate=0.0,
    )
    Y = generate(experiment).train.Y[0]
    outcomes = {}
    for rate in (1e-8, 1.0):
        run = train(Recipe(experiment, (Edit(0, "learning_rate", rate),)), epochs=1)
        outcomes[rate] = float(run.parameters[-1].b2[0, 0])
    # Rate 1 jumps onto the last mean, that of five examples; the first two sum to (sum of all − 5·last)/10.
    last = outcomes[1.0]
    assert outcomes[1e-8] / 1e-8 == pytest.approx((Y.sum() - 5 * last) / 10 + last, rel=1e-5)
