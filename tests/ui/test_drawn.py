"""Points drawn on the map: what a browser says of them is bounded, checked, and played or refused."""

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet import Experiment, ExperimentError
from shallownet.core.datasets import generate
from shallownet.core.own_points import MAX_POINTS, OwnPoints
from shallownet.ui.drawn import Drawn
from shallownet.ui.live import LiveRun
from tests.data import OWN_POINTS

TEN = [(k / 4, -k / 2, float(k % 2)) for k in range(10)]


def live_run(drawable=True, **settings):
    return LiveRun("stage", Experiment(**settings), {"play": "Play"}, {"light": {}}, drawable=drawable)


def header(live):
    data = live.block()
    return json.loads(data[4 : 4 + int.from_bytes(data[:4], "little")])


def message(points, number=7):
    return {"number": number, "points": [number for point in points for number in point]}


def test_drawn_points_are_played_and_their_number_is_said_back():
    live = live_run(hidden_units=3)
    assert "drawn" not in header(live)
    live.draw(Drawn.parse(message(TEN)))
    assert live.settings == Experiment(hidden_units=3, dataset="own", points=TEN)
    assert header(live)["drawn"] == 7
    assert header(live)["run"]["train"] == 10
    live.draw(Drawn.parse(message(TEN[::-1], number=8)))
    assert header(live)["drawn"] == 8, "also where nothing changes"


def test_the_points_on_screen_come_back_as_they_were_and_one_more():
    live = live_run()
    X, Y = (array.astype(np.float32) for array in generate(live.settings).train)
    points = [*zip(*X.tolist(), *Y.tolist(), strict=True), (1.0, 2.0, 1.0)]
    live.draw(Drawn.parse(message(points)))
    every = np.concatenate(generate(Experiment()).train).T
    assert live.settings.points == OwnPoints([*map(tuple, every.tolist()), (1.0, 2.0, 1.0)])


@pytest.mark.parametrize(
    "points", [[], TEN[:9], [*TEN, (101.0, 0.0, 1.0)], [*TEN, (0.0, 0.0, 0.5)], [*TEN, ("1", None, {})]]
)
def test_points_that_will_not_do_are_refused_and_the_run_goes_on(points):
    live = live_run()
    before = live.recipe
    with pytest.raises(ExperimentError, match="points"):
        live.draw(Drawn.parse(message(points)))
    assert live.recipe == before
    assert header(live)["drawn"] == 7, "the stage must not wait for them"


@pytest.mark.parametrize(
    ("drawable", "settings", "can_draw"),
    [
        (True, {}, True),
        (False, {}, False),
        (True, {"dataset": "bumps", "problem": "regression"}, False),
        (True, {"dataset": "own", "points": OWN_POINTS}, True),
    ],
)
def test_only_classes_are_drawn_and_only_where_it_is_meant(drawable, settings, can_draw):
    assert ("drawing" in header(live_run(drawable, **settings))["run"]) == can_draw


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        "draw",
        7,
        [],
        {},
        {"number": 1},
        {"number": 1, "points": None},
        {"number": 1, "points": "abc"},
        {"number": 1, "points": {"0": 1}},
        {"number": 1, "points": [1.0, 2.0]},
        {"number": None, "points": []},
        {"number": True, "points": []},
        {"number": 1.5, "points": []},
        {"number": "1", "points": []},
        {"number": 1, "points": [0.0] * (3 * MAX_POINTS + 3)},
    ],
    ids=lambda wrong: repr(wrong)[:30],
)
def test_what_no_stage_says_is_not_heard(wrong):
    assert Drawn.parse(wrong) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
)


@given(points=st.lists(JSON, max_size=45), good=st.integers(0, 12))
def test_anything_at_all_is_played_not_heard_or_refused(points, good):
    live = ANY
    before = live.recipe
    drawn = Drawn.parse(
        {"number": 1, "points": [*[n for point in TEN * 2 for n in point][: 3 * good], *points]}
    )
    if drawn is None:
        return
    try:
        live.draw(drawn)
    except ExperimentError:
        assert live.recipe == before
    else:
        assert all(math.isfinite(number) for point in live.settings.points for number in point)


ANY = live_run(hidden_units=1)
