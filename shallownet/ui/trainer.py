"""Trains in a process of its own, where the server has one: nobody's page then waits for Python's lock.

Training is many small calls of NumPy. Each gives the interpreter's lock away and must get it back from the
threads that answer visitors, so that together they use no more than one core. What is trained is a function
of what is sent: a trainer that is gone is replaced, and its work done again.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Sequence
from concurrent.futures import BrokenExecutor

import numpy as np
from joblib.externals.loky import ProcessPoolExecutor

from shallownet.core import replay
from shallownet.core.datasets import Split, generate, receive
from shallownet.core.experiment import Experiment
from shallownet.core.replay import Gap
from shallownet.core.trajectory import Trajectory
from shallownet.ui.process import prepare_to_train

LOGGER = logging.getLogger(__name__)


class Trainer:
    """The process, once it has been started."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._executor: ProcessPoolExecutor | None = None

    def start(self) -> None:
        """Start it, and wait until it can work."""
        with self._lock:
            self._executor = _process()
        self._executor.submit(os.getpid).result()

    def stop(self) -> None:
        """End it; from then on training is done here."""
        with self._lock:
            executor, self._executor = self._executor, None
        if executor is not None:
            executor.shutdown(kill_workers=True)

    def fill(self, gaps: Sequence[Gap], seconds: float | None) -> list[list[Trajectory]]:
        """What ``replay.fill`` gives."""
        executor = self._executor
        if executor is None:
            return replay.fill(gaps, seconds)
        try:
            trained = executor.submit(_fill, [_lean(one) for one in gaps], _drawn(gaps), seconds).result()
        except BrokenExecutor:
            LOGGER.warning("The trainer's process is gone; another one is started.")
            with self._lock:
                if self._executor is executor:
                    self._executor = _process()
            return replay.fill(gaps, seconds)
        return [_merged(*pair) for pair in zip(gaps, trained, strict=True)]


def _process() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(max_workers=1, initializer=_settle, initargs=(os.getpid(),))


def _settle(server: int) -> None:
    """Settle the new process, and let it end with the server, however that ends."""
    prepare_to_train()
    threading.Thread(target=_end_with, args=(server,), daemon=True).start()


def _end_with(server: int) -> None:
    while os.getppid() == server:
        time.sleep(1)
    os._exit(0)


def _drawn(gaps: Sequence[Gap]) -> dict[Experiment, Split]:
    """The points that are trained on, but for own ones, which go with their recipes."""
    lacking = {gap.runs[index].experiment for gap in gaps for index in gap.lacking}
    return {one: generate(one) for one in lacking if one.points is None}


def _fill(
    gaps: Sequence[Gap], drawn: dict[Experiment, Split], seconds: float | None
) -> list[list[Trajectory]]:
    for experiment, split in drawn.items():
        receive(experiment, split)
    return replay.fill(gaps, seconds)


def _lean(gap: Gap) -> Gap:
    """The same without the snapshots that are not needed to train on."""
    runs = [run.select(slice(0, 1)) for run in gap.runs]
    for index in gap.lacking:
        run = gap.runs[index]
        row = int(np.searchsorted(run.epochs, gap.start))
        runs[index] = run.select(slice(row, row + 1))
    return Gap(runs, gap.lacking, gap.start, gap.missing)


def _merged(gap: Gap, trained: list[Trajectory]) -> list[Trajectory]:
    runs = list(gap.runs)
    for index in gap.lacking:
        new = trained[index]
        runs[index] = runs[index].merge(new.select(slice(1, None)) if len(new) > 1 else new)
    return runs


TRAINER = Trainer()
"""That of this process."""
