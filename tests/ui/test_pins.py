"""Runs kept to compare: as values, in step beside the page's run, and on the page."""

from __future__ import annotations

import json
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from shallownet import Edit, Experiment, ExperimentError, Recipe, train
from shallownet.core.datasets import DATASETS
from shallownet.core.initializers import INITIALIZERS
from shallownet.stage.comparison import Comparison
from shallownet.texts import labels
from shallownet.ui import shared_runs
from shallownet.ui.ask import Ask
from shallownet.ui.beside import BesideRun, parting
from shallownet.ui.pins import MOST_PINS, Pin, keep, unpin, variants_beside

from .lessons_app import APP, checked

TEXTS = labels()
WORDS = TEXTS["pins"]
SMALL = Experiment(samples=40, hidden_units=3)
EDITED = Recipe(SMALL, (Edit(30, "learning_rate", 0.1), Edit(30, "W1[1,1]", 0.5), Edit(70, "l2", 0.3)))
ELSEWHERE = Recipe(Experiment(dataset="bumps", problem="regression", learning_rate=0.1, samples=30))
PINS = (Pin(1, Recipe(SMALL)), Pin(2, EDITED), Pin(3, ELSEWHERE))


def beside(recipe: Recipe, pins: tuple[Pin, ...] = PINS) -> BesideRun:
    comparison = Comparison(variants_beside(pins, recipe, WORDS))
    return BesideRun("stage", recipe, defaultdict(str), {}, comparison, followed=True)


def header(live: BesideRun) -> dict:
    block = live.block()
    return json.loads(block[4 : 4 + int.from_bytes(block[:4], "little")])


def ask(live: BesideRun, after: int, **more: object) -> None:
    message = {"recipe": live.stage_recipe, "from": after, "stride": 5, "frames": 4, "limit": 1000}
    parsed = Ask.parse({**message, "have_run": header(live)["run_id"], **more})
    assert parsed is not None
    live.reply(parsed)


def assert_each_as_alone(live: BesideRun, epoch: int) -> None:
    for recipe, (known, rows) in zip(live.recipes, live.at(epoch), strict=True):
        alone = train(recipe, epoch, record=[epoch])
        np.testing.assert_array_equal(known.flat[rows[0]], alone.flat[-1])
        assert known.train_loss[rows[0]] == alone.train_loss[-1]


@given(seeds=st.lists(st.integers(0, 9), max_size=12), gone=st.sets(st.integers(1, MOST_PINS)))
def test_whatever_is_kept_is_there_once_under_one_number(seeds: list[int], gone: set[int]) -> None:
    pins: tuple[Pin, ...] = ()
    for seed in seeds:
        recipe = Recipe(Experiment(seed=seed))
        if len(pins) == MOST_PINS and all(pin.recipe != recipe for pin in pins):
            with pytest.raises(ExperimentError, match=f"^{MOST_PINS} runs are kept"):
                keep(pins, recipe)
        else:
            before, pins = pins, keep(pins, recipe)
            assert set(before) <= set(pins)
            assert keep(pins, recipe) == pins
    recipes = [pin.recipe for pin in pins]
    assert recipes == list(dict.fromkeys(recipes))
    assert [pin.number for pin in pins] == list(range(1, len(pins) + 1))
    left = pins
    for number in gone:
        left = unpin(left, number)
    assert left == tuple(pin for pin in pins if pin.number not in gone)
    if len(left) < len(pins):
        again = keep(left, Recipe(Experiment(seed=10)))
        assert len({pin.number for pin in again}) == len(left) + 1


def test_the_run_on_the_page_is_compared_once() -> None:
    other = Recipe(Experiment(seed=7))
    assert [one.of(other) for one in variants_beside(PINS, other, WORDS)] == [
        *(pin.recipe for pin in PINS),
        other,
    ]
    named = variants_beside(PINS, EDITED, WORDS)
    assert [one.of(EDITED) for one in named] == [pin.recipe for pin in PINS]
    assert [one.label for one in named] == ["Run 1", "Run 2: this run", "Run 3"]
    assert len({one.name for one in named}) == len(named)


@pytest.mark.parametrize("dataset", [name for name, row in DATASETS.items() if row.draw is not None])
def test_each_network_trains_as_it_does_alone_on_its_own_points(dataset: str) -> None:
    problem = DATASETS[dataset].problem
    live = beside(Recipe(Experiment(dataset=dataset, problem=problem, samples=40, learning_rate=0.1)))
    ask(live, 100)
    assert len(live.recipes) == 4
    assert_each_as_alone(live, 120)


def test_an_edit_on_the_page_goes_on_from_its_epoch() -> None:
    start = Recipe(Experiment(initializer="he", samples=40))
    live = beside(start)
    ask(live, 60)
    before, session = live.stage_recipe, header(live)["session"]
    edited = start.edited(40, learning_rate=0.2)
    comparison = Comparison(variants_beside(PINS, edited, WORDS))
    live.follow(edited, comparison)
    told = header(live)
    assert (told["base"], told["cut"], told["from"]) == (before, 40, 40)
    assert told["session"] == session
    assert live.recipes == [*(pin.recipe for pin in PINS), edited]
    assert_each_as_alone(live, 90)
    block = live.block()
    live.follow(edited, comparison)  # the page is drawn again
    assert live.block() == block


def test_another_run_on_the_page_or_another_pin_begins_anew_in_the_same_session() -> None:
    live = beside(Recipe(Experiment(seed=5, samples=40)))
    ask(live, 60)
    session = header(live)["session"]
    for pins, recipe in ((PINS, Recipe(Experiment(seed=6, samples=40))), (PINS[:2], EDITED)):
        live.follow(recipe, Comparison(variants_beside(pins, recipe, WORDS)))
        assert (header(live)["from"], header(live)["session"]) == (-1, session)
        assert live.recipes == [one.of(recipe) for one in variants_beside(pins, recipe, WORDS)]
        assert_each_as_alone(live, 35)


