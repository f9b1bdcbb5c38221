"""The cost surface is drawn as the core computes it, and the path as the run took it."""

import numpy as np
import pytest

from shallownet import Experiment, train
from shallownet.core.landscape import Landscape, landscape
from shallownet.figures.cost_surface import contour_figure, surface_figure
from shallownet.figures.palette import PALETTE

RUN = train(Experiment(), 600, 2)


@pytest.fixture(scope="module")
def land() -> Landscape:
    return landscape(RUN, 250, "W1[1,1]", "W2[1,1]", points=21)


def of_kind(figure, kind):
    return [trace for trace in figure.data if trace.type == kind]


def test_the_surface_is_the_landscape(land):
    surface = of_kind(surface_figure(land, "light"), "surface")[0]
    contour = of_kind(contour_figure(land, "light"), "contour")[0]
    for drawn in (surface, contour):
        np.testing.assert_array_equal(drawn.x, land.firsts)
        np.testing.assert_array_equal(drawn.y, land.seconds)
        np.testing.assert_array_equal(drawn.z, land.J)


def test_the_path_is_drawn_at_the_cost_that_it_had(land):
    below, path, end = of_kind(surface_figure(land, "dark"), "scatter3d")
    np.testing.assert_array_equal(np.stack([path.x, path.y, path.z]), [*land.path, land.path_J])
    np.testing.assert_array_equal(np.stack([below.x, below.y, below.z]), [*land.path, land.below_J])
    assert (end.x[0], end.y[0], end.z[0]) == (*land.path[:, -1], land.path_J[-1])
    drawn, end = of_kind(contour_figure(land, "dark"), "scatter")
    np.testing.assert_array_equal(np.stack([drawn.x, drawn.y]), land.path)
    assert (end.x[0], end.y[0]) == tuple(land.path[:, -1])


def test_the_diagonal_is_drawn_from_corner_to_corner():
    land = landscape(RUN, 250, "W1[1,1]", "W1[2,1]", square=True, points=5)
    diagonal = of_kind(contour_figure(land, "light", diagonal=True), "scatter")[0]
    np.testing.assert_array_equal(diagonal.x, diagonal.y)
    assert (diagonal.x[0], diagonal.x[-1]) == (land.firsts[0], land.firsts[-1])


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
