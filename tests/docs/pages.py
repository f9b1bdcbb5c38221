"""The pages about the project, as their tests read them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tools.server import ROOT

PAGES = sorted(
    [
        *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "deploy/README.md")),
        *(ROOT / "docs").glob("*.md"),
    ]
)

_BLOCK = re.compile(r"^(?:<!-- (?P<comment>.+?) -->\n)?```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.M | re.S)
_HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
_LINK = re.compile(r"(?P<picture>!?)\[(?P<text>[^\]]*)\]\((?P<target>[^)\s]+)\)")


class Block(NamedTuple):
    """A fenced block: its language, its text, and the comment in the line before it."""

    kind: str
    text: str
    comment: str


class Link(NamedTuple):
    """A link, or a picture with its description."""

    text: str
    target: str
    is_picture: bool


def named(path: Path) -> str:
    """A page's path in the project."""
    return path.relative_to(ROOT).as_posix()


def read(path: Path) -> str:
    """Its text."""
    return path.read_text(encoding="utf-8")


def blocks(text: str) -> Iterator[Block]:
    """The fenced blocks of a page."""
    for found in _BLOCK.finditer(text):
        yield Block(found["kind"], found["text"], found["comment"] or "")


def links(text: str) -> Iterator[Link]:
    """The links and pictures of a page, those in blocks left out."""
    for found in _LINK.finditer(_BLOCK.sub("", text)):
        yield Link(found["text"], found["target"], bool(found["picture"]))


def anchors(text: str) -> set[str]:
    """The addresses that GitHub gives a page's headings."""
    headings = _HEADING.findall(_BLOCK.sub("", text))
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.replace(" ", "-") for heading in plain}


def section(text: str, title: str) -> str:
    """What stands under a heading of the second rank, up to the next one that is not in a block."""
    within = [found.span() for found in _BLOCK.finditer(text)]
    headings = [
        one
        for one in re.finditer(r"^## (.+)\n", text, re.MULTILINE)
        if not any(start < one.start() < end for start, end in within)
    ]
    titles = [one[1] for one in headings]
    place = titles.index(title)
    end = headings[place + 1].start() if place + 1 < len(headings) else len(text)
    return text[headings[place].end() : end]