def test_what_is_too_heavy_together_is_refused_and_changes_nothing() -> None:
    live = beside(Recipe(SMALL))
    block, recipes = live.block(), live.recipes
    heavy = Recipe(Experiment(samples=2000, hidden_units=50, batch_size=1))
    with pytest.raises(ExperimentError, match="batch_size is 1"):
        live.follow(heavy, Comparison(variants_beside(PINS, heavy, WORDS)))
    assert (live.block(), live.recipes) == (block, recipes)


def test_other_initial_weights_are_not_drawn_here() -> None:
    live = beside(Recipe(Experiment(seed=5)))
    assert header(live)["run"]["reseeds"] is False
    ask(live, -1, action="reseed")
    assert live.recipe == Recipe(Experiment(seed=5))


EDITS = st.lists(
    st.builds(Edit, st.integers(0, 8), st.just("learning_rate"), st.sampled_from([0.1, 0.5]))
    | st.builds(Edit, st.integers(0, 8), st.just("b2"), st.sampled_from([0.0, 1.0])),
    max_size=4,
)


@given(one=EDITS, other=EDITS)
def test_recipes_are_the_same_up_to_where_they_part(one: list[Edit], other: list[Edit]) -> None:
    some, others = Recipe(SMALL, tuple(one)), Recipe(SMALL, tuple(other))
    if some == others:
        with pytest.raises(ValueError, match="different edits"):
            parting(some, others)
        return
    epoch = parting(some, others)

    def until(recipe: Recipe, last: int) -> list[Edit]:
        return [edit for edit in recipe.edits if edit.epoch <= last]

    assert until(some, epoch - 1) == until(others, epoch - 1)
    assert until(some, epoch) != until(others, epoch)


@pytest.fixture
def playground() -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    return checked(app.run())


def press(app: AppTest, key: str) -> AppTest:
    return checked(app.button(key).click().run())


def unpins(app: AppTest) -> list[str]:
    return [one.label for one in app.button if one.key.startswith("unpin_")]


def table(app: AppTest) -> dict[str, list[str]]:
    return app.table[0].value.to_dict("list")


def test_nothing_is_there_before_a_run_is_kept(playground: AppTest) -> None:
    assert not playground.table
    assert not unpins(playground)
    assert "beside_run" not in playground.session_state


def test_the_table_names_what_differs_and_nothing_else(playground: AppTest) -> None:
    app = press(playground, "keep")
    assert WORDS["alone"] in [one.value for one in app.caption]
    assert not app.table
    assert [one.value for one in app.toast] == ["Run 1 is kept: it stands below the picture."]
    press(app, "keep")  # once more changes nothing
    assert unpins(app) == ["Remove run 1"]
    checked(app.slider("control_hidden_units").set_value(6).run())
    live = app.session_state["beside_run"]
    assert live.recipes == [Recipe(Experiment()), Recipe(Experiment(hidden_units=6))]
    assert list(table(app)) == ["Run", "Hidden units", "Train cost", "Accuracy"]
    assert table(app)["Run"] == ["Run 1", "This run"]
    assert table(app)["Hidden units"] == ["4", "6"]
    assert table(app)["Train cost"] == ["–", "–"]
    live.settle({"recipe": live.stage_recipe, "epoch": 20})
    checked(app.run())
    runs = [train(one, 20, record=[20]) for one in live.recipes]
    assert table(app)["Train cost"] == [f"{run.train_loss[-1]:.4f}" for run in runs]
    accuracies = [float(text.removesuffix("%")) for text in table(app)["Accuracy"]]
    assert accuracies == pytest.approx([100 * run.train_accuracy[-1] for run in runs], abs=0.0501)


def test_it_is_there_again_after_another_page(playground: AppTest) -> None:
    app = press(playground, "keep")
    checked(app.slider("control_hidden_units").set_value(6).run())
    live, shown = app.session_state["beside_run"], table(app)
    checked(app.switch_page("pages/home.py").run())
    assert not app.table
    checked(app.switch_page("pages/playground.py").run())
    assert app.session_state["beside_run"] is live
    assert table(app) == shown
    press(app, "unpin_1")
    assert not app.table
    assert not unpins(app)


def test_the_sixth_is_refused_in_one_sentence(playground: AppTest) -> None:
    app = playground
    for kept, initializer in enumerate(list(INITIALIZERS)[: MOST_PINS + 1]):
        app.session_state["live_run"].change(initializer=initializer)
        press(checked(app.run()), "keep")
        warned = [one.value for one in app.warning]
        assert warned == ([WORDS["full"].format(most=MOST_PINS)] if kept == MOST_PINS else [])
    assert len(unpins(app)) == MOST_PINS
    assert len(app.session_state["beside_run"].recipes) == MOST_PINS + 1
    assert not checked(app.run()).warning
    press(app, "unpin_2")
    press(app, "keep")
    assert len(unpins(app)) == MOST_PINS


def test_runs_too_heavy_together_are_listed_though_they_are_not_played(
    playground: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_runs, "BLOCK_SECONDS", 0.01)  # there is nothing to be seen of these runs
    app = playground
    heavy = {"samples": 5000, "hidden_units": 20}
    for batch_size in (2, 3):
        app.session_state["live_run"].begin(Experiment(**heavy, batch_size=batch_size))
        press(checked(app.run()), "keep")
    assert [one.value for one in app.info if one.value.startswith("batch_size is 2")]
    assert table(app)["Examples per update"] == ["2", "3"]
