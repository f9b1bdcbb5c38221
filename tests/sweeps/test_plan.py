"""A plan: every combination once, in pieces of one shape, and refused before any work where it cannot be."""

from __future__ import annotations

import itertools
import tracemalloc
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet import Experiment, ExperimentError
from shallownet.core import engine
from shallownet.sweeps.plan import MOST_RUNS, Plan
from shallownet.sweeps.sweep import check_seconds, sweep

SMALL = Experiment(samples=40)
AXES = {
    "hidden_units": [1, 3, 4],
    "activation": ["tanh", "relu"],
    "seed": [0, 1, 2, 5],
    "learning_rate": [0.1, 1.2],
    "batch_size": [None, 7],
    "dataset": ["moons", "circles"],
}


@given(
    axes=st.lists(st.sampled_from(sorted(AXES)), unique=True).map(lambda names: {n: AXES[n] for n in names}),
    seconds=st.floats(1e-4, 10),
)
def test_the_tasks_are_every_combination_once(axes: dict, seconds: float) -> None:
    plan = Plan.of(SMALL, 100, axes)
    tasks = list(plan.tasks(seconds))
    runs = [run for task in tasks for run in task.runs]
    assert sorted(runs) == list(range(len(plan)))
    wanted = [
        replace(SMALL, **dict(zip(axes, values, strict=True))) for values in itertools.product(*axes.values())
    ]
    for task in tasks:
        assert [wanted[run] for run in task.runs] == list(task.experiments)
        assert {plan.index(plan.settings(run)) for run in task.runs} == set(task.runs)
        assert len({(one.shape, one.activation, one.batch_size) for one in task.experiments}) == 1
    assert sum(task.seconds for task in tasks) >= plan.seconds * 0.999


def test_the_smallest_networks_come_first() -> None:
    plan = Plan.of(SMALL, 100, {"hidden_units": [50, 1, 20], "seed": range(5)})
    widths = [one.hidden_units for task in plan.tasks(0.001) for one in task.experiments]
    assert widths == sorted(widths)


@pytest.mark.parametrize(
    ("axes", "said"),
    [
        ({"hidden_units": [10**6]}, "hidden_units is 1000000, but it must be a whole number from 1 to 50."),
        ({"seed": []}, "seed is an empty list, but it must hold at least one value."),
        ({"seed": range(10**12)}, f"seed holds more than {MOST_RUNS:,} values"),
        (
            {"seed": itertools.count()},
            f"seed holds more than {MOST_RUNS:,} values",
        ),
        (
            {"seed": range(10_000), "hidden_units": range(1, 51)},
            "A sweep has at most 100,000 runs, but 10000 seed × 50 hidden_units are 500,000.",
        ),
        ({"seed": [1, 2, 1]}, "seed holds 1 twice, but its values must be different."),
        ({"seed": 3}, "seed is 3, but it must be a list of values."),
        ({"seed": "123"}, "seed is '123', but it must be a list of values."),
        ({"activation": ["tanh", "selu"]}, "activation is 'selu', but it must be one of"),
        ({"depth": [1, 2]}, "depth is no setting that a sweep can vary; those are dataset,"),
        (
            {"dataset": ["flower", "plane"]},
            "dataset is 'plane', but it must be one that suits",
        ),
        ({"dataset": ["flower", "moons"], "noise": [3.5]}, "noise is 3.5, but it must be"),
    ],
)
def test_what_cannot_be_swept_is_refused_in_one_sentence(axes: dict, said: str, monkeypatch) -> None:
    monkeypatch.setattr(engine.Lockstep, "advance", lambda *_: pytest.fail("something was trained"))
    with pytest.raises(ExperimentError) as refused:
        sweep(SMALL, 100, **axes)
    assert str(refused.value).startswith(said)
    assert str(refused.value).count(". ") == 0


@pytest.mark.parametrize("epochs", [0, -1, 1.5, True, "7", 10**10])
def test_epochs_that_are_no_number_of_epochs_are_refused(epochs: object) -> None:
    with pytest.raises(ExperimentError, match="epochs is"):
        sweep(SMALL, epochs, seed=[1])  # type: ignore[arg-type]


def test_what_takes_hours_is_refused_with_what_would_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine.Lockstep, "advance", lambda *_: pytest.fail("something was trained"))
    with pytest.raises(ExperimentError) as refused:
        sweep(epochs=1_000_000, n_jobs=1, hidden_units=[1, 50], seed=range(100))
    assert "would take about" in str(refused.value)
    assert "but it may take 60 minutes" in str(refused.value)
    # What it says would fit does fit.
    plan = Plan.of(Experiment(), 1_000_000, {"hidden_units": [1, 50], "seed": range(100)})
    runs = int(str(refused.value).split("minutes: ")[1].split(" runs")[0].replace(",", ""))
    fewer = Plan.of(Experiment(), 1_000_000, {"hidden_units": [1, 50], "seed": range(runs // 2)})
    assert len(fewer) < len(plan)
    check_seconds(fewer, 1, 3600.0)


def test_a_plan_of_many_runs_holds_none_of_them() -> None:
    plan = Plan.of(SMALL, 10, {"hidden_units": range(1, 51), "seed": range(2000)})
    tracemalloc.start()
    tasks = plan.tasks(0.01)
    for _ in range(20):
        next(tasks)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(plan) == MOST_RUNS
    assert most < 4e6
