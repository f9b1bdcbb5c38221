"""Sweeps: the numbers of each run alone, whoever trains it; bounded memory; nothing lost with a worker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from urllib.parse import parse_qsl

import distributed
import joblib
import numpy as np
import pandas as pd
import pytest
from joblib.externals.loky import reusable_executor

from shallownet import Experiment, Recipe, train
from shallownet.core.datasets import generate
from shallownet.core.link import read_query
from shallownet.sweeps.outcome import OUTCOMES, SOLVED_AT
from shallownet.sweeps.sweep import sweep

SMALL = Experiment(samples=60, test_fraction=0.2)
AXES = {"hidden_units": [2, 4], "activation": ["tanh", "relu"], "learning_rate": [0.5, 1e4], "seed": range(3)}
EPOCHS = 150


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return sweep(SMALL, EPOCHS, n_jobs=1, **AXES)


def test_every_run_has_the_numbers_that_it_has_alone(table: pd.DataFrame) -> None:
    assert list(table.columns[:4]) == list(AXES)
    assert len(table) == 24
    assert table["diverged_at"].notna().any()
    assert table["diverged_at"].isna().any()
    for row in table.to_dict("records"):
        settings = {field: row[field] for field in AXES}
        alone = train(replace(SMALL, **settings), EPOCHS, record=[EPOCHS])
        for name in ("train_loss", "train_accuracy", "test_loss", "test_accuracy"):
            assert row[name] == getattr(alone, name)[-1], (settings, name)
        assert row["epoch"] == alone.epochs[-1]
        assert (None if row["diverged_at"] is pd.NA else row["diverged_at"]) == alone.diverged_at
        assert (row["outcome"] == "diverged") == (alone.diverged_at is not None)


def test_the_last_axis_changes_fastest(table: pd.DataFrame) -> None:
    assert table["seed"].tolist() == [0, 1, 2] * 8
    assert table["hidden_units"].tolist() == [2] * 12 + [4] * 12


def test_the_link_of_a_row_leads_to_its_run(table: pd.DataFrame) -> None:
    for row in table.to_dict("records"):
        recipe, epoch, refused = read_query(dict(parse_qsl(row["link"])))
        assert refused == ()
        assert recipe == Recipe(replace(SMALL, **{field: row[field] for field in AXES}))
        assert epoch == row["epoch"]


def test_outcomes_follow_from_the_numbers(table: pd.DataFrame) -> None:
    assert set(table["outcome"]) <= set(OUTCOMES)
    calm = table[table["outcome"] != "diverged"]
    np.testing.assert_array_equal(calm["outcome"] == "solved", calm["train_accuracy"] >= SOLVED_AT)


def test_in_regression_the_share_explained_decides() -> None:
    base = Experiment(dataset="bumps", problem="regression", learning_rate=0.1, initializer="xavier")
    one = sweep(base, 400, n_jobs=1, seed=[1]).iloc[0]
    bumps = train(base, 0, record=[0])
    assert np.isnan(one["train_accuracy"])
    explained = 1 - 2 * one["train_loss"] / np.var(generate(bumps.experiment).train.Y)
    for share, outcome in ((explained - 0.01, "solved"), (explained + 0.01, "stuck")):
        assert sweep(base, 400, n_jobs=1, solved_at=share, seed=[1])["outcome"].tolist() == [outcome]


def test_processes_change_nothing(table: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(sweep(SMALL, EPOCHS, n_jobs=2, **AXES), table, check_exact=True)


@pytest.mark.slow
def test_a_worker_that_is_killed_loses_nothing() -> None:
    axes = {"hidden_units": [3, 4], "seed": range(40)}
    expected = sweep(epochs=3000, n_jobs=1, **axes)
    killed: list[int] = []

    def kill_one() -> None:
        for _ in range(600):
            time.sleep(0.1)
            processes = list(getattr(reusable_executor._executor, "_processes", {}).values())
            if any(one.is_alive() for one in processes):
                time.sleep(2.0)  # by then it trains
                os.kill(processes[0].pid, signal.SIGKILL)
                killed.append(processes[0].pid)
                return

    killer = threading.Thread(target=kill_one)
    killer.start()
    found = sweep(epochs=3000, n_jobs=2, **axes)
    killer.join()
    assert killed
    pd.testing.assert_frame_equal(found, expected, check_exact=True)


# The most memory that a process had, in kilobytes, and what of it the libraries had taken before.
MEMORY = """
import resource
from shallownet import Experiment
from shallownet.sweeps.sweep import sweep
most = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
base = Experiment(samples=20, hidden_units=1)
sweep(base, 1, n_jobs=1, seed=range(1000))
before = most()
table = sweep(base, 1, n_jobs=1, seed=range({runs}))
assert len(table) == {runs}
print(most() - before)
"""


@pytest.mark.slow
def test_a_sweep_of_ten_thousand_runs_holds_little_more_than_a_row_for_each() -> None:
    script = MEMORY.format(runs=10_000)
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert int(told.stdout) < 10_000, "kilobytes, so one for each run"


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_a_cluster_of_two_processes_gives_the_same_bits(table: pd.DataFrame) -> None:
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        with joblib.parallel_config(backend="dask"):
            found = sweep(SMALL, EPOCHS, **AXES)
        pd.testing.assert_frame_equal(found, table, check_exact=True)

        axes = {"hidden_units": [3, 4], "seed": range(40)}
        expected = sweep(epochs=3000, n_jobs=1, **axes)
        victim = next(iter(client.run(os.getpid).values()))
        killer = threading.Timer(1.0, os.kill, (victim, signal.SIGKILL))
        killer.start()
        with joblib.parallel_config(backend="dask"):
            found = sweep(epochs=3000, **axes)
        killer.join()
        pd.testing.assert_frame_equal(found, expected, check_exact=True)
