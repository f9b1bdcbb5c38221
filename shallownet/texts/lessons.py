"""The lessons' words: one Markdown file a lesson, cut into scenes and named parts at its headings.

``# title`` and a lead; for each scene ``## name: Title`` and its text; within a scene ``### key`` begins a
part that the page says at its place. ``### question`` ends in a list of ``- key: option``; ``### answer``,
or ``### answer key`` where that option is the right one, is said when the question is answered.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from shallownet.texts import TEXTS

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_OPTION = re.compile(r"^- (\w+): (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class SceneWords:
    """What one scene says.

    Attributes:
        title: its heading.
        text: its text, Markdown with formulas.
        parts: its named parts.
    """

    title: str
    text: str
    parts: Mapping[str, str]

    def has(self, key: str) -> bool:
        """Whether there is a part of that name."""
        return key in self.parts

    def say(self, key: str, **values: object) -> str:
        """A part with its {placeholders} filled in; braces of formulas stay.

        Raises:
            KeyError: if there is no such part.
        """
        return fill(self.parts[key], values)

    @property
    def question(self) -> str:
        """The question, without its options."""
        return _OPTION.sub("", self.parts["question"]).strip()

    @property
    def options(self) -> dict[str, str]:
        """The answers to choose from, by key; empty if they follow from the run."""
        return dict(_OPTION.findall(self.parts["question"]))

    def answer(self, right: str, **values: object) -> str:
        """What is said when the right option is revealed."""
        own = f"answer {right}"
        return self.say(own if self.has(own) else "answer", **values)


@dataclass(frozen=True)
class LessonWords:
    """What one lesson says: its title, a sentence that leads in, and its scenes by name, in order."""

    title: str
    lead: str
    scenes: Mapping[str, SceneWords]


def fill(text: str, values: Mapping[str, object]) -> str:
    """The text with those {placeholders} replaced that have a value; whole numbers as 10,000."""

    def told(found: re.Match[str]) -> str:
        value = values.get(found[1], found[0])
        return f"{value:,}" if isinstance(value, int) else str(value)

    return _PLACEHOLDER.sub(told, text)


def lesson_words(name: str, language: str = "en") -> LessonWords:
    """The words of a lesson."""
    return words_of(f"lessons/{name}.md", language)


@cache
def words_of(path: str, language: str = "en") -> LessonWords:
    """The words of a Markdown file in the language's folder."""
    text = (TEXTS / language / path).read_text(encoding="utf-8")
    head, *sections = re.split(r"^## ", text, flags=re.MULTILINE)
    title, lead = _cut(head.removeprefix("# "))
    scenes = {}
    for section in sections:
        body, *parts = re.split(r"^### ", section, flags=re.MULTILINE)
        heading, words = _cut(body)
        scene, _, scene_title = heading.partition(": ")
        scenes[scene] = SceneWords(scene_title, words, dict(_cut(part) for part in parts))
    return LessonWords(title, lead, scenes)


def _cut(text: str) -> tuple[str, str]:
    first, _, rest = text.partition("\n")
    return first.strip(), rest.strip()
