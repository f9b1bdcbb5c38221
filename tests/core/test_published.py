"""The course's published numbers, out of the engine and out of the reference."""

from collections.abc import Callable

import pytest

from shallownet import Experiment, Trajectory, train
from shallownet.core import network

COSTS = {
    0: "0.693048",
    1000: "0.288083",
    2000: "0.254385",
    3000: "0.233864",
    4000: "0.226792",
    5000: "0.222644",
    6000: "0.219731",
    7000: "0.217504",
}
# hidden units: lowest and highest accuracy in percent after 5000 iterations; two correct orders of summation
# part at 20 and 50 units, where the run is at the edge of stability
ACCURACIES = {
    1: (67.5, 67.5),
    2: (67.25, 67.25),
    3: (90.75, 90.75),
    4: (90.5, 90.5),
    5: (91.25, 91.25),
    20: (90.0, 90.5),
    50: (90.25, 90.75),
}
BOTH = pytest.mark.parametrize("run", [train, network.train], ids=["engine", "reference"])


@BOTH
def test_costs_to_six_decimals(run: Callable[..., Trajectory]) -> None:
    trajectory = run(Experiment(), epochs=7000, record=list(COSTS))
    assert trajectory.epochs.tolist() == list(COSTS)
    assert [f"{cost:.6f}" for cost in trajectory.train_loss] == list(COSTS.values())
    assert trajectory.diverged_at is None


@BOTH
@pytest.mark.parametrize("hidden_units", [1, 2, 3, 4, 5])
def test_accuracy_after_5000_iterations(run: Callable[..., Trajectory], hidden_units: int) -> None:
    _check_accuracy(run, hidden_units)


@pytest.mark.slow
@BOTH
@pytest.mark.parametrize("hidden_units", [20, 50])
def test_accuracy_of_wide_networks(run: Callable[..., Trajectory], hidden_units: int) -> None:
    _check_accuracy(run, hidden_units)


def _check_accuracy(run: Callable[..., Trajectory], hidden_units: int) -> None:
    trajectory = run(Experiment(hidden_units=hidden_units), epochs=5000, record=[5000])
    assert trajectory.epochs[-1] == 5000
    low, high = ACCURACIES[hidden_units]
    assert low <= round(100 * trajectory.train_accuracy[-1], 6) <= high
