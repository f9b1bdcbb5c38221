"""Questions of the scenes with a stage: right for whatever the knobs are set to, and told from the run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from shallownet import Experiment, Recipe, train
from shallownet.core.activations import ACTIVATIONS
from shallownet.core.experiment import PROBLEMS
from shallownet.core.meters import METERS
from shallownet.core.symmetry import distinct_units
from shallownet.figures.palette import PALETTE
from shallownet.stage.comparison import Comparison, Variant
from shallownet.stage.labels import stage_labels
from shallownet.texts import labels
from shallownet.texts.lessons import lesson_words
from shallownet.ui.ask import Ask
from shallownet.ui.context import Context
from shallownet.ui.copies import nudged_until_free
from shallownet.ui.lessons import LESSONS, Scene
from shallownet.ui.live import LiveRun
from shallownet.ui.questions import QUESTIONS
from shallownet.ui.variants import variants_of

TEXTS = labels()
STAGED = {
    (lesson.name, scene.name): scene
    for lesson in LESSONS.values()
    for scene in lesson.scenes
    if scene.experiment is not None
}
EXTREMES: Mapping[str, Mapping[str, Any]] = {
    "one unit": {"hidden_units": 1},
    "many units": {"hidden_units": 50},
    "far too fast": {"learning_rate": 1000.0},
    "too fast for a ramp": {"learning_rate": 100.0, "activation": "relu"},
    "hardly at all": {"learning_rate": 0.001},
    "zeros": {"initializer": "zeros"},
    "equal to zero": {"initializer": "constant", "constant": 0.0},
    "equal to zero, sigmoid": {"initializer": "constant", "constant": 0.0, "activation": "sigmoid"},
    "linear": {"activation": "identity"},
    "no leak": {"leaky_slope": 0.0},
    "one-sided": {"class_share": 0.95},
    "no noise": {"noise": 0.0},
}
UNFILLED = re.compile(r"(?<![\\_^}a-z])\{[a-z][a-z0-9_]*\}|\b(nan|inf)\b")


def scene_with(lesson: str, name: str, **settings: Any) -> Context:
    """The scene as it is once its knobs have been set; what is no knob of it stays."""
    scene: Scene = STAGED[lesson, name]
    assert scene.experiment is not None
    variants = tuple(Variant(*one) for one in variants_of(scene.variants, TEXTS))
    comparison = Comparison(variants, scene.meters)
    knobs = {*scene.knobs, *(["constant"] if "initializer" in scene.knobs else [])}
    chosen = {field: value for field, value in settings.items() if field in knobs}
    live = LiveRun("stage", scene.experiment, stage_labels(TEXTS), PALETTE, comparison)
    if chosen:
        live.begin(Experiment(**{**vars(scene.experiment), "noise": None, **chosen}))
    return Context(f"{lesson}.{name}", TEXTS, lesson_words(lesson).scenes[name], live, "light")


def told(context: Context, question: str) -> tuple[str, Mapping[str, object], str]:
    """The right option, the values told, and the answer in words."""
    right, values = QUESTIONS[question].answer(context)
    assert right in QUESTIONS[question].options(context)
    return right, values, context.words.answer(right, **values)


@pytest.mark.slow
@pytest.mark.parametrize("extreme", EXTREMES)
@pytest.mark.parametrize(("lesson", "scene"), STAGED)
def test_every_question_has_an_answer_at_the_ends_of_its_knobs(lesson: str, scene: str, extreme: str) -> None:
    context = scene_with(lesson, scene, **EXTREMES[extreme])
    _, _, answer = told(context, STAGED[lesson, scene].question)
    assert not UNFILLED.search(answer), answer


def test_a_race_that_is_a_tie_has_no_winner() -> None:
    right, _, answer = told(scene_with("activation_functions", "race", initializer="zeros"), "race")
    assert right == "none"
    assert TEXTS["lesson"]["nobody_level"] in answer
    # Without a leak the two are one.
    context = scene_with("activation_functions", "race", leaky_slope=0.0, dataset="circles")
    assert told(context, "race")[0] == "none"


def test_networks_that_have_diverged_are_told_so_and_do_not_win() -> None:
    context = scene_with("why_nonlinear", "regression", learning_rate=1000.0)
    right, values, answer = told(context, "regression")
    assert right == "none"
    assert TEXTS["lesson"]["nobody_diverged"] in answer
    for run in context.run.runs:
        assert TEXTS["lesson"]["diverged_at"].format(epoch=run.diverged_at) in str(values["numbers"])
    right, values, _ = told(scene_with("gradient_descent", "rates", activation="relu"), "rates")
    assert "(diverged" in str(values["numbers"])
    assert "30" not in right


@pytest.mark.parametrize(
    ("settings", "right", "reason"),
    [
        ({"constant": 0.0}, "frozen", "silent"),
        ({"constant": 0.0, "activation": "sigmoid"}, "frozen", "cancelled"),
        ({"activation": "identity"}, "frozen", "arrived"),
        ({}, "twins", None),
        ({"constant": 0.0, "activation": "sigmoid", "class_share": 0.7}, "twins", None),
    ],
)
def test_what_an_equal_start_has_become_and_why(settings, right, reason) -> None:
    context = scene_with("random_initialization", "starts", **settings)
    found, values, _ = told(context, "starts")
    assert found == right
    assert values.get("reason") == (reason and context.words.say(f"frozen_{reason}"))


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("hidden_units", [1, 2, 5])
def test_nudges_are_counted_in_a_copy_of_the_run(activation: str, hidden_units: int) -> None:
    context = scene_with(
        "random_initialization", "nudge", activation=activation, hidden_units=hidden_units, learning_rate=0.1
    )
    right, values, _ = told(context, "nudge")
    assert right == str(hidden_units - 1)
    assert values["counts"] == " → ".join(map(str, range(1, hidden_units + 1)))


def test_a_run_that_diverges_is_never_freed() -> None:
    context = scene_with("random_initialization", "nudge", activation="relu", learning_rate=100.0)
    right, values, _ = told(context, "nudge")
    plain = train(context.run.recipes[0], 300)
    assert (right, values["diverged"]) == ("diverged", plain.diverged_at)


def test_a_knob_moved_while_it_trains_changes_the_answer() -> None:
    """An edit at the epoch on screen, which may be later than the question's: it is answered anew."""
    context = scene_with("activation_functions", "race")
    before = told(context, "race")[1]["numbers"]
    live = context.run
    live.change(learning_rate=0.01)
    asked = Ask.parse({"recipe": live.stage_recipe, "from": 100, "stride": 5, "pending": live.pending.number})
    assert asked is not None
    live.reply(asked)
    assert live.was_changed
    expected = {
        variant.label: train(recipe, 1500).train_loss[-1]
        for variant, recipe in zip(
            live.variants, live.variants_of(Recipe(Experiment(learning_rate=0.01))), strict=True
        )
    }
    after = str(told(context, "race")[1]["numbers"])
    assert after != before
    assert after == ", ".join(f"**{label}** {cost:.4f}" for label, cost in expected.items())


