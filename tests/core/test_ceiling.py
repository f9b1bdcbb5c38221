"""How high the cost climbs at absurd rates: the plain loop's own numbers, and what is claimed of them."""

from __future__ import annotations

import numpy as np
import pytest

from shallownet import Experiment
from shallownet.core import network
from shallownet.core.ceiling import Climb, Peak

EPOCHS = 300
RATES = (30.0, 100.0, 1000.0)


def peak(activation: str, rate: float, **settings: object) -> Peak:
    climb = Climb(Experiment(activation=activation, learning_rate=rate, **settings), EPOCHS)
    assert climb.advance()
    return climb.peak


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu", "leaky_relu"])
def test_a_climb_is_the_reference_run(activation: str, rate: float) -> None:
    costs = network.train(Experiment(activation=activation, learning_rate=rate), EPOCHS, 1).train_loss
    is_finite = np.isfinite(costs)
    found = peak(activation, rate)
    assert found.highest == costs[is_finite].max()
    assert found.lost_at == (None if is_finite.all() else np.argmin(is_finite))
    assert found.ends_finite == is_finite[-1], "although it stops where nothing can be finite any more"


@pytest.mark.slow
def test_tanh_and_sigmoid_have_a_ceiling() -> None:
    """Every update moves an output weight or bias by at most the rate, as |dZ2| and |a| are at most 1."""
    for activation in ("sigmoid", "tanh"):
        for rate in RATES:
            for dataset in ("flower", "circles", "gaussians"):
                found = peak(activation, rate, dataset=dataset)
                assert found.lost_at is None
                assert found.highest < 5 * rate * EPOCHS
    # Its first leap is to 384; how high later ones are depends on the last bits.
    assert 384 < peak("tanh", 1000.0).highest < 1000


def test_relu_has_none() -> None:
    relu = peak("relu", 100.0)
    assert relu.highest > 1e270
    assert relu.ends_finite, "and may recover"
    for activation in ("relu", "leaky_relu"):
        lost = peak(activation, 1000.0)
        assert lost.highest > 1e300
        assert lost.lost_at is not None
        assert not lost.ends_finite


def test_pieces_make_no_difference() -> None:
    climb = Climb(Experiment(learning_rate=100.0), 40)
    pieces = 1
    while not climb.advance(seconds=0.0):
        pieces += 1
    assert pieces == 41
    whole = Climb(Experiment(learning_rate=100.0), 40)
    whole.advance()
    assert climb.peak == whole.peak
    assert climb.advance(), "it is over"


def test_before_it_begins_there_is_no_peak() -> None:
    with pytest.raises(ValueError, match="Nothing has been trained"):
        _ = Climb(Experiment(), 10).peak
