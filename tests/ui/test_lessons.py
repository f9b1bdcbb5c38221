"""Every scene of every lesson runs, with each of its choices, and its question is answered from its run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from shallownet.texts import labels
from shallownet.ui.lessons import LESSONS

from .lessons_app import APP, SCENES, checked, choose, open_scene

LABEL = labels()["lesson"]
KINDS = (
    "selectbox",
    "select_slider",
    "slider",
    "radio",
    "button_group",
    "number_input",
    "toggle",
    "checkbox",
)


def find(app, kind: str, key: str):
    """The widget of that key; None if it has gone."""
    return next((one for one in getattr(app, kind) if one.key == key), None)


def moves(widget) -> Iterator[Callable[[Any], object]]:
    """What a visitor can do to a widget: each of a few options, the ends of a range, another number."""
    if widget.type == "number_input":
        yield lambda found: found.set_value(found.value + 1)
    elif widget.type in ("toggle", "checkbox"):
        yield lambda found: found.set_value(not found.value)
    elif widget.type == "slider":
        for end in (widget.min, widget.max):
            yield lambda found, end=end: found.set_value(end)
    else:
        options = widget.options
        for label in [options[0], options[-1]] if widget.type == "select_slider" else options:
            yield lambda found, label=label: choose(found, label)


@pytest.mark.slow
@pytest.mark.parametrize(("lesson", "scene"), SCENES)
def test_every_choice_can_be_made(lesson: str, scene: str) -> None:
    app = open_scene(lesson, scene)
    found = [(kind, widget.key) for kind in KINDS for widget in getattr(app, kind) if widget.key]
    for kind, key in found:
        if key.endswith((".scene_widget", "nav_section")):
            continue
        widget = find(app, kind, key)
        for move in list(moves(widget)) if widget is not None else []:
            widget = find(app, kind, key)
            if widget is None:  # a choice has taken it away
                break
            move(widget)
            checked(app.run())
    for key in [button.key for button in app.button if button.key]:
        button = find(app, "button", key)
        if button is not None and not button.disabled and not key.endswith(".onward"):
            checked(button.click().run())


@pytest.mark.slow
@pytest.mark.parametrize(("lesson", "scene"), SCENES)
def test_a_question_is_answered_from_the_run(lesson: str, scene: str) -> None:
    app = open_scene(lesson, scene)
    question = next(one for one in app.radio if ".guess" in one.key)
    assert len(question.options) > 1
    for place in range(len(question.options)):
        question = next(one for one in app.radio if ".guess" in one.key)
        choose(question, question.options[place])
        checked(app.run())
        reveal = next(one for one in app.button if one.key == f"{lesson}.{scene}.reveal")
        checked(reveal.click().run())
        said = answers(app)
        assert len(said) == 1, said
        assert not re.search(r"(?<![\\_^}a-z])\{[a-z][a-z0-9_]*\}", said[0]), said[0]


def test_each_lesson_has_a_page_file_and_every_file_is_a_page() -> None:
    files = {path.stem for path in (APP.parent / "pages").glob("*.py")}
    assert files == {"playground", "home", "hidden_units", *LESSONS}
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", name) for name in LESSONS)


def answers(app) -> list[str]:
    """What is said for an answer."""
    begins = tuple("**" + LABEL[verdict].split("{")[0] for verdict in ("right", "wrong"))
    return [one.value for one in app.markdown if one.value.startswith(begins)]


def test_an_answer_stays_until_it_is_another_question() -> None:
    app = open_scene("derivatives", "derivation")
    question = next(one for one in app.radio if ".guess" in one.key)
    choose(question, question.options[0])
    checked(app.run())
    checked(find(app, "button", "derivatives.derivation.reveal").click().run())
    said = answers(app)
    assert len(said) == 1
    for name in ("next", "all"):
        checked(find(app, "button", f"derivatives.derivation.{name}").click().run())
        assert answers(app) == said
    choose(find(app, "selectbox", "derivatives.derivation.activation_widget"), "tanh")
    checked(app.run())
    assert answers(app) == []
