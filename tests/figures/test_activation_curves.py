"""The curves and the point on them: right numbers in every frame, few bytes, no words of its own."""

from __future__ import annotations

import re

import numpy as np
import plotly.graph_objects as go
import pytest

from shallownet.core.activations import ACTIVATIONS
from shallownet.core.slopes import flat_intervals
from shallownet.figures.activation_curves import HIGH, LOW, CurveLabels, activation_curves, style_of
from shallownet.figures.palette import PALETTE
from shallownet.figures.secant import SecantLabels, error_figure, secant_figure

NAMES = list(ACTIVATIONS)
SECANT = SecantLabels("<z>", "<g>", "<tangent>", "<secant>", "<h>", "<error>")


def drawn(names, shaded="", leaky_slope=0.1, theme="light"):
    labels = CurveLabels("<z>", "<g>", "<s>", "<flat>", tuple(f"<{name}>" for name in names))
    return activation_curves(names, shaded or names[0], leaky_slope, theme, labels)


def number(text):
    return float(text.replace("−", "-"))


@pytest.mark.parametrize("theme", PALETTE)
def test_no_two_activations_look_the_same(theme):
    assert len({style_of(name, theme)[1] for name in NAMES}) == len(NAMES), "told apart without colours"
    colours = set(PALETTE[theme].values())
    assert {style_of(name, theme)[0] for name in NAMES} <= colours


@pytest.mark.parametrize("name", NAMES)
def test_each_frame_shows_the_value_the_slope_and_the_tangent_at_its_z(name):
    figure = drawn([name])
    g = ACTIVATIONS[name]
    for frame in figure.frames[::20]:
        z = float(frame.name)
        a, s = g.value([z], 0.1)[0], g.slope([z], 0.1)[0]
        tangent, dot, slope_dot, numbers = frame.data
        assert set(dot.x) == set(slope_dot.x) == {z}
        assert dot.y[:2] == figure.layout.yaxis.range  # the upright line's ends
        assert slope_dot.y[:2] == figure.layout.yaxis2.range
        assert dot.y[2] == pytest.approx(a, abs=6e-4)
        assert slope_dot.y[2] == pytest.approx(s, abs=6e-4)
        rise = (tangent.y[1] - tangent.y[0]) / (tangent.x[1] - tangent.x[0])
        assert rise == pytest.approx(s, abs=1e-2)
        assert (tangent.y[0] + tangent.y[1]) / 2 == pytest.approx(a, abs=2e-3)
        assert number(numbers.text[0].removeprefix("<z> = ")) == z
        assert [number(text) for text in numbers.text[1:]] == pytest.approx([a, s], abs=6e-5)


def test_at_relu_s_kink_the_slope_is_0():
    frame = next(frame for frame in drawn(["relu"]).frames if frame.name == "0.00")
    assert frame.data[2].y[2:] == (0.0,)
    assert frame.data[3].text == ("<z> = 0.00", "0.0000", "0.0000")


def test_frames_move_the_last_traces_and_the_slider_goes_through_all_of_them():
    figure = drawn(["sigmoid", "relu"])
    moved = len(figure.frames[0].data)
    for frame in figure.frames:
        assert list(frame.traces) == list(range(len(figure.data) - moved, len(figure.data)))
    names = [frame.name for frame in figure.frames]
    assert float(names[0]) == LOW
    assert float(names[-1]) == HIGH
    (slider,) = figure.layout.sliders
    assert [step.args[0][0] for step in slider.steps] == names
    assert names[slider.active] == "1.00"
    at_once = slider.steps[0].args[1]
    assert at_once["mode"] == "immediate"
    assert at_once["frame"] == {"duration": 0, "redraw": False}


@pytest.mark.parametrize("count", range(1, len(NAMES) + 1))
def test_a_figure_is_small(count):
    assert len(drawn(NAMES[-count:]).to_json()) < 300_000


