"""The trajectory as CSV: what any reader of CSV reads back is the run, to the last bit."""

from __future__ import annotations

import csv
import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from shallownet import Edit, Experiment, Recipe, Trajectory, train
from shallownet.export.table import MEASURES, table
from tests.core.runs import RECIPES as ANY_RECIPE
from tests.export.recipes import small


def assert_reads_back(run: Trajectory) -> None:
    names, *rows = csv.reader(io.StringIO(table(run)))
    assert names == ["epoch", *MEASURES, *run.shape.entries()]
    assert [int(row[0]) for row in rows] == run.epochs.tolist()
    assert {len(row) for row in rows} == {len(names)}
    for column, name in enumerate(MEASURES, start=1):
        read = np.array([float(row[column] or "nan") for row in rows])
        assert read.tobytes() == getattr(run, name).tobytes()
    flat = np.array([[float(cell) for cell in row[5:]] for row in rows])
    assert flat.tobytes() == run.flat.tobytes()


@settings(max_examples=30)
@given(ANY_RECIPE)
def test_it_reads_back_to_the_last_bit(recipe: Recipe) -> None:
    assert_reads_back(train(recipe, 30, 7))


@pytest.mark.parametrize(
    ("recipe", "empty"),
    [
        (small(), {"test_loss", "test_accuracy"}),
        (small(test_fraction=0.3), set()),
        (small("regression"), {"train_accuracy", "test_loss", "test_accuracy"}),
        (small("regression", test_fraction=0.3), {"train_accuracy", "test_accuracy"}),
    ],
)
def test_what_is_not_defined_is_left_empty(recipe: Recipe, empty: set[str]) -> None:
    run = train(recipe, 20, 10)
    assert_reads_back(run)
    read = pd.read_csv(io.StringIO(table(run)))
    assert {name for name in read.columns if read[name].isna().any()} == empty
    np.testing.assert_array_equal(read["W2[1,2]"], [one.W2[0, 1] for one in run.parameters])


def test_a_run_that_diverged_ends_with_its_last_good_epoch() -> None:
    wild = Recipe(
        Experiment(activation="relu", samples=60), (Edit(10, "W1[1,1]", 1e6), Edit(10, "W2[1,1]", 1e6))
    )
    run = train(wild, 30, 5)
    assert run.diverged_at is not None
    assert_reads_back(run)
    assert table(run).splitlines()[-1].startswith(f"{run.diverged_at - 1},")
