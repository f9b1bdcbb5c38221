"""Runs exported source in a fresh, isolated interpreter, several programs in one."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence

import pytest

from shallownet import Recipe, Trajectory, train

# -I: no PYTHONPATH, no user packages, no current folder. A warning ends it, and so does anything but NumPy.
_HOST = """
import contextlib, io, json, sys, warnings
import numpy
warnings.simplefilter("error")
printed = []
for source in json.load(sys.stdin):
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(compile(source, "<exported>", "exec"), {"__name__": "__main__"})
    printed.append(out.getvalue())
assert not {"shallownet", "sklearn", "scipy", "streamlit"} & set(sys.modules)
json.dump(printed, sys.stdout)
"""
TOLERANCE = 1e-6
# A cost is a mean of differences of numbers as large as z: smaller ones are rounding, in the engine too.
FLOOR = 1e-12
_ON_SCREEN = {
    "train cost": "train_loss",
    "train accuracy": "train_accuracy",
    "test cost": "test_loss",
    "test accuracy": "test_accuracy",
}


def run_programs(sources: Sequence[str]) -> list[dict[str, float]]:
    """What each program printed: numbers by their names."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", _HOST],
        input=json.dumps(list(sources)),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return [read(text) for text in json.loads(done.stdout)]


def read(text: str) -> dict[str, float]:
    """Lines of a name and a number."""
    return {name: float(number) for name, _, number in (line.rpartition(" ") for line in text.splitlines())}


def on_screen(recipe: Recipe, epoch: int) -> tuple[Trajectory, dict[str, float]]:
    """The run up to an epoch, and what the app shows there, by the names that are printed."""
    run = train(recipe, epoch, [epoch]).departing()
    shown = {name: float(getattr(run, field)[-1]) for name, field in _ON_SCREEN.items()}
    return run, {"epoch": float(run.epochs[-1]), **{k: v for k, v in shown.items() if v == v}}


def assert_same(printed: dict[str, float], shown: dict[str, float], name: str = "") -> None:
    """The very numbers that are on screen, and no others."""
    assert printed.keys() == shown.keys(), name
    for key, value in shown.items():
        assert printed[key] == pytest.approx(value, rel=TOLERANCE, abs=FLOOR), (name, key)
