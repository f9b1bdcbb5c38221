"""The source that draws a run's points and makes them the network's inputs."""

from __future__ import annotations

import re
from textwrap import fill, indent

import numpy as np
from numpy.typing import NDArray

from shallownet.core.datasets import Points, generate
from shallownet.core.experiment import Experiment
from shallownet.export.generators import GENERATORS
from shallownet.export.source import call, literal, plain

Array = NDArray[np.float64]

FEATURE_SOURCE: dict[str, str] = {
    "x1": "x1",
    "x2": "x2",
    "x1_squared": "x1 * x1",
    "x2_squared": "x2 * x2",
    "x1x2": "x1 * x2",
    "sin_x1": "np.sin(x1)",
    "sin_x2": "np.sin(x2)",
}
"""Every input of ``FEATURES``, as source over the coordinates x1 and x2, each of shape (m,)."""


def data_source(experiment: Experiment) -> str:
    """Source that binds X, Y and m; X_test and Y_test too where the run has test points."""
    is_drawn = experiment.dataset in GENERATORS
    lines = [_drawn(experiment) if is_drawn else _embedded(experiment)]
    has_test = generate(experiment).test.Y.size > 0
    if has_test and is_drawn:
        lines.append(_split(experiment))
    lines.append(_inputs(experiment))
    if has_test:
        lines.append(_PARTED)
    return "\n".join((*lines, "m = X.shape[1]"))


_PARTED = """\
X_test, Y_test = X[:, is_test], Y[:, is_test]
X, Y = X[:, ~is_test], Y[:, ~is_test]"""


def _drawn(experiment: Experiment) -> str:
    """The generator and the call that draws every point, train and test together."""
    generator = GENERATORS[experiment.dataset]
    source = plain(generator)
    arguments = {
        "counts": _counts(experiment),
        "noise": literal(experiment.noise),
        "random": f"np.random.RandomState({literal(experiment.data_seed)})",
    }
    called = call(generator, arguments)
    # The core's own helper for the classes' row, written out.
    source = source.replace("_labels(counts)", "np.repeat([0.0, 1.0], counts)[np.newaxis]")
    if experiment.problem == "regression":
        # There are no classes to count: the generator draws the sum.
        source = re.sub(r"\bcounts\b", "count", source.replace("sum(counts)", "count"))
        called = called.replace(_counts(experiment), literal(experiment.samples), 1)
    return f"{source}\n\n\npoints, Y = {called}"


def _counts(experiment: Experiment) -> str:
    if experiment.problem == "regression":
        return f"({literal(experiment.samples)}, 0)"
    ones = sum(int(points.Y.sum()) for points in generate(experiment))
    return f"({literal(experiment.samples - ones)}, {literal(ones)})"


def _embedded(experiment: Experiment) -> str:
    """The points as numbers: those to learn from, then those to test with."""
    train, test = generate(experiment)
    both = Points(*(np.concatenate(pair, axis=1) for pair in zip(train, test, strict=True)))
    lines = [f"points = {_array(both.X)}", f"Y = {_array(both.Y)}"]
    if test.Y.size:
        lines += [f"is_test = np.arange(Y.shape[1]) >= {literal(train.Y.size)}"]
    return "\n".join(lines)


def _array(rows: Array) -> str:
    numbers = (", ".join(literal(float(x)) for x in row) for row in rows)
    filled = (fill(row, 100, initial_indent=" " * 8, subsequent_indent=" " * 8) for row in numbers)
    return "\n".join(["np.array([", *(f"    [\n{row}\n    ]," for row in filled), "])"])


def _split(experiment: Experiment) -> str:
    choose = f"""\
count = min(round(len(members) * {literal(experiment.test_fraction)}), len(members) - 1)
is_test[random.permutation(members)[:count]] = True"""
    if experiment.problem == "regression":
        choose = f"members = np.arange(Y.shape[1])\n{choose}"
    else:
        members = "members = np.flatnonzero(Y[0] == label)"
        choose = "for label in (0, 1):\n" + indent(f"{members}\n{choose}", "    ")
    return f"""\

# Some points are kept for testing, chosen by a generator of their own.
random = np.random.RandomState([{literal(experiment.data_seed)}, 1])
is_test = np.zeros(Y.shape[1], dtype=bool)
{choose}
"""


def _inputs(experiment: Experiment) -> str:
    rows = ", ".join(FEATURE_SOURCE[name] for name in experiment.features)
    return f"x1, x2 = points\nX = np.stack([{rows}])"
