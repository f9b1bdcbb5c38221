"""Every lesson has its words in every language, for exactly its scenes and questions."""

from __future__ import annotations

import re

import pytest

from shallownet.texts import TEXTS
from shallownet.texts.lessons import fill, lesson_words, words_of
from shallownet.ui.lessons import LESSONS
from shallownet.ui.panels import PANELS
from shallownet.ui.questions import QUESTIONS

LANGUAGES = sorted(folder.name for folder in TEXTS.iterdir() if (folder / "labels.toml").is_file())
SCENES = [(lesson.name, scene.name) for lesson in LESSONS.values() for scene in lesson.scenes]
PLACEHOLDER = re.compile(r"(?<![\\_^}a-z])\{([a-z][a-z0-9_]*)\}")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_has_words_for_its_scenes_in_their_order(name: str, language: str) -> None:
    words = lesson_words(name, language)
    assert words.title
    assert words.lead
    assert list(words.scenes) == [scene.name for scene in LESSONS[name].scenes]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "scene"), SCENES)
def test_a_scene_has_a_title_a_text_a_question_and_an_answer(name: str, scene: str, language: str) -> None:
    words = lesson_words(name, language).scenes[scene]
    assert 0 < len(words.title) <= 32
    assert words.text
    assert words.question.endswith("?")
    assert any(part.startswith("answer") for part in words.parts)
    # The text itself is said as it is: nothing in it is left to be filled in.
    assert not PLACEHOLDER.search(words.text)


@pytest.mark.parametrize(("name", "scene"), SCENES)
def test_every_language_says_the_same_parts_with_the_same_placeholders(name: str, scene: str) -> None:
    def shape(language: str) -> dict[str, set[str]]:
        parts = lesson_words(name, language).scenes[scene].parts
        return {key: set(PLACEHOLDER.findall(text)) for key, text in parts.items()}

    for language in LANGUAGES:
        assert shape(language) == shape("en")


def test_scenes_name_panels_and_questions_that_exist_and_none_is_left_over() -> None:
    scenes = [scene for lesson in LESSONS.values() for scene in lesson.scenes]
    assert {panel for scene in scenes for panel in scene.panels} == set(PANELS)
    assert {scene.question for scene in scenes} == set(QUESTIONS)


@pytest.mark.parametrize(("name", "scene"), SCENES)
def test_a_question_speaks_of_its_epoch_and_of_no_other(name: str, scene: str) -> None:
    row = next(one for one in LESSONS[name].scenes if one.name == scene)
    for language in LANGUAGES:
        asked = lesson_words(name, language).scenes[scene].question
        assert ("{epoch}" in asked) == (QUESTIONS[row.question].epoch is not None)
        assert not re.search(r"\d{2,} epochs", asked)


def test_formulas_keep_their_braces() -> None:
    text = r"$\frac{a}{b}$ at {epoch}: {unknown}"
    assert fill(text, {"epoch": 7}) == r"$\frac{a}{b}$ at 7: {unknown}"


def test_a_file_is_cut_at_its_headings(tmp_path, monkeypatch) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "one.md").write_text(
        "# Title\n\nLead.\n\n## first: The first\n\nText $x_{1}$.\n\n### question\n\nWhich?\n\n- a: An a\n"
        "- b: A b\n\n### answer\n\nIt is {value}.\n\n### answer b\n\nIt is b.\n\n## second: Two\n\nMore.\n"
    )
    monkeypatch.setattr("shallownet.texts.lessons.TEXTS", tmp_path)
    words_of.cache_clear()
    words = words_of("one.md")
    words_of.cache_clear()
    assert (words.title, words.lead, list(words.scenes)) == ("Title", "Lead.", ["first", "second"])
    first = words.scenes["first"]
    assert (first.title, first.text) == ("The first", "Text $x_{1}$.")
    assert (first.question, first.options) == ("Which?", {"a": "An a", "b": "A b"})
    assert first.answer("a", value=3) == "It is 3."
    assert first.answer("b", value=3) == "It is b."
