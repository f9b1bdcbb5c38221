"""From columns to points: labels, what is left out, scaling, thinning; every bad table gets one sentence."""

import re
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shallownet import Experiment, ExperimentError
from shallownet.core.datasets import generate
from shallownet.core.own_points import GRID, MAX_POINTS
from shallownet.tables.choosing import (
    MAX_CLASSES,
    Choice,
    LeftOut,
    Made,
    make_points,
    thinned,
    usual_choice,
    usual_one,
)
from shallownet.tables.scaling import Axis, axis_for
from shallownet.tables.table import read_table
from shallownet.tables.writing import harmless, points_csv

IRIS = "sepal,petal,kind\n" + "".join(
    f"{5 + k % 7 / 10},{1 + k % 3 * 2 + k / 100},{('setosa', 'versicolor', 'virginica')[k % 3]}\n"
    for k in range(30)
)


def made(text: str, **chosen: object) -> Made:
    table = read_table(text)
    return make_points(table, replace(usual_choice(table), **chosen))


def refusal(text: str, **chosen: object) -> str:
    with pytest.raises(ExperimentError) as caught:
        made(text, **chosen)
    message = str(caught.value)
    assert message.endswith((".", "?"))
    assert len(message.splitlines()) == 1
    assert len(message) < 400
    return message


def rows(labels: list[str], head: str = "a,b,c\n") -> str:
    return head + "".join(f"{k},{k * k % 17},{label}\n" for k, label in enumerate(labels))


@pytest.mark.parametrize(
    ("head", "choice"),
    [
        ("x,y,kind\n1,2,a\n", ("x", "y", "kind")),
        ("kind,x,y\na,1,2\n", ("x", "y", "kind")),
        ("x,y,label\n1,2,0\n", ("x", "y", "label")),
        ("id,name,x,y\n1,n,2,3\n", ("id", "x", "y")),
        ("x,kind,words\n1,a,b\n", ("x", "kind", "words")),
    ],
)
def test_the_columns_are_guessed(head: str, choice: tuple) -> None:
    guess = usual_choice(read_table(head))
    assert (guess.x1, guess.x2, guess.label) == choice


def test_two_text_labels_become_0_and_1_and_are_named() -> None:
    one = made(rows(["cat", "dog"] * 6))
    assert one.one == "dog"
    assert one.zeros == ["cat"]
    assert one.labels == {"cat": 6, "dog": 6}
    assert sum(y for *_, y in one.points) == 6
    other = made(rows(["cat", "dog"] * 6), one="cat")
    assert other.zeros == ["dog"]
    assert Counter(y for *_, y in other.points) == {0.0: 6, 1.0: 6}
    assert {(x1, x2): y for x1, x2, y in other.points} == {(x1, x2): 1 - y for x1, x2, y in one.points}


@pytest.mark.parametrize(
    ("labels", "one"),
    [
        (["0", "1"], "1"),
        (["1", "0"], "1"),
        (["1.0", "0.0", "1", "0"], "1"),
        (["-1", "1"], "1"),
        (["2", "10"], "10"),
        (["no", "yes"], "yes"),
        (["7", "seven"], "7"),
        (["0"], "1"),
        (["1"], "1"),
        (["dog"], "dog"),
        (["a", "b", "c"], "c"),
    ],
)
def test_which_label_is_class_1_if_nothing_is_said(labels: list[str], one: str) -> None:
    result = made(rows(labels * 12))
    assert result.one == one
    share = sum(y for *_, y in result.points) / len(result.points)
    meant = sum(label.removesuffix(".0") == one for label in labels) / len(labels)
    assert share == pytest.approx(meant)


@pytest.mark.parametrize("one", ["setosa", "versicolor", "virginica"])
def test_of_more_than_two_classes_one_is_chosen_against_the_rest(one: str) -> None:
    result = made(IRIS, one=one)
    assert sum(y for *_, y in result.points) == 10
    assert len(result.zeros) == 2
    experiment = Experiment(dataset="own", points=result.points)
    assert generate(experiment).train.Y.sum() == 10


