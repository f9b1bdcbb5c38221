"""A task of a sweep trained to its end. It knows no table: pandas alone takes 75 MB of a server's memory."""

from __future__ import annotations

from collections.abc import Collection

import threadpoolctl  # comes with scikit-learn

from shallownet.sweeps.outcome import Finished, Underway, without_parameters
from shallownet.sweeps.plan import Task


def train_task(task: Task, pictured: Collection[int] = ()) -> list[Finished]:
    """Train a task to its end, in a process of its own perhaps.

    Args:
        task: what is trained.
        pictured: runs whose parameters are sent back too.
    """
    underway = Underway(task)
    # The networks are too small for BLAS to gain from threads.
    with threadpoolctl.threadpool_limits(limits=1):
        underway.advance()
    return without_parameters(underway.finished(), pictured)
