"""A process of its own for training: the same numbers, whatever becomes of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import numpy as np
import pytest

from shallownet import Edit, Experiment, Recipe
from shallownet.core import replay
from shallownet.core.replay import Gap, begin, gap
from shallownet.core.trajectory import Trajectory
from shallownet.ui.trainer import Trainer

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def trainer() -> Iterator[Trainer]:
    one = Trainer()
    one.start()
    yield one
    one.stop()


def gaps(after: int = -1) -> list[Gap]:
    """What visitors of several recipes lack: one network each, and two in step."""
    recipes = [
        [Recipe(Experiment(samples=40, seed=1))],
        [Recipe(Experiment(samples=40, dataset="moons", seed=2), (Edit(30, "learning_rate", 0.5),))],
        [Recipe(Experiment(samples=40, seed=seed)) for seed in (3, 4)],
    ]
    known = [[begin(one) for one in several] for several in recipes]
    lacking = [gap(runs, after, 5, 40, 1000) for runs in known]
    assert all(one is not None for one in lacking)
    return lacking  # type: ignore[return-value]


def assert_same(one: list[list[Trajectory]], other: list[list[Trajectory]]) -> None:
    for some, others in zip(one, other, strict=True):
        for run, again in zip(some, others, strict=True):
            assert run.recipe == again.recipe
            for name in ("epochs", "flat", "rises", "train_loss", "train_accuracy"):
                np.testing.assert_array_equal(getattr(run, name), getattr(again, name))


def worker(trainer: Trainer) -> int:
    (pid,) = trainer._executor._processes  # type: ignore[union-attr]
    return int(pid)


def test_it_trains_what_is_trained_here(trainer: Trainer) -> None:
    assert worker(trainer) != os.getpid()
    assert_same(trainer.fill(gaps(), None), replay.fill(gaps(), None))


def test_it_is_given_the_points_and_does_without_scikit_learn(trainer: Trainer) -> None:
    trainer.fill(gaps(), None)  # moons are among them
    imported = trainer._executor.submit(lambda: "sklearn" in sys.modules)  # type: ignore[union-attr]
    assert not imported.result()


def test_what_is_known_stays_known(trainer: Trainer) -> None:
    lacking = gaps()[0]
    (runs,) = replay.fill([lacking], None)
    further = gap(runs, 195, 5, 10, 1000)
    assert further is not None
    ((grown,),) = trainer.fill([further], None)
    np.testing.assert_array_equal(grown.epochs, range(0, 250, 5))
    assert_same([[grown]], replay.fill([further], None))


def test_a_run_that_diverges_there_has_diverged_here(trainer: Trainer) -> None:
    wild = [begin(Recipe(Experiment(samples=40, activation="relu", learning_rate=1000.0)))]
    lacking = gap(wild, -1, 5, 40, 1000)
    assert lacking is not None
    ((run,),) = trainer.fill([lacking], None)
    assert run.diverged_at is not None
    assert_same([[run]], replay.fill([lacking], None))


def test_one_that_is_killed_is_replaced_and_nothing_is_lost(trainer: Trainer) -> None:
    expected = replay.fill(gaps(), None)
    for _ in range(3):
        killed = worker(trainer)
        os.kill(killed, signal.SIGKILL)
        assert_same(trainer.fill(gaps(), None), expected)
        assert_same(trainer.fill(gaps(), None), expected)
        assert worker(trainer) != killed


def test_without_it_training_is_done_here() -> None:
    one = Trainer()
    assert_same(one.fill(gaps(), None), replay.fill(gaps(), None))
    one.stop()


def test_it_ends_with_the_server_however_that_ends() -> None:
    code = (
        "import time; from shallownet.ui.trainer import TRAINER; TRAINER.start();"
        "print(*TRAINER._executor._processes, flush=True); time.sleep(60)"
    )
    server = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    pid = int(server.stdout.readline())
    server.kill()
    server.wait()
    server.stdout.close()
    deadline = time.monotonic() + 30
    while _lives(pid):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def _lives(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
