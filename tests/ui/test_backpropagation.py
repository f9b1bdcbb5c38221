"""The lesson on backpropagation: every choice of every scene, and answers computed from the run."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from shallownet.core.activations import ACTIVATIONS
from shallownet.core.datasets import DRAWN
from shallownet.core.walk import STEPS
from shallownet.texts import labels
from shallownet.texts.lessons import lesson_words
from shallownet.ui.panels.gradient_check import LIMIT, step_text

pytestmark = pytest.mark.slow

CONTROLS = labels()["controls"]
SCENES = lesson_words("backpropagation").scenes


def scene(name):
    """A page with one scene's panel, and its answer in the session."""
    import streamlit as st

    from shallownet.texts import labels
    from shallownet.texts.lessons import lesson_words
    from shallownet.ui.context import Context
    from shallownet.ui.panels import backpropagation, gradient_check, keepdims

    show, answer = {
        "walk": (backpropagation.show_walk, backpropagation.answer_walk),
        "check": (gradient_check.show_gradient_check, gradient_check.answer_check),
        "keepdims": (keepdims.show_keepdims, keepdims.answer_keepdims),
    }[name]
    words = lesson_words("backpropagation").scenes[name]
    context = Context(f"backpropagation.{name}", labels(), words, None, "light")
    show(context)
    st.session_state["answer"] = answer(context)
    st.session_state["said"] = words.answer(st.session_state["answer"][0], **st.session_state["answer"][1])


def open_scene(name):
    return AppTest.from_function(scene, args=(name,), default_timeout=30).run()


def knob(app, kind, label):
    return next(one for one in getattr(app, kind) if one.label == label)


def button(app, name, key):
    return next(one for one in app.button if one.label == SCENES[name].say(key))


def html(app):
    return "".join(element.proto.body for element in app.get("html"))


def formula(app, index):
    return app.latex[index].value.removeprefix("$$").removesuffix("$$").strip()


def fine(app, name):
    """Nothing went wrong, nothing is left to fill in, and the answer is one of the options."""
    assert not app.exception
    said = [*app.markdown, *app.caption, *app.warning, *app.info, *app.success]
    for text in [*(one.value for one in said), app.session_state["said"], html(app)]:
        assert not re.search(r"(?<![\\_^}a-z])\{[a-z][a-z0-9_]*\}", text), text
    assert app.session_state["answer"][0] in SCENES[name].options
    return app


@pytest.mark.parametrize("name", SCENES)
def test_a_scene_opens(name):
    fine(open_scene(name), name)


@pytest.mark.parametrize("name", ["walk", "check"])
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_can_be_chosen_for_both_problems(name, activation):
    app = open_scene(name)
    knob(app, "selectbox", CONTROLS["activation"]).set_value(activation).run()
    for dataset in ("flower", "bumps"):
        fine(knob(app, "selectbox", CONTROLS["dataset"]).set_value(dataset).run(), name)


@pytest.mark.parametrize("name", ["walk", "check"])
def test_every_data_set_can_be_chosen(name):
    app = open_scene(name)
    for dataset in DRAWN:
        fine(knob(app, "selectbox", CONTROLS["dataset"]).set_value(dataset).run(), name)


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.parametrize("n_h", [1, 2, 3, 4])
def test_every_width_batch_and_epoch_can_be_chosen(name, n_h):
    app = open_scene(name)
    if name == "keepdims":
        for _ in range(3):
            button(app, name, "run_next").click().run()
    if name == "check":
        button(app, name, "run_check").click().run()
    knob(app, "select_slider", CONTROLS["hidden_units"]).set_value(n_h).run()
    for m in (2, 3, 4, 5, 6):
        fine(knob(app, "select_slider", SCENES[name].say("batch")).set_value(m).run(), name)
    for epoch in (10, 100, 1000):
        fine(knob(app, "select_slider", SCENES[name].say("epoch")).set_value(epoch).run(), name)
    fine(knob(app, "number_input", CONTROLS["seed"]).set_value(7).run(), name)


@pytest.mark.parametrize("dataset", ["flower", "bumps"])
def test_next_goes_through_all_steps_and_back_to_the_first(dataset):
    app = open_scene("walk")
    knob(app, "selectbox", CONTROLS["dataset"]).set_value(dataset).run()
    for number, name in enumerate(STEPS, 1):
        said = [one.value for one in app.markdown]
        assert any(text.startswith(f"Step {number} of {len(STEPS)}") for text in said)
        assert app.select_slider[0].value == name
        assert len(app.code) == 1
        fine(app, "walk")
        if number < len(STEPS):
            button(app, "walk", "next").click().run()
    assert button(app, "walk", "next").disabled
    for _ in STEPS[1:]:
        button(app, "walk", "back").click().run()
    assert button(app, "walk", "back").disabled
    assert app.select_slider[0].value == STEPS[0]


def test_the_slider_goes_to_any_step():
    app = open_scene("walk")
    app.select_slider[0].set_value("dW1").run()
    assert app.code[0].value == "dW1 = (1 / m) * dZ1 @ X.T"
    assert formula(app, 0) == r"\begin{gathered}dW_1 = \frac{1}{m}\, dZ_1 X^{\top}\end{gathered}"
    assert formula(app, 1).startswith("dW_1[1,1] = ")