@pytest.mark.parametrize("theme", PALETTE)
@pytest.mark.parametrize("shaded", NAMES)
def test_the_flat_zones_of_the_chosen_one_are_shaded_in_both_pictures(shaded, theme):
    figure = drawn(NAMES, shaded, theme=theme)
    zones = [(shape.x0, shape.x1, shape.xref) for shape in figure.layout.shapes if shape.type == "rect"]
    flat = flat_intervals(shaded, LOW, HIGH, 0.1)
    assert sorted(zones) == sorted((low, high, axis) for low, high in flat for axis in ("x", "x2"))


@pytest.mark.parametrize(("name", "broken"), [("relu", True), ("leaky_relu", True), ("elu", False)])
def test_a_slope_s_line_is_interrupted_at_a_kink_alone(name, broken):
    figure = drawn([name])
    line = next(trace for trace in figure.data if trace.mode == "lines" and trace.yaxis == "y2")
    assert (None in line.y) == broken
    circles = [
        trace for trace in figure.data if trace.mode == "markers" and len(trace.x) == 1 and trace.x[0] == 0
    ]
    assert len(circles) == int(broken)
    straight = drawn(["leaky_relu"], leaky_slope=1.0).data[1]
    assert tuple(straight.y) == (1.0,) * len(straight.x)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_plotly_finds_nothing_wrong(name):
    figure = drawn([name])
    assert len(go.Figure(figure.to_dict()).frames) == len(figure.frames)


def words_of(value):
    """Every text in a figure that a visitor reads."""
    if isinstance(value, (list, tuple)):
        for part in value:
            yield from words_of(part)
    elif isinstance(value, dict):
        for key, part in value.items():
            is_name = key == "name" and value.get("type") == "scatter"
            if isinstance(part, str) and (key == "text" or is_name):
                yield part
            elif key == "text" and isinstance(part, (list, tuple)):
                yield from part
            elif key != "frames":
                yield from words_of(part)


@pytest.mark.parametrize("theme", PALETTE)
def test_every_word_was_given(theme):
    figures = [
        drawn(NAMES, "sigmoid", theme=theme),
        secant_figure("relu", 0.0, 0.1, 0.1, theme, SECANT),
        error_figure("relu", 0.5, 0.1, [1.0, 0.1], 0.1, theme, SECANT),
    ]
    for figure in figures:
        found = list(words_of(figure.to_dict()))
        assert found
        for text in found:
            assert re.fullmatch(r"<\w+>( = −?\d+\.\d\d)?|−?\d+\.\d{4}", text), text


def test_the_numbers_shown_never_have_a_minus_before_0():
    texts = {text for frame in drawn(NAMES).frames for text in frame.data[3].text}
    assert not {text for text in texts if re.search(r"[-−]0\.0*$", text)}


@pytest.mark.parametrize("name", NAMES)
def test_tangent_and_secant_go_through_their_points(name):
    z, h, alpha = 0.7, 0.4, 0.1
    figure = secant_figure(name, z, h, alpha, "dark", SECANT)
    g = ACTIVATIONS[name]
    _, tangent, secant, ends, point = figure.data

    def at(line, x):
        return np.interp(x, line.x, line.y)

    assert at(tangent, z) == pytest.approx(g.value([z], alpha)[0])
    assert list(ends.x) == [z - h, z + h]
    np.testing.assert_allclose([at(secant, x) for x in ends.x], g.value([z - h, z + h], alpha))
    assert list(point.x) == [z]


def test_the_error_s_curve_marks_the_chosen_step():
    steps = [1.0, 0.1, 0.01]
    curve, mark = error_figure("tanh", 1.0, 0.1, steps, 0.01, "light", SECANT).data
    assert list(curve.x) == steps
    assert (mark.x[0], mark.y[0]) == (0.1, curve.y[1])
    # No error at all has no place on a logarithmic axis: it is drawn at its lower end.
    assert min(error_figure("identity", 1.0, 1.0, [1.0], 0.01, "light", SECANT).data[0].y) > 0


def test_plotly_accepts_what_streamlit_sends():
    figure = drawn(NAMES)
    assert go.Figure(figure.to_dict()) == figure
