"""A lesson's page: its scenes, one at a time; the picture first, knobs beside it, words below."""

from __future__ import annotations

from typing import Any

import streamlit as st

from shallownet.core.link import QUERY_NAMES
from shallownet.stage.pack import pack
from shallownet.texts.lessons import LessonWords, lesson_words
from shallownet.ui.addresses import page
from shallownet.ui.context import Context, remembered, theme_now
from shallownet.ui.controls import Controls, controls_state
from shallownet.ui.language import language, texts_now
from shallownet.ui.lessons import LESSONS, Lesson, Scene
from shallownet.ui.live import LiveRun
from shallownet.ui.panels import FOLLOWING, PANELS, PICTURES
from shallownet.ui.process import prepare
from shallownet.ui.question import guess_of, show_asked, show_question
from shallownet.ui.questions import QUESTIONS
from shallownet.ui.refused_link import tell_refused
from shallownet.ui.run_link import SCENE
from shallownet.ui.scene_run import choose_scene, go_to, live_run, opening_of
from shallownet.ui.stage import component, show_stage
from shallownet.ui.teachers_mode import KNOBS_KEY

NUDGES = (1e-8, 1e-6, 1e-4, 1e-2, 0.1)
# What the rest of the page was last drawn with; None while it is being drawn.
_DRAWN = "lesson_drawn"
_SHOWN = "lesson_shown"


def show(name: str) -> None:
    """Draw the page of a lesson."""
    prepare()
    lesson, words, texts = LESSONS[name], lesson_words(name, language()), texts_now()
    number = list(LESSONS).index(name) + 1
    st.title(f"{number}  {words.title}", anchor=False)
    with st.container(key="lead"):
        st.markdown(words.lead)
    opening_of(lesson)
    scene = _chosen_scene(lesson, words, texts)
    key = f"{name}.{scene.name}"
    live = live_run(lesson, scene)
    context = Context(key, texts, words.scenes[scene.name], live, theme_now())
    tell_refused(opening_of(lesson).refused, texts)
    with st.container(key=f"scene-{name}-{scene.name}".replace("_", "-")):
        show_asked(QUESTIONS[scene.question], context)
        if live is not None:
            _show_stage(lesson, scene, context, live)
        # Without a stage the panels are the picture.
        before = [panel for panel in scene.panels if live is None or panel in PICTURES]
        _show_panels(before, context)
        _show_words(scene, context)
        _show_panels([panel for panel in scene.panels if panel not in before], context)
    _show_way_on(lesson, scene, words, texts)
    _begin_at_the_top(scene, key)


def _show_panels(panels: list[str], context: Context) -> None:
    for panel in panels:
        if panel in FOLLOWING and not context.run.told:
            # A figure now would show a run that has hardly begun, and hold the knob's effect up.
            st.caption(context.texts["lesson"]["follows"])
        else:
            PANELS[panel](context)


def _begin_at_the_top(scene: Scene, key: str) -> None:
    """Another scene begins at its picture, wherever on the page the way to it was; the address names it."""
    shown, count = st.session_state.get(_SHOWN, (None, 0))
    if shown not in (None, key):
        count += 1
    st.session_state[_SHOWN] = key, count
    says_scene = scene.name if scene.experiment is None else None  # else the stage does
    turned = {"count": count, "scene": says_scene, "names": [SCENE, *QUERY_NAMES]}
    with st.container(height=1, border=False):
        component()(data=pack({"page": turned}), key="turned")


def _chosen_scene(lesson: Lesson, words: LessonWords, texts: dict[str, Any]) -> Scene:
    names = [scene.name for scene in lesson.scenes]
    # Under this key the stage's scenes.js finds them, for the keyboard.
    with st.container(key="scenes"):
        chosen = st.segmented_control(
            texts["lesson"]["scenes"],
            names,
            format_func=lambda name: f"{names.index(name) + 1}  {words.scenes[name].title}",
            label_visibility="collapsed",
            required=True,
            **remembered(f"{lesson.name}.scene", names[0]),
        )
    return next(scene for scene in lesson.scenes if scene.name == chosen)


def _show_stage(lesson: Lesson, scene: Scene, context: Context, live: LiveRun) -> None:
    opened = opening_of(lesson)
    has_knobs = not opened.hidden.issuperset(scene.knobs)
    picture, knobs = st.columns([3.4, 1], gap="medium") if has_knobs else (st.container(), None)
    prefix = f"{context.key}."

    def state() -> tuple[object, ...]:
        # The tab and the guess too: chosen at the moment of an ask, they arrive with it.
        beside = [st.session_state.get(f"{lesson.name}.scene"), guess_of(context), opening_of(lesson)]
        run = (live.epoch, live.told, live.recipe, live.nudged_in_vain)
        return (*controls_state(live, prefix), *run, *beside)

    st.session_state[_DRAWN] = None
    with picture:
        if scene.nudge:
            _show_nudge(context, live)
        with st.container(key="lesson_stage"):
            show_stage(
                live,
                context.key,
                lambda: st.session_state[_DRAWN] not in (None, state()),
                go_to=lambda query: go_to(lesson, query),
            )
        label = context.texts["lesson"]
        changes = "learning_rate" in scene.knobs
        with st.container(key="below_stage"):
            legend = "legend_regression" if live.settings.problem == "regression" else "legend"
            st.caption(" ".join([label[legend], *([label["legend_knobs"]] if changes else [])]))
    if knobs is not None:
        with knobs, st.container(key=KNOBS_KEY):
            Controls(
                live,
                context.texts,
                prefix,
                scene.choices,
                hidden=opened.hidden,
                locked=opened.locked,
            ).show(scene.knobs)
    st.session_state[_DRAWN] = state()


def _show_nudge(context: Context, live: LiveRun) -> None:
    """Above the picture, so that both are in sight on a phone too."""
    label = context.texts["lesson"]
    button, size = st.columns([1, 2], gap="medium", vertical_alignment="bottom")
    with size:
        chosen = st.select_slider(
            label["nudge_size"],
            NUDGES,
            format_func=lambda size: f"{size:g}",
            **context.remembered("nudge", 1e-4),
        )
    with button:
        st.button(
            label["nudge"],
            key=f"{context.key}.nudge_button",
            on_click=live.nudge,
            args=(chosen,),
            width="stretch",
        )
    if live.told_in_vain():
        st.toast(label["nudged_in_vain"])


def _show_words(scene: Scene, context: Context) -> None:
    text, question = st.columns([1.5, 1], gap="large")
    with text:
        st.header(context.words.title, anchor=False)
        st.markdown(context.words.text)
    with question:
        show_question(QUESTIONS[scene.question], context)


def _show_way_on(lesson: Lesson, scene: Scene, words: LessonWords, texts: dict[str, Any]) -> None:
    """A way to the next scene, and from the last one to the next lesson."""
    names = [one.name for one in lesson.scenes]
    lessons = list(LESSONS)
    place, number = names.index(scene.name), lessons.index(lesson.name)

    st.space("small")
    _, onward = st.columns([1.5, 1], gap="large")
    with onward, st.container(key="onward"):
        if place + 1 < len(names):
            following = names[place + 1]
            title = words.scenes[following].title
            st.button(
                texts["lesson"]["next_scene"].format(title=title),
                key=f"{lesson.name}.{scene.name}.onward",
                on_click=choose_scene,
                args=(lesson, following),
            )
        elif number + 1 < len(lessons):
            following = lessons[number + 1]
            st.page_link(
                page(following),
                label=texts["lesson"]["next_lesson"].format(title=lesson_words(following, language()).title),
            )
