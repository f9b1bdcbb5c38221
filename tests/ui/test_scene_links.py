"""A link to a lesson: it says the scene and its run, as far as the scene has knobs for it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shallownet import Edit, Experiment, Recipe
from shallownet.core.activations import ACTIVATIONS
from shallownet.core.datasets import DATASETS, DRAWN
from shallownet.core.initializers import INITIALIZERS
from shallownet.ui.controls import RATES
from shallownet.ui.lessons import LESSONS
from shallownet.ui.opening import parts_of
from shallownet.ui.run_link import RunLink
from shallownet.ui.scene_opening import open_scene, usual_run

from .lessons_app import SCENES, checked, open_scene_at

# Values for every knob that a scene has; the problem stays that of the scene.
VALUES = {
    "dataset": st.sampled_from(sorted(DRAWN)),
    "activation": st.sampled_from(sorted(ACTIVATIONS)),
    "initializer": st.sampled_from(sorted(INITIALIZERS)),
    "hidden_units": st.integers(1, 12),
    "learning_rate": st.sampled_from(RATES),
    "leaky_slope": st.sampled_from([0.0, 0.01, 0.5]),
    "constant": st.sampled_from([0.3, -1.0]),
    "noise": st.sampled_from([0.0, 0.1]),
    "class_share": st.sampled_from([0.2, 0.5]),
    "seed": st.integers(0, 1000),
}


def scene_of(lesson: str, name: str):
    return next(scene for scene in LESSONS[lesson].scenes if scene.name == name)


STAGED = [(lesson, name) for lesson, name in SCENES if scene_of(lesson, name).experiment is not None]
BARE = [place for place in SCENES if place not in STAGED]


def told(lesson: str, name: str, recipe: Recipe, more: str = ""):
    """What the link to a run of a scene opens."""
    query = RunLink("", usual_run(scene_of(lesson, name)), name).write(recipe)
    return open_scene(parts_of(query + more), LESSONS[lesson])


@pytest.mark.parametrize(("lesson", "name"), STAGED)
def test_a_scene_s_own_run_is_said_by_its_name_alone(lesson, name):
    usual = usual_run(scene_of(lesson, name))
    assert RunLink("", usual, name).write(usual) == f"scene={name}"
    opened = told(lesson, name, usual, "&epoch=70")
    assert (opened.scene, opened.recipe, opened.epoch, opened.refused) == (name, usual, 70, ())


@pytest.mark.parametrize(("lesson", "name"), STAGED)
@given(data=st.data())
@settings(max_examples=15)
def test_what_a_scene_s_knobs_can_do_its_link_says(lesson, name, data):
    scene = scene_of(lesson, name)
    experiment = usual_run(scene).experiment
    for knob in scene.knobs:
        values = VALUES[knob]
        if knob in scene.choices:
            values = st.sampled_from(scene.choices[knob])
        elif knob == "dataset":
            values = st.sampled_from([one for one in DRAWN if suits(experiment, one)])
        value = data.draw(values, label=knob)
        # As the knob does.
        more = {"noise": None} if knob == "dataset" and value != experiment.dataset else {}
        experiment = replace(experiment, **{knob: value}, **more)
    edits = [Edit(40, "learning_rate", 0.3)] if "learning_rate" in scene.knobs else []
    if scene.nudge:
        edits.append(Edit(50, "W1[1,1]", 0.25))
    recipe = Recipe(experiment, tuple(edits))
    opened = told(lesson, name, recipe)
    assert opened.refused == ()
    assert (opened.scene, opened.recipe) == (name, recipe)
    link = RunLink("", usual_run(scene), name)
    assert link.read(link.write(recipe)) == recipe


def suits(experiment: Experiment, dataset: str) -> bool:
    return DATASETS[dataset].problem == experiment.problem


@pytest.mark.parametrize(("lesson", "name"), STAGED)
def test_what_a_scene_has_no_knob_for_is_named_and_left_out(lesson, name):
    scene = scene_of(lesson, name)
    usual = usual_run(scene)
    changes = {"test_fraction": 0.4, "l1": 0.1}
    recipe = Recipe(replace(usual.experiment, **changes), (Edit(10, "l2", 0.5), Edit(20, "b2", 1.0)))
    opened = told(lesson, name, recipe)
    assert opened.recipe == replace(usual, edits=recipe.edits[1:] if scene.nudge else ())
    named = [sentence.split()[0] for sentence in opened.refused]
    assert named[:2] == ["test_fraction", "l1"]
    assert len(named) == (3 if scene.nudge else 4)


@pytest.mark.parametrize(("lesson", "name"), [place for place in STAGED if scene_of(*place).choices])
def test_what_a_scene_does_not_offer_is_named(lesson, name):
    scene = scene_of(lesson, name)
    for field, offered in scene.choices.items():
        others = {"dataset": DRAWN, "activation": ACTIVATIONS, "initializer": INITIALIZERS}[field]
        usual = usual_run(scene).experiment
        left = [one for one in others if one not in offered and (field != "dataset" or suits(usual, one))]
        for value in left[:2]:
            opened = told(lesson, name, Recipe(replace(usual, **{field: value})))
            assert opened.recipe == Recipe(usual)
            assert opened.refused[0].startswith(f"{field} is {value!r}, but it must be one of")


def test_a_scene_that_there_is_not_is_named_and_the_first_is_shown():
    lesson = LESSONS["random_initialization"]
    opened = open_scene({"scene": "<b>", "epoch": "30"}, lesson)
    assert (opened.scene, opened.epoch) == (lesson.scenes[0].name, 30)
    assert len(opened.refused) == 1


@pytest.mark.parametrize(("lesson", "name"), BARE)
def test_a_scene_without_a_run_takes_none(lesson, name):
    assert open_scene({"scene": name, "embed": "true"}, LESSONS[lesson]).refused == ()
    opened = open_scene({"scene": name, "seed": "5"}, LESSONS[lesson])
    assert (opened.scene, opened.recipe, len(opened.refused)) == (name, None, 1)


@pytest.mark.parametrize("lesson", LESSONS)
@given(query=st.text(max_size=200) | st.from_regex(r"(scene|hide|lock|[a-z_]{1,9})=[a-z_%0-9=&~.]{0,200}"))
def test_no_address_does_harm(lesson, query):
    opened = open_scene(parts_of(query), LESSONS[lesson])
    assert opened.scene in {scene.name for scene in LESSONS[lesson].scenes}


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_query_that_is_too_long_is_told_once(lesson):
    for scene in LESSONS[lesson].scenes:
        opened = open_scene({"scene": scene.name, "seed": "1" * 9000}, LESSONS[lesson])
        assert opened.recipe == usual_run(LESSONS[lesson].scenes[0])
        assert len(opened.refused) == 1


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({"scene": "starts", "hidden_units": "6", "seed": "5", "epoch": "60"}, []),
        ({"scene": "starts", "hide": "all"}, []),
        ({"scene": "<b>", "colour": "red", "learning_rate": "-1"}, ["scene", "colour", "learning"]),
        ({"scene": "starts", "samples": "10000", "batch_size": "1"}, ["samples", "batch"]),
    ],
)
def test_the_page_shows_the_run_and_says_what_was_not_understood(query, named):
    app = checked(open_scene_at("random_initialization", query))
    assert len(app.warning) == (1 if named else 0)
    assert all(word in app.warning[0].value for word in named)
