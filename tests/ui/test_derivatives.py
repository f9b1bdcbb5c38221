"""The panels of curves, derivations and slopes: each choice of each, and answers that follow from it."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from shallownet.core.activations import ACTIVATIONS
from shallownet.core.derivations import DERIVATIONS
from shallownet.core.slopes import slope
from shallownet.figures.activation_curves import LOW
from shallownet.texts import labels
from shallownet.texts.lessons import lesson_words
from shallownet.ui.panels.curves import QUESTION_Z
from shallownet.ui.panels.derivatives import STEPS, TEXTBOOK_Z

NAMES = list(ACTIVATIONS)
LABELS = labels()["activations"]
LESSONS = {"curves": "activation_functions", "derivation": "derivatives", "slopes": "derivatives"}
pytestmark = pytest.mark.slow

SCRIPT = """
import streamlit as st
from shallownet.texts import labels
from shallownet.texts.lessons import lesson_words
from shallownet.ui.context import Context
from shallownet.ui.panels import curves, derivatives
from shallownet.ui.questions import QUESTIONS

context = Context("here", labels(), lesson_words("{lesson}").scenes["{scene}"], None, "{theme}")
module = curves if "{scene}" == "curves" else derivatives
module.show_{scene}(context)
offered = QUESTIONS["{scene}"].options(context)
right, values = QUESTIONS["{scene}"].answer(context)
st.session_state["answer"] = (right, offered[right], context.words.answer(right, **values))
st.session_state["offered"] = offered
"""


def opened(scene: str, theme: str = "light", **kept: object) -> AppTest:
    """The scene's panel, with what a visitor has chosen before."""
    app = AppTest.from_string(
        SCRIPT.format(lesson=LESSONS[scene], scene=scene, theme=theme), default_timeout=60
    )
    for name, value in kept.items():
        app.session_state[f"here.{name}"] = value
    return checked(app.run())


def checked(app: AppTest) -> AppTest:
    assert not app.exception, [one.value for one in app.exception]
    return app


def words(scene: str):
    return lesson_words(LESSONS[scene]).scenes[scene]


def charts(app: AppTest) -> list[dict]:
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def text(app: AppTest) -> str:
    """Everything said in words."""
    return "\n".join(
        one.value for kind in ("markdown", "caption", "info", "warning") for one in app.get(kind)
    )


def button(app: AppTest, name: str):
    return next(one for one in app.button if one.key == f"here.{name}")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_any_activation_s_curve_can_be_looked_at_alone(name, theme):
    app = opened("curves", theme, chosen=[name])
    (figure,) = charts(app)
    assert figure["frames"]
    assert rf"g(z) = {ACTIVATIONS[name].formula}$" in text(app)
    assert rf"g'(z) = {ACTIVATIONS[name].slope_formula}$" in text(app)
    has_slope_slider = any(one.label == labels()["controls"]["leaky_slope"] for one in app.slider)
    assert has_slope_slider == (name == "leaky_relu")


def test_curves_are_compared_and_none_is_no_error():
    app = opened("curves")
    app.button_group[0].set_value(NAMES)
    checked(app.run())
    (table,) = app.table
    assert table.value["activation"].tolist() == [LABELS[name] for name in NAMES]
    fits = table.value.set_index("activation")["between 0 and 1?"]
    assert fits[fits == words("curves").say("fits")].index.tolist() == [LABELS["sigmoid"]]
    app.button_group[0].set_value([])
    checked(app.run())
    assert [one.value for one in app.info] == [words("curves").say("none_chosen")]
    assert not app.get("plotly_chart")


def test_the_one_looked_at_is_always_among_the_chosen():
    app = opened("curves", chosen=["sigmoid", "tanh"], looked_at="tanh")
    assert app.selectbox[0].value == "tanh"
    app.button_group[0].set_value(["sigmoid", "relu"])
    checked(app.run())
    assert app.selectbox[0].value == "sigmoid"
    assert words("curves").say("about_relu") not in text(app)
    app.selectbox[0].set_value("relu")
    checked(app.run())
    assert words("curves").say("about_relu") in text(app)


def test_the_leaky_slope_moves_the_curve_and_its_flat_zone():
    app = opened("curves", chosen=["leaky_relu"], leaky_slope=0.5)
    (figure,) = charts(app)
    assert figure["data"][0]["y"][0] == 0.5 * LOW
    assert not [shape for shape in figure["layout"]["shapes"] if shape["type"] == "rect"]
    app.slider[0].set_value(0.0)
    (figure,) = charts(checked(app.run()))
    assert figure["data"][0]["y"][0] == 0
    assert len([shape for shape in figure["layout"]["shapes"] if shape["type"] == "rect"]) == 2


@pytest.mark.parametrize(
    ("chosen", "right"),
    [
        (["sigmoid", "tanh"], "sigmoid"),
        (["sigmoid", "tanh", "relu"], "relu"),
        (["relu", "leaky_relu"], "tie"),
        (NAMES, "silu"),
        (["tanh"], "relu"),
        ([], "relu"),
    ],
)
def test_the_largest_slope_is_computed_from_the_chosen(chosen, right):
    app = opened("curves", chosen=chosen)
    assert app.session_state["answer"][0] == right
    offered = [key for key in app.session_state["offered"] if key != "tie"]
    assert len(offered) >= 2
    largest = max(slope(name, QUESTION_Z) for name in offered)
    winners = [name for name in offered if slope(name, QUESTION_Z) == largest]
    assert winners == [right] or (right == "tie" and len(winners) > 1)
    assert f"z = {QUESTION_Z:g}" in words("curves").question


def test_every_reason_is_said_and_used():
    parts = set(words("derivation").parts)
    used = {line.reason for row in DERIVATIONS.values() for line in row.lines}
    assert {part for part in parts if part.startswith("reason_")} == used


