"""Own points: part of a run's value, exact through text and back, and bounded whatever is read."""

import base64
import dataclasses
import json
import math
import pickle
import re
import subprocess
import sys
import zlib
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shallownet import Experiment, ExperimentError, Recipe, train
from shallownet.core import network
from shallownet.core.datasets import DATASETS, DRAWN, extent, generate
from shallownet.core.linear import is_separable, logistic_regression
from shallownet.core.own_points import (
    GRID,
    MAX_COORDINATE,
    MAX_POINTS,
    MIN_POINTS,
    OwnPoints,
    decode_points,
    encode_points,
)
from tests.data import OWN_POINTS

ROOM = round(MAX_COORDINATE * GRID)
COORDINATES = st.integers(-ROOM, ROOM).map(lambda step: step / GRID)
POINTS = st.lists(
    st.tuples(COORDINATES, COORDINATES, st.sampled_from([0.0, 1.0])), min_size=MIN_POINTS, max_size=60
)
TEN = tuple((k / 4, -k / 2, float(k % 2)) for k in range(10))


def own(points: object, **given: object) -> Experiment:
    return Experiment(dataset="own", points=points, **given)


def refusal(points: object) -> str:
    with pytest.raises(ExperimentError) as caught:
        own(points)
    message = str(caught.value)
    assert "points" in message
    assert message.endswith(".")
    assert len(message.splitlines()) == 1
    assert len(message) < 300
    return message


def test_own_is_the_one_data_set_that_is_not_drawn() -> None:
    assert set(DATASETS) - set(DRAWN) == {"own"}


@given(points=POINTS)
def test_points_on_the_grid_are_kept_to_the_last_bit(points: list) -> None:
    experiment = own(points)
    assert sorted(experiment.points) == sorted(points)
    X, Y = generate(experiment).train
    assert sorted(zip(*X.tolist(), Y[0].tolist(), strict=True)) == sorted(points)
    np.testing.assert_array_equal(X.astype(np.float32), X, err_msg="the stage gets 32 bits")


@given(points=POINTS, order=st.randoms(use_true_random=False))
def test_the_order_in_which_they_come_does_not_matter(points: list, order) -> None:
    one = own(points)
    order.shuffle(points)
    two = own([list(point) for point in points])
    assert one == two
    assert hash(one) == hash(two)
    assert one.run_hash == two.run_hash
    assert repr(one) == repr(two)


def test_what_lies_between_two_steps_of_the_grid_goes_to_the_nearer() -> None:
    rough = own(np.array(OWN_POINTS)).points
    nearest = [tuple(round(number * GRID) / GRID for number in point) for point in OWN_POINTS]
    assert sorted(rough) == sorted(nearest) != sorted(OWN_POINTS)
    assert own(rough).points == rough
    assert not any(
        math.copysign(1, number) < 0 for p in own([(-1e-9, -0.0, -0.0)] * 10).points for number in p
    )


@pytest.mark.parametrize(
    "other",
    [
        ((9.0, 0.0, 0.0), *TEN[1:]),
        ((0.0, 1 / GRID, 0.0), *TEN[1:]),
        ((*TEN[0][:2], 1.0), *TEN[1:]),
        (*TEN, TEN[0]),
    ],
)
def test_other_points_are_another_run(other: tuple) -> None:
    one, two = own(TEN), own(other)
    assert one != two
    assert one.data != two.data
    assert one.run_hash != two.run_hash
    assert Recipe(one).hash != Recipe(two).hash
    assert generate(one) is not generate(two)
    assert len({one, two, own(list(reversed(TEN)))}) == 2


@pytest.mark.parametrize(
    "setting", [{"samples": 77}, {"noise": 0.7}, {"class_share": 0.2}, {"noise": None}], ids=str
)
def test_settings_that_draw_points_have_no_part(setting: dict) -> None:
    assert own(TEN, **setting) == own(TEN)
    assert own(TEN).samples == 10


def test_the_split_is_the_data_seeds() -> None:
    splits = [generate(own(OWN_POINTS, data_seed=seed, test_fraction=0.3)) for seed in (1, 2, 1)]
    assert splits[0] is splits[2]
    assert splits[0].test.X.tolist() != splits[1].test.X.tolist()
    for train_points, test_points in splits:
        together = np.concatenate([np.concatenate(train_points), np.concatenate(test_points)], axis=1)
        assert sorted(map(tuple, together.T.tolist())) == sorted(own(OWN_POINTS).points)
        ones = sum(y for *_, y in OWN_POINTS)
        assert abs(test_points.Y.sum() - 0.3 * ones) <= 1


