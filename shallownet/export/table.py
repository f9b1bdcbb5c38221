"""The trajectory of a run as a table of comma-separated values."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from shallownet.core.trajectory import Trajectory

MEASURES = ("train_loss", "train_accuracy", "test_loss", "test_accuracy")
"""The columns after ``epoch``; then follows one for each weight and bias, by its name."""


def table(run: Trajectory) -> str:
    """Every snapshot of a run, one a line, the first line the names.

    Numbers are written so that they read back to the last bit. What is not defined (accuracy in regression,
    anything about test points where there are none) is left empty.

    Args:
        run: a trajectory; its epochs are those that were kept, which need not be evenly spread.

    Returns:
        CSV as RFC 4180 has it, but with lines that end in a line feed alone. Names with commas are quoted.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["epoch", *MEASURES, *run.shape.entries()])
    measured = np.stack([getattr(run, name) for name in MEASURES], axis=1)
    for epoch, measures, flat in zip(run.epochs.tolist(), measured, run.flat, strict=True):
        writer.writerow([epoch, *_cells(measures), *_cells(flat)])
    return out.getvalue()


def _cells(numbers: NDArray[np.float64]) -> Iterable[str]:
    return ("" if np.isnan(number) else repr(number) for number in numbers.tolist())
