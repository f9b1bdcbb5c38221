"""Twins, distances and ranks of sets of parameters made by hand."""

from __future__ import annotations

import numpy as np
import pytest

from shallownet import Experiment, Parameters, train
from shallownet.core import symmetry
from shallownet.core.parameters import Shape


def _flat(units: list[list[float]], b2: float = 0.5) -> np.ndarray:
    """One set of parameters as a stack of one; each unit as its W1 row, b1 and outgoing weight."""
    own = np.array(units)
    return Parameters(own[:, :-2], own[:, -2:-1], own[:, -1:].T, np.array([[b2]])).flat()[np.newaxis]


def _shape(units: list[list[float]]) -> Shape:
    return Shape(len(units[0]) - 2, len(units))


def test_a_unit_is_its_row_its_bias_and_its_outgoing_weight() -> None:
    units = [[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0], [9.0, 10.0, 11.0, 12.0]]
    np.testing.assert_array_equal(symmetry.unit_rows(_shape(units), _flat(units)), [units])


def test_several_outputs_are_columns_of_W2() -> None:
    shape = Shape(2, 3, 2)
    parameters = shape.parameters(np.arange(float(shape.size)))
    rows = symmetry.unit_rows(shape, parameters.flat()[np.newaxis])[0]
    np.testing.assert_array_equal(rows[:, 3:], parameters.W2.T)


@pytest.mark.parametrize(
    ("units", "groups"),
    [
        ([[1.0, 0.0, 0.0]], [0]),
        ([[1.0, 0.0, 0.0], [1.0, 0.0, 0.0], [1.0, 0.0, 0.0]], [0, 0, 0]),
        ([[1.0, 0.0, 0.0], [2.0, 0.0, 0.0], [1.0, 0.0, 0.0], [2.0, 0.0, 0.0]], [0, 1, 0, 1]),
        ([[1.0, 0.0, 0.0], [1.0, 1e-300, 0.0], [1.0, 0.0, 1.0]], [0, 1, 2]),  # bias or W2 alone differs
        ([[0.0, -0.0, 0.0], [-0.0, 0.0, -0.0]], [0, 0]),  # a zero's sign is no difference
        ([[1.0, 0.0, 0.0], [np.nextafter(1.0, 2.0), 0.0, 0.0]], [0, 1]),
    ],
)
def test_twins_are_equal_to_the_last_bit(units: list[list[float]], groups: list[int]) -> None:
    shape, flat = _shape(units), _flat(units)
    assert symmetry.twin_groups(shape, flat).tolist() == [groups]
    assert symmetry.distinct_units(shape, flat).tolist() == [len(set(groups))]
    assert (symmetry.largest_distance(shape, flat)[0] == 0.0) == (len(set(groups)) == 1)


def test_units_that_differ_in_b2_alone_cannot_be() -> None:
    """The output's bias belongs to no unit."""
    units = [[1.0, 0.0, 0.0], [1.0, 0.0, 0.0]]
    for b2 in (-1.0, 7.0):
        assert symmetry.distinct_units(_shape(units), _flat(units, b2)).tolist() == [1]


def test_the_largest_of_all_distances() -> None:
    random = np.random.RandomState(0)
    shape = Shape(3, 6)
    flat = random.randn(5, shape.size)
    units = symmetry.unit_rows(shape, flat)
    expected = np.linalg.norm(units[:, :, np.newaxis] - units[:, np.newaxis], axis=-1).max(axis=(1, 2))
    np.testing.assert_allclose(symmetry.largest_distance(shape, flat), expected, rtol=1e-14)


@pytest.mark.parametrize("size", [1e-320, 1e-200, 1e-12, 1e100, 1e200])
def test_no_distance_is_too_small_or_too_large_to_be_seen(size: float) -> None:
    units = [[0.0, 0.0, 0.0], [3 * size, 0.0, 4 * size]]
    assert symmetry.largest_distance(_shape(units), _flat(units))[0] == pytest.approx(5 * size, rel=1e-3)


@pytest.mark.parametrize(
    ("units", "rank"),
    [
        ([[0.0, 0.0, 1.0, 1.0], [0.0, 0.0, 2.0, 2.0]], 0),
        ([[1.0, 2.0, 0.0, 1.0], [-2.0, -4.0, 5.0, 1.0], [0.5, 1.0, 0.0, 3.0]], 1),
        ([[1.0, 2.0, 0.0, 1.0], [1.0, 2.0 + 1e-9, 0.0, 1.0]], 2),
        ([[1.0, 2.0, 0.0, 0.0]], 1),
    ],
)
def test_the_rank_counts_directions(units: list[list[float]], rank: int) -> None:
    assert symmetry.rank_of_W1(_shape(units), _flat(units)).tolist() == [rank]


def test_a_run_is_measured_snapshot_by_snapshot() -> None:
    run = train(Experiment(hidden_units=5), 50, record=10)
    assert symmetry.distinct_units(run.shape, run.flat).tolist() == [5] * 6
    assert symmetry.rank_of_W1(run.shape, run.flat).tolist() == [2] * 6
    assert symmetry.twin_groups(run.shape, run.flat).shape == (6, 5)
    assert (np.diff(symmetry.largest_distance(run.shape, run.flat)) > 0).all()
    alone = train(Experiment(hidden_units=1), 5, record=[5])
    assert symmetry.largest_distance(alone.shape, alone.flat).tolist() == [0.0]
    none = run.flat[:0]
    assert symmetry.twin_groups(run.shape, none).shape == (0, 5)
    assert symmetry.largest_distance(run.shape, none).shape == (0,)


def test_rows_of_W1_are_counted_whatever_b1_and_W2_are() -> None:
    units = [[1.0, 2.0, 3.0, 4.0], [1.0, 2.0, 9.0, 4.0], [1.0, 2.0, 3.0, 8.0], [0.0, 2.0, 3.0, 4.0]]
    assert symmetry.distinct_units(_shape(units), _flat(units)).tolist() == [4]
    assert symmetry.distinct_rows_of_W1(_shape(units), _flat(units)).tolist() == [2]


def test_merged_twins_pass_on_the_sum_of_what_they_passed_on() -> None:
    units = [[1.0, 0.0, 2.0], [5.0, 0.0, 3.0], [1.0, 0.0, 2.0], [1.0, 0.0, 2.0]]
    parameters = _shape(units).parameters(_flat(units)[0])
    W1, b1, W2, b2 = symmetry.merge_twins(parameters)
    assert (W1.tolist(), b1.tolist(), W2.tolist(), b2.tolist()) == (
        [[1.0], [5.0]], [[0.0], [0.0]], [[6.0, 3.0]], [[0.5]]
    )  # fmt: skip
    different = _shape(units[:2]).parameters(_flat(units[:2])[0])
    for merged, own in zip(symmetry.merge_twins(different), different, strict=True):
        np.testing.assert_array_equal(merged, own)


def test_several_outputs_are_summed_each() -> None:
    W2 = np.array([[1.0, 1.0, 5.0], [2.0, 2.0, 7.0]])
    rows = np.array([[1.0], [1.0], [3.0]])
    merged = symmetry.merge_twins(Parameters(rows, 0 * rows, W2, np.zeros((2, 1))))
    np.testing.assert_array_equal(merged.W2, [[2.0, 5.0], [4.0, 7.0]])
