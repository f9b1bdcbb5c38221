"""How runs differ, in words: every setting there is, and nothing that is the same."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from shallownet import Edit, Experiment, Recipe
from shallownet.core.experiment import EDITABLE
from shallownet.texts import labels
from shallownet.ui.differences import called, columns, differing, written_edits

TEXTS = labels()
OWN = tuple((float(k), 0.5, float(k % 2)) for k in range(12))
# For each setting another value than the default one, and what else that takes.
OTHER: dict[str, dict[str, object]] = {
    "dataset": {"dataset": "circles"},
    "samples": {"samples": 200},
    "noise": {"noise": 0.4},
    "data_seed": {"data_seed": 9},
    "test_fraction": {"test_fraction": 0.25},
    "features": {"features": ("x1", "x1x2")},
    "problem": {"problem": "regression", "dataset": "plane"},
    "hidden_units": {"hidden_units": 9},
    "activation": {"activation": "relu"},
    "initializer": {"initializer": "he"},
    "seed": {"seed": 3},
    "learning_rate": {"learning_rate": 0.1},
    "batch_size": {"batch_size": 20},
    "l1": {"l1": 0.1},
    "l2": {"l2": 0.1},
    "class_share": {"class_share": 0.25},
    "leaky_slope": {"leaky_slope": 0.2},
    "constant": {"constant": -0.5},
    "points": {"dataset": "own", "points": OWN},
}


@pytest.mark.parametrize("field", [field.name for field in fields(Experiment)])
def test_every_setting_that_differs_is_a_column_with_a_name_and_two_texts(field: str) -> None:
    recipes = [Recipe(Experiment()), Recipe(Experiment(**OTHER[field]))]
    found = differing(recipes)
    assert field in found
    for name in found:
        assert getattr(recipes[0].experiment, name) != getattr(recipes[1].experiment, name)
    shown = columns(recipes, TEXTS)
    assert list(shown) == [called(name, TEXTS) for name in found]
    assert called(field, TEXTS) != field
    one, other = shown[called(field, TEXTS)]
    assert one != other
    assert "None" not in one + other


def test_settings_have_names_of_their_own() -> None:
    names = [called(field.name, TEXTS) for field in fields(Experiment)]
    assert len(set(names)) == len(names)


def test_runs_that_are_the_same_have_no_columns() -> None:
    recipe = Recipe(Experiment(), (Edit(3, "l2", 0.1),))
    assert columns([recipe, recipe, recipe], TEXTS) == {}


def test_equally_many_own_points_are_told_apart() -> None:
    moved = ((0.25, 0.5, 0.0), *OWN[1:])
    recipes = [Recipe(Experiment(dataset="own", points=points)) for points in (OWN, moved)]
    shown = columns(recipes, TEXTS)
    assert list(shown) == [called("points", TEXTS)]
    assert len(set(shown[called("points", TEXTS)])) == 2


@pytest.mark.parametrize("field", EDITABLE)
def test_edits_are_told_in_words_as_long_as_they_are_few(field: str) -> None:
    edit = Edit(1200, field, 8 if field == "batch_size" else 0.25)
    plain = Recipe(Experiment())
    (_, said), *more = columns([plain, replace(plain, edits=(edit,))], TEXTS).values()
    assert not more
    value = "8" if field == "batch_size" else "0.25"
    assert said == f"{called(field, TEXTS)} {value} at epoch 1,200"
    weight = Edit(5, "W1[2,1]", -1.5)
    assert written_edits([weight, edit], TEXTS) == f"W1[2,1] −1.5 at epoch 5; {said}"
    assert written_edits([weight, edit, edit], TEXTS) == "3 changes"