def test_an_entry_is_followed_and_kept_from_step_to_step():
    app = open_scene("walk")
    app.select_slider[0].set_value("dW1").run()
    knob(app, "radio", SCENES["walk"].say("row")).set_value(3).run()
    knob(app, "radio", SCENES["walk"].say("column")).set_value(2).run()
    assert formula(app, 1) == r"dW_1[3,2] = \frac{1}{m} \sum_{i=1}^{4} dZ_1[3,i]\, X[2,i]"
    assert "dZ1[3,4] · X[2,4]" in html(app)
    button(app, "walk", "next").click().run()  # db1 has one column
    assert formula(app, 1).startswith("db_1[3,1] = ")
    button(app, "walk", "back").click().run()
    assert formula(app, 1).startswith("dW_1[3,2] = ")
    # A smaller network has no third row; the larger one has it again.
    units = knob(app, "select_slider", CONTROLS["hidden_units"])
    units.set_value(2).run()
    assert formula(app, 1).startswith("dW_1[2,2] = ")
    knob(app, "select_slider", CONTROLS["hidden_units"]).set_value(4).run()
    assert formula(app, 1).startswith("dW_1[3,2] = ")
    fine(app, "walk")


def test_the_slope_of_leaky_relu_has_a_knob_and_stands_in_the_formula():
    app = open_scene("walk")
    knob(app, "selectbox", CONTROLS["activation"]).set_value("leaky_relu").run()
    knob(app, "slider", CONTROLS["leaky_slope"]).set_value(0.25).run()
    button(app, "walk", "next").click().run()
    assert r"0.25\,z" in formula(app, 0)


def test_the_largest_move_is_told_from_the_run():
    app = open_scene("walk")
    right, shown = app.session_state["answer"]
    largest = {name: float(shown[f"largest_d{name.lower()}"]) for name in ("W1", "b1", "W2", "b2")}
    assert max(largest, key=lambda name: largest[name]) == right
    seen = set()
    for seed in range(8):
        knob(app, "number_input", CONTROLS["seed"]).set_value(seed).run()
        seen.add(app.session_state["answer"][0])
    assert len(seen) > 1  # another seed, another answer


def test_the_check_waits_for_a_guess_then_agrees_at_the_usual_step():
    app = open_scene("check")
    assert not app.success
    assert app.session_state["answer"][0] == "agree"
    button(app, "check", "run_check").click().run()
    assert len(app.success) == 1
    error = app.markdown[0].value
    assert "10⁻" in error
    assert not app.warning


@pytest.mark.parametrize(("step", "verdict"), [(1.0, "coarse"), (1e-12, "rounding")])
def test_a_step_too_large_or_too_small_is_called_so(step, verdict):
    app = open_scene("check")
    button(app, "check", "run_check").click().run()
    knob(app, "select_slider", SCENES["check"].say("step_size")).set_value(step).run()
    assert [one.value for one in app.warning] == [
        SCENES["check"].say(f"verdict_{verdict}", limit=step_text(LIMIT))
    ]
    assert app.session_state["answer"][0] == "apart"
    fine(app, "check")


def test_a_kink_in_the_way_is_named_and_another_seed_offered():
    app = open_scene("check")
    button(app, "check", "run_check").click().run()
    knob(app, "selectbox", CONTROLS["activation"]).set_value("relu").run()
    knob(app, "select_slider", SCENES["check"].say("step_size")).set_value(1.0).run()
    assert app.warning[0].value == SCENES["check"].say("verdict_kink", limit=step_text(LIMIT))
    seed = knob(app, "number_input", CONTROLS["seed"]).value
    button(app, "check", "another_seed").click().run()
    assert knob(app, "number_input", CONTROLS["seed"]).value == seed + 1
    fine(app, "check")


@pytest.mark.parametrize(
    ("n_h", "m", "outcome"), [(3, 4, "error"), (4, 4, "silent"), (2, 2, "silent"), (1, 4, "harmless")]
)
def test_life_without_keepdims(n_h, m, outcome):
    app = open_scene("keepdims")
    knob(app, "select_slider", CONTROLS["hidden_units"]).set_value(n_h).run()
    knob(app, "select_slider", SCENES["keepdims"].say("batch")).set_value(m).run()
    assert not app.error  # not before the last line is run
    for _ in range(3):
        button(app, "keepdims", "run_next").click().run()
    fine(app, "keepdims")
    assert app.session_state["answer"][0] == outcome
    messages = [one.value for one in app.error]
    shapes = {"error": f"({n_h},{m}) ({n_h},{n_h})", "silent": f"({n_h},400) ({n_h},{n_h})"}
    if outcome == "harmless":
        assert not messages
    else:
        expected = f"`ValueError: operands could not be broadcast together with shapes {shapes[outcome]}`"
        assert messages == [expected]
    assert SCENES["keepdims"].say("b2_survives") in [one.value for one in app.markdown]
    button(app, "keepdims", "run_again").click().run()
    assert not app.error
    assert button(app, "keepdims", "run_again").disabled


@pytest.mark.parametrize("name", SCENES)
def test_nothing_is_said_that_nobody_asks_for(name):
    """Every part of a scene's words has a place where the panels say it."""
    import inspect

    from shallownet.ui.panels import backpropagation, gradient_check, keepdims, small_batch

    source = "".join(
        inspect.getsource(module) for module in (backpropagation, gradient_check, keepdims, small_batch)
    )
    for key in SCENES[name].parts:
        stem = re.sub(r"^(about|verdict|outcome)_.*", r"\1_", key)
        assert key.startswith(("question", "answer")) or re.search(f"[\"']{stem}", source), key
    for step in STEPS if name == "walk" else ():
        assert SCENES[name].has(f"about_{step.lower().replace(' ', '_')}")
