"""What becomes of a start without randomness: the course's facts, computed."""

import math
from dataclasses import replace

import numpy as np
import pytest

from shallownet import Experiment, train
from shallownet.core.activations import ACTIVATIONS
from shallownet.core.diagnosis import VERDICTS
from shallownet.core.meters import METERS
from shallownet.core.observe import Observed
from shallownet.ui.panels.cases import STARTS, cases, log_odds, show_bias, show_cases

from .panel_app import TEXTS, PanelApp, live_run

pytestmark = pytest.mark.slow

THROUGH_ZERO = [name for name, row in ACTIVATIONS.items() if row.value([0.0])[0] == 0]
EPOCHS = 300


def case(start, activation, share, **settings):
    experiment = Experiment(activation=activation, class_share=share, **settings)
    return cases(experiment, EPOCHS)[STARTS.index(start)]


@pytest.mark.parametrize("share", [0.5, 0.7])
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("start", ["zeros", "constant"])
def test_a_case_is_the_run_of_that_start(start, activation, share):
    found = case(start, activation, share)
    experiment = Experiment(activation=activation, class_share=share, initializer=start)
    run = train(experiment, EPOCHS, [0, EPOCHS - 100, EPOCHS])
    at_end = Observed(run, np.array([len(run) - 1]))
    assert found.verdict == VERDICTS[METERS["verdict"].compute(at_end)[0]]
    assert found.distinct == METERS["distinct_units"].compute(at_end)[0]
    assert found.dead == METERS["dead_units"].compute(at_end)[0]
    assert found.b2 == run.parameters[-1].b2[0, 0]


@pytest.mark.parametrize("activation", THROUGH_ZERO)
def test_zeros_are_frozen_and_only_b2_goes_to_the_log_odds(activation):
    balanced, unbalanced = case("zeros", activation, 0.5), case("zeros", activation, 0.7)
    assert (balanced.verdict, balanced.b2, balanced.moved) == ("frozen", 0.0, False)
    assert (unbalanced.verdict, unbalanced.distinct, unbalanced.moved) == ("frozen", 1, False)
    assert unbalanced.b2 == pytest.approx(math.log(280 / 120), abs=1e-9)


def test_sigmoid_from_zeros_is_frozen_with_balanced_classes_and_twins_otherwise():
    assert case("zeros", "sigmoid", 0.5).verdict == "frozen"
    assert case("zeros", "sigmoid", 0.7).verdict == "twins"
    assert case("zeros", "softplus", 0.7).verdict == "twins"


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_equal_weights_give_twins(activation):
    found = case("constant", activation, 0.5)
    assert (found.verdict, found.distinct) == ("twins", 1)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_a_random_w2_ends_the_symmetry_but_for_relu(activation):
    found = case("half", activation, 0.5)
    assert found.distinct == 4
    assert found.moved == (activation != "relu")
    if activation == "relu":
        assert (found.verdict, found.dead) == ("frozen", 4)


def test_a_hundred_epochs_are_enough_to_be_found_frozen():
    assert cases(Experiment(activation="relu"), 100)[STARTS.index("half")].verdict == "frozen"


def test_log_odds_are_those_of_the_training_points():
    assert log_odds(Experiment(class_share=0.7)) == (120, 280, pytest.approx(math.log(280 / 120)))
    assert log_odds(Experiment())[2] == 0


def rows(panel, table):
    lines = [one.value for one in panel.app.markdown if one.value.startswith("| ")][table].splitlines()
    return {cells[1].strip(): cells[2:-1] for cells in (line.split("|") for line in lines[2:])}


def test_the_table_has_every_activation_and_start_with_balanced_and_chosen_classes():
    panel = PanelApp(show_cases, None)
    assert panel.said["cases_balanced"]["odds"] == "0.000"
    assert panel.said["cases_share"]["odds"] == "0.847"
    for table in (0, 1):
        shown = rows(panel, table)
        assert list(shown) == [TEXTS["activations"][name] for name in ACTIVATIONS]
        assert all(len(cells) == len(STARTS) for cells in shown.values())


def test_its_knobs_change_what_is_computed():
    panel = PanelApp(show_cases, None)
    assert panel.choose("slider", "share", 0.2)["cases_share"]["ones"] == 80
    assert panel.choose("slider", "epochs", 100)["cases_count"]["epochs"] == 100
    assert panel.choose("slider", "units", 2)["case"]["units"] == 2
    assert panel.choose("selectbox", "dataset", "circles")
    panel.choose("select_slider", "rate", 0.01)
    counts = panel.said["cases_count"]["counts"]
    base = Experiment(dataset="circles", hidden_units=2, learning_rate=0.01, class_share=0.2)
    found = [one for name in ACTIVATIONS for one in cases(replace(base, activation=name), 100)]
    for verdict in VERDICTS:
        number = sum(one.verdict == verdict for one in found)
        assert (f"{TEXTS['verdicts'][verdict]} {number}" in counts) == (number > 0)


def test_zero_biases_are_no_obstacle_to_random_weights():
    starts = ("zeros", "constant", "small", "large")
    panel = PanelApp(show_bias, live_run(Experiment(), [{"initializer": name} for name in starts]))
    label = TEXTS["initializers"]
    assert panel.said["bias_zero"]["networks"] == 4
    assert panel.said["bias_differ"]["names"] == f"{label['small']}; {label['large']}"
    assert panel.said["bias_twins"]["names"] == f"{label['zeros']}; {label['constant']}"
    assert [cells[1].strip() for cells in rows(panel, 0).values()] == ["1 / 4", "1 / 4", "4 / 4", "4 / 4"]
    one = PanelApp(show_bias, live_run(Experiment(hidden_units=1), [{"initializer": "zeros"}]))
    assert "bias_twins" not in one.said
