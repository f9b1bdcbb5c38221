"""Recipe and Edit: comparable, hashed the same for ever and everywhere; wrong edits are refused."""

import dataclasses
import json
import math
import os
import pickle
import subprocess
import sys

import numpy as np
import pytest

from shallownet import Edit, Experiment, ExperimentError, Recipe, train
from shallownet.core import network

from .refusals import NUMBERS, check_sentence, shown_bounds

OTHER = {
    "dataset": "moons",
    "samples": 100,
    "noise": 0.1,
    "data_seed": 2,
    "test_fraction": 0.2,
    "features": ("x1",),
    "hidden_units": 5,
    "activation": "relu",
    "initializer": "he",
    "seed": 3,
    "learning_rate": 0.5,
    "batch_size": 32,
    "l1": 0.1,
    "l2": 0.1,
    "class_share": 0.4,
    "leaky_slope": 0.1,
    "constant": 0.5,
}


@pytest.mark.parametrize("field", sorted(OTHER))
def test_equality_and_hashes_see_every_field(field: str) -> None:
    one, two = Experiment(), Experiment(**{field: OTHER[field]})
    assert one != two
    assert len({one, two, Experiment(), Experiment(**{field: OTHER[field]})}) == 2
    assert Recipe(one).hash != Recipe(two).hash
    assert one.run_hash != two.run_hash


def test_problem_counts_too() -> None:
    one, two = (
        Experiment(dataset="plane", problem="regression"),
        Experiment(dataset="bumps", problem="regression"),
    )
    assert len({Recipe(one).hash, Recipe(two).hash, Recipe(Experiment()).hash}) == 3


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ({"learning_rate": 1}, {"learning_rate": 1.0}),
        ({"l1": -0.0}, {"l1": 0.0}),
        ({"constant": -0.0}, {"constant": 0.0}),
        ({"noise": -0.0}, {"noise": 0}),
        ({"hidden_units": 4}, {"hidden_units": np.int64(4)}),
        ({"learning_rate": 0.25}, {"learning_rate": np.float32(0.25)}),
        ({"activation": "relu"}, {"activation": np.str_("relu")}),
        ({"features": ("x1", "x2")}, {"features": np.array(["x1", "x2"])}),
    ],
)
def test_equal_experiments_have_one_hash(one: dict, two: dict) -> None:
    first, second = Experiment(**one), Experiment(**two)
    assert first == second
    assert hash(first) == hash(second)
    assert repr(first) == repr(second)
    assert Recipe(first).hash == Recipe(second).hash
    assert first.run_hash == second.run_hash


def test_hashes_are_the_same_for_ever() -> None:
    """A shared link or a cache names a run by them, so a release must not change them by accident."""
    assert Recipe(Experiment()).hash == "4aa6ddbebc73"
    assert Experiment().run_hash == "77d6dd46c102"


