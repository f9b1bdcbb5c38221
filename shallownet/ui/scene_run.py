"""The runs behind a lesson's scenes: as a link says at first, found again on the next visit."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from shallownet.core.checks import ExperimentError
from shallownet.core.experiment import Recipe
from shallownet.figures.palette import PALETTE
from shallownet.stage.comparison import Comparison, Variant
from shallownet.stage.labels import stage_labels
from shallownet.ui.language import texts_now
from shallownet.ui.lessons import Lesson, Scene
from shallownet.ui.live import LiveRun
from shallownet.ui.opening import parts_of
from shallownet.ui.panels import FOLLOWING
from shallownet.ui.run_link import SCENE, RunLink
from shallownet.ui.scene_opening import SceneOpening, open_scene, usual_run
from shallownet.ui.share import public_address
from shallownet.ui.variants import variants_of


def opening_of(lesson: Lesson) -> SceneOpening:
    """What the link by which the visitor has come to a lesson says, or the browser's Back button since."""
    key = _opened_key(lesson)
    if key not in st.session_state:
        query = st.query_params.to_dict()
        st.session_state[key] = open_scene(query, lesson)
        if SCENE in query:
            choose_scene(lesson, st.session_state[key].scene)
    opened: SceneOpening = st.session_state[key]
    return opened


def go_to(lesson: Lesson, query: str) -> None:
    """Follow the browser's Back and Forward buttons."""
    opened = open_scene(parts_of(query), lesson)
    st.session_state[_opened_key(lesson)] = opened
    choose_scene(lesson, opened.scene)
    live = st.session_state.get(_run_key(lesson, opened.scene))
    if live is not None and opened.recipe is not None:
        try:
            live.begin(opened.recipe, opened.epoch)
        except ExperimentError as error:
            _note_refusal(lesson, opened, error)


def choose_scene(lesson: Lesson, name: str) -> None:
    """Another scene of the lesson is to be shown."""
    st.session_state[f"{lesson.name}.scene"] = name
    st.session_state.pop(f"{lesson.name}.scene_widget", None)


def live_run(lesson: Lesson, scene: Scene) -> LiveRun | None:
    """The run on a scene's stage; None for a scene without one."""
    usual = usual_run(scene)
    if usual is None:
        return None
    kept = _run_key(lesson, scene.name)
    if kept not in st.session_state:
        opened = opening_of(lesson)
        try:
            live = _stage_run(lesson, scene, usual, opened if opened.scene == scene.name else None)
        except ExperimentError as error:
            _note_refusal(lesson, opened, error)
            live = _stage_run(lesson, scene, usual, None)
        st.session_state[kept] = live
    run: LiveRun = st.session_state[kept]
    run.speak(stage_labels(texts_now()), _comparison(scene))
    return run


def _stage_run(lesson: Lesson, scene: Scene, usual: Recipe, opened: SceneOpening | None) -> LiveRun:
    """The run on a scene's stage, as a link has told it, or the usual one."""
    return LiveRun(
        f"{lesson.name}.{scene.name}",
        usual if opened is None or opened.recipe is None else opened.recipe,
        stage_labels(texts_now()),
        PALETTE,
        _comparison(scene),
        followed=not FOLLOWING.isdisjoint(scene.panels),
        epoch=0 if opened is None else opened.epoch,
        link=RunLink(public_address(), usual, scene.name),
    )


def _comparison(scene: Scene) -> Comparison:
    """How a scene's networks are compared, in the visitor's language."""
    variants = tuple(Variant(*variant) for variant in variants_of(scene.variants, texts_now()))
    return Comparison(variants, scene.meters, scene.plots, scene.histogram, scene.lines)


def _note_refusal(lesson: Lesson, opened: SceneOpening, error: ExperimentError) -> None:
    """What a link says is too much work, or will not do for one of the networks."""
    st.session_state[_opened_key(lesson)] = replace(opened, refused=(*opened.refused, str(error)))


def _opened_key(lesson: Lesson) -> str:
    return f"{lesson.name}.opened"


def _run_key(lesson: Lesson, scene: str) -> str:
    return f"{lesson.name}.{scene}.live"
