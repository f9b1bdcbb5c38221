"""Whatever the pages point at is there; every page can be reached; links to runs are understood in full."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

from shallownet import train
from shallownet.ui.lessons import LESSONS
from shallownet.ui.opening import open_link, parts_of
from shallownet.ui.playground import PARTS
from shallownet.ui.scene_opening import open_scene
from tools.server import ROOT

from .pages import PAGES, anchors, links, named, read

CLASS = read(ROOT / "docs" / "class.md")
RUNS = re.findall(r"`(/\w*(?:\?[^`]+)?)`", CLASS)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_what_a_page_points_at_is_there(page: Path) -> None:
    for link in links(read(page)):
        if link.target.startswith("https://"):
            continue
        path, _, anchor = link.target.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert target.is_relative_to(ROOT), link
        if anchor:
            assert anchor in anchors(read(target)), link
        if link.is_picture:
            assert len(link.text) > 15, f"{link} does not say what is seen"
            with Image.open(target) as image:
                image.verify()


def test_every_page_can_be_reached_from_the_first() -> None:
    found: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in found or not page.is_file() or page.suffix != ".md":
            continue
        found.add(page)
        waiting += [
            target / "README.md" if target.is_dir() else target
            for link in links(read(page))
            if not link.target.startswith("https://")
            for target in [(page.parent / link.target.partition("#")[0]).resolve()]
        ]
    assert found == set(PAGES)


@pytest.mark.parametrize("link", RUNS)
def test_a_link_to_a_run_is_understood_in_full(link: str) -> None:
    address, _, query = link.partition("?")
    name = address.strip("/")
    if name in LESSONS:
        assert open_scene(parts_of(query), LESSONS[name]).refused == ()
    elif name:
        assert (ROOT / "pages" / f"{name}.py").is_file() or name.startswith("_stcore")
    else:
        assert open_link(parts_of(query), PARTS).refused == ()


def test_there_are_examples_of_every_part_of_a_link() -> None:
    assert len([link for link in RUNS if "?" in link]) >= 6
    said = {name for link in RUNS for name in parts_of(link.partition("?")[2])}
    assert {"epoch", "lock", "hide", "scene"} <= said


def test_the_parts_that_the_table_shows_are_understood() -> None:
    shown = re.findall(r"^\| `(\w+=[^`]+)` \|", CLASS, re.MULTILINE)
    assert len(shown) >= 4
    for part in shown:
        if not part.startswith("language="):  # which is the page's and no part of the run
            assert open_link(parts_of(part), PARTS).refused == (), part


def test_every_knob_of_a_link_is_named() -> None:
    told = CLASS.partition("The names of knobs")[2].partition("\n\n")[0]
    assert set(PARTS) <= set(re.findall(r"`(\w+)`", told))


def test_the_cost_that_everybody_sees_is_that() -> None:
    opened = open_link({"epoch": "7000", "lock": "all"}, PARTS)
    assert f"{train(opened.recipe, 7000, [7000]).train_loss[-1]:.6f}" == "0.217504"
    assert "0.217504" in CLASS
