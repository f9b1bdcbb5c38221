"""One palette: the stage, Plotly and Streamlit's own theme."""

import tomllib
from pathlib import Path

import plotly.graph_objects as go
import pytest

from shallownet.figures.palette import FONT, PALETTE, template

CONFIG = Path(__file__).parents[2] / ".streamlit" / "config.toml"


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def test_both_themes_have_the_same_colours():
    assert set(PALETTE["light"]) == set(PALETTE["dark"])


@pytest.mark.parametrize("theme", PALETTE)
def test_texts_can_be_read(theme):
    colours = PALETTE[theme]
    assert contrast(colours["ink"], colours["surface"]) >= 7
    assert contrast(colours["muted"], colours["surface"]) >= 4.5
    assert contrast(colours["warning"], colours["surface"]) >= 4.5


@pytest.mark.parametrize("theme", PALETTE)
def test_points_stand_out_from_the_map_below_them(theme):
    colours = PALETTE[theme]
    for sign in ("negative", "positive"):
        assert contrast(colours[sign], colours["map_neutral"]) >= 2.5


@pytest.mark.parametrize("theme", PALETTE)
def test_plotly_takes_the_template(theme):
    figure = go.Figure(layout={"template": go.layout.Template(template(theme))})
    assert figure.layout.template.layout.colorway[0] == PALETTE[theme]["negative"]


@pytest.mark.parametrize("theme", PALETTE)
def test_streamlit_uses_the_same_colours(theme):
    settings = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["theme"][theme]
    colours = PALETTE[theme]
    assert settings["primaryColor"] == colours["accent"]  # no class's colour: knobs belong to neither
    assert settings["blueColor"] == colours["negative"]
    assert settings["orangeColor"] == colours["positive"]
    assert settings["chartCategoricalColors"] == template(theme)["layout"]["colorway"]
    assert settings["backgroundColor"] == colours["surface"]
    assert settings["textColor"] == colours["ink"]


def test_charts_have_the_letters_of_the_pages() -> None:
    assert tomllib.loads(CONFIG.read_text(encoding="utf-8"))["theme"]["font"] == FONT
