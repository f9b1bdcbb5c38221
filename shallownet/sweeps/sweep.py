"""Sweeps from Python: on all cores, or on a cluster; a tidy table comes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import joblib  # comes with scikit-learn
import pandas as pd  # comes with Streamlit
from joblib.externals.loky.process_executor import TerminatedWorkerError

from shallownet.core.checks import ExperimentError
from shallownet.core.experiment import Experiment, Recipe
from shallownet.core.link import joined, write_query
from shallownet.sweeps.outcome import SOLVED_AT, Finished, outcome
from shallownet.sweeps.plan import Plan
from shallownet.sweeps.task import train_task

# Long enough that sending a task costs nothing, short enough that the cores end together.
_TASK_SECONDS = 1.0
_MEASURED = ("train_loss", "train_accuracy", "test_loss", "test_accuracy", "epoch", "diverged_at")
# A worker that is killed takes its task with it, which is done again: so often without any progress.
_ATTEMPTS = 3


def sweep(
    base: Experiment | None = None,
    epochs: int = 5000,
    *,
    n_jobs: int = -1,
    solved_at: float = SOLVED_AT,
    max_seconds: float = 3600.0,
    **axes: Iterable[Any],
) -> pd.DataFrame:
    """Train every combination of some settings.

    Each run has the very numbers that ``train`` gives it alone. Runs of one shape are trained together, and
    the groups go through joblib: over all cores here, over a cluster inside
    ``joblib.parallel_config(backend="dask")``. A task whose worker is killed is done again.

    A sweep never holds all its networks, only those of two tasks for each worker, at most 250 in a task; and
    for each run a row of the table, below a kilobyte while the table is made.

    Args:
        base: all settings that are not varied; by default the course's published run.
        epochs: how long each run is trained.
        n_jobs: how many processes; -1 for one a core.
        solved_at: the training accuracy (in regression, R²) from which a run counts as solved.
        max_seconds: refuse a sweep that would take longer, as estimated for one ordinary core each.
        **axes: settings of ``Experiment`` and their values: ``hidden_units=[1, 2, 5], seed=range(20)``.

    Returns:
        A row for each run, the last axis changing fastest: its settings, ``train_loss``, ``train_accuracy``,
        ``test_loss``, ``test_accuracy``, ``epoch`` (the last, or the last good one of a run that diverged),
        ``diverged_at`` (missing for one that did not), ``outcome`` (solved, stuck or diverged) and ``link``,
        what the app's address says after the question mark to open this very run at its end.

    Raises:
        ExperimentError: one sentence that says what is not allowed, before anything is trained.
    """
    plan = Plan.of(base or Experiment(), epochs, axes)
    check_seconds(plan, joblib.effective_n_jobs(n_jobs), max_seconds)
    rows = sorted(_row(plan, one, solved_at) for one in _finished(plan, n_jobs))
    table = pd.DataFrame(rows, columns=["run", *plan.axes, *_MEASURED, "outcome", "link"])
    return table.drop(columns="run").astype({"diverged_at": "Int64"})


def check_seconds(plan: Plan, cores: int, allowed: float) -> None:
    """Refuse a plan that takes too long.

    Raises:
        ExperimentError: with the estimate, and what would fit.
    """
    seconds = plan.seconds / max(1, min(cores, len(plan)))
    if seconds <= allowed:
        return
    runs, epochs = (int(many * allowed / seconds) for many in (len(plan), plan.epochs))
    fits = " or ".join(
        f"{number:,} {name}" for number, name in ((runs, "runs"), (epochs, "epochs each")) if number
    )
    raise ExperimentError(
        f"The sweep of {len(plan):,} runs would take about {_time(seconds)}, but it may take"
        f" {_time(allowed)}: {fits or 'smaller networks'} would fit."
    )


def _time(seconds: float) -> str:
    for unit, length in (("days", 86_400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:,.0f} {unit}"
    return f"{seconds:,.0f} seconds"


def _row(plan: Plan, finished: Finished, solved_at: float) -> tuple[Any, ...]:
    experiment = plan.experiment(finished.run)
    link = joined(write_query(Recipe(experiment), finished.epoch))
    measured = (getattr(finished, name) for name in _MEASURED)
    settings = plan.settings(finished.run).values()
    return (finished.run, *settings, *measured, outcome(experiment, finished, solved_at), link)


def _finished(plan: Plan, n_jobs: int) -> Iterator[Finished]:
    """Every run, as they come to their ends."""
    done: set[int] = set()
    failures = 0
    while len(done) < len(plan):
        left = (task for task in plan.tasks(_TASK_SECONDS) if task.runs[0] not in done)
        before = len(done)
        try:
            parallel = joblib.Parallel(n_jobs, return_as="generator_unordered", pre_dispatch="2*n_jobs")
            for results in parallel(joblib.delayed(train_task)(task) for task in left):
                done.update(one.run for one in results)
                yield from results
        except TerminatedWorkerError:
            failures = 0 if len(done) > before else failures + 1
            if failures == _ATTEMPTS:
                raise
