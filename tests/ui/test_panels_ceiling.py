"""The highest costs at absurd rates: at once where that is quick, told from the numbers."""

import pytest

from shallownet import Experiment
from shallownet.core.ceiling import Climb, Peak
from shallownet.ui.panels.ceiling import ACTIVATIONS, EPOCHS, RATES, sentences, show_ceiling

from .panel_app import TEXTS, PanelApp, live_run

RATE_VARIANTS = [{"learning_rate": rate} for rate in (0.03, 1.2, 30.0)]


def ceiling_panel(experiment):
    return PanelApp(show_ceiling, live_run(experiment, RATE_VARIANTS), scene=("gradient_descent", "rates"))


@pytest.mark.slow
def test_the_table_has_every_activation_and_rate_from_the_visitors_experiment():
    experiment = Experiment(dataset="circles", hidden_units=3, seed=5)
    panel = ceiling_panel(experiment)
    shown = panel.app.table[0].value
    assert list(shown.iloc[:, 0]) == [TEXTS["activations"][name] for name in ACTIVATIONS]
    assert shown.shape == (len(ACTIVATIONS), 1 + len(RATES))
    cells = {
        name: list(row[1:]) for name, row in zip(ACTIVATIONS, shown.itertuples(index=False), strict=True)
    }
    for name in ACTIVATIONS:
        for rate, cell in zip(RATES, cells[name], strict=True):
            climb = Climb(
                Experiment(dataset="circles", hidden_units=3, seed=5, activation=name, learning_rate=rate),
                EPOCHS,
            )
            climb.advance()
            peak = climb.peak
            lost = "ceiling_back" if peak.ends_finite else "ceiling_lost"
            assert cell == ("ceiling_cell" if peak.lost_at is None else lost)
    assert panel.said["ceiling_bounded"]["names"] == "sigmoid, tanh"
    assert panel.said["ceiling_bounded"]["finite"] == panel.said["ceiling_bounded"]["runs"] == 6


@pytest.mark.slow
def test_what_takes_long_is_asked_for():
    panel = ceiling_panel(Experiment(hidden_units=50))
    assert "ceiling_waiting" in panel.said
    assert not panel.app.table
    panel.app.button[0].click()
    assert "ceiling_bounded" in panel.run()
    assert len(panel.app.table) == 1


def peaks(relu):
    calm = Peak(5.0, None, True)
    return {
        "tanh": dict.fromkeys(RATES, Peak(384.0, None, True)),
        "relu": {**dict.fromkeys(RATES, calm), 1000.0: relu},
    }


@pytest.mark.parametrize(
    ("relu", "key", "highest", "finite"),
    [
        (Peak(4.56e271, None, True), "ceiling_others", "4.56·10²⁷¹", 3),
        (Peak(1e304, 63, False), "ceiling_others", "1.00·10³⁰⁴", 2),
        (Peak(3.0, 63, False), "ceiling_others", "5.0", 2),
        (Peak(7.0, None, True), "ceiling_others_calm", "7.0", 3),
    ],
)
def test_what_is_said_follows_from_the_numbers(relu, key, highest, finite):
    (first, bounded, names), (second, others, rest) = sentences(peaks(relu))
    assert (first, names, second, rest) == ("ceiling_bounded", ["tanh"], key, ["relu"])
    assert bounded == {"highest": "384.0", "runs": 3, "finite": 3}
    assert others == {"highest": highest, "runs": 3, "finite": finite}
