"""A run outlives its session: whoever is asked next goes on with it; and a link begins where it says."""

from __future__ import annotations

import numpy as np
import pytest

from shallownet import Edit, Experiment, Recipe
from shallownet.core.link import joined, write_query
from shallownet.stage.comparison import Comparison, Variant
from shallownet.ui.ask import DEFAULT_LIMIT, Ask
from shallownet.ui.live import LiveRun

from .test_live import losses, opened

RECIPE = Recipe(
    Experiment(hidden_units=5, seed=9), (Edit(40, "learning_rate", 0.3), Edit(60, "W1[2,1]", -1.5))
)


def live_run(run=None, **more):
    return LiveRun("stage", run or Experiment(), {"play": "Play"}, {"light": {}}, **more)


def ask_of_an_earlier_session(earlier, after, **more):
    header, _, _ = opened(earlier)
    return Ask.parse(
        {
            "recipe": header["recipe"],
            "from": after,
            "stride": 5,
            "frames": 4,
            "limit": 1000,
            "have_run": header["run_id"],
            "session": header["session"],
            "query": header["query"],
            **more,
        }
    )


def test_another_session_goes_on_with_the_run_that_the_stage_holds():
    earlier, later = live_run(RECIPE), live_run()
    assert opened(later)[0]["knows_earlier"] is False
    later.reply(ask_of_an_earlier_session(earlier, 70))
    assert later.recipe == RECIPE
    header, epochs, loss = opened(later)
    assert epochs == [75, 80, 85, 90]
    np.testing.assert_array_equal(loss, losses(RECIPE, epochs))
    assert (header["knows_earlier"], header["journey"], "run" in header) == (True, None, False)
    assert header["session"] != opened(earlier)[0]["session"]


def test_the_stage_is_not_sent_elsewhere_though_the_address_names_an_earlier_epoch():
    earlier, later = live_run(RECIPE), live_run(RECIPE, epoch=40)
    later.reply(ask_of_an_earlier_session(earlier, 70))
    header, epochs, _ = opened(later)
    assert (header["journey"], epochs[0]) == (None, 75)


def test_so_does_a_comparison():
    variants = Comparison((Variant("tanh", "tanh", {}), Variant("relu", "ReLU", {"activation": "relu"})))
    earlier, later = (live_run(run, comparison=variants) for run in (RECIPE, Experiment()))
    later.reply(ask_of_an_earlier_session(earlier, 70))
    assert later.recipe == RECIPE
    assert [run.recipe.experiment.activation for run in later.runs] == ["tanh", "relu"]


def test_a_stage_that_is_merely_behind_is_given_the_present_run():
    live = live_run()
    ask = ask_of_an_earlier_session(live, 20)
    live.change(hidden_units=7)
    live.reply(ask)
    assert live.recipe == Recipe(Experiment(hidden_units=7))


@pytest.mark.parametrize(
    "query",
    [
        None,
        3,
        "",
        "hidden_units=6",
        "samples=zzz",
        "%00=%ff&" * 50,
        "x" * 100_000,
        "samples=10000&hidden_units=50&batch_size=1",
    ],
)
def test_what_does_not_say_the_run_changes_nothing(query):
    earlier, later = live_run(RECIPE), live_run(Experiment(seed=3))
    later.reply(ask_of_an_earlier_session(earlier, 70, query=query))
    assert later.recipe == Recipe(Experiment(seed=3))
    header, epochs, _ = opened(later)
    assert header["knows_earlier"] is True
    assert epochs[0] == 0


def test_a_run_too_heavy_for_this_machine_is_not_taken_over():
    heavy = Recipe(Experiment(samples=10_000, hidden_units=50, batch_size=1))
    earlier, later = live_run(RECIPE), live_run()
    query = joined(write_query(heavy))
    later.reply(ask_of_an_earlier_session(earlier, 70, query=query, recipe=heavy.hash))
    assert later.recipe == Recipe(Experiment())


def test_a_run_may_begin_with_a_journey_to_an_epoch():
    live = live_run(RECIPE, epoch=7000)
    header, epochs, _ = opened(live)
    assert header["journey"]["epoch"] == 7000
    assert header["limit"] == DEFAULT_LIMIT
    assert epochs[0] == 0
    again = live_run(RECIPE, epoch=7000)
    assert opened(again)[0]["journey"]["id"] != header["journey"]["id"]
    live.begin(RECIPE, 150_000)
    header = opened(live)[0]
    assert (header["limit"], header["journey"]["epoch"]) == (150_000, 150_000)
    live.change(hidden_units=2)
    assert opened(live)[0]["journey"] is None
