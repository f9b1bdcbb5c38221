"""Processes that an owner allows for the sweeps of visitors; none, unless the owner says so."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait

from joblib.externals.loky import ProcessPoolExecutor

from shallownet.core.checks import ExperimentError
from shallownet.sweeps.outcome import Finished
from shallownet.sweeps.plan import Task
from shallownet.sweeps.task import train_task

# Idle processes end after so many seconds.
_IDLE = 60


class _Pool:
    """The processes, started when they are first needed, and anew where one of them was killed.

    Not loky's reusable executor: joblib takes that one for its own.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._executor: ProcessPoolExecutor | None = None
        self._count = 0

    def of(self, count: int) -> ProcessPoolExecutor:
        """So many processes."""
        with self._lock:
            if self._executor is None or self._count != count:
                self._executor, self._count = ProcessPoolExecutor(max_workers=count, timeout=_IDLE), count
            return self._executor

    def give_up(self, broken: ProcessPoolExecutor) -> None:
        """Use these no more."""
        with self._lock:
            if self._executor is broken:
                self._executor = None


_POOL = _Pool()


class Workers:
    """One sweep's share of the processes that all sweeps of this server use.

    Args:
        count: how many there are.
    """

    def __init__(self, count: int) -> None:
        if count < 1:
            raise ExperimentError(f"count is {count}, but it must be 1 or more.")
        self._count = count
        self._sent: dict[Future[list[Finished]], Task] = {}
        self._again: list[Task] = []

    def train(
        self, tasks: Iterator[Task], seconds: float, pictured: Collection[int]
    ) -> Iterator[tuple[Task, list[Finished]]]:
        """Keep the processes busy, wait for about so long, and yield what has come back.

        Args:
            tasks: what is still to be sent.
            seconds: to wait for.
            pictured: runs whose parameters are sent back too.
        """
        executor = _POOL.of(self._count)
        while len(self._sent) < 2 * self._count:
            task = self._again.pop() if self._again else next(tasks, None)
            if task is None:
                break
            try:
                self._sent[executor.submit(train_task, task, pictured)] = task
            except BrokenExecutor:
                _POOL.give_up(executor)
                self._again.append(task)
                break
        done, _ = wait(self._sent, timeout=seconds, return_when=FIRST_COMPLETED)
        for future in done:
            task = self._sent.pop(future)
            try:
                yield task, future.result()
            except BrokenExecutor:
                # Killed: others do it again.
                _POOL.give_up(executor)
                self._again.append(task)
