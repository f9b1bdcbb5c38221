"""Every language says everything, with the same placeholders, formulas and links; nothing is said in code."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import pytest
import streamlit

import shallownet
from shallownet.texts import FIRST_LANGUAGE, TEXTS, labels, languages
from shallownet.texts.lessons import words_of
from shallownet.texts.refusals import forms, in_language

from .refusal_forms import HOLE, english_forms

OTHERS = [code for code in languages() if code != FIRST_LANGUAGE]
FILES = sorted(str(path.relative_to(TEXTS / "en")) for path in (TEXTS / "en").rglob("*.md"))
PLACEHOLDER = re.compile(r"\{(\w+)\}")
FORMULA = re.compile(r"\$\$?[^$]+\$\$?")
IN_FORMULA = re.compile(r"\\text\{[^}]*\}")
LINK = re.compile(r"\]\(([^)]+)\)")
PACKAGE = Path(shallownet.__file__).parent


def test_there_are_two_languages_at_least_and_each_says_its_own_name() -> None:
    assert {"en": "English", "ko": "한국어"}.items() <= languages().items()
    assert next(iter(languages())) == FIRST_LANGUAGE
    for code in languages():
        assert labels(code)["stage"]["locale"] == code


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_the_same_files(language: str) -> None:
    found = sorted(str(path.relative_to(TEXTS / language)) for path in (TEXTS / language).rglob("*.md"))
    assert found == FILES


@pytest.mark.parametrize("language", OTHERS)
def test_labels_have_the_same_placeholders(language: str) -> None:
    for part, texts in labels().items():
        for name, text in texts.items():
            own = labels(language)[part][name]
            assert own.strip(), f"{part}.{name} is empty"
            assert set(PLACEHOLDER.findall(own)) == set(PLACEHOLDER.findall(text)), f"{part}.{name}"


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("path", FILES)
def test_words_have_the_same_scenes_parts_options_placeholders_formulas_and_links(
    path: str, language: str
) -> None:
    english, own = words_of(path), words_of(path, language)
    assert list(own.scenes) == list(english.scenes)
    texts = {"lead": (english.lead, own.lead), "title": (english.title, own.title)}
    for name, scene in english.scenes.items():
        said = own.scenes[name]
        assert list(said.parts) == list(scene.parts), name
        texts |= {f"{name}.title": (scene.title, said.title), f"{name}.text": (scene.text, said.text)}
        for key, text in scene.parts.items():
            texts[f"{name}.{key}"] = text, said.parts[key]
            if key == "question":
                assert list(said.options) == list(scene.options), name
    for name, pair in texts.items():
        first, second = (_bones(text) for text in pair)
        assert first == second, name
        assert bool(pair[0]) == bool(pair[1]), name


def _bones(text: str) -> dict[str, object]:
    """What is the same in every language."""
    formulas = Counter(IN_FORMULA.sub("", formula) for formula in FORMULA.findall(text))
    without = FORMULA.sub("", text)
    return {
        "placeholders": set(PLACEHOLDER.findall(without)),
        "formulas": formulas,
        "links": Counter(LINK.findall(text)),
        "code": Counter(re.findall(r"`[^`]+`", text)),
    }


@pytest.mark.parametrize("language", languages())
def test_every_refusal_is_said(language: str) -> None:
    assert {PLACEHOLDER.sub(HOLE, form) for form in forms(language)} == english_forms()
    for english, own in forms(language).items():
        assert set(PLACEHOLDER.findall(own)) == set(PLACEHOLDER.findall(english)), english


@pytest.mark.parametrize("language", OTHERS)
def test_a_refusal_is_said_in_the_language_down_to_its_last_part(language: str) -> None:
    said = in_language("seed is -1, but it must be a whole number from 0 to 4294967295.", language)
    assert {"seed", "-1", "0", "4294967295"} <= set(re.findall(r"-?\w+", said, re.ASCII))
    is_translated = said != "seed is -1, but it must be a whole number from 0 to 4294967295."
    assert is_translated or language not in ("en", "ko")
    assert not is_translated or not re.search("must|number|whole", said)
    assert in_language("Nobody has said this before.", language) == "Nobody has said this before."


def test_english_refusals_stay_as_they_are() -> None:
    sentence = "seed is -1, but it must be a whole number from 0 to 4294967295."
    assert in_language(sentence, "en") == sentence


SHOWING = {
    *(
        "title",
        "header",
        "subheader",
        "caption",
        "text",
        "markdown",
        "write",
        "info",
        "warning",
        "error",
        "success",
    ),
    *(
        "toast",
        "button",
        "download_button",
        "link_button",
        "page_link",
        "slider",
        "select_slider",
        "selectbox",
    ),
    *(
        "multiselect",
        "radio",
        "pills",
        "segmented_control",
        "toggle",
        "checkbox",
        "number_input",
        "text_input",
    ),
    *(
        "text_area",
        "file_uploader",
        "form_submit_button",
        "expander",
        "popover",
        "tabs",
        "dialog",
        "metric",
        "Page",
    ),
}
"""Streamlit's calls that show their first argument, or one of ``NAMED``, to a visitor."""
NAMED = {"label", "help", "placeholder", "body", "title", "alt", "text"}
WORD = re.compile(r"(?<!\\)\b[A-Za-z]{3,}")
"""A command of LaTeX is none."""


def _literal(node: ast.expr) -> str:
    """The words that are written in the code of an argument."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value for part in node.values if isinstance(part, ast.Constant))
    return ""


@pytest.mark.parametrize(
    "path",
    [
        *sorted((PACKAGE / "ui").rglob("*.py")),
        *sorted((PACKAGE.parent / "pages").glob("*.py")),
        PACKAGE.parent / "app.py",
    ],
    ids=lambda path: path.stem,
)
def test_no_page_says_anything_of_its_own(path: Path) -> None:
    said = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        # The log is the owner's.
        if node.func.attr in SHOWING and ast.unparse(node.func.value) != "LOGGER":
            shown = [*node.args[:1], *(one.value for one in node.keywords if one.arg in NAMED)]
            said += [_literal(one) for one in shown if WORD.search(_literal(one))]
    # A page's file is its address.
    assert [text for text in said if not text.startswith("pages/")] == []


# Where Streamlit puts a sentence of its own together from parts.
JOINTS = re.compile(r"\{\w+\}|(?<=Enter to )|(?<=exist)(?=\.)")


@pytest.mark.parametrize("kind", ["streamlit_names", "streamlit_texts"])
def test_streamlit_still_says_what_is_translated(kind: str) -> None:
    """Its page is looked through, as a word of a later version would stay in English unnoticed."""
    scripts = (Path(streamlit.__file__).parent / "static").rglob("*.js")
    page = [script.read_text(encoding="utf-8") for script in scripts]
    for name, text in labels()[kind].items():
        parts = [part for part in JOINTS.split(text) if part]
        assert any(all(part in script for part in parts) for script in page), f"{kind}.{name}: {text}"
