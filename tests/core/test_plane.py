"""Planes of parameter space: two weights, random directions, principal components; and paths over them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sklearn.decomposition import PCA

from shallownet import Experiment, train, train_many
from shallownet.core import network
from shallownet.core.activations import ACTIVATIONS
from shallownet.core.datasets import generate
from shallownet.core.landscape import POINTS, cost_on, landscape_over
from shallownet.core.plane import Plane, principal_plane, random_plane, through_two

RUN = train(Experiment(), 600, 2)
NETWORK = RUN.parameters[-1]
PLANES = {
    "two weights": through_two(NETWORK, "W1[2,1]", "b2"),
    "random": random_plane(NETWORK, 3),
    "principal": principal_plane(RUN),
}
EVERY = pytest.mark.parametrize("plane", PLANES.values(), ids=PLANES)


@EVERY
def test_the_trained_network_lies_on_it(plane: Plane) -> None:
    place = plane.places(RUN.flat[-1:])
    np.testing.assert_allclose(plane.at(*place)[0], RUN.flat[-1], rtol=1e-12, atol=1e-12)


@EVERY
def test_places_are_the_nearest_on_it(plane: Plane) -> None:
    places = plane.places(RUN.flat[::50])
    apart = RUN.flat[::50] - plane.at(*places)
    np.testing.assert_allclose(apart @ plane.directions.T, 0, atol=1e-9)
    np.testing.assert_allclose(plane.places(plane.at(*places)), places, atol=1e-12)


@EVERY
def test_what_is_seen_of_the_way_and_what_is_not_make_up_its_length(plane: Plane) -> None:
    start, end = RUN.flat[[0, -1]]
    way = end - start
    q, _ = np.linalg.qr(plane.directions.T)
    unseen = np.linalg.norm(way - q @ (q.T @ way)) / np.linalg.norm(way)
    assert plane.share_seen(start, end) == pytest.approx(np.sqrt(1 - unseen**2), rel=1e-9)
    assert np.isnan(plane.share_seen(end, end))


@EVERY
@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_each_point_is_the_cost_there(plane: Plane, activation: str) -> None:
    experiment = replace(RUN.experiment, activation=activation, test_fraction=0.25)
    u, v = np.linspace(-2, 2, 4), np.linspace(-1, 1, 3)
    surface = cost_on(experiment, plane, u, v)
    assert surface.shape == (3, 4)
    X, Y = generate(experiment).train
    for row, column in np.ndindex(3, 4):
        flat = plane.origin + u[column] * plane.directions[0] + v[row] * plane.directions[1]
        Z2 = network.forward(experiment.shape.parameters(flat), X, activation, experiment.problem).Z2
        assert surface[row, column] == pytest.approx(network.cost(Z2, Y, experiment.problem), rel=1e-12)


@pytest.mark.parametrize("features", [("x1",), ("x1", "x2", "x1x2")])
@pytest.mark.parametrize("hidden_units", [1, 5])
def test_random_directions_are_orthogonal_and_as_long_as_each_units_weights(
    features: tuple[str, ...], hidden_units: int
) -> None:
    run = train(Experiment(features=features, hidden_units=hidden_units), 50)
    plane = random_plane(run.parameters[-1], 7)
    np.testing.assert_array_equal(plane.origin, run.flat[-1])
    W1, b1, W2, b2 = run.parameters[-1]
    lengths = np.linalg.norm(np.column_stack([W1, b1]), axis=1), np.linalg.norm(np.column_stack([W2, b2]))
    directions = [run.shape.parameters(row.copy()) for row in plane.directions]
    for d in directions:
        np.testing.assert_allclose(np.linalg.norm(np.column_stack([d.W1, d.b1]), axis=1), lengths[0])
        np.testing.assert_allclose(np.linalg.norm(np.column_stack([d.W2, d.b2])), lengths[1])
    size = np.sum(run.flat[-1] ** 2)
    np.testing.assert_allclose(plane.directions @ plane.directions.T, np.eye(2) * size, atol=1e-12 * size)


def test_random_directions_follow_from_their_seed() -> None:
    one, same, other = (random_plane(NETWORK, seed).directions for seed in (5, 5, 6))
    np.testing.assert_array_equal(one, same)
    assert np.abs(one - other).max() > 0.1


def test_a_network_of_zeros_has_random_directions_too() -> None:
    run = train(Experiment(initializer="zeros"), 0)
    directions = random_plane(run.parameters[0], 0).directions
    units = run.shape.n_h + run.shape.n_y
    np.testing.assert_allclose(directions @ directions.T, np.eye(2) * units, atol=1e-12)


def test_principal_directions_are_those_of_scikit_learn() -> None:
    runs = train_many([Experiment(seed=seed, initializer="normal") for seed in (1, 2, 3)], 200, 2)
    for chosen in ([RUN], runs):
        plane = principal_plane(chosen)
        known = PCA(2).fit(np.concatenate([run.flat[: len(run)] for run in chosen]))
        # Of the default run not every snapshot is taken, so the two agree only nearly.
        rtol = 1e-9 if chosen is runs else 2e-2
        np.testing.assert_allclose(plane.shares, known.explained_variance_ratio_, rtol=rtol)
        along = np.abs(np.sum(plane.directions * known.components_, axis=1))
        np.testing.assert_allclose(along, 1, rtol=rtol)
        np.testing.assert_allclose(plane.directions @ plane.directions.T, np.eye(2), atol=1e-12)
        first = chosen[0]
        np.testing.assert_array_equal(plane.origin, first.flat[-1])
        begin, end = plane.places(first.flat[[0, -1]]).T
        assert (end >= begin).all()


def test_a_path_along_a_line_has_a_second_direction_of_no_variance() -> None:
    plane = principal_plane(RUN.select(np.array([0, 100])))
    assert plane.shares == pytest.approx((1, 0), abs=1e-12)
    np.testing.assert_allclose(plane.directions @ plane.directions.T, np.eye(2), atol=1e-12)
    assert plane.titles == ("PCA 1 (100% of the variance)", "PCA 2 (0% of the variance)")


@pytest.mark.parametrize("run", [RUN.select(slice(1)), train(Experiment(initializer="zeros"), 5)])
def test_a_path_that_has_not_moved_has_no_principal_plane(run: object) -> None:
    with pytest.raises(ValueError, match="have not moved"):
        principal_plane(run)


def test_several_runs_lie_on_one_landscape_at_their_own_costs() -> None:
    experiments = [Experiment(), Experiment(seed=5), Experiment(learning_rate=0.1), Experiment(l2=5.0)]
    runs = train_many(experiments, 100, 1)
    land = landscape_over(principal_plane(runs), runs, points=11)
    assert len(land.paths) == len(runs)
    for path, run in zip(land.paths, runs, strict=True):
        np.testing.assert_array_equal(path.epochs, run.epochs)
        np.testing.assert_array_equal(path.J, run.train_loss)
        on = land.plane.at(*land.plane.places(run.flat))
        below = [
            cost_on(run.experiment, Plane(at, np.eye(2, at.size), ("", "")), *np.zeros((2, 1))) for at in on
        ]
        np.testing.assert_allclose(path.below_J, np.ravel(below), rtol=1e-12)
        for places, along in zip(path.places, (land.firsts, land.seconds), strict=True):
            assert along[0] < places.min()
            assert places.max() < along[-1]
    # The plane goes through the end of the first run.
    assert land.below_J[-1] == pytest.approx(land.path_J[-1], rel=1e-9)
    assert landscape_over(land.plane, runs[0]).J.shape == (POINTS, POINTS)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"data_seed": 2}, "points"),
        ({"activation": "relu"}, "activation"),
        ({"features": ("x2", "x1")}, "features"),
        ({"hidden_units": 5}, "shape"),
        ({"activation": "leaky_relu", "leaky_slope": 0.1}, "leaky_slope"),
    ],
)
def test_runs_whose_costs_are_different_functions_are_refused(settings: dict, said: str) -> None:
    first = Experiment(activation="leaky_relu") if said == "leaky_slope" else Experiment()
    runs = [train(first, 2), train(replace(first, **settings), 2)]
    with pytest.raises(ValueError, match=said):
        landscape_over(random_plane(runs[0].parameters[-1], 0), runs, points=3)


def test_runs_are_at_least_one() -> None:
    with pytest.raises(ValueError, match="runs is empty"):
        principal_plane([])


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_run_that_diverges_has_a_landscape(activation: str) -> None:
    run = train(Experiment(activation=activation, learning_rate=1e5, initializer="normal"), 50, 1)
    if len(run) > 1:
        land = landscape_over(principal_plane(run), run, points=5)
        assert np.isfinite(land.path).all()
