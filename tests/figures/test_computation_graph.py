"""The computation graph: every symbol has a place, the step on hand is lit, what it reads is outlined."""

import xml.etree.ElementTree as ElementTree
from base64 import b64decode

import pytest

from shallownet.core.walk import SHAPES, STEPS
from shallownet.figures.computation_graph import computation_graph, svg_image
from shallownet.figures.palette import PALETTE

NAMESPACE = "{http://www.w3.org/2000/svg}"


def symbols(svg, attribute):
    groups = ElementTree.fromstring(svg).iter(f"{NAMESPACE}g")
    return {group.get("data-symbol"): group.get(f"data-{attribute}") for group in groups}


@pytest.mark.parametrize("theme", PALETTE)
@pytest.mark.parametrize("name", STEPS)
def test_each_step_lights_its_place_and_what_it_reads(name, theme):
    svg = computation_graph(name, ("X", "dZ1"), theme)
    states = symbols(svg, "state")
    assert [symbol for symbol, state in states.items() if state == "lit"] == [name.removeprefix("new ")]
    assert {symbol for symbol, read in symbols(svg, "read").items() if read == "1"} == {"X", "dZ1"}


def test_every_symbol_has_a_place():
    assert set(symbols(computation_graph("Z1", (), "light"), "state")) == set(SHAPES)


def test_what_was_computed_stays_filled():
    states = symbols(computation_graph("dZ2", (), "light"), "state")
    assert {symbol for symbol, state in states.items() if state == "ahead"} == {
        *("dW2", "db2", "dZ1", "dW1", "db1")
    }
    states = symbols(computation_graph("new b2", (), "light"), "state")
    assert "ahead" not in states.values()


@pytest.mark.parametrize("theme", PALETTE)
def test_boxes_lie_within_the_picture_and_apart(theme):
    root = ElementTree.fromstring(computation_graph("Z1", (), theme))
    *_, width, height = (float(number) for number in root.get("viewBox").split())
    boxes = [
        [float(rect.get(key)) for key in ("x", "y", "width", "height")]
        for rect in root.iter(f"{NAMESPACE}rect")
    ]
    for i, (x, y, w, h) in enumerate(boxes):
        assert x >= 0
        assert y >= 0
        assert x + w <= width
        assert y + h <= height
        for x2, y2, w2, h2 in boxes[:i]:
            assert x + w <= x2 or x2 + w2 <= x or y + h <= y2 + 0.01 or y2 + h2 <= y + 0.01


def test_letters_can_be_read_on_a_phone():
    root = ElementTree.fromstring(computation_graph("Z1", (), "light"))
    width = float(root.get("viewBox").split()[2])
    room = 390 - 2 * 16  # Streamlit's margins
    assert float(root.get("font-size")) * room / width >= 11


def test_the_image_holds_the_document_and_says_what_it_shows():
    svg = computation_graph("Z1", (), "light")
    image = ElementTree.fromstring(svg_image(svg, 'the "graph" & more').replace('">', '"/>'))
    assert image.get("alt") == 'the "graph" & more'
    assert b64decode(image.get("src").partition("base64,")[2]).decode() == svg
