"""The table of shapes says of every array what the arrays themselves say."""

from __future__ import annotations

import pytest

from shallownet import Experiment
from shallownet.core.experiment import Recipe
from shallownet.core.replay import begin
from shallownet.core.walk import SHAPES
from shallownet.texts.lessons import lesson_words
from shallownet.ui.panels.shapes import shapes_of

from .lessons_app import checked, open_scene

LOOP = lesson_words("gradient_descent").scenes["loop"]


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment(),
        Experiment(hidden_units=1, activation="relu", samples=50, test_fraction=0.2),
        Experiment(hidden_units=7, features=("x1", "x2", "x1x2"), activation="leaky_relu"),
        Experiment(hidden_units=2, dataset="bumps", problem="regression"),
    ],
    ids=["published", "one unit", "three inputs", "regression"],
)
def test_the_shapes_in_letters_are_those_of_the_arrays(experiment: Experiment) -> None:
    shapes = shapes_of(begin(Recipe(experiment)))
    sizes = {
        "n_x": len(experiment.features),
        "n_h": experiment.hidden_units,
        "m": round(experiment.samples * (1 - experiment.test_fraction)),
        "1": 1,
    }
    for name, shape in shapes.items():
        assert shape == tuple(sizes[letter] for letter in SHAPES[name]), name
    assert list(shapes) == [
        *("X", "Y", "W1", "b1", "W2", "b2", "Z1", "A1", "Z2", "A2"),
        *("dW1", "db1", "dW2", "db2"),
    ]


def test_the_table_follows_the_number_of_hidden_units() -> None:
    app = open_scene("gradient_descent", "loop")

    def said() -> dict[str, str]:
        symbols, _, shapes = (app.table[0].value.iloc[:, column] for column in range(3))
        # A shape is not broken in two lines.
        return {
            name: shape.replace("\N{NO-BREAK SPACE}", " ")
            for name, shape in zip(symbols, shapes, strict=True)
        }

    assert said()["$W_1$"] == "$(n_h, n_x)$ = (4, 2)"
    assert said()["$dW_2$"] == "$(1, n_h)$ = (1, 4)"
    slider = next(one for one in app.slider if one.key.endswith("hidden_units"))
    slider.set_value(7)
    checked(app.run())
    assert said()["$W_1$"] == "$(n_h, n_x)$ = (7, 2)"
    assert said()["$A_1$"] == "$(n_h, m)$ = (7, 400)"


def test_cost_and_loop_are_said_as_formulas() -> None:
    app = open_scene("gradient_descent", "loop")
    said = {one.value for one in app.markdown}
    assert {LOOP.say(key) for key in ("cost", "predict", "differentiate", "update")} <= said
