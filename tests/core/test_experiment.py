"""Experiment: its defaults are the published run; every wrong value is refused in one clear sentence."""

import dataclasses
import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet import Experiment, ExperimentError, Recipe
from shallownet.core.activations import ACTIVATIONS
from shallownet.core.datasets import DATASETS, DRAWN
from shallownet.core.features import FEATURES
from tests.data import data_of

from .refusals import NAMES, NUMBERS, WHOLE, check_sentence, shown_bounds

FIELDS = [field.name for field in dataclasses.fields(Experiment)]
NEVER_A_NUMBER = [
    True,
    False,
    np.True_,
    "4",
    "",
    b"4",
    (),
    [],
    [4],
    {},
    {4},
    object,
    math.nan,
    math.inf,
    -math.inf,
    np.nan,
    4j,
    10**400,
    -(10**400),
    np.array([4.0]),
    np.array([1, 2]),
    np.zeros((2, 2)),
    Decimal("NaN"),
    lambda: 4,
]
NEVER_A_NAME = [
    None,
    True,
    3,
    1.5,
    math.nan,
    "",
    "no such thing",
    b"tanh",
    ["tanh"],
    ("tanh",),
    np.zeros(2),
    "x" * 10_000,
]


def _refusal(**setting: object) -> str:
    with pytest.raises(ExperimentError) as caught:
        Experiment(**setting)
    assert isinstance(caught.value, ValueError)
    return str(caught.value)


def test_every_field_is_covered_here() -> None:
    assert set(FIELDS) == set(WHOLE) | set(NUMBERS) | set(NAMES) | {"features", "points"}


def test_the_defaults_are_the_published_run() -> None:
    experiment = Experiment()
    assert dataclasses.asdict(experiment) == {
        "dataset": "flower",
        "samples": 400,
        "noise": 0.2,
        "data_seed": 1,
        "test_fraction": 0.0,
        "features": ("x1", "x2"),
        "problem": "classification",
        "hidden_units": 4,
        "activation": "tanh",
        "initializer": "small",
        "seed": 2,
        "learning_rate": 1.2,
        "batch_size": None,
        "l1": 0.0,
        "l2": 0.0,
        "class_share": 0.5,
        "leaky_slope": 0.01,
        "constant": 0.3,
        "points": None,
    }


@pytest.mark.parametrize("field", FIELDS)
def test_frozen(field: str) -> None:
    experiment = Experiment()
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(experiment, field, getattr(experiment, field))


@pytest.mark.parametrize("field", sorted(WHOLE))
def test_whole_numbers_from_lowest_to_highest(field: str) -> None:
    low, high = WHOLE[field]
    for value in (low, high):
        assert getattr(Experiment(**{field: value}), field) == value
    for value in (low - 1, high + 1):
        check_sentence(_refusal(**{field: value}), field, value, shown_bounds(low, high))


@pytest.mark.parametrize("value", [2.5, 20.0, np.float64(20), Fraction(20)], ids=repr)
@pytest.mark.parametrize("field", sorted(WHOLE))
def test_a_whole_number_is_not_a_decimal(field: str, value: object) -> None:
    check_sentence(_refusal(**{field: value}), field, value, shown_bounds(*WHOLE[field]))


@pytest.mark.parametrize("field", sorted(NUMBERS))
def test_numbers_from_lowest_to_highest(field: str) -> None:
    low, high = NUMBERS[field]
    for value in (low, high, (low + high) / 2):
        assert getattr(Experiment(**{field: value}), field) == value
    for value in (low - 1e-9, low - 1, np.nextafter(high, 2 * high), high + 1, 1e300, -1e300):
        check_sentence(_refusal(**{field: float(value)}), field, float(value), shown_bounds(low, high))


@pytest.mark.parametrize("value", NEVER_A_NUMBER, ids=lambda value: repr(value)[:20])
@pytest.mark.parametrize("field", sorted(WHOLE | NUMBERS))
def test_what_is_no_number_is_refused(field: str, value: object) -> None:
    bounds = shown_bounds(*(WHOLE | NUMBERS)[field])
    check_sentence(_refusal(**{field: value}), field, value, bounds)


@pytest.mark.parametrize("field", sorted(set(WHOLE | NUMBERS) - {"noise", "batch_size"}))
def test_none_is_no_number(field: str) -> None:
    check_sentence(_refusal(**{field: None}), field, None, shown_bounds(*(WHOLE | NUMBERS)[field]))


