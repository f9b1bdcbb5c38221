"""A sweep of the page: trained in slices between everyone's blocks, and as far as its visitor stays."""

from __future__ import annotations

import time
from collections.abc import Collection

from shallownet.sweeps.outcome import Finished, Underway, without_parameters
from shallownet.sweeps.plan import Plan, Task
from shallownet.ui.sweep_workers import Workers

_TASK_SECONDS = 0.25
"""Roughly how long a task takes: what is known comes in pieces of that size."""


class SweepRun:
    """A plan and how far it has come. Nothing happens but in ``step``.

    Args:
        plan: what is trained.
        pictured: runs whose parameters are kept.
        workers: processes to train in; by default here.

    Attributes:
        finished: by run of the plan, what is known.
        is_stopped: whether the visitor has stopped it.
    """

    def __init__(self, plan: Plan, pictured: Collection[int] = (), workers: Workers | None = None) -> None:
        self.plan = plan
        self.finished: dict[int, Finished] = {}
        self.is_stopped = False
        self._pictured = frozenset(pictured)
        self._tasks = plan.tasks(_TASK_SECONDS)
        self._all, self._done = plan.seconds, 0.0
        self._underway: Underway | None = None
        self._workers = workers
        self._spent = 0.0

    @property
    def is_elsewhere(self) -> bool:
        """Whether it trains in other processes, so that nobody here has to wait for it."""
        return self._workers is not None

    @property
    def is_over(self) -> bool:
        """Whether every run has come to its end."""
        return len(self.finished) == len(self.plan)

    @property
    def is_going(self) -> bool:
        """Whether ``step`` is to be called again."""
        return not (self.is_over or self.is_stopped)

    @property
    def share(self) -> float:
        """How much of the work is done, from 0 to 1."""
        if self.is_over:
            return 1.0
        underway = 0.0 if self._underway is None else self._underway.share * self._underway.task.seconds
        return min(1.0, (self._done + underway) / self._all)

    @property
    def seconds_left(self) -> float | None:
        """How long the rest will take at the pace so far; None while there is none."""
        return self._spent * (1 - self.share) / self.share if self.share > 0 and self._spent > 0.3 else None

    def step(self, seconds: float) -> bool:
        """Train on for about so long, and tell whether that was all there is to do now."""
        began = time.perf_counter()
        if self._workers is None:
            self._train_here(began + seconds)
        else:
            for task, results in self._workers.train(self._tasks, seconds, self._pictured):
                self._take(task, results)
        self._spent += time.perf_counter() - began
        return not self.is_going

    def _train_here(self, deadline: float) -> None:
        while self.is_going and (left := deadline - time.perf_counter()) > 0:
            if self._underway is None:
                self._underway = Underway(next(self._tasks))
            if self._underway.advance(left):
                task, results = self._underway.task, self._underway.finished()
                self._underway = None
                self._take(task, results)

    def _take(self, task: Task, results: list[Finished]) -> None:
        self._done += task.seconds
        self.finished.update((one.run, one) for one in without_parameters(results, self._pictured))
