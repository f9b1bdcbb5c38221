"""The tables of starts without randomness tell what the core computes, for every choice of the visitor."""

from dataclasses import replace

import pytest

from shallownet import Experiment
from shallownet.core.activations import ACTIVATIONS
from shallownet.core.cases import cases
from shallownet.core.diagnosis import VERDICTS
from shallownet.core.rare_cases import RARE_CASES
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


def test_less_obvious_cases_tell_their_verdict_and_their_number():
    panel = cases_panel()
    shown = rows(panel, 2)
    names = [*RARE_CASES, "half_tanh", "half_relu"]
    assert list(shown) == [f"cases_{name}" for name in names]
    why = [cells[1].split()[1] for cells in shown.values()]
    assert why == ["cases_rounding_why_awake", *(f"cases_{name}_why" for name in names[1:])]
    said = panel.said
    rounding = said["cases_rounding_number"]
    assert (rounding["early_epoch"], rounding["late_epoch"]) == (100, 1000)
    assert "·10⁻" in rounding["early"]
    assert float(rounding["late"]) > 0.1
    batches = said["cases_batches_number"]
    assert (batches["batch"], batches["batches"]) == (64, 7)
    assert 2 * batches["ones"] != batches["size"]
    assert said["cases_dead_number"]["dead"] == 4
    assert said["cases_half_tanh_number"]["rows"] == 4
    assert (said["cases_half_relu_number"]["rows"], said["cases_half_relu_number"]["row"]) == (1, "(0, 0)")


@pytest.mark.parametrize(
    ("dataset", "units", "rate", "why"),
    [
        ("circles", 4, 1.2, "asleep"),
        ("gaussians", 10, 3.0, "diverged"),
        ("gaussians", 4, 0.1, "awake"),
    ],
)
def test_what_rounding_does_is_read_from_the_run(dataset, units, rate, why):
    panel = cases_panel()
    panel.choose("selectbox", "dataset", dataset)
    panel.choose("slider", "units", units)
    said = panel.choose("select_slider", "rate", rate)
    assert [key for key in said if key.startswith("cases_rounding_why")] == [f"cases_rounding_why_{why}"]


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