@pytest.mark.parametrize("field", sorted(WHOLE | NUMBERS))
def test_a_number_too_long_for_python_to_print_is_refused_like_any_other(field: str) -> None:
    """Python will not turn an int of more than 4300 digits into text, and says so with a ValueError."""
    check_sentence(_refusal(**{field: 10**5000}), field, "a long one, which may be cut" * 9, [])


def test_none_is_said_to_be_allowed_where_it_is() -> None:
    assert Experiment(batch_size=None).batch_size is None
    assert "None" in _refusal(batch_size=0)


@pytest.mark.parametrize("value", NEVER_A_NAME, ids=lambda value: repr(value)[:20])
@pytest.mark.parametrize("field", sorted(NAMES))
def test_unknown_names_are_refused_with_the_known_ones(field: str, value: object) -> None:
    check_sentence(_refusal(**{field: value}), field, value, NAMES[field])


@pytest.mark.parametrize("field", sorted(NAMES))
def test_names_are_exact(field: str) -> None:
    name = NAMES[field][0]
    for value in (name.upper(), f" {name}", f"{name}\n"):
        check_sentence(_refusal(**{field: value}), field, value, NAMES[field])


@pytest.mark.parametrize(
    "value",
    [
        (),
        [],
        "x1",
        None,
        3,
        True,
        math.nan,
        ("x1", "x3"),
        ("x1", "x1"),
        ("x1", None),
        ("x1", ["x2"]),
        (1, 2),
        ("X1",),
        {"x1", "x2"},
        b"x1",
        ("x1", "x2") * 5_000,
        np.zeros(2),
    ],
    ids=lambda value: "a set" if isinstance(value, set) else repr(value)[:20],
)
def test_wrong_features_are_refused(value: object) -> None:
    """A set among them: its order, and so the meaning of W1's columns, differs between processes."""
    shown = value if not isinstance(value, set) else "a set prints in any order" * 9
    check_sentence(_refusal(features=value), "features", shown, list(FEATURES))


def test_features_become_a_tuple() -> None:
    experiment = Experiment(features=["x2", "x1_squared"])
    assert experiment.features == ("x2", "x1_squared")
    assert experiment == Experiment(features=("x2", "x1_squared"))
    assert hash(experiment) == hash(Experiment(features=("x2", "x1_squared")))
    assert experiment != Experiment(features=("x1_squared", "x2"))


def test_an_unknown_field_is_an_error() -> None:
    with pytest.raises(TypeError, match="momentum"):
        Experiment(momentum=0.9)


@pytest.mark.parametrize("name", sorted(DATASETS))
def test_no_noise_given_is_the_data_sets_usual_noise(name: str) -> None:
    experiment = Experiment(**data_of(name))
    assert experiment.noise == DATASETS[name].noise
    assert experiment == Experiment(**data_of(name), noise=DATASETS[name].noise)
    assert Experiment(**data_of(name), noise=0).noise == 0


@pytest.mark.parametrize("name", sorted(DRAWN))
def test_noise_is_bounded_by_the_data_set(name: str) -> None:
    low, high = 0.0, DATASETS[name].max_noise
    settings = {"dataset": name, "problem": DATASETS[name].problem}
    assert Experiment(**settings, noise=high).noise == high
    message = _refusal(**settings, noise=high + 0.5)
    check_sentence(message, "noise", high + 0.5, shown_bounds(low, high))


def test_the_flower_noise_is_the_published_one() -> None:
    assert Experiment().noise == 0.2


@given(
    field=st.sampled_from(FIELDS),
    value=st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=20),
        st.binary(max_size=8),
        st.complex_numbers(),
        st.lists(st.integers(), max_size=3),
        st.decimals(),
        st.dates(),
        st.tuples(st.sampled_from(sorted(FEATURES))),
        st.sampled_from(sorted(ACTIVATIONS)),
    ),
)
def test_any_value_at_all_is_accepted_whole_or_refused_in_one_sentence(field: str, value: object) -> None:
    try:
        experiment = Experiment(**{field: value})
    except ExperimentError as error:
        message = str(error)
        assert field in message
        assert message.endswith(".")
        assert len(message.splitlines()) == 1
    else:
        if value is not None:
            accepted = getattr(experiment, field)
            assert accepted == (float(value) if isinstance(value, Decimal) else value)
        assert Experiment(**dataclasses.asdict(experiment)) == experiment
        assert Recipe(experiment).hash == Recipe(Experiment(**dataclasses.asdict(experiment))).hash
