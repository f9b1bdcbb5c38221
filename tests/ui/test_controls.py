"""The knobs: each shows the run's setting, changes it, and bounces back when the value is refused."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from shallownet import Experiment
from shallownet.core.activations import ACTIVATIONS
from shallownet.core.datasets import DATASETS, DRAWN
from shallownet.core.initializers import INITIALIZERS
from shallownet.texts import labels
from shallownet.ui import controls

APP = Path(__file__).parents[2] / "app.py"
TEXTS = labels()


@pytest.fixture
def app():
    return AppTest.from_file(str(APP), default_timeout=20).run()


def settings(app):
    assert not app.exception
    return app.session_state["live_run"].settings


def knob(app, kind, field):
    return next(one for one in getattr(app, kind) if one.label == TEXTS["controls"][field])


def test_the_page_opens_with_the_published_run(app):
    assert settings(app) == Experiment()
    assert knob(app, "slider", "hidden_units").value == 4
    assert knob(app, "select_slider", "learning_rate").value == 1.2
    assert not app.error


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_can_be_chosen(app, activation):
    knob(app, "selectbox", "activation").set_value(activation).run()
    assert settings(app) == Experiment(activation=activation)


@pytest.mark.parametrize("dataset", [name for name in DRAWN if DATASETS[name].problem == "classification"])
def test_every_data_set_begins_with_its_usual_noise(app, dataset):
    knob(app, "slider", "noise").set_value(0.5).run()
    assert settings(app).noise == 0.5
    knob(app, "selectbox", "dataset").set_value(dataset).run()
    # Choosing what is chosen is no change.
    expected = Experiment(noise=0.5) if dataset == "flower" else Experiment(dataset=dataset)
    assert settings(app) == expected


@pytest.mark.parametrize("initializer", INITIALIZERS)
def test_every_initializer_can_be_chosen(app, initializer):
    knob(app, "selectbox", "initializer").set_value(initializer).run()
    assert settings(app) == Experiment(initializer=initializer)


def test_a_learning_rate_waits_for_the_epoch_on_screen(app):
    recipe = app.session_state["live_run"].recipe
    knob(app, "select_slider", "learning_rate").set_value(0.1).run()
    assert settings(app).learning_rate == 0.1
    assert app.session_state["live_run"].recipe == recipe
    assert knob(app, "select_slider", "learning_rate").value == 0.1


def test_a_penalty_is_of_one_kind(app):
    knob(app, "selectbox", "penalty").set_value("l1").run()
    assert (settings(app).l1, settings(app).l2) == (0.3, 0.0)
    knob(app, "select_slider", "penalty_rate").set_value(3.0).run()
    knob(app, "selectbox", "penalty").set_value("l2").run()
    assert (settings(app).l1, settings(app).l2) == (0.0, 3.0)
    knob(app, "selectbox", "penalty").set_value("no_penalty").run()
    assert settings(app) == Experiment()


def test_mini_batches_and_back(app):
    knob(app, "selectbox", "batch").set_value(50).run()
    assert settings(app).batch_size == 50
    knob(app, "selectbox", "batch").set_value(0).run()
    assert settings(app).batch_size is None


def test_regression_has_its_own_data_sets(app):
    knob(app, "button_group", "problem").set_value("regression").run()
    assert settings(app).problem == "regression"
    offered = knob(app, "selectbox", "dataset").options
    assert offered == [
        TEXTS["datasets"][name] for name, row in DATASETS.items() if row.problem == "regression"
    ]


def test_a_new_sample_is_a_new_data_seed(app):
    next(button for button in app.button if button.label == TEXTS["controls"]["new_sample"]).click().run()
    assert settings(app) == Experiment(data_seed=2)


def test_a_network_needs_an_input(app):
    inputs = knob(app, "button_group", "features")
    inputs.set_value([]).run()
    assert len(app.error) == 1
    assert "features is ()" in app.error[0].value
    assert settings(app) == Experiment()
    assert knob(app, "button_group", "features").value == ["x1", "x2"]


def test_inputs_come_in_one_order(app):
    knob(app, "button_group", "features").set_value(["x1x2", "x2", "x1"]).run()
    assert settings(app).features == ("x1", "x2", "x1x2")


@pytest.mark.parametrize("seed", [-5, 2**32])
def test_a_seed_out_of_range_is_refused_in_words(app, seed):
    knob(app, "number_input", "seed").set_value(seed).run()
    assert f"seed is {seed}, but it must be a whole number from 0 to 4294967295." in app.error[0].value
    assert settings(app) == Experiment()
    assert knob(app, "number_input", "seed").value == 2
    app.run()
    assert not app.error


@pytest.mark.parametrize("seconds", [0.0, 1e9])
def test_an_old_value_still_on_its_way_is_not_a_visitors_choice(app, monkeypatch, seconds):
    """A browser sends every knob with every ask, also before it has got what the run has changed."""
    monkeypatch.setattr(controls, "_ON_THE_WAY", seconds)
    app.session_state["live_run"].change(seed=7)
    app.run()
    knob(app, "number_input", "seed").set_value(2).run()
    assert settings(app).seed == (2 if seconds == 0.0 else 7)
    assert knob(app, "number_input", "seed").value == settings(app).seed


def test_a_visitors_own_move_can_be_undone_at_once(app, monkeypatch):
    monkeypatch.setattr(controls, "_ON_THE_WAY", 1e9)
    knob(app, "slider", "hidden_units").set_value(5).run()
    knob(app, "slider", "hidden_units").set_value(4).run()
    assert settings(app) == Experiment()
    for _ in range(2):
        knob(app, "number_input", "seed").set_value(-5).run()
        assert "seed is -5" in app.error[0].value, "refused each time"
