"""A link says a run exactly, in few characters, and whatever else it says does no harm."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from urllib.parse import parse_qsl, quote, urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shallownet import Edit, Experiment, Recipe
from shallownet.core.activations import ACTIVATIONS
from shallownet.core.datasets import DATASETS
from shallownet.core.experiment import EDITABLE, MAX_EPOCH, MAX_LEARNING_RATE, MAX_SAMPLES, MAX_WEIGHT
from shallownet.core.features import FEATURES
from shallownet.core.initializers import INITIALIZERS
from shallownet.core.link import MOST_EDITS, MOST_READ, VERSION, joined, read_query, write_query
from tests.data import data_of

SEEDS = st.integers(0, 2**32 - 1)
SIZES = st.none() | st.integers(1, MAX_SAMPLES)
VALUES = {
    "learning_rate": st.floats(0, MAX_LEARNING_RATE),
    "batch_size": SIZES,
    "l1": st.floats(0, 1e3),
    "l2": st.floats(0, 1e3),
}


@st.composite
def recipes(draw):
    """Any legal recipe, whatever it would take to train it."""
    row = DATASETS[draw(st.sampled_from(sorted(DATASETS)))]
    coordinates = st.integers(-900, 900).map(lambda step: step / 64)
    point = st.tuples(coordinates, coordinates, st.sampled_from([0, 1]))
    experiment = Experiment(
        dataset=row.name,
        problem=row.problem,
        points=None if row.draw else draw(st.lists(point, min_size=10, max_size=30)),
        samples=draw(st.integers(10, MAX_SAMPLES)),
        noise=draw(st.none() | st.floats(0, row.max_noise)),
        data_seed=draw(SEEDS),
        test_fraction=draw(st.floats(0, 0.9)),
        features=draw(st.lists(st.sampled_from(sorted(FEATURES)), min_size=1, unique=True)),
        hidden_units=draw(st.integers(1, 50)),
        activation=draw(st.sampled_from(sorted(ACTIVATIONS))),
        initializer=draw(st.sampled_from(sorted(INITIALIZERS))),
        seed=draw(SEEDS),
        class_share=draw(st.floats(0.05, 0.95)),
        leaky_slope=draw(st.floats(0, 1)),
        constant=draw(st.floats(-10, 10)),
        **{name: draw(values) for name, values in VALUES.items()},
    )
    entries = st.sampled_from(experiment.shape.entries())
    edits = []
    for _ in range(draw(st.integers(0, 4))):
        field = draw(st.sampled_from(EDITABLE) | entries)
        value = draw(VALUES.get(field, st.floats(-MAX_WEIGHT, MAX_WEIGHT)))
        edits.append(Edit(draw(st.integers(0, MAX_EPOCH)), field, value))
    return Recipe(experiment, tuple(edits))


@given(recipe=recipes(), epoch=st.integers(0, MAX_EPOCH))
def test_any_run_comes_back_from_its_link(recipe, epoch):
    query = write_query(recipe, epoch)
    text = joined(query)
    assert read_query(dict(parse_qsl(text, strict_parsing=bool(text)))) == (recipe, epoch, ())
    # Nothing that a browser or Streamlit, which encodes what it is given, would write otherwise.
    assert text == urlencode(query) == quote(text, safe="=&")


def test_the_default_run_needs_no_words():
    assert write_query(Recipe(Experiment())) == {}
    assert joined(write_query(Recipe(Experiment()), 7000)) == f"v={VERSION}&epoch=7000"


@pytest.mark.parametrize("dataset", DATASETS)
def test_a_data_set_brings_its_own_noise_and_problem(dataset):
    experiment = Experiment(**data_of(dataset))
    query = write_query(Recipe(experiment))
    assert set(query) <= {"v", "dataset", "points"}
    assert read_query(query).recipe.experiment == experiment


def test_every_setting_has_its_name():
    other = {
        "dataset": "moons",
        "features": ("x1",),
        "activation": "relu",
        "initializer": "he",
        "batch_size": 7,
        "noise": 0.11,
    }
    for field in fields(Experiment):
        if field.name in ("problem", "points"):
            continue
        value = getattr(Experiment(), field.name)
        if field.name in other:
            value = other[field.name]
        else:
            value = value / 2 + 0.1 if isinstance(value, float) else value + 7
        query = write_query(Recipe(replace(Experiment(), **{"noise": None, field.name: value})))
        assert set(query) <= {"v", field.name}


BROKEN = [
    ({"learning_rate": "fast"}, "learning_rate is 'fast'"),
    ({"learning_rate": "nan"}, "learning_rate is 'nan'"),
    ({"learning_rate": "inf"}, "learning_rate is 'inf'"),
    ({"learning_rate": "1e999"}, "learning_rate is inf"),
    ({"learning_rate": "-1"}, "learning_rate is -1"),
    ({"learning_rate": "1_000"}, "learning_rate is '1_000'"),
    ({"learning_rate": ""}, "learning_rate is ''"),
    ({"samples": "99999999999999999999"}, "samples is 1e+20"),
    ({"samples": "400.5"}, "samples is 400.5"),
    ({"samples": "४००"}, "samples is '४००'"),
    ({"hidden_units": "51"}, "hidden_units is 51"),
    ({"dataset": "__class__"}, "dataset is '__class__'"),
    ({"dataset": "3"}, "dataset is 3"),
    ({"noise": "7"}, "noise is 7"),
    ({"features": "x1~x1"}, "features is"),
    ({"features": ""}, "features is"),
    ({"batch_size": "0"}, "batch_size is 0"),
    ({"colour": "<script>"}, "colour"),
    ({"problem": "regression"}, "problem"),
    ({"v": "2"}, "v is '2'"),
    ({"epoch": "-1"}, "epoch is -1"),
    ({"epoch": "1e9"}, "epoch is 1000000000.0"),
    ({"edits": "5~learning_rate"}, "edits is"),
    ({"edits": "5~activation~relu"}, "field is 'activation'"),
    ({"edits": "5~W1.9.9~1"}, "field is 'W1[9,9]'"),
    ({"edits": "5~W1.1.1~nan"}, "W1[1,1] is 'nan'"),
    ({"edits": "x~b2~1"}, "epoch is 'x'"),
    ({"edits": "5~~1"}, "field is ''"),
]


@pytest.mark.parametrize(("query", "said"), BROKEN)
def test_a_broken_part_is_named_in_a_line_and_the_rest_is_honoured(query, said):
    whole = {"v": "1", "hidden_units": "6", "seed": "5", "edits": "3~b2~1", "epoch": "20"} | query
    recipe, epoch, refused = read_query(whole)
    assert len(refused) == 1
    assert refused[0].startswith(said) or said in refused[0]
    assert "\n" not in refused[0]
    assert refused[0].endswith(".")
    expected = {"hidden_units": 6, "seed": 5}
    for name in query:
        expected.pop(name, None)
    assert recipe.experiment == Experiment(**expected)
    assert recipe.edits == (() if "edits" in query else (Edit(3, "b2", 1.0),))
    assert epoch == (0 if "epoch" in query else 20)


def test_one_broken_edit_leaves_the_others():
    text = "1~learning_rate~0.5~2~learning_rate~fast~3~b1.2~-1~4"
    recipe, _, refused = read_query({"edits": text})
    assert recipe.edits == (Edit(1, "learning_rate", 0.5), Edit(3, "b1[2]", -1.0))
    assert len(refused) == 2


def test_what_is_too_long_is_not_looked_at():
    recipe, epoch, refused = read_query({"seed": "5", "edits": "1~b2~1~" * MOST_READ})
    assert (recipe, epoch) == (Recipe(Experiment()), 0)
    assert str(MOST_READ) in refused[0]
    many = "~".join(["1~b2~1"] * (MOST_EDITS + 1))
    assert len(many) < MOST_READ
    assert len(read_query({"edits": many}).recipe.edits) == MOST_EDITS


def test_own_points_need_no_more_than_themselves():
    run = Recipe(Experiment(**data_of("own"), hidden_units=3))
    query = write_query(run)
    assert set(query) == {"v", "points", "hidden_units"}
    more = {"dataset": "moons", "samples": "20", "noise": "0.5", "class_share": "0.3"}
    assert read_query(query | more) == (run, 0, ())
    recipe, _, refused = read_query({**query, "points": query["points"][:-3]})
    assert recipe == Recipe(Experiment(hidden_units=3))
    assert refused[0].startswith("points is")
    recipe, _, refused = read_query({"dataset": "own", "samples": "20"})
    assert recipe == Recipe(Experiment())
    assert refused == ("dataset is 'own', but it must be followed by its points.",)


def test_what_means_something_elsewhere_is_left_alone():
    assert read_query({"embed": "true", "hide": "all"}, ignored=("embed", "hide")).refused == ()


NAMES = st.sampled_from([field.name for field in fields(Experiment)] + ["v", "edits", "epoch"]) | st.text()
TEXTS = st.text() | st.from_regex(r"[-0-9.eE~xW1b2\[\]_a-z]{0,40}", fullmatch=True)


@given(query=st.dictionaries(NAMES, TEXTS, max_size=8))
@example(query={"edits": "~" * 3000})
@example(query={"samples": "9" * 5000})
@example(query={"learning_rate": "9" * 300 + "e" + "9" * 300})
@example(query={"edits": "1~W1." + "9" * 300 + ".1~1"})
@example(query={"edits": "1~W1.1~1~2~b1.1.1~1~3~b2.1~1~4~W2.2.1~1"})
def test_no_query_does_harm(query):
    recipe, epoch, refused = read_query(query)
    assert isinstance(recipe, Recipe)
    assert 0 <= epoch <= MAX_EPOCH
    assert all(len(sentence) < 2000 and "\n" not in sentence for sentence in refused)
    # What was honoured can be said again.
    assert read_query(write_query(recipe, epoch)) == (recipe, epoch, ())


def test_nothing_is_hidden_in_a_name():
    for name in write_query(Recipe(Experiment(hidden_units=5), (Edit(1, "W1[2,1]", 0.5),)), 3):
        assert re.fullmatch("[a-z0-9_]+", name)
