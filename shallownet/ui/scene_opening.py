"""What a link to a lesson opens: a scene, and the run on its stage as far as the scene has knobs for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from shallownet.core.checks import ExperimentError, refuse
from shallownet.core.experiment import EDITABLE, Edit, Experiment, Recipe
from shallownet.core.link import Reading, length_refusal, read_query
from shallownet.ui.knob_fields import GOES_WITH
from shallownet.ui.lessons import Lesson, Scene
from shallownet.ui.opening import RESERVED, named_knobs
from shallownet.ui.run_link import SCENE, says_run


@dataclass(frozen=True)
class SceneOpening:
    """What a link to a lesson says.

    Attributes:
        scene: the name of the scene.
        recipe: the run on its stage; None for a scene without one.
        epoch: the epoch to show.
        hidden: the knobs that are not shown.
        locked: the knobs that are shown and cannot be moved.
        refused: a sentence for each part that is unknown, broken or not of this scene.
    """

    scene: str
    recipe: Recipe | None
    epoch: int
    hidden: frozenset[str]
    locked: frozenset[str]
    refused: tuple[str, ...]


def usual_run(scene: Scene) -> Recipe | None:
    """The run that a scene's stage begins with."""
    return None if scene.experiment is None else Recipe(scene.experiment)


def open_scene(query: Mapping[str, str], lesson: Lesson) -> SceneOpening:
    """What a link says; some scene comes out of any.

    Args:
        query: names and values, decoded.
        lesson: what it leads to.
    """
    scenes = {scene.name: scene for scene in lesson.scenes}
    refused: list[str] = []
    scene = lesson.scenes[0]
    if too_long := length_refusal(query):
        return SceneOpening(scene.name, usual_run(scene), 0, frozenset(), frozenset(), (too_long,))
    if SCENE in query:
        if query[SCENE] in scenes:
            scene = scenes[query[SCENE]]
        else:
            refused.append(str(refuse(SCENE, query[SCENE], f"one of {', '.join(scenes)}")))
    usual = usual_run(scene)
    if usual is None:
        unheard = (name for name in query if name not in (SCENE, *RESERVED))
        refused += [
            str(refuse("A part of the link", name, "left out: the scene has no run")) for name in unheard
        ]
        return SceneOpening(scene.name, None, 0, frozenset(), frozenset(), tuple(refused))
    reading = read_query(query, ignored=(SCENE, "hide", "lock", *RESERVED))
    refused += reading.refused
    recipe = _suited(reading, scene, usual, refused) if says_run(query) else usual
    hidden, locked = (
        named_knobs(name, query.get(name, ""), scene.knobs, refused) for name in ("hide", "lock")
    )
    return SceneOpening(scene.name, recipe, reading.epoch, hidden, locked, tuple(refused))


def _suited(reading: Reading, scene: Scene, usual: Recipe, refused: list[str]) -> Recipe:
    """The run of a link where the scene has knobs for what sets it apart from its usual run."""
    told, begun = reading.recipe.experiment, usual.experiment
    settable = {name for knob in scene.knobs for name in (knob, *GOES_WITH.get(knob, ()))}
    settings: dict[str, Any] = {}
    for name in (field.name for field in fields(Experiment)):
        value, own = getattr(told, name), getattr(begun, name)
        offered = scene.choices.get(name)
        if value == own:
            continue
        if name not in settable:
            refused.append(str(refuse(name, value, f"{own}: the scene has no knob for it")))
        elif offered is not None and value not in offered:
            refused.append(str(refuse(name, value, f"one of {', '.join(offered)}")))
        else:
            settings[name] = value
    try:
        experiment = replace(begun, **settings)
    except ExperimentError as error:
        refused.append(str(error))
        return usual
    edits = [edit for edit in reading.recipe.edits if _is_made_here(edit, scene, experiment, refused)]
    return Recipe(experiment, tuple(edits))


def _is_made_here(edit: Edit, scene: Scene, experiment: Experiment, refused: list[str]) -> bool:
    if not (edit.field in scene.knobs if edit.field in EDITABLE else scene.nudge):
        refused.append(str(refuse("An edit", edit.field, "left out: it cannot be made in this scene")))
        return False
    try:
        Recipe(experiment, (edit,))
    except ExperimentError as error:
        refused.append(str(error))
        return False
    return True