def test_rises_are_a_share_of_the_epochs_there_are() -> None:
    context = scene_with("gradient_descent", "loop", activation="relu", learning_rate=30.0)
    right, values, answer = told(context, "loop")
    run = train(context.run.recipes[0], 1000, record=1)
    assert run.diverged_at is not None
    assert values["epoch"] == run.diverged_at
    assert values["rises"] == np.count_nonzero(np.diff(run.train_loss) > 0) + 1
    assert right == "often"
    assert str(run.diverged_at) in answer


def test_with_one_unit_there_is_no_diagonal() -> None:
    assert told(scene_with("random_initialization", "mirror", hidden_units=1), "mirror")[0] == "one"
    assert told(scene_with("random_initialization", "mirror"), "mirror")[0] == "never"
    start = scene_with("random_initialization", "mirror", initializer="small")
    assert told(start, "mirror")[0] == "leaves"


def test_a_copy_is_nudged_until_it_is_free_however_many_units_it_has() -> None:
    found = nudged_until_free(Experiment(initializer="constant", hidden_units=30, learning_rate=0.1))
    assert found.counts == tuple(range(1, 31))
    assert found.diverged_at is None


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("meter", METERS)
def test_a_meter_can_be_prepared_for_any_problem(meter: str, problem: str) -> None:
    dataset = {"classification": "flower", "regression": "bumps"}[problem]
    METERS[meter].prepare(Experiment(dataset=dataset, problem=problem))


def test_what_is_counted_as_free_is_what_the_meter_counts() -> None:
    experiment = Experiment(initializer="constant", hidden_units=3)
    known = train(experiment, 100, record=[100])
    assert nudged_until_free(experiment).counts[0] == distinct_units(known.shape, known.flat[-1:])[0]
