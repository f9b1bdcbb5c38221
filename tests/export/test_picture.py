"""The map as SVG and PNG: what it shows is what the network says, and any title is only text."""

from __future__ import annotations

import base64
import io
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from shallownet import Edit, Experiment, ExperimentError, Recipe, Trajectory, train
from shallownet.core.datasets import DATASETS, extent, generate
from shallownet.core.features import expand
from shallownet.core.network import forward
from shallownet.export.picture import picture_png, picture_svg
from shallownet.export.scene import HEIGHT, WIDTH, Scene, rgb
from shallownet.figures.palette import PALETTE
from tests.export.recipes import RECIPES, small

SVG = "{http://www.w3.org/2000/svg}"
THEMES = pytest.mark.parametrize("theme", PALETTE)
RUN = train(
    Experiment(dataset="moons", samples=120, test_fraction=0.25, hidden_units=6, initializer="he"), 600, [600]
)


def read_png(data: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(data)) as image:
        assert image.format == "PNG"
        return np.asarray(image.convert("RGB"))


def near(pixel: np.ndarray, colour: str, tolerance: int = 6) -> bool:
    return bool((abs(pixel.astype(int) - rgb(colour)) <= tolerance).all())


@THEMES
def test_the_map_has_the_colour_of_the_side_that_the_network_takes(theme: str) -> None:
    scene = Scene(RUN.experiment, RUN.parameters[-1], theme)
    pixels, colours = 80, PALETTE[theme]
    field = scene.field(pixels)
    reach = extent(RUN.experiment)
    across = (np.arange(pixels) + 0.5) / pixels * 2 * reach - reach
    X = np.stack([along.ravel() for along in np.meshgrid(across, -across)])  # the top row is the highest x2
    A2 = forward(RUN.parameters[-1], expand(X, RUN.experiment.features), "tanh", "classification").A2
    A2 = A2.reshape(pixels, pixels)
    for name, chosen in (("map_negative", A2 < 0.01), ("map_positive", A2 > 0.99)):
        assert chosen.any()
        assert (abs(field[chosen].astype(int) - rgb(colours[name])) <= 3).all()


def test_the_boundary_is_where_both_classes_are_equally_likely() -> None:
    scene = Scene(RUN.experiment, RUN.parameters[-1], "light")
    frame = scene.frame
    ends = scene.boundary().reshape(-1, 2)
    assert len(ends) > 100
    x1 = frame.xs[0] + (ends[:, 0] - frame.left) / frame.width * (frame.xs[1] - frame.xs[0])
    x2 = frame.ys[1] - (ends[:, 1] - frame.top) / frame.height * (frame.ys[1] - frame.ys[0])
    A2 = forward(RUN.parameters[-1], np.stack([x1, x2]), "tanh", "classification").A2
    np.testing.assert_allclose(A2, 0.5, atol=0.01)


@THEMES
def test_every_point_is_there_in_the_colour_and_shape_of_its_class(theme: str) -> None:
    marks = Scene(RUN.experiment, RUN.parameters[-1], theme).marks()
    points = generate(RUN.experiment)
    assert len(marks) == 120
    assert [mark.is_hollow for mark in marks] == [False] * 90 + [True] * 30
    for mark, label in zip(marks, np.concatenate([one.Y[0] for one in points]), strict=True):
        assert mark.colour == PALETTE[theme]["positive" if label else "negative"]
        assert mark.shape == ("diamond" if label else "circle")
        assert 40 <= mark.x <= 588
        assert 48 <= mark.y <= 596


@THEMES
def test_svg_and_png_show_the_same_picture(theme: str) -> None:
    svg = ElementTree.fromstring(picture_svg(RUN, 600, theme, "Epoch 600"))
    image = read_png(picture_png(RUN, 600, theme, "Epoch 600"))
    assert image.shape == (1280, 1200, 3)
    assert svg.get("viewBox") == f"0 0 {WIDTH} {HEIGHT}"
    scale = 1200 / WIDTH
    circles = svg.findall(f"{SVG}circle")
    diamonds = [path for path in svg.findall(f"{SVG}path") if path.get("fill") != "none"]
    assert len(circles) + len(diamonds) == 120
    # Of the last in a heap of points the middle is not covered: hollow ones come last.
    for circle in [one for one in circles if one.get("fill") == PALETTE[theme]["surface"]][-3:]:
        x, y = (float(circle.get(name)) * scale for name in ("cx", "cy"))
        assert near(image[round(y), round(x)], PALETTE[theme]["surface"])
    assert near(image[2, 2], PALETTE[theme]["surface"])
    field = np.asarray(Image.open(io.BytesIO(_embedded(svg))).convert("RGB"))
    assert field.shape == (274, 274, 3)
    frame = Scene(RUN.experiment, RUN.parameters[-1], theme).frame
    for row, column in ((4, 4), (4, 269), (269, 4), (269, 269)):
        x = (frame.left + (column + 0.5) / 274 * frame.width) * scale
        y = (frame.top + (row + 0.5) / 274 * frame.height) * scale
        assert (abs(image[int(y), int(x)].astype(int) - field[row, column].astype(int)) <= 6).all()


