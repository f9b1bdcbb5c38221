"""The page "How many hidden units?": the course's seven networks, and any sweep a visitor likes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from shallownet.sweeps.plan import Plan
from shallownet.texts.lessons import SceneWords, fill, words_of
from shallownet.ui import course_widths
from shallownet.ui.context import Context, theme_now
from shallownet.ui.language import language, texts_now
from shallownet.ui.limits import LIMITS
from shallownet.ui.panels.choosing import choose
from shallownet.ui.panels.training import in_pieces
from shallownet.ui.process import BLOCK_SECONDS, prepare
from shallownet.ui.sweep_choice import choose_plan, duration
from shallownet.ui.sweep_results import (
    MEASURES,
    Shown,
    combinations,
    name_of,
    show_combinations,
    show_figures,
    show_heat,
)
from shallownet.ui.sweep_run import SweepRun
from shallownet.ui.sweep_workers import Workers

_COURSE, _CHOSEN = "hidden_units.course", "hidden_units.chosen"
# What is known is drawn anew so often.
_SOON = 0.4


@dataclass(frozen=True)
class _Section:
    """A sweep on the page.

    Attributes:
        run: the sweep, if it has been begun.
        tell: shows how far it is.
        draw: shows what is known.
    """

    run: SweepRun | None
    tell: Callable[[], None]
    draw: Callable[[], None]


def show() -> None:
    """Draw the page."""
    prepare()
    words = words_of("hidden_units.md", language())
    st.title(words.title, anchor=False)
    st.markdown(words.lead)
    _show_sections(words.scenes, texts_now())


def _show_sections(scenes: Mapping[str, SceneWords], texts: Mapping[str, Any]) -> None:
    context = Context("sweep", texts, scenes["sweep"], None, theme_now())
    # No fragment: what is clicked in one waits for its end, and Stop is to work at once.
    sections = [_course(scenes["course"]), _chosen(context)]
    for section in sections:
        section.draw()
    for section in sections:
        _train(section)


def _train(section: _Section) -> None:
    """Train a section's sweep to its end; every call to Streamlit is where a visitor may interrupt it."""
    run = section.run
    if run is None or not run.is_going:
        return
    # The first result is shown as soon as it is there, later ones now and then.
    next_time, drawn = 0.0, len(run.finished)
    for _ in _pieces(run):
        section.tell()
        if len(run.finished) > drawn and time.perf_counter() > next_time:
            section.draw()
            next_time, drawn = time.perf_counter() + _SOON, len(run.finished)
    # Once more as a whole: what is drawn only at the end, and the buttons.
    st.rerun()


def _pieces(run: SweepRun) -> Iterator[None]:
    if not run.is_elsewhere:
        yield from in_pieces(run.step)
        return
    while not run.step(BLOCK_SECONDS):
        yield


def _course(words: SceneWords) -> _Section:
    st.header(words.title, anchor=False)
    st.markdown(fill(words.text, {"epochs": f"{course_widths.EPOCHS:,}"}))
    run: SweepRun | None = st.session_state.get(_COURSE)
    st.button(
        words.say("train" if run is None else "again"),
        key="course_train",
        type="primary" if run is None else "secondary",
        on_click=_begin_course,
        disabled=run is not None and run.is_going,
    )
    # Its room is kept while what is in it is drawn anew: a page that is shorter for a moment would jump.
    with st.container(key="course_place"):
        place = st.empty()
    told = st.empty()

    def draw() -> None:
        with place:
            course_widths.show_cards(run, words, theme_now())
        if run is not None and run.is_over:
            told.markdown(course_widths.found(run, words))

    return _Section(run, lambda: None, draw)


def _begin_course() -> None:
    st.session_state[_COURSE] = course_widths.begin()


def _chosen(context: Context) -> _Section:
    words = context.words
    st.header(words.title, anchor=False)
    st.markdown(words.text)
    plan = choose_plan(context)
    run: SweepRun | None = st.session_state.get(_CHOSEN)
    is_going = run is not None and run.is_going
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            words.say("start"),
            key="sweep_start",
            type="primary",
            disabled=plan is None or is_going,
            on_click=_begin,
            args=(plan,),
        )
        if run is not None and not run.is_over:
            name = "stop" if is_going else "go_on"
            # One key: while a sweep is under way, Streamlit leaves on the page what is no longer drawn.
            st.button(words.say(name), key="sweep_stop", on_click=_stop, args=(is_going,))
    if run is None:
        return _Section(None, lambda: None, lambda: None)
    bar = st.empty()
    if plan is not None and plan != run.plan:
        st.caption(words.say("changed"))
    shown = _shown(context, run)
    with st.container(key="sweep_place"):
        place = st.empty()

    def tell() -> None:
        known = {"known": f"{len(run.finished):,}", "runs": f"{len(run.plan):,}"}
        if run.is_going:
            left = run.seconds_left
            key = "progress_first" if left is None else "progress"
            bar.progress(run.share, words.say(key, left=duration(left or 0), **known))
        elif not run.is_over:
            bar.caption(words.say("stopped", **known))

    def draw() -> None:
        tell()
        with place.container():
            if len(combinations(run)) > 1:
                show_combinations(shown)
            show_heat(shown)
            if not run.is_going and run.finished:
                show_figures(shown)

    return _Section(run, tell, draw)


def _shown(context: Context, run: SweepRun) -> Shown:
    """Which part of a sweep the visitor looks at."""
    words = context.words
    names = {name_of(one, context.texts): one for one in combinations(run)}
    left, middle, right = st.columns(3, gap="medium")
    name = next(iter(names))
    with left:
        percent = st.slider(words.say("solved"), 50, 100, format="%d%%", **context.remembered("solved", 85))
    with middle:
        kept = context.remembered("measure", MEASURES[0])
        measure = st.radio(words.say("measure"), MEASURES, format_func=words.say, horizontal=True, **kept)
    if len(names) > 1:
        with right:
            name = choose(context, "shown", words.say("shown"), list(names), name)
    return Shown(context, run, names[name], percent / 100, measure)


def _begin(plan: Plan) -> None:
    count = LIMITS.sweep_workers
    st.session_state[_CHOSEN] = SweepRun(plan, workers=Workers(count) if count else None)


def _stop(is_stopped: bool) -> None:
    st.session_state[_CHOSEN].is_stopped = is_stopped
