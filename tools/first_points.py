"""Pins the first points of data sets that are not pinned yet: ``python -m tools.first_points``.

What is pinned stays as it is: links and lessons rest on those points.
"""

from __future__ import annotations

import json
from pathlib import Path

from shallownet.core.datasets import DATASETS, DRAWN, generate
from shallownet.core.experiment import Experiment

Pinned = dict[str, list[list[float]] | list[float]]

PINNED = Path(__file__).parents[1] / "tests" / "core" / "golden_points.json"


def first_points(name: str) -> Pinned:
    """Some of the points that a data set draws by default: the first and the last ones (x1, x2), the y of
    these, and the first ones that are kept for testing."""
    problem = DATASETS[name].problem
    train = generate(Experiment(dataset=name, problem=problem)).train
    test = generate(Experiment(dataset=name, problem=problem, test_fraction=0.25)).test
    return {
        "first": train.X[:, :5].T.tolist(),
        "last": train.X[:, -3:].T.tolist(),
        "y": [*train.Y[0, :5].tolist(), *train.Y[0, -3:].tolist()],
        "test": test.X[:, :3].T.tolist(),
    }


def pin(path: Path = PINNED) -> list[str]:
    """Add what is missing, and return the names of the data sets added."""
    pinned: dict[str, Pinned] = json.loads(path.read_text(encoding="utf-8"))
    added = [name for name in DRAWN if name not in pinned]
    if added:
        pinned |= {name: first_points(name) for name in added}
        path.write_text(json.dumps(pinned, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return added


if __name__ == "__main__":
    print(f"{PINNED.name}: {', '.join(pin()) or 'nothing'} added")
