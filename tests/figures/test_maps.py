"""A map shows the values it is given, on the plane they belong to, with the points."""

import numpy as np
import pytest

from shallownet import Experiment
from shallownet.core.datasets import extent, generate
from shallownet.core.meters import GRID, plane
from shallownet.figures.maps import map_figure
from shallownet.figures.palette import PALETTE


@pytest.mark.parametrize("theme", PALETTE)
def test_each_value_is_at_its_place(theme):
    experiment = Experiment(test_fraction=0.25)
    X = plane(extent(experiment))
    values = 1 / (1 + np.exp(-(X[0] - 2 * X[1])))
    figure = map_figure(values, experiment, theme, "title")
    heat, line, points = figure.data
    for column, row in ((0, 0), (40, 0), (7, 33)):
        expected = 1 / (1 + np.exp(-(heat.x[column] - 2 * heat.y[row])))
        assert heat.z[row, column] == pytest.approx(expected, rel=1e-12)
    assert (heat.zmin, heat.zmax) == (0, 1)
    assert (line.contours.start, line.contours.end) == (0.5, 0.5)
    assert heat.colorscale[0][1] == PALETTE[theme]["map_negative"]
    assert heat.colorscale[-1][1] == PALETTE[theme]["map_positive"]
    train, test = generate(experiment)
    np.testing.assert_array_equal(points.x, [*train.X[0], *test.X[0]])
    np.testing.assert_array_equal(points.marker.color, [*train.Y[0], *test.Y[0]])
    shapes = ["diamond" if y else "circle" for y in (*train.Y[0], *test.Y[0])]
    hollow = ["-open" if i >= 300 else "" for i in range(400)]
    assert test.X.shape[1] == 100
    assert list(points.marker.symbol) == [shape + end for shape, end in zip(shapes, hollow, strict=True)]
    assert figure.layout.title.text == "title"


def test_values_of_a_regression_are_on_a_scale_round_zero():
    experiment = Experiment(dataset="bumps", problem="regression")
    heat, line, points = map_figure(np.zeros((1, GRID**2)), experiment, "light", "").data
    top = np.abs(generate(experiment).train.Y).max()
    shapes = np.where(generate(experiment).train.Y[0] > 0, "diamond", "circle")
    assert list(points.marker.symbol) == list(shapes)
    assert set(shapes) == {"diamond", "circle"}
    assert (heat.zmin, heat.zmax) == (points.marker.cmin, points.marker.cmax) == (-top, top)
    assert line.contours.start == 0
