"""The tables of starts without randomness tell what the core computes, for every choice of the visitor."""

from dataclasses import replace

import pytest

from shallownet import Experiment
from shallownet.core.activations import ACTIVATIONS
from shallownet.core.cases import cases
from shallownet.core.diagnosis import VERDICTS
from shallownet.ui.panels import cases as panel_module
from shallownet.ui.panels.bias import show_bias
from shallownet.ui.panels.cases import show_cases

from .panel_app import TEXTS, PanelApp, live_run

pytestmark = pytest.mark.slow


def cases_panel():
    return PanelApp(show_cases, None, scene=("random_initialization", "cases"))


def bias_panel(experiment, starts):
    live = live_run(experiment, [{"initializer": name} for name in starts])
    return PanelApp(show_bias, live, scene=("random_initialization", "starts"))


def rows(panel, table):
    """The cells of each row behind its first, by that first."""
    shown = panel.app.table[table].value
    return {row[0]: list(row[1:]) for row in shown.itertuples(index=False)}


def test_the_table_has_every_activation_and_start_with_balanced_and_chosen_classes():
    panel = cases_panel()
    assert panel.said["cases_balanced"]["odds"] == "0"
    assert panel.said["cases_share"]["odds"] == "0.847"
    for table in (0, 1):
        shown = rows(panel, table)
        assert list(shown) == [TEXTS["activations"][name] for name in ACTIVATIONS]
        for cells in shown.values():
            assert [cell.split(",")[0] for cell in cells] == ["case", "case", "case_rows"]


def test_its_knobs_change_what_is_computed():
    panel = cases_panel()
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


def test_rows_are_drawn_as_they_come(monkeypatch):
    """With no patience at all: every row on its own, those to come waiting."""
    drawn = []
    monkeypatch.setattr(panel_module, "_SOON", 0.0)
    monkeypatch.setattr(panel_module, "show_table", lambda _heads, cells: drawn.append(cells))
    # A width that no other test has trained.
    panel = cases_panel()
    drawn.clear()
    panel.choose("slider", "units", 7)
    waiting = [sum(row[1] == "cases_waiting" for row in cells) for cells in drawn]
    assert waiting == sorted(waiting, reverse=True)
    assert set(waiting) == set(range(len(ACTIVATIONS)))
    assert panel.said["cases_training"]["all"] == len(ACTIVATIONS)
    assert panel.said["cases_count"]


def test_zero_biases_are_no_obstacle_to_random_weights():
    starts = ("zeros", "constant", "small", "large")
    panel = bias_panel(Experiment(), starts)
    label = TEXTS["initializers"]
    assert panel.said["bias_zero"]["networks"] == 4
    assert panel.said["bias_differ"]["names"] == f"{label['small']}; {label['large']}"
    assert panel.said["bias_twins"]["names"] == f"{label['zeros']}; {label['constant']}"
    assert [cells[1] for cells in rows(panel, 0).values()] == ["1 / 4", "1 / 4", "4 / 4", "4 / 4"]


def test_one_unit_needs_no_randomness():
    one = bias_panel(Experiment(hidden_units=1), ("zeros", "small"))
    assert "bias_one" in one.said
    assert not {"bias_differ", "bias_twins"} & set(one.said)
