"""Every lesson has its picture, in the palette's colours; isolines are where they ought to be."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from shallownet.figures.drawing import Frame, isolines
from shallownet.figures.palette import PALETTE
from shallownet.figures.pictures import HEIGHT, PICTURES, WIDTH, picture
from shallownet.ui.lessons import LESSONS

SVG = "{http://www.w3.org/2000/svg}"
COLOUR = re.compile(r"#[0-9a-f]{6}\b")


def test_every_page_has_a_picture() -> None:
    assert set(PICTURES) == {*LESSONS, "playground", "hidden_units"}


@pytest.mark.parametrize("theme", PALETTE)
@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_an_image_with_a_name_in_the_colours_of_the_theme(name: str, theme: str) -> None:
    svg = picture(name, theme, 'a < b & "c"')
    root = ElementTree.fromstring(svg)
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    assert root.get("aria-label") == 'a < b & "c"'
    used = set(COLOUR.findall(svg))
    assert used
    assert used <= set(PALETTE[theme].values())
    assert "nan" not in svg
    assert len(svg) < 40_000


def test_the_two_themes_differ_in_colours_alone() -> None:
    for name in PICTURES:
        light, dark = (COLOUR.sub("", picture(name, theme, "")) for theme in ("light", "dark"))
        assert light == dark


@pytest.mark.parametrize("name", PICTURES)
def test_dots_are_inside_the_picture(name: str) -> None:
    for circle in ElementTree.fromstring(picture(name, "light", "")).iter(f"{SVG}circle"):
        assert 0 <= float(circle.get("cx", "nan")) <= WIDTH
        assert 0 <= float(circle.get("cy", "nan")) <= HEIGHT


@pytest.mark.parametrize("theme", PALETTE)
def test_a_class_and_a_sign_are_known_without_colours(theme: str) -> None:
    """Circles are class 0 and diamonds class 1; what is negative is dashed."""
    colours = PALETTE[theme]
    maps = ElementTree.fromstring(picture("hidden_units", theme, ""))
    filled = [shape for shape in maps.iter() if shape.get("stroke") == colours["point_outline"]]
    by_shape = {(shape.tag.removeprefix(SVG), shape.get("fill")) for shape in filled}
    assert by_shape == {("circle", colours["negative"]), ("path", colours["positive"])}
    assert len(filled) == 2 * 140
    links = [
        (path.get("stroke"), path.get("stroke-dasharray") != "none")
        for path in ElementTree.fromstring(picture("backpropagation", theme, "")).iter(f"{SVG}path")
        if path.get("stroke") in (colours["negative"], colours["positive"])
    ]
    assert set(links) == {(colours["negative"], True), (colours["positive"], False)}


def test_diamonds_stand_where_their_points_are() -> None:
    svg = Frame(10, 20, 100, 50, (-1, 1), (0, 5)).diamonds([-1, 1], [0, 5], 4, "#112233")
    path = ElementTree.fromstring(svg)
    assert path.get("fill") == "#112233"
    starts = [tuple(map(float, at)) for at in re.findall(r"M([\d.]+) ([\d.]+)", path.get("d", ""))]
    assert starts == [(10, 65), (110, 15)]  # the upper corner, 1.25 radii above


def test_the_isoline_of_a_plane_is_straight_and_whole() -> None:
    xs, ys = np.linspace(-1, 1, 9), np.linspace(-2, 2, 5)
    X, Y = np.meshgrid(xs, ys)
    ends = isolines(xs, ys, 2 * X + Y, 0.25)
    np.testing.assert_allclose(2 * ends[..., 0] + ends[..., 1], 0.25, atol=1e-12)
    # From (1, -1.75) to (-0.875, 2): the pieces add up to it.
    length = np.hypot(*(ends[:, 1] - ends[:, 0]).T).sum()
    assert length == pytest.approx(np.hypot(1.875, 3.75))


def test_the_isoline_of_a_bowl_is_a_circle() -> None:
    xs = np.linspace(-1, 1, 81)
    X, Y = np.meshgrid(xs, xs)
    ends = isolines(xs, xs, X * X + Y * Y, 0.5)
    np.testing.assert_allclose(np.hypot(ends[..., 0], ends[..., 1]), np.sqrt(0.5), atol=1e-3)
    length = np.hypot(*(ends[:, 1] - ends[:, 0]).T).sum()
    assert length == pytest.approx(2 * np.pi * np.sqrt(0.5), rel=1e-3)


def test_there_is_no_isoline_beyond_the_values() -> None:
    xs = np.linspace(0, 1, 3)
    assert isolines(xs, xs, np.ones((3, 3)), 2.0).shape == (0, 2, 2)


def test_a_frame_puts_y_upwards() -> None:
    frame = Frame(10, 20, 100, 50, (-1, 1), (0, 5))
    np.testing.assert_allclose(frame.place([-1, 1], [0, 5]), [[10, 70], [110, 20]])