def test_too_many_labels_are_probably_measurements() -> None:
    message = refusal(rows([f"name {k}" for k in range(MAX_CLASSES + 1)]))
    assert "'c' has 51 different values" in message
    assert len(made(rows([f"name {k}" for k in range(MAX_CLASSES)])).labels) == MAX_CLASSES


def test_rows_that_cannot_be_used_are_named() -> None:
    text = rows(["u", "v"] * 6) + "\n,1,u\n1,?,u\n1,2,\n=1+1,2,u\n1,2,NA\nx y z,3,v\n3,inf,v\n"
    result = made(text)
    assert result.usable == 12
    assert result.left_out == (
        LeftOut(15, "a", ""),
        LeftOut(16, "b", "?"),
        LeftOut(17, "c", ""),
        LeftOut(18, "a", "=1+1"),
        LeftOut(19, "c", "NA"),
        LeftOut(20, "a", "x y z"),
        LeftOut(21, "b", "inf"),
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (rows(["u"] * 9), r"9 rows 9 can be used, but at least 10 are needed\."),
        (rows(["u"] * 9) + "=1+1,2,u\n", r"in row 11, for instance, a is '=1\+1', which is no number\."),
        (rows(["u"] * 9) + "1,2,\n", r"in row 11, for instance, c is missing\."),
        ("a,b,c\n", r"0 rows 0 can be used"),
        ("a,b,c\nx,y,z\n" * 20, r"0 can be used.*a is 'x'"),
        (rows(["u"] * 3) + f"{'long ' * 9000},2,u\n", "for instance, a is 'long long"),
    ],
    ids=lambda value: repr(value)[-20:],
)
def test_too_few_rows_are_refused_with_a_reason(text: str, words: str) -> None:
    assert re.search(words, refusal(text))


def test_a_column_is_used_once_and_exists() -> None:
    assert refusal(IRIS, x2="sepal") == "x1, x2 and the label must be three different columns."
    assert "no column 'sepals'" in refusal(IRIS, x1="sepals")


def test_the_formula_shown_is_the_one_computed() -> None:
    table = read_table(IRIS)
    result = made(IRIS)
    for place, (axis, name) in enumerate(zip(result.axes, ("sepal", "petal"), strict=True)):
        assert float(f"{axis.center:g}") == axis.center
        assert float(f"{axis.unit:g}") == axis.unit
        values = table.columns[name].astype(float)
        expected = np.rint((values - axis.center) / axis.unit * GRID) / GRID
        assert sorted(point[place] for point in result.points) == sorted(expected)
        assert np.abs(expected).max() == pytest.approx(3, abs=0.4)


def test_scaling_can_be_undone() -> None:
    plain = made(IRIS, is_scaled=False)
    assert plain.axes == (Axis(0.0, 1.0), Axis(0.0, 1.0))
    values = read_table(IRIS).columns["sepal"].astype(float)
    assert sorted(x1 for x1, *_ in plain.points) == sorted(np.rint(values * GRID) / GRID)


def test_what_does_not_fit_on_the_plane_unscaled_is_refused() -> None:
    text = rows(["u", "v"] * 10).replace("19,", "50000,")
    assert "x1 is 'a', which reaches 50000, but without scaling" in refusal(text, is_scaled=False)
    assert len(made(text).points) == 20


@given(
    values=st.lists(st.floats(-1e300, 1e300), min_size=1, max_size=30)
    | st.lists(st.floats(-10, 10), min_size=1, max_size=30)
)
def test_any_column_fits_on_its_axis_and_back(values: list[float]) -> None:
    array = np.array(values)
    axis = axis_for(array)
    x = axis.scaled(array)
    assert axis.unit > 0
    assert np.isfinite(x).all()
    assert np.abs(x).max() <= 3.2
    span = max(np.abs(array).max(), axis.unit)
    np.testing.assert_allclose(axis.restored(x), array, rtol=0, atol=1e-11 * span)