@pytest.mark.parametrize("label", [0.0, 1.0])
@pytest.mark.parametrize("fraction", [0.0, 0.3, 0.9])
def test_one_class_only_trains(label: float, fraction: float) -> None:
    experiment = own([(x, y, label) for x, y, _ in TEN], test_fraction=fraction, learning_rate=0.5)
    run = train(experiment, 200, record=100)
    assert run.train_loss[-1] < run.train_loss[0]
    assert run.train_accuracy[-1] == 1.0
    assert generate(experiment).train.Y.size + generate(experiment).test.Y.size == 10


def test_training_is_that_of_the_reference() -> None:
    experiment = own(OWN_POINTS, batch_size=16, test_fraction=0.2)
    one, two = (run(experiment, epochs=40, record=10) for run in (train, network.train))
    np.testing.assert_allclose(one.flat, two.flat, rtol=1e-8)
    np.testing.assert_allclose(one.test_loss, two.test_loss, rtol=1e-8)


def test_the_best_line_is_that_of_the_own_points() -> None:
    apart = own([(k / 8, 0.0, float(k > 4)) for k in range(10)])
    mixed = own([(k / 8, 0.0, float(k % 2)) for k in range(10)])
    assert is_separable(apart)
    assert not is_separable(mixed)
    assert not np.array_equal(logistic_regression(mixed).W, logistic_regression(own(OWN_POINTS)).W)


def test_the_plane_holds_them_all() -> None:
    far = own([*TEN[1:], (MAX_COORDINATE, -MAX_COORDINATE, 1.0)])
    assert extent(far) >= MAX_COORDINATE


def test_they_survive_pickling_copying_and_json() -> None:
    experiment = own(OWN_POINTS, hidden_units=3)
    hash(experiment), experiment.run_hash, generate(experiment)  # whatever is kept must not travel
    for again in (
        pickle.loads(pickle.dumps(experiment)),
        Experiment(**dataclasses.asdict(experiment)),
        Experiment(**json.loads(json.dumps(dataclasses.asdict(experiment)))),
    ):
        assert again == experiment
        assert hash(again) == hash(experiment)
        assert again.run_hash == experiment.run_hash
    assert len(pickle.dumps(experiment)) < 1.1 * len(pickle.dumps(own(OWN_POINTS, hidden_units=3)))


