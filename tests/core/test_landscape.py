"""The cost over two parameters, against the reference at every point; and a run's path over it."""

from __future__ import annotations

import numpy as np
import pytest

from shallownet import Experiment, train
from shallownet.core import network
from shallownet.core.activations import ACTIVATIONS
from shallownet.core.cost import measure
from shallownet.core.datasets import DATASETS, generate
from shallownet.core.features import expand
from shallownet.core.landscape import Landscape, cost_over, landscape
from shallownet.core.plane import PATH_POINTS, path_rows

RUN = train(Experiment(), 600, 2)


@pytest.fixture(scope="module")
def land() -> Landscape:
    return landscape(RUN, 250, "W1[1,1]", "W2[1,1]", points=21)


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


def test_a_landscape_is_the_cost_with_two_weights_replaced(land: Landscape) -> None:
    points = generate(RUN.experiment).train
    W1, _, W2, _ = RUN.parameters[250]
    for row, column in ((0, 0), (3, 17), (20, 20), (10, 5)):
        changed_W1, changed_W2 = W1.copy(), W2.copy()
        changed_W1[0, 0], changed_W2[0, 0] = land.firsts[column], land.seconds[row]
        parameters = RUN.parameters[250]._replace(W1=changed_W1, W2=changed_W2)
        Z2 = network.forward(parameters, points.X, "tanh", "classification").Z2
        expected = network.cost(Z2, points.Y, "classification")
        assert land.J[row, column] == pytest.approx(expected, rel=1e-12)


def test_the_path_is_the_run_at_its_true_cost(land: Landscape) -> None:
    assert land.epochs[0] == 0
    assert land.epochs[-1] == RUN.epochs[250] == 500
    rows = path_rows(250)
    np.testing.assert_array_equal(land.path_J, RUN.train_loss[rows])
    np.testing.assert_array_equal(land.path[0], [RUN.parameters[row].W1[0, 0] for row in rows])
    np.testing.assert_array_equal(land.path[1], [RUN.parameters[row].W2[0, 0] for row in rows])


def test_the_path_ends_on_the_surface_and_begins_off_it(land: Landscape) -> None:
    assert land.below_J[-1] == pytest.approx(land.path_J[-1], rel=1e-12)
    flat = RUN.flat[250].copy()
    flat[[0, RUN.shape.place_of("W2[1,1]")]] = land.path[:, 0]
    points = generate(RUN.experiment).train
    expected, _ = measure(RUN.experiment, RUN.shape, flat[np.newaxis], points.X, points.Y)
    assert land.below_J[0] == pytest.approx(expected[0], rel=1e-12)
    assert land.largest_height == pytest.approx(np.abs(land.path_J - land.below_J).max())
    assert land.largest_height > 0.1


def test_the_plane_has_room_for_the_path(land: Landscape) -> None:
    for values, along in zip(land.path, (land.firsts, land.seconds), strict=True):
        room = 0.2 * np.ptp(values)
        assert along[0] < values.min() - room
        assert along[-1] > values.max() + room


@pytest.mark.parametrize("row", [0, 1, 2, PATH_POINTS - 1, PATH_POINTS, 5000])
def test_a_path_is_thinned_and_keeps_its_ends(row: int) -> None:
    rows = path_rows(row)
    assert len(rows) == min(row + 1, PATH_POINTS)
    assert (rows[0], rows[-1]) == (0, row)


def test_twins_have_a_mirror_and_stay_on_its_diagonal() -> None:
    twins = train(Experiment(initializer="constant"), 600, 2)
    land = landscape(twins, len(twins) - 1, "W1[1,1]", "W1[3,1]", square=True)
    assert land.asymmetry < 1e-12
    assert land.from_diagonal == 0
    np.testing.assert_array_equal(land.firsts, land.seconds)


def test_units_that_differ_have_no_mirror() -> None:
    land = landscape(RUN, 250, "W1[1,1]", "W1[2,1]", square=True)
    assert land.asymmetry == np.abs(land.J - land.J.T).max() > 0.1
    u, v = land.path
    assert land.from_diagonal > 0
    assert land.from_diagonal == pytest.approx(np.abs(u - v).max() / np.sqrt(2))


def test_a_large_network_gets_a_coarser_grid() -> None:
    run = train(Experiment(hidden_units=50, samples=2000), 1)
    land = landscape(run, 0, "W1[1,1]", "W2[1,1]")
    assert land.J.shape == (25, 25)
    assert landscape(RUN, 0, "W1[1,1]", "W2[1,1]").J.shape == (61, 61)


def test_a_landscape_is_over_two_parameters_that_the_network_has() -> None:
    with pytest.raises(ValueError, match=r"first and second are both W1\[1,1\]"):
        landscape(RUN, 0, "W1[1,1]", "W1[1,1]")
    with pytest.raises(ValueError, match="not in list"):
        landscape(RUN, 0, "W1[1,1]", "W1[5,1]")
