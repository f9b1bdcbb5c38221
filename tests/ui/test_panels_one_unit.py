"""What twins amount to, for every start, activation, width and rate that the scene offers."""

from dataclasses import replace

import numpy as np
import pytest

from shallownet import Edit, Experiment, Recipe, train
from shallownet.core.activations import ACTIVATIONS
from shallownet.core.datasets import extent
from shallownet.core.meters import plane
from shallownet.core.network import forward
from shallownet.ui.controls import RATES
from shallownet.ui.lessons import LESSONS
from shallownet.ui.panels.one_unit import run_of_one_unit, show_one_unit

from .panel_app import PanelApp, live_run, nudge_at, number, rest_at

pytestmark = pytest.mark.slow

SCENE = next(one for one in LESSONS["random_initialization"].scenes if one.name == "nudge")


def panel_at(live, epoch):
    rest_at(live, epoch)
    return PanelApp(show_one_unit, live, scene=("random_initialization", "nudge"))


def test_four_twins_are_one_unit_and_not_one_units_run():
    panel = panel_at(live_run(SCENE.experiment), 300)
    many, alone = (
        train(replace(SCENE.experiment, hidden_units=units), 300, [300]).parameters[-1] for units in (4, 1)
    )
    said = panel.said["one_unit_same"]
    assert (said["epoch"], said["units"], said["distinct"]) == (300, 4, 1)
    assert number(said["sum"]) == pytest.approx(many.W2.sum(), abs=1e-4)
    assert number(said["difference"]) < 1e-14
    X = plane(extent(SCENE.experiment))
    one = many._replace(W1=many.W1[:1], b1=many.b1[:1], W2=many.W2.sum(axis=1, keepdims=True))
    by_many, by_one = (forward(network, X, "tanh", "classification").A2 for network in (many, one))
    assert number(said["difference"]) == pytest.approx(np.abs(by_many - by_one).max(), rel=0.01)
    distance = np.linalg.norm(many.W1[:1] - alone.W1)
    assert number(panel.said["one_unit_apart"]["distance"]) == pytest.approx(distance, abs=1e-3)
    rows = panel.app.table[0].value
    for row, network in zip(rows.itertuples(index=False), (many, alone), strict=True):
        shown = [number(part) for part in row[1].strip("()").split(", ")]
        np.testing.assert_allclose(shown, network.W1[0], atol=1e-4)


def test_freed_units_are_counted_and_so_many_would_do():
    live = live_run(SCENE.experiment)
    for freed, epoch in enumerate((100, 200, 300), start=1):
        nudge_at(live, epoch, 0.1)
        said = panel_at(live, epoch + 50).said
        if freed < 3:
            assert (said["one_unit_fewer"]["distinct"], said["one_unit_fewer"]["units"]) == (freed + 1, 4)
            assert number(said["one_unit_fewer"]["difference"]) < 1e-14
        else:
            assert set(said) == {"one_unit_none"}
        assert "one_unit_apart" not in said


def test_what_has_not_moved_is_still_the_same_as_one_unit():
    frozen = live_run(Experiment(initializer="zeros"))
    said = panel_at(frozen, 200).said
    assert said["one_unit_same"]["sum"] == "0"
    assert said["one_unit_same"]["difference"] == "0"
    assert "one_unit_together" in said
    assert "one_unit_together" in panel_at(live_run(SCENE.experiment), 0).said


def test_a_single_unit_is_itself():
    assert set(panel_at(live_run(Experiment(initializer="constant", hidden_units=1)), 50).said) == {
        "one_unit_self"
    }


def test_the_run_of_one_unit_has_the_same_settings_at_the_same_epochs():
    edits = (Edit(20, "learning_rate", 0.1), Edit(30, "W1[4,1]", 0.5), Edit(40, "batch_size", 50))
    recipe = run_of_one_unit(Recipe(Experiment(initializer="constant"), edits))
    assert recipe == Recipe(Experiment(initializer="constant", hidden_units=1), (edits[0], edits[2]))


@pytest.mark.parametrize(
    ("dataset", "activation", "rate", "one_ends_first"),
    [
        ("spiral", "relu", 30.0, True),
        ("flower", "leaky_relu", 10.0, False),
        ("flower", "tanh", 1000.0, False),
    ],
)
def test_a_run_that_has_ended_is_shown_at_its_last_good_epoch(dataset, activation, rate, one_ends_first):
    experiment = Experiment(
        dataset=dataset,
        initializer="constant",
        activation=activation,
        learning_rate=rate,
        hidden_units=2,
    )
    many, alone = (train(one, 100, 1) for one in (experiment, run_of_one_unit(Recipe(experiment))))
    said = panel_at(live_run(experiment), 100).said
    last, own = int(many.epochs[-1]), int(alone.epochs[-1])
    assert (own < last) == one_ends_first
    assert min(own, last) < 100
    assert said["one_unit_same"]["epoch"] == last
    assert ("one_unit_ended" in said) == one_ends_first
    assert said["one_unit_alone"]["ended"] == min(own, last)


@pytest.mark.parametrize("initializer", SCENE.choices["initializer"])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_knob_of_the_scene(activation, initializer):
    for settings in (
        {"hidden_units": 2},
        {"hidden_units": 50, "class_share": 0.7},
        *({"learning_rate": rate} for rate in (RATES[0], RATES[-1])),
        {"dataset": "gaussians"},
        {"dataset": "spiral", "class_share": 0.05},
    ):
        experiment = Experiment(activation=activation, initializer=initializer, **settings)
        said = panel_at(live_run(experiment), 60).said
        assert number(said["one_unit_same"]["difference"]) < 1e-9, settings
        assert len({"one_unit_apart", "one_unit_together"} & set(said)) == 1
