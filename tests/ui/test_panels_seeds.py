"""Ten seeds: medians are the core's, and no winner is written down beforehand."""

from dataclasses import replace

import numpy as np
import pytest

from shallownet import Experiment
from shallownet.core import studies
from shallownet.core.meters import METERS
from shallownet.core.observe import Observed
from shallownet.core.replay import stretch_together
from shallownet.ui import reach
from shallownet.ui.panels.seeds import (
    CENTRED_EPOCHS,
    RACE_EPOCHS,
    SEEDS,
    final_costs,
    lowest,
    means_of_a1,
    sentences,
    show_centred,
    show_race,
)
from shallownet.ui.process import TRAINING

from .panel_app import TEXTS, PanelApp, live_run

pytestmark = pytest.mark.slow

ACTIVATIONS = ("sigmoid", "tanh", "relu", "leaky_relu")
RACERS = [{"activation": name} for name in ACTIVATIONS]


def keys(said):
    return [key for paragraph in said for key, _ in paragraph]


def test_final_costs_are_those_of_the_core():
    experiment = Experiment(activation="relu", dataset="circles")
    np.testing.assert_array_equal(
        final_costs(experiment), studies.final_costs(experiment, SEEDS, RACE_EPOCHS)
    )


def test_the_visitors_seed_does_not_matter():
    assert final_costs(Experiment(seed=77)) == final_costs(Experiment())


def test_means_are_those_of_the_meter():
    experiment = Experiment(activation="tanh", initializer="xavier")
    start, end = means_of_a1(experiment)
    for seed, before, after in zip(SEEDS, start, end, strict=True):
        run = studies.over_seeds(experiment, [seed], CENTRED_EPOCHS)[0]
        measured = METERS["mean_a1"].compute(Observed(run, np.array([0, len(run) - 1])))
        assert (before, after) == tuple(measured)


PAIR = [("ReLU", "tanh")]


def test_others_wait_no_longer_than_for_a_turn(monkeypatch):
    turns = []

    def stretch(known, after, stride, count, limit, seconds):
        assert TRAINING.locked()
        turns.append(seconds)
        return stretch_together(known, after, stride, count, limit, seconds)

    monkeypatch.setattr(reach, "stretch_together", stretch)
    monkeypatch.setattr(reach, "BLOCK_SECONDS", 1e-3)
    final_costs(Experiment(hidden_units=3, samples=40, learning_rate=0.123))
    assert len(turns) > 1
    assert set(turns) == {1e-3}
    assert not TRAINING.locked()


def test_diverged_runs_are_counted_and_named():
    costs = final_costs(Experiment(activation="relu", initializer="normal", learning_rate=100.0))
    lost = int(np.isinf(costs).sum())
    assert lost > 0
    said = sentences({"flower": {"ReLU": costs, "tanh": (0.3,) * 10}}, PAIR)
    values = next(values for key, values in said[0] if key == "race_diverged")
    assert (values["network"], values["lost"], values["seeds"]) == ("ReLU", lost, 10)


def test_the_verdict_follows_from_the_numbers():
    costs = {"flower": {"tanh": (0.2, 0.3, 0.4), "ReLU": (0.5, 0.6, 0.7)}}
    costs["circles"] = {"tanh": (0.08, 0.08, 0.1), "ReLU": (0.5, 0.02, 0.01)}
    said = sentences(costs, PAIR)
    assert keys(said) == ["race_lowest", "race_lower", "race_lowest", "race_lower", "race_differs"]
    assert [paragraph[0][1]["winner"] for paragraph in said[:2]] == ["tanh", "ReLU"]
    assert [paragraph[1][1]["lower"] for paragraph in said[:2]] == ["tanh", "ReLU"]
    assert said[0][1][1] == {
        "lower": "tanh",
        "other": "ReLU",
        "low": "0.3000",
        "high": "0.6000",
    }
    costs["circles"] = costs["flower"]
    assert sentences(costs, PAIR)[-1] == [("race_same", {"winner": "tanh"})]
    costs["circles"] = {"tanh": (0.2, 0.3, 0.4), "ReLU": (0.30000001,) * 3}
    said = sentences(costs, PAIR)
    assert keys(said) == ["race_lowest", "race_lower", "race_tie", "race_level"]


