"""The cost over two parameters, against the reference at every point."""

from __future__ import annotations

import numpy as np
import pytest

from shallownet import Experiment, train
from shallownet.core import network
from shallownet.core.activations import ACTIVATIONS
from shallownet.core.datasets import DATASETS, generate
from shallownet.core.features import expand
from shallownet.core.landscape import cost_over


@pytest.mark.parametrize("dataset", ["moons", "bumps"])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_each_point_is_the_cost_there(activation: str, dataset: str) -> None:
    experiment = Experiment(
        dataset=dataset, problem=DATASETS[dataset].problem, activation=activation, samples=40,
        features=("x1", "x2", "x1x2"), test_fraction=0.25, l2=1.0, learning_rate=0.1,
    )  # fmt: skip
    parameters = train(experiment, 20).parameters[-1]
    first, second = experiment.shape.place_of("W1[2,3]"), experiment.shape.place_of("W2[1,1]")
    firsts, seconds = np.linspace(-3, 3, 5), np.linspace(-1, 2, 4)
    surface = cost_over(experiment, parameters, first, second, firsts, seconds)
    assert surface.shape == (4, 5)
    points = generate(experiment).train
    X = expand(points.X, experiment.features)
    for row, w2 in enumerate(seconds):
        for column, w1 in enumerate(firsts):
            flat = parameters.flat()
            flat[first], flat[second] = w1, w2
            at = experiment.shape.parameters(flat)
            Z2 = network.forward(at, X, activation, experiment.problem).Z2
            assert surface[row, column] == pytest.approx(network.cost(Z2, points.Y, experiment.problem))


def test_the_network_itself_is_on_its_surface() -> None:
    run = train(Experiment(), 50, record=[50])
    flat = run.flat[-1]
    surface = cost_over(run.experiment, run.parameters[-1], 0, 9, flat[:1], flat[9:10])
    assert surface[0, 0] == pytest.approx(run.train_loss[-1], rel=1e-12)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_same_weight_of_two_equal_units_gives_a_mirror_image(activation: str) -> None:
    """Which of two twins has which value makes no difference: the surface is symmetric about its diagonal."""
    experiment = Experiment(activation=activation, initializer="constant", learning_rate=0.1)
    parameters = train(experiment, 100, record=[100]).parameters[-1]
    values = np.linspace(-2, 2, 21)
    first, second = (experiment.shape.place_of(f"W1[{j},1]") for j in (1, 3))
    surface = cost_over(experiment, parameters, first, second, values, values)
    np.testing.assert_allclose(surface, surface.T, rtol=1e-12)
    # Once the two differ in anything else, the symmetry is gone.
    flat = parameters.flat()
    flat[experiment.shape.place_of("W2[1,3]")] += 0.5
    bent = cost_over(experiment, experiment.shape.parameters(flat), first, second, values, values)
    assert np.abs(bent - bent.T).max() > 1e-4


def test_a_cost_beyond_all_numbers_is_no_error() -> None:
    experiment = Experiment(dataset="bumps", problem="regression", activation="relu")
    parameters = train(experiment, 1).parameters[-1]
    surface = cost_over(experiment, parameters, 0, 12, np.array([1e200, 1.0]), np.array([1e200]))
    assert np.isinf(surface[0, 0])
    assert np.isfinite(surface[0, 1]) == (surface[0, 1] < np.inf)


def test_one_parameter_is_not_two() -> None:
    parameters = train(Experiment(), 0).parameters[0]
    with pytest.raises(ValueError, match="first and second are both 3"):
        cost_over(Experiment(), parameters, 3, 3, np.zeros(2), np.zeros(2))