def test_the_boundary_is_drawn_without_gaps() -> None:
    run = train(Experiment(dataset="gaussians", samples=10, initializer="he"), 300, [300])
    image = read_png(picture_png(run, 300, "light", ""))
    middles = Scene(run.experiment, run.parameters[-1], "light").boundary().mean(axis=1) * 1200 / WIDTH
    drawn = [near(image[int(y), int(x)], PALETTE["light"]["contour"], 40) for x, y in middles]
    assert len(drawn) > 200
    assert np.mean(drawn) > 0.95  # a point or two may lie on it


def _embedded(svg: ElementTree.Element) -> bytes:
    (image,) = svg.findall(f"{SVG}image")
    kind, _, data = image.get("href").partition(",")
    assert kind == "data:image/png;base64"
    return base64.b64decode(data, validate=True)


@pytest.mark.parametrize(
    "name", [*(f"{name} 0.2" for name in DATASETS), "all inputs", "zeros classification"]
)
def test_every_data_set_has_a_picture(name: str) -> None:
    run = train(RECIPES[name], 30, [30])
    svg = ElementTree.fromstring(picture_svg(run, 30, "light", name))
    assert "nan" not in ElementTree.tostring(svg, encoding="unicode").replace(name, "")
    shapes = [
        one for tag in ("circle", "path") for one in svg.findall(f"{SVG}{tag}") if one.get("fill") != "none"
    ]
    assert len(shapes) == run.experiment.samples
    assert read_png(picture_png(run, 30, "dark", name, 300)).shape == (320, 300, 3)


@pytest.mark.parametrize("value", [1e6, -1e6])
def test_enormous_weights_have_a_picture(value: float) -> None:
    for activation in ("relu", "mish", "tanh"):
        edits = tuple(Edit(0, name, value) for name in ("W1[1,1]", "W1[2,2]", "W2[1,1]", "b1[3]"))
        recipe = small(activation=activation, edits=edits, learning_rate=0.0)
        run = train(recipe, 1, [1]) if activation == "tanh" else Trajectory.of(*_set(recipe))
        epoch = int(run.epochs[-1])
        assert "nan" not in picture_svg(run, epoch, "light", "")
        read_png(picture_png(run, epoch, "light", "", 300))


def _set(recipe: Recipe) -> tuple:
    """The start with the weights set at it, as if it had been trained so far: such a run diverges at once."""
    start = train(recipe, 0, [0])
    snapshot = start.snapshot(0)
    return recipe, start.shape, [snapshot._replace(flat=recipe.departing(0, snapshot.flat) * 1e200)]


TITLES = [
    "",
    '"><script>alert(1)</script>',
    "a & b",
    "]]>",
    "x" * 10_000,
    "two\nlines\x00\x1b[31m",
    "\ud800",
    "정확도 ²",
]


@pytest.mark.parametrize("title", TITLES)
def test_any_title_is_only_text(title: str) -> None:
    text = picture_svg(RUN, 600, "light", title)
    text.encode("utf-8")
    svg = ElementTree.fromstring(text)
    assert {one.tag.removeprefix(SVG) for one in svg.iter()} <= {
        "svg",
        "title",
        "rect",
        "text",
        "image",
        "path",
        "circle",
    }
    said = svg.get("aria-label")
    assert svg.find(f"{SVG}title").text == (said or None)
    assert len(said) <= 200
    read_png(picture_png(RUN, 600, "light", title, 200))


@settings(max_examples=25)
@given(st.text(max_size=50))
def test_any_text_at_all_is_a_title(title: str) -> None:
    svg = ElementTree.fromstring(picture_svg(RUN, 600, "light", title))
    assert all(not child.attrib.keys() & {"onload", "onclick"} for child in svg.iter())


def test_a_long_title_fits() -> None:
    image = read_png(picture_png(RUN, 600, "light", "Epoch 600, cost 0.1 " * 9, 600))
    ink = (image[:44] < 200).any(axis=(0, 2))
    assert ink.any()
    assert not ink[:8].any()
    assert not ink[-8:].any()


def test_equal_runs_give_equal_bytes() -> None:
    assert picture_png(RUN, 600, "dark", "a", 400) == picture_png(RUN, 600, "dark", "a", 400)
    assert picture_svg(RUN, 600, "dark", "a") != picture_svg(RUN, 600, "light", "a")


def test_what_is_not_there_is_refused() -> None:
    with pytest.raises(ExperimentError, match=r"epoch is 599, but it must be one that the run holds"):
        picture_svg(RUN, 599, "light", "")
    for width in (0, 199, 2401, 10**9, 300.5, "300"):
        with pytest.raises(ExperimentError, match="width is"):
            picture_png(RUN, 600, "light", "", width)
    with pytest.raises(ValueError, match="theme is 'sepia', but it must be one of light, dark"):
        picture_png(RUN, 600, "sepia", "")