def test_every_pair_that_is_there_is_compared():
    costs = {"flower": {"sigmoid": (0.5,), "tanh": (0.3,), "ReLU": (0.4,)}}
    (said, *_) = sentences(costs, [("tanh", "sigmoid"), ("ReLU", "tanh"), ("ReLU", "mish")])
    assert [(one["lower"], one["other"]) for key, one in said if key == "race_lower"] == [
        ("tanh", "sigmoid"),
        ("tanh", "ReLU"),
    ]


def test_where_all_diverge_nobody_wins_and_nobody_is_level():
    said = sentences({"flower": {"tanh": (np.inf,) * 3, "ReLU": (np.inf,) * 3}}, PAIR)
    assert keys(said) == ["race_nobody", "race_diverged", "race_diverged"]


def test_what_looks_alike_is_level():
    assert lowest({"a": 0.12341, "b": 0.12339, "c": 0.2}) == ["a", "b"]
    assert lowest({"a": np.inf, "b": 3.0}) == ["b"]


def computed(show, name, experiment, racers):
    """The panel once it was asked for: unasked, it would answer the scene's question."""
    panel = PanelApp(show, live_run(experiment, racers))
    assert set(panel.said) == {f"{name}_waiting", f"{name}_compute"}
    panel.app.button[0].click()
    panel.run()
    return panel


@pytest.fixture(scope="module")
def raced():
    return computed(show_race, "race", Experiment(), RACERS)


def test_the_race_shows_the_medians_of_the_core(raced):
    table = next(one.value for one in raced.app.markdown if one.value.startswith("| "))
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines()]
    assert rows[0][1:] == [TEXTS["datasets"][name] for name in ("flower", "circles")]
    for name, row in zip(ACTIVATIONS, rows[2:], strict=True):
        assert row[0] == TEXTS["activations"][name]
        for dataset, cell in zip(("flower", "circles"), row[1:], strict=True):
            every = studies.final_costs(Experiment(dataset=dataset, activation=name), SEEDS, RACE_EPOCHS)
            assert cell == f"{np.median(every):.4f}"


def test_relu_loses_on_the_flower_and_wins_on_the_circles(raced):
    medians = {
        (dataset, name): np.median(final_costs(Experiment(dataset=dataset, activation=name)))
        for dataset in ("flower", "circles")
        for name in ACTIVATIONS
    }
    expected = {
        ("flower", "sigmoid"): 0.31,
        ("flower", "tanh"): 0.27,
        ("flower", "relu"): 0.58,
        ("circles", "sigmoid"): 0.693,
        ("circles", "relu"): 0.018,
    }
    for key, median in expected.items():
        assert medians[key] == pytest.approx(median, abs=0.015), key
    assert medians["flower", "tanh"] < medians["flower", "relu"]
    assert medians["circles", "relu"] < medians["circles", "tanh"] < 0.12
    assert "race_differs" in raced.said


def test_the_visitors_own_data_set_is_raced_too_and_other_settings_are_not_computed_yet(raced):
    live = raced.app.session_state["context"].live
    live.change(seed=9)
    assert "race_table" in raced.run()  # the seed is none of those raced
    live.change(dataset="gaussians", noise=None)
    said = raced.run()
    assert "race_table" not in said
    assert said["race_waiting"]["count"] == 12 * len(SEEDS)
    live.change(hidden_units=50, samples=2000)
    assert "race_too_long" in raced.run()


def test_networks_on_either_side_of_zero_are_not_called_centred():
    experiment = Experiment(dataset="circles", hidden_units=1, initializer="xavier")
    panel = computed(show_centred, "centred", experiment, RACERS[:2])
    _, end = means_of_a1(replace(experiment, activation="tanh"))
    assert abs(np.median(end)) < 0.1 < np.median(np.abs(end))
    assert float(panel.said["centred_medians"]["tanh"]) == pytest.approx(np.median(np.abs(end)), abs=5e-4)


def test_tanh_is_centred_and_sigmoid_is_not():
    panel = computed(show_centred, "centred", Experiment(), RACERS[:2])
    assert panel.said["centred_nearer"]["winner"] == TEXTS["activations"]["tanh"]
    for name in ("sigmoid", "tanh"):
        _, end = means_of_a1(replace(Experiment(), activation=name))
        assert float(panel.said["centred_medians"][name]) == pytest.approx(np.median(np.abs(end)), abs=5e-4)
    panel.app.session_state["context"].live.change(hidden_units=3)
    assert "centred_medians" in panel.run(), "quick, and asked for before"