@pytest.mark.parametrize("name", NAMES)
def test_a_derivation_is_revealed_a_line_at_a_time(name):
    app = opened("derivation", activation=name)
    lines = DERIVATIONS[name].lines

    def shown() -> list[str]:
        said = text(app)
        return [line.latex for line in lines if f"= {line.latex}$" in said]

    for count in range(1, len(lines)):
        assert set(shown()) == {line.latex for line in lines[:count]}
        assert button(app, "back").disabled == (count == 1)
        button(app, "next").click()
        checked(app.run())
    assert shown() == [line.latex for line in lines]
    assert button(app, "next").disabled
    button(app, "back").click()
    checked(app.run())
    assert shown() == [line.latex for line in lines[:-1]]
    button(app, "all").click()
    checked(app.run())
    assert len(shown()) == len(lines)
    for line in lines:
        assert words("derivation").say(line.reason) in text(app)
    button(app, "again").click()
    checked(app.run())
    assert len(shown()) == 1


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("z", [0.0, 2.0])
def test_every_line_shows_the_same_number(name, z):
    lines = DERIVATIONS[name].lines
    app = opened("derivation", activation=name, z=z, **{f"revealed_{name}": len(lines)})
    values = [
        one.value.rpartition("**")[0].rpartition("**")[2] for one in app.markdown if ":small[" in one.value
    ]
    assert len(set(values)) == 1
    undefined = [one for one in app.markdown if one.value == words("derivation").say("undefined")]
    beside_zero = [line for line in lines if line.beside_zero]
    assert len(undefined) == (len(beside_zero) if z == 0.0 else 0)
    assert len(values) + len(undefined) == len(lines)


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("sigmoid", "product"),
        ("tanh", "square"),
        ("relu", "sign"),
        ("leaky_relu", "sign"),
        ("identity", "constant"),
        ("elu", "minimum"),
        ("softplus", "exponential"),
        ("silu", "needs_z"),
        ("mish", "needs_z"),
    ],
)
def test_which_slope_it_is_follows_from_numbers(name, right):
    app = opened("derivation", activation=name)
    assert app.session_state["answer"][0] == right
    assert LABELS[name] in app.session_state["answer"][2]


def test_a_leaky_relu_of_slope_1_is_the_identity():
    assert (
        opened("derivation", activation="leaky_relu", leaky_slope=1.0).session_state["answer"][0]
        == "constant"
    )
    app = opened("slopes", activation="leaky_relu", leaky_slope=1.0)
    assert app.session_state["answer"][0] == "same"
    assert not app.warning


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_slopes_of_any_activation_at_the_course_s_z_and_one_s_own(name, theme):
    app = opened("slopes", theme, activation=name, z=-1.0, step=1e-5)
    (table,) = app.table
    assert table.value.iloc[:, 0].tolist() == ["10", "0", "−10", "**−1**"]
    through = table.value.iloc[:, 3]
    if DERIVATIONS[name].through_a is None:
        assert set(through) == {words("slopes").say("cannot")}
        assert len(app.info) == 1
    else:
        assert through.tolist() == table.value.iloc[:, 2].tolist()
        assert not app.info
    # Only at z = 0, and only there, does a step so small reach over a kink.
    assert len(app.warning) == (name in ("relu", "leaky_relu"))
    assert len(charts(app)) == 2


@pytest.mark.parametrize("step", STEPS)
def test_every_step_and_all_activations_at_once(step):
    app = opened("slopes", rows="every", z=0.0, step=step)
    (table,) = app.table
    assert table.value.iloc[:, 0].tolist() == [LABELS[name] for name in NAMES]
    assert len(app.warning) == 2


def test_a_kink_is_told_with_both_its_sides():
    app = opened("slopes", activation="relu", z=0.0, step=0.1)
    (said,) = app.warning
    assert "0.5000" in said.value  # the mean of 0 on the left and 1 on the right
    assert "1.0000" in said.value


@pytest.mark.parametrize(("z", "first"), [(-1.0, "−1"), (2.0, "−3")])
def test_two_z_of_one_a_are_the_visitor_s_where_there_are_two(z, first):
    app = opened("slopes", activation="silu", z=z)
    assert f"from $z =$ {first}" in app.info[0].value


def test_slider_and_number_are_one_z():
    app = opened("slopes", z=1.0)
    slider = next(one for one in app.slider if one.key == "here.z_widget")
    assert app.number_input[0].value == slider.value == 1.0
    app.number_input[0].set_value(2.345)
    checked(app.run())
    assert next(one for one in app.slider if one.key == "here.z_widget").value == 2.345
    assert "**2.345**" in app.table[0].value.iloc[:, 0].tolist()
    next(one for one in app.slider if one.key == "here.z_widget").set_value(-4.0)
    checked(app.run())
    assert app.number_input[0].value == -4.0


@pytest.mark.parametrize("name", NAMES)
def test_the_answer_to_slopes_is_the_ratio_of_two_slopes(name):
    app = opened("slopes", activation=name)
    right, _, said = app.session_state["answer"]
    far, near = (slope(name, z) for z in TEXTBOOK_Z[:2])
    expected = {"sigmoid": "thousands", "tanh": "millions", "identity": "same", "relu": "larger"}
    assert right == expected.get(name, right)
    assert (near > 1.1 * far) == (right in ("smaller", "thousands", "millions"))
    assert (near > 1e3 * far) == (right in ("thousands", "millions"))
    assert LABELS[name] in said


def test_every_step_can_be_told_from_the_others():
    steps = opened("slopes").select_slider[0]
    assert len(set(steps.options)) == len(STEPS)
    assert steps.options[:4] == ["1", "0.1", "10⁻²", "10⁻³"]
