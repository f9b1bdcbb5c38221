"""The cost surface shows what the core computes, and the path that the run took."""

import numpy as np
import pytest

from shallownet import Experiment, train
from shallownet.core.cost import measure
from shallownet.core.datasets import generate
from shallownet.core.network import cost, forward
from shallownet.figures.cost_surface import (
    PATH_POINTS,
    Landscape,
    contour_figure,
    landscape,
    path_rows,
    surface_figure,
)
from shallownet.figures.palette import PALETTE

RUN = train(Experiment(), 600, 2)
TWINS = train(Experiment(initializer="constant"), 600, 2)


@pytest.fixture(scope="module")
def land() -> Landscape:
    return landscape(RUN, 250, "W1[1,1]", "W2[1,1]", points=21)


def of_kind(figure, kind):
    return [trace for trace in figure.data if trace.type == kind]


def test_the_surface_is_the_cost_with_two_weights_replaced(land):
    points = generate(RUN.experiment).train
    W1, _, W2, _ = RUN.parameters[250]
    for row, column in ((0, 0), (3, 17), (20, 20), (10, 5)):
        changed_W1, changed_W2 = W1.copy(), W2.copy()
        changed_W1[0, 0], changed_W2[0, 0] = land.firsts[column], land.seconds[row]
        parameters = RUN.parameters[250]._replace(W1=changed_W1, W2=changed_W2)
        Z2 = forward(parameters, points.X, "tanh", "classification").Z2
        assert land.J[row, column] == pytest.approx(cost(Z2, points.Y, "classification"), rel=1e-12)
    surface = of_kind(surface_figure(land, "light"), "surface")[0]
    np.testing.assert_array_equal(surface.z, land.J)
    np.testing.assert_array_equal(surface.x, land.firsts)
    np.testing.assert_array_equal(surface.y, land.seconds)
    contour = of_kind(contour_figure(land, "light"), "contour")[0]
    np.testing.assert_array_equal(contour.z, land.J)


def test_the_path_is_the_run_at_its_true_cost(land):
    assert land.epochs[0] == 0
    assert land.epochs[-1] == RUN.epochs[250] == 500
    rows = path_rows(250)
    np.testing.assert_array_equal(land.path_J, RUN.train_loss[rows])
    np.testing.assert_array_equal(land.path[0], [RUN.parameters[row].W1[0, 0] for row in rows])
    np.testing.assert_array_equal(land.path[1], [RUN.parameters[row].W2[0, 0] for row in rows])
    _, path, end = of_kind(surface_figure(land, "dark"), "scatter3d")
    np.testing.assert_array_equal(np.stack([path.x, path.y, path.z]), [*land.path, land.path_J])
    assert (end.x[0], end.y[0], end.z[0]) == (*land.path[:, -1], land.path_J[-1])
    drawn, end = of_kind(contour_figure(land, "dark"), "scatter")
    np.testing.assert_array_equal(np.stack([drawn.x, drawn.y]), land.path)
    assert (end.x[0], end.y[0]) == tuple(land.path[:, -1])


def test_the_path_ends_on_the_surface_and_begins_off_it(land):
    assert land.below_J[-1] == pytest.approx(land.path_J[-1], rel=1e-12)
    flat = RUN.flat[250].copy()
    flat[[0, RUN.shape.place_of("W2[1,1]")]] = land.path[:, 0]
    points = generate(RUN.experiment).train
    expected, _ = measure(RUN.experiment, RUN.shape, flat[np.newaxis], points.X, points.Y)
    assert land.below_J[0] == pytest.approx(expected[0], rel=1e-12)
    assert land.largest_height == pytest.approx(np.abs(land.path_J - land.below_J).max())
    assert land.largest_height > 0.1


def test_the_plane_has_room_for_the_path(land):
    for values, along in zip(land.path, (land.firsts, land.seconds), strict=True):
        room = 0.2 * np.ptp(values)
        assert along[0] < values.min() - room
        assert along[-1] > values.max() + room


@pytest.mark.parametrize("row", [0, 1, 2, PATH_POINTS - 1, PATH_POINTS, 5000])
def test_a_path_is_thinned_and_keeps_its_ends(row):
    rows = path_rows(row)
    assert len(rows) == min(row + 1, PATH_POINTS)
    assert (rows[0], rows[-1]) == (0, row)


def test_twins_have_a_mirror_and_stay_on_its_diagonal():
    land = landscape(TWINS, len(TWINS) - 1, "W1[1,1]", "W1[3,1]", square=True)
    assert land.asymmetry < 1e-12
    assert land.from_diagonal == 0
    np.testing.assert_array_equal(land.firsts, land.seconds)
    diagonal = of_kind(contour_figure(land, "light", diagonal=True), "scatter")[0]
    np.testing.assert_array_equal(diagonal.x, diagonal.y)
    assert (diagonal.x[0], diagonal.x[-1]) == (land.firsts[0], land.firsts[-1])


def test_units_that_differ_have_no_mirror():
    land = landscape(RUN, 250, "W1[1,1]", "W1[2,1]", square=True)
    assert land.asymmetry == np.abs(land.J - land.J.T).max() > 0.1
    u, v = land.path
    assert land.from_diagonal > 0
    assert land.from_diagonal == pytest.approx(np.abs(u - v).max() / np.sqrt(2))


def test_a_large_network_gets_a_coarser_grid():
    run = train(Experiment(hidden_units=50, samples=2000), 1)
    land = landscape(run, 0, "W1[1,1]", "W2[1,1]")
    assert land.J.shape == (25, 25)
    assert landscape(RUN, 0, "W1[1,1]", "W2[1,1]").J.shape == (61, 61)


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment(activation="relu", learning_rate=100.0),
        Experiment(initializer="zeros"),
        Experiment(dataset="bumps", problem="regression", learning_rate=0.1),
    ],
    ids=["diverged", "frozen", "regression"],
)
def test_any_run_can_be_drawn(experiment):
    run = train(experiment, 100, 1)
    land = landscape(run, len(run) - 1, "W1[1,1]", "W1[2,1]", square=True)
    for theme in PALETTE:
        surface_figure(land, theme).to_json()
        contour_figure(land, theme, diagonal=True).to_json()
        assert len(of_kind(contour_figure(land, theme), "contour")) == 1


def test_lines_are_few_where_the_surface_is_flat_but_for_rounding():
    land = landscape(RUN, 0, "W1[1,1]", "W2[1,1]", points=5)
    flat = Landscape(**{**vars(land), "J": 0.7 + 1e-16 * np.arange(25).reshape(5, 5)})
    levels = of_kind(contour_figure(flat, "light"), "contour")[0].contours
    assert (levels.end - levels.start) / levels.size < 2
    nowhere = Landscape(**{**vars(land), "J": np.full((5, 5), np.inf)})
    contour_figure(nowhere, "light").to_json()
