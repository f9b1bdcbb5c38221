"""The line that a network with identity units is, and the best line there is."""

import numpy as np
import pytest

from shallownet import Experiment, train
from shallownet.core.datasets import generate
from shallownet.core.linear import logistic_regression
from shallownet.ui.panels.collapse import (
    best_line,
    collapse_latex,
    factors_latex,
    line_latex,
    maps_of,
    show_collapse,
)

from .panel_app import PanelApp, live_run, number, rest_at

pytestmark = pytest.mark.slow

CLASSES = Experiment(dataset="gaussians", noise=2.0, activation="identity", learning_rate=0.3)
VALUES = Experiment(dataset="plane", problem="regression", activation="identity", learning_rate=0.1)


@pytest.mark.parametrize("experiment", [CLASSES, VALUES], ids=["classes", "values"])
def test_the_network_is_its_line_and_becomes_the_best_one(experiment):
    run = train(experiment, 3000, [100, 3000])
    best = best_line(experiment)
    network, line, expected = maps_of(experiment, run.parameters[0], best)
    assert np.abs(network - line).max() < 1e-9
    network, line, expected = maps_of(experiment, run.parameters[1], best)
    assert np.abs(network - line).max() < 1e-9
    assert np.abs(network - expected).max() < 0.01


def test_least_squares_are_the_normal_equations():
    points = generate(VALUES).train
    W, b = best_line(VALUES)
    error = W @ points.X + b - points.Y
    np.testing.assert_allclose(error @ points.X.T, 0, atol=1e-10)
    assert error.sum() == pytest.approx(0, abs=1e-10)
    assert best_line(CLASSES) is logistic_regression(CLASSES)


def test_the_formulas_have_the_numbers():
    parameters = train(CLASSES, 50, [50]).parameters[0]
    W, b = parameters.W2 @ parameters.W1, parameters.W2 @ parameters.b1 + parameters.b2
    latex = collapse_latex(parameters)
    for value in (*W[0], b[0, 0]):
        assert f"{value:.3f}" in latex
    factors = factors_latex(parameters)
    for value in (*parameters.W1.ravel(), *parameters.W2.ravel()):
        assert f"{value:.3f}" in factors
    wide = train(Experiment(hidden_units=9, activation="identity"), 1).parameters[0]
    assert factors_latex(wide) == ""
    assert factors_latex(parameters._replace(b2=np.array([[-2.5]]))).count("+ (-2.500)") == 1


def test_tiny_and_huge_numbers_stay_short():
    line = best_line(CLASSES)._replace(W=np.array([[1.234e-7, -5.6e8]]))
    assert r"\begin{bmatrix} 1.2 \cdot 10^{-7} & -5.6 \cdot 10^{8} \end{bmatrix}" in line_latex(
        "w", "b", line
    )


def test_the_panel_tells_the_differences_and_the_lengths():
    live = live_run(CLASSES, [{"activation": "tanh"}, {"activation": "identity"}])
    rest_at(live, 1000)
    panel = PanelApp(show_collapse, live)
    gaps = panel.said["collapse_gaps_classes"]
    assert number(gaps["network_line"]) < 1e-9
    assert number(gaps["network_best"]) < 0.01
    told = panel.said["collapse_not_separable"]
    assert (told["earlier"], told["epoch"]) == (500, 1000)
    assert number(told["now"]) == pytest.approx(number(told["best"]), rel=1e-3)
    assert [chart.proto.alt for chart in panel.app.get("plotly_chart")] == ["collapse_picture"] * 3
    assert len(panel.app.latex) == 3


def test_on_separable_classes_the_weights_keep_growing():
    live = live_run(Experiment(dataset="gaussians", noise=0.3, activation="identity"))
    rest_at(live, 1000)
    said = PanelApp(show_collapse, live).said
    assert number(said["collapse_separable"]["now"]) > 1.05 * number(said["collapse_separable"]["before"])
    assert "collapse_not_separable" not in said


@pytest.mark.parametrize(
    "settings", [{"noise": 0.3, "learning_rate": 1000.0}, {"noise": 0.5, "learning_rate": 0.0}]
)
def test_weights_that_do_not_grow_are_not_said_to(settings):
    live = live_run(Experiment(dataset="gaussians", activation="identity", **settings))
    rest_at(live, 1000)
    said = PanelApp(show_collapse, live).said
    assert said["collapse_separable_still"]["now"] == said["collapse_separable_still"]["before"]


def test_values_are_compared_with_least_squares():
    live = live_run(VALUES)
    rest_at(live, 1000)
    said = PanelApp(show_collapse, live, "dark").said
    assert number(said["collapse_gaps_values"]["line_best"]) < 0.01
    assert not {"collapse_separable", "collapse_not_separable"} & set(said)


def test_without_identity_units_there_is_no_line():
    assert set(PanelApp(show_collapse, live_run(Experiment())).said) == {"collapse_none"}


@pytest.mark.parametrize("features", [("x1",), ("x1_squared", "x2_squared"), ("x1", "x2", "x1x2", "sin_x1")])
def test_any_inputs(features):
    live = live_run(Experiment(dataset="circles", activation="identity", features=features))
    rest_at(live, 50)
    assert number(PanelApp(show_collapse, live).said["collapse_gaps_classes"]["network_line"]) < 1e-9