def test_hashes_are_the_same_in_every_process() -> None:
    code = (
        "from shallownet import Edit, Experiment, Recipe;"
        "r = Recipe(Experiment(features=['x2', 'x1']), (Edit(3, 'l1', 0.5),)); print(r.hash, r.run_hash)"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(answers) == 1
    assert len(answers.pop().split()) == 2


def test_a_recipes_hash_is_short_and_plain() -> None:
    value = Recipe(Experiment()).hash
    assert 8 <= len(value) <= 16
    assert set(value) <= set("0123456789abcdef")


def test_run_hash_is_the_experiments_alone() -> None:
    experiment = Experiment(seed=5)
    edited = Recipe(experiment, (Edit(10, "learning_rate", 0.1),))
    assert edited.run_hash == Recipe(experiment).run_hash == experiment.run_hash
    assert edited.hash != Recipe(experiment).hash


@pytest.mark.parametrize(
    "other",
    [
        Edit(11, "learning_rate", 0.1),
        Edit(10, "learning_rate", 0.2),
        Edit(10, "l1", 0.1),
    ],
)
def test_a_recipes_hash_sees_every_part_of_an_edit(other: Edit) -> None:
    one = Recipe(Experiment(), (Edit(10, "learning_rate", 0.1),))
    two = Recipe(Experiment(), (other,))
    assert one != two
    assert one.hash != two.hash


def test_equal_recipes_have_one_hash() -> None:
    one = Recipe(Experiment(), (Edit(10, "learning_rate", 1), Edit(2, "l2", 0)))
    two = Recipe(Experiment(), [Edit(np.int64(2), "l2", 0.0), Edit(10, "learning_rate", 1.0)])
    assert one == two
    assert hash(one) == hash(two)
    assert one.hash == two.hash
    assert [edit.epoch for edit in one.edits] == [2, 10]


def test_recipes_are_frozen_and_hashable() -> None:
    recipe = Recipe(Experiment(), (Edit(1, "l1", 0.5),))
    assert recipe in {recipe}
    with pytest.raises(dataclasses.FrozenInstanceError):
        recipe.edits = ()
    with pytest.raises(dataclasses.FrozenInstanceError):
        recipe.edits[0].value = 1.0


def test_an_experiment_survives_pickling() -> None:
    """joblib sends experiments to other processes."""
    experiment = Experiment(activation="mish", features=("x1", "x2_squared"), batch_size=10)
    assert pickle.loads(pickle.dumps(experiment)) == experiment
    recipe = Recipe(experiment, (Edit(3, "batch_size", None),))
    assert pickle.loads(pickle.dumps(recipe)).hash == recipe.hash


def test_fields_are_names_and_numbers_that_fit_in_text() -> None:
    settings = dataclasses.asdict(Experiment(**OTHER))
    read = json.loads(json.dumps(settings))
    assert Experiment(**read) == Experiment(**OTHER)


@pytest.mark.parametrize("field", ["learning_rate", "l1", "l2"])
@pytest.mark.parametrize(
    "value", [-1.0, math.nan, math.inf, "fast", True, None, 1e300, 10**400, [1.0]], ids=repr
)
def test_an_edits_value_is_checked_like_the_field(field: str, value: object) -> None:
    with pytest.raises(ExperimentError) as caught:
        Edit(5, field, value)
    check_sentence(str(caught.value), field, value, shown_bounds(*NUMBERS[field]))


@pytest.mark.parametrize("value", [0, -3, 2.5, "32", True, math.nan, 10**400], ids=repr)
def test_an_edits_batch_size_is_checked_like_the_field(value: object) -> None:
    with pytest.raises(ExperimentError) as caught:
        Edit(5, "batch_size", value)
    check_sentence(str(caught.value), "batch_size", value, ["None", "1"])


def test_an_edit_may_return_to_full_batch() -> None:
    assert Edit(5, "batch_size", None).value is None


@pytest.mark.parametrize(
    "epoch", [-1, 1.5, "3", None, True, math.nan, math.inf, 10**400, 10**5000], ids=lambda e: str(type(e))
)
def test_an_edits_epoch_is_a_whole_number_from_zero(epoch: object) -> None:
    with pytest.raises(ExperimentError) as caught:
        Edit(epoch, "learning_rate", 0.1)
    check_sentence(str(caught.value), "epoch", "long " * 20 if epoch == 10**5000 else epoch, ["0"])


@pytest.mark.parametrize(
    "field", ["activation", "seed", "hidden_units", "", None, 3, "learning rate", ["l1"]]
)
def test_only_training_settings_may_be_edited(field: object) -> None:
    with pytest.raises(ExperimentError) as caught:
        Edit(5, field, 0.1)
    check_sentence(str(caught.value), "field", field, ["learning_rate", "batch_size", "l1", "l2"])


@pytest.mark.parametrize("wrong", [5, "tanh", None, {}])
def test_what_is_no_experiment_is_refused_in_one_sentence(wrong: object) -> None:
    for make in (Recipe, train, network.train):
        with pytest.raises(
            ExperimentError, match=r"^(experiment|run) is .*, but it must be an Experiment.*\.$"
        ):
            make(wrong)
    with pytest.raises(ExperimentError, match=r"^edits is .*, but it must be a tuple of Edit\.$"):
        Recipe(Experiment(), wrong)
