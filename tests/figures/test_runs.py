"""Figures that are drawn straight from a run show the run's own numbers."""

from __future__ import annotations

import dataclasses
import inspect

import numpy as np
import plotly.graph_objects as go
import pytest

from shallownet import Experiment, ExperimentError, figures, train, train_many
from shallownet.core import network
from shallownet.core.landscape import Landscape, landscape_over
from shallownet.core.meters import GRID
from shallownet.core.plane import principal_plane
from shallownet.figures.palette import PALETTE

RUN = train(Experiment(test_fraction=0.25), 100, 10)
VALUES = {"Trajectory": RUN, "Landscape": landscape_over(principal_plane(RUN), RUN, points=5)}


@pytest.mark.parametrize("name", figures.__all__)
@pytest.mark.parametrize("theme", PALETTE)
def test_each_is_drawn_from_one_value_in_both_themes(name: str, theme: str) -> None:
    draw = getattr(figures, name)
    first = next(iter(inspect.signature(draw).parameters.values()))
    value = VALUES[first.annotation.partition(" ")[0]]
    figure = draw(value, theme=theme)
    assert isinstance(figure, go.Figure)
    assert figure.layout.template.layout.paper_bgcolor == PALETTE[theme]["surface"]
    assert draw(value) == draw(value, theme="light")


def test_there_is_no_other() -> None:
    with pytest.raises(AttributeError, match="no attribute 'loss'"):
        _ = figures.loss


def test_a_learning_curve_is_the_cost_on_train_and_test_points() -> None:
    train_cost, test_cost = figures.learning_curve(RUN, log=True).data
    np.testing.assert_array_equal(train_cost.y, RUN.train_loss)
    np.testing.assert_array_equal(test_cost.y, RUN.test_loss)
    np.testing.assert_array_equal(test_cost.x, RUN.epochs)
    runs = train_many([Experiment(), Experiment(seed=5)], 20)
    figure = figures.learning_curve(runs, names=["one", "other"])
    assert [trace.name for trace in figure.data] == ["one, train", "other, train"]
    assert len({trace.line.color for trace in figure.data}) == 2
    assert len({trace.line.dash for trace in figure.data}) == 2
    with pytest.raises(ValueError, match="argument 2"):
        figures.learning_curve(runs, names=["one"])


def test_several_runs_and_their_test_points_are_told_apart_without_colours() -> None:
    runs = train_many([Experiment(test_fraction=0.25, seed=seed) for seed in range(4)], 20, 10)
    drawn = figures.learning_curve(runs).data
    assert len({trace.line.dash for trace in drawn}) == len(drawn) == 8
    land = landscape_over(principal_plane(runs[0]), runs[0], points=5)
    paths = (land.paths[0],) * 4
    for draw, kind in ((figures.contour_figure, "scatter"), (figures.surface_figure, "scatter3d")):
        figure = draw(dataclasses.replace(land, paths=paths), names=["a", "b", "c", "d"])
        lines = [trace for trace in figure.data if trace.type == kind and trace.name]
        assert len({trace.line.dash for trace in lines}) == len(lines) == 4


@pytest.mark.parametrize("epoch", [None, 0, 50])
def test_a_decision_boundary_is_what_the_network_answers_at_that_epoch(epoch: int | None) -> None:
    row = RUN.epochs.tolist().index(100 if epoch is None else epoch)
    figure = figures.decision_boundary(RUN, epoch)
    heat = figure.data[0]
    for i, j in ((0, 0), (GRID - 1, 3), (17, 30)):
        X = np.array([[heat.x[j]], [heat.y[i]]])
        A2 = network.forward(RUN.parameters[row], X, "tanh", "classification").A2
        assert heat.z[i, j] == pytest.approx(A2[0, 0], rel=1e-9)
    assert f"{RUN.train_loss[row]:.4f}" in figure.layout.title.text


@pytest.mark.parametrize("epoch", [-1, 5, 200])
def test_an_epoch_without_a_snapshot_is_refused(epoch: int) -> None:
    with pytest.raises(ExperimentError, match=f"epoch is {epoch}, but it must be an epoch of a snapshot"):
        figures.decision_boundary(RUN, epoch)


def test_parameter_curves_are_every_weight_and_bias() -> None:
    lines = figures.parameter_curves(RUN).data
    assert len(lines) == RUN.shape.size
    np.testing.assert_array_equal([line.y for line in lines], RUN.flat.T)
    assert [line.name for line in lines if line.showlegend] == ["W1", "b1", "W2", "b2"]


def test_a_surface_over_principal_directions_says_their_share_and_names_its_runs() -> None:
    runs = train_many([Experiment(), Experiment(seed=5)], 50, 1)
    plane = principal_plane(runs)
    land = landscape_over(plane, runs, points=7)
    assert isinstance(land, Landscape)
    for draw in (figures.surface_figure, figures.contour_figure):
        figure = draw(land, names=["one", "other"])
        place = figure.layout.scene if draw is figures.surface_figure else figure.layout
        assert place.xaxis.title.text == f"PCA 1 ({plane.shares[0]:.0%} of the variance)"
        assert [trace.name for trace in figure.data if trace.showlegend] == ["one", "other"]
        own = draw(land, titles=("first", "second"))
        place = own.layout.scene if draw is figures.surface_figure else own.layout
        assert (place.xaxis.title.text, place.yaxis.title.text) == ("first", "second")
        assert not any(trace.showlegend for trace in own.data)
        # The wide line of each run is at its true cost.
    wide = [trace for trace in figures.surface_figure(land).data[1:] if trace.line.width == 7]
    for trace, run in zip(wide, runs, strict=True):
        np.testing.assert_array_equal(trace.z, run.train_loss)
