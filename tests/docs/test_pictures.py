"""The pictures on the pages are those that the project makes of itself, all of them, and light enough."""

from __future__ import annotations

import pytest
from PIL import Image

from tools.pictures import FOLDER, LARGEST, LARGEST_ANIMATED, PICTURES
from tools.server import ROOT

from .pages import PAGES, links, read

KINDS = (".png", ".webp", ".gif", ".jpg", ".svg")


def test_the_pages_show_what_the_tool_makes_and_none_is_left_over() -> None:
    shown = {
        (page.parent / link.target).resolve()
        for page in PAGES
        for link in links(read(page))
        if link.is_picture
    }
    assert shown == {FOLDER / name for name in PICTURES}
    assert {path.name for path in FOLDER.iterdir() if path.suffix in KINDS} == set(PICTURES)


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_light_and_large_enough_to_be_read(name: str) -> None:
    path = FOLDER / name
    with Image.open(path) as picture:
        frames = getattr(picture, "n_frames", 1)
        assert picture.width >= 800
        if frames == 1:
            assert path.stat().st_size <= LARGEST
            return
        assert path.stat().st_size <= LARGEST_ANIMATED
        shown = 0.0
        for frame in range(frames):
            picture.seek(frame)
            picture.load()
            shown += picture.info["duration"]
    assert frames >= 30
    assert 5_000 <= shown <= 12_000
    assert picture.info["loop"] == 0


def test_git_and_make_know_them() -> None:
    attributes = (ROOT / ".gitattributes").read_text(encoding="utf-8")
    assert all(f"*{path.suffix} binary" in attributes for path in (FOLDER / name for name in PICTURES))
    assert "\npictures:" in (ROOT / "Makefile").read_text(encoding="utf-8")