def test_names_are_the_same_in_every_process_and_for_ever() -> None:
    code = (
        "from shallownet import Experiment;"
        "points = [(k / 4, -k / 2, float(k % 2)) for k in range(10)];"
        "print(Experiment(dataset='own', points=points).run_hash)"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert answer.strip() == own(TEN).run_hash == "a6187dab2437"


def test_a_change_of_another_setting_does_not_look_at_the_points_again() -> None:
    experiment = own(OWN_POINTS)
    assert replace(experiment, hidden_units=9).points is experiment.points


@pytest.mark.parametrize("name", sorted(DATASETS))
def test_points_belong_to_own_and_own_has_points(name: str) -> None:
    given = {"dataset": name, "problem": DATASETS[name].problem}
    points = None if name == "own" else TEN
    with pytest.raises(
        ExperimentError, match=rf"^points is .*, but it must be .* with the data set {name}\.$"
    ):
        Experiment(**given, points=points)


@pytest.mark.parametrize(
    ("points", "words"),
    [
        (7, "points is 7"),
        ("x" * 30, r"points\[0\] is 'x'"),
        (b"x" * 30, r"points\[0\] is 120"),
        (object, "points is"),
        (TEN[:9], "9, but it must be from 10 to 10000"),
        ([], "0, but it must be from 10"),
        (np.zeros((0, 3)), "0, but it must be from 10"),
        (np.array(3.0), "points"),
        (TEN * 1001, "more than 10000"),
        (iter(lambda: (0.0, 0.0, 1.0), None), "more than 10000"),
        ([(0.0, 1.0)] * 10, "triple"),
        ([(0.0, 1.0, 0.0, 0.0)] * 10, "triple"),
        ([*TEN, None], r"points\[10\] is None"),
        ([*TEN, {1: 2, 3: 4, 5: 6}], r"points\[10\]"),
        ([*TEN, (math.nan, 0.0, 0.0)], r"points\[10\] x1 is nan.*from -100 to 100"),
        ([*TEN, (0.0, math.inf, 0.0)], r"points\[10\] x2 is inf"),
        ([*TEN, (0.0, 100.001, 0.0)], r"points\[10\] x2 is 100.001"),
        ([*TEN, (10**400, 0.0, 0.0)], r"points\[10\] x1 is 1000"),
        ([*TEN, ("1", 0.0, 0.0)], r"points\[10\] x1 is '1'"),
        ([*TEN, (True, 0.0, 0.0)], r"points\[10\] x1 is True"),
        ([*TEN, (0.0, 0.0, True)], r"points\[10\] y is True"),
        ([*TEN, (0.0, 0.0, 0.5)], r"points\[10\] y is 0.5, but it must be 0 or 1"),
        ([*TEN, (0.0, 0.0, 2)], r"points\[10\] y is 2"),
        ([*TEN, (0.0, 0.0, None)], r"points\[10\] y is None"),
        ([*TEN, (0.0, 1j, 0.0)], r"points\[10\] x2 is 1j"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_what_are_no_points_is_refused_in_one_sentence(points: object, words: str) -> None:
    assert re.search(words, refusal(points)), refusal(points)


@given(points=POINTS)
@example(points=[(0.0, 0.0, 0.0)] * 10)
@example(points=[(MAX_COORDINATE, -MAX_COORDINATE, 1.0)] * 10 + [(-MAX_COORDINATE, MAX_COORDINATE, 1.0)])
def test_text_and_back_is_the_identity(points: list) -> None:
    text = encode_points(points)
    assert re.fullmatch(r"[A-Za-z0-9_-]+", text)
    again = decode_points(text)
    assert again == OwnPoints(points)
    assert encode_points(again) == text
    assert own(again).run_hash == own(points).run_hash


@pytest.mark.parametrize("name", [name for name in DRAWN if DATASETS[name].problem == "classification"])
def test_the_text_of_400_points_fits_in_a_link(name: str) -> None:
    points = generate(Experiment(dataset=name)).train
    assert len(encode_points(np.concatenate(points).T)) < 1_500


def test_the_most_points_there_can_be_still_come_back() -> None:
    random = np.random.RandomState(0)
    rows = np.concatenate(
        [random.uniform(-100, 100, (MAX_POINTS, 2)), random.randint(0, 2, (MAX_POINTS, 1))], 1
    )
    text = encode_points(rows)
    assert decode_points(text) == OwnPoints(rows)


def packed(*words: int) -> str:
    """Text that says these numbers, however wrong."""
    planes = np.array(words, "<u2").view(np.uint8).reshape(-1, 2).T.tobytes()
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return base64.urlsafe_b64encode(packer.compress(planes) + packer.flush()).decode().rstrip("=")


GOOD = encode_points(TEN)
HOSTILE = [
    None,
    7,
    b"abc",
    "",
    " ",
    "=",
    "a",
    "aaaa",
    "é" * 8,
    "١" * 8,  # a digit, but none of ours
    GOOD + "\n",
    GOOD + "A",
    GOOD[:-1],
    GOOD[:-4],
    GOOD + GOOD,
    "x" * 60_001,
    "A" * 60_000,
    "../../etc/passwd",
    "' OR 1=1",
    packed(),
    packed(0, 0),
    packed(5, 5),
    packed(0xFFFF, 0xFFFF),
    packed(9, 0, *[25_600] * 18),
    packed(10, 0, *[0xFFFF] * 20),
    packed(10, 0, *[25_600] * 19),
    packed(10, 1, *[25_600] * 20),
    # A bomb: a few characters that unpack to far more than points can be.
    packed(*[0] * 1_000_000),
    packed(10_001, 0, *[0] * 20_002),
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text)[:20])
def test_what_is_not_such_text_is_refused(text: object) -> None:
    with pytest.raises(ExperimentError) as caught:
        decode_points(text)
    assert "points" in str(caught.value)
    assert len(str(caught.value)) < 300


@settings(max_examples=300)
@given(text=st.one_of(st.text(max_size=200), st.from_regex(r"[A-Za-z0-9_-]{1,200}", fullmatch=True)))
def test_any_text_is_points_or_is_refused(text: str) -> None:
    try:
        points = decode_points(text)
    except ExperimentError:
        return
    assert decode_points(encode_points(points)) == points


@settings(max_examples=300)
@given(data=st.data())
def test_a_broken_text_is_points_or_is_refused(data: st.DataObject) -> None:
    text = list(encode_points(OWN_POINTS))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(text) - 1))
        text[place] = data.draw(st.sampled_from("ABCXYZabcxyz0189-_"))
    try:
        points = decode_points("".join(text))
    except ExperimentError:
        return
    assert decode_points(encode_points(points)) == points