@pytest.mark.parametrize("values", [[7.0], [7.0, 7.0], [0.0], [1e16, 1e16 + 2], [1e20, 1e20 + 1e6]])
def test_one_value_alone_lies_at_0(values: list[float]) -> None:
    assert np.abs(axis_for(np.array(values)).scaled(np.array(values))).max() <= 1


def test_100_000_rows_are_thinned_evenly_by_class() -> None:
    text = "a,b,c\n" + "".join(
        f"{k},{k % 1000},{'rare' if k % 50 == 0 else 'usual'}\n" for k in range(100_000)
    )
    result = made(text)
    assert result.usable == 100_000
    assert len(result.points) == MAX_POINTS
    assert sum(y for *_, y in result.points) == MAX_POINTS * 0.98
    places = np.sort([x1 for x1, *_ in result.points])
    assert np.diff(places).max() < 3 * (places[-1] - places[0]) / MAX_POINTS + 2 / GRID
    assert result == made(text)


@given(zeros=st.integers(0, 300), ones=st.integers(0, 300), most=st.integers(10, 200), random=st.randoms())
def test_thinning_keeps_shares_and_every_class(zeros: int, ones: int, most: int, random) -> None:
    labels = [0.0] * zeros + [1.0] * ones
    random.shuffle(labels)
    y = np.array(labels)
    kept = thinned(y, most)
    assert len(kept) == min(most, y.size)
    assert len(set(kept.tolist())) == len(kept)
    if y.size:
        assert set(y[kept]) == set(y)
        assert abs(y[kept].sum() - ones * len(kept) / y.size) <= 1
    assert thinned(y, 1000).tolist() == list(range(y.size))


def test_what_was_made_is_written_and_read_back_to_the_last_bit() -> None:
    result = made(IRIS, one="setosa")
    names = {0.0: "the rest", 1.0: "setosa"}
    text = points_csv(result.points, names)
    assert text.splitlines()[0] == "x1,x2,y,class"
    table = read_table(text.encode())
    for label, one in (("y", None), ("class", "setosa")):
        again = make_points(table, Choice("x1", "x2", label, one, is_scaled=False))
        assert again.points == result.points
    assert points_csv(result.points).splitlines()[0] == "x1,x2,y"


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x","y")']
)
def test_no_cell_that_is_written_begins_a_formula(text: str) -> None:
    assert harmless(text) == f"'{text}"
    points = made(rows(["u", "v"] * 6)).points
    written = read_table(points_csv(points, {0.0: text, 1.0: "plain, with comma"}))
    assert {cell[0] for cell in written.columns["class"].tolist()} == {"'", "p"}


NUMBERS = st.one_of(
    st.floats(width=32).map(repr),
    st.integers(-(10**30), 10**30).map(str),
    st.sampled_from(["", "NA", "=1+1", "1,5", "1e308", "-1e308", "1e-320", "x", "−3", "nan", "0", "00012"]),
)
LABELS = st.sampled_from(["a", "b", "", "0", "1", "1.0", "=cmd", "é", "🌸", "NA", "'", '""'])


@settings(max_examples=150)
@given(
    cells=st.lists(st.tuples(NUMBERS, NUMBERS, LABELS), max_size=40),
    separator=st.sampled_from([",", ";", "\t"]),
    encoding=st.sampled_from(["utf-8", "utf-16", "utf-8-sig"]),
    is_scaled=st.booleans(),
    one=st.none() | LABELS,
)
def test_any_table_becomes_points_or_one_sentence(cells, separator, encoding, is_scaled, one) -> None:
    text = "\n".join(separator.join(f'"{cell}"' for cell in row) for row in cells)
    try:
        table = read_table(text.encode(encoding))
        result = make_points(table, replace(usual_choice(table), is_scaled=is_scaled, one=one))
    except ExperimentError:
        return
    assert result.usable + len(result.left_out) == len(table)
    assert Experiment(dataset="own", points=result.points).samples == result.usable
    assert sum(result.labels.values()) == result.usable


def test_usual_one_does_not_depend_on_the_order() -> None:
    assert usual_one(["b", "a"]) == usual_one(["a", "b"]) == "b"
