"""The weights and biases at an epoch, with the run they belong to: as JSON, and back."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shallownet.core.checks import ExperimentError, refuse, whole
from shallownet.core.experiment import MAX_EPOCH, Edit, Experiment, Recipe
from shallownet.core.parameters import Parameters, Shape
from shallownet.core.trajectory import Trajectory

Array = NDArray[np.float64]

FORMAT = 1
"""The version of the format that is written; it changes when an older reader would misread a file."""

_LEVELS = 8

MAX_BYTES = 2_000_000
"""JSON larger than this is refused before anything in it is looked at."""


@dataclass(frozen=True, eq=False)
class Weights:
    """The parameters of a run at an epoch.

    Attributes:
        recipe: the run.
        epoch: how many epochs it has trained.
        parameters: the weights and biases, of the recipe's shape, all finite.
    """

    recipe: Recipe
    epoch: int
    parameters: Parameters


def weights_at(run: Trajectory, epoch: int) -> Weights:
    """The weights and biases at an epoch that the trajectory holds.

    Raises:
        ExperimentError: if it holds no such epoch.
    """
    row = row_of(run, epoch)
    return Weights(run.recipe, int(run.epochs[row]), run.parameters[row])


def row_of(run: Trajectory, epoch: int) -> int:
    """The snapshot taken at an epoch.

    Raises:
        ExperimentError: if there is none.
    """
    epoch = whole(0, MAX_EPOCH)("epoch", epoch)
    row = run.row_at(epoch)
    if run.epochs[row] != epoch:
        raise refuse("epoch", epoch, f"one that the run holds; the last before it is {run.epochs[row]}")
    return row


def weights_json(weights: Weights) -> str:
    """The weights as a JSON object; every number reads back to the last bit."""
    arrays = {name: array.tolist() for name, array in weights.parameters._asdict().items()}
    # Each on a line of its own: people look at it.
    lines = [
        f" {json.dumps(name)}: {json.dumps(value)}" for name, value in {**header(weights), **arrays}.items()
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def header(weights: Weights) -> dict[str, Any]:
    """All but the arrays, as JSON knows it."""
    edits = [[edit.epoch, edit.field, edit.value] for edit in weights.recipe.edits]
    experiment = asdict(weights.recipe.experiment)
    return {"shallownet": FORMAT, "epoch": weights.epoch, "experiment": experiment, "edits": edits}


def read_weights_json(data: str | bytes) -> Weights:
    """Weights out of ``weights_json``'s file, which may come from anywhere.

    Raises:
        ExperimentError: one sentence that says which part is wrong and what is allowed.
    """
    known = read_object(data)
    recipe, epoch = read_header(known, {*HEADER, *Parameters._fields})
    shape = recipe.experiment.shape
    arrays = (_array(name, known[name], *size) for name, size in sizes(shape).items())
    return Weights(recipe, epoch, Parameters(*arrays))


HEADER = ("shallownet", "epoch", "experiment", "edits")


def sizes(shape: Shape) -> dict[str, tuple[int, int]]:
    """Rows and columns of each array."""
    n_x, n_h, n_y = shape
    return {"W1": (n_h, n_x), "b1": (n_h, 1), "W2": (n_y, n_h), "b2": (n_y, 1)}


def read_object(text: str | bytes) -> dict[str, Any]:
    """A JSON object; no name in it stands twice, no number is infinite or NaN by name.

    Raises:
        ExperimentError: if it is anything else, or too large.
    """
    check_size(text)
    try:
        # RecursionError: brackets in brackets. ValueError: bad JSON, bad UTF-8, a number of 5000 digits.
        value = json.loads(text, object_pairs_hook=_once_each, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise ExperimentError("The file is not readable as JSON, but it must be a JSON object.") from None
    if not _is_flat(value):
        raise ExperimentError("The file nests lists in lists, but it must be an object of a few levels.")
    if not isinstance(value, dict):
        raise refuse("file", value, "a JSON object")
    return value


def _is_flat(value: object) -> bool:
    """Whether nothing is nested so deep that even showing it could fail."""
    level = [value]
    for _ in range(_LEVELS):
        inner = [
            one.values() if isinstance(one, dict) else one for one in level if isinstance(one, (dict, list))
        ]
        level = [child for children in inner for child in children]
    return not level


def check_size(data: str | bytes, limit: int = MAX_BYTES) -> None:
    """Refuse a file that is too large, or that is no file.

    Raises:
        ExperimentError: if it is.
    """
    if not isinstance(data, (str, bytes)):
        raise ExperimentError(f"The file is of type {type(data).__name__}, but it must be text or bytes.")
    if len(data) > limit:
        raise ExperimentError(f"The file has {len(data)} bytes, but it must have at most {limit}.")


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    known = dict(pairs)
    if len(known) < len(pairs):
        raise ValueError("a name stands twice")
    return known


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON number")


def read_header(known: dict[str, Any], allowed: set[str]) -> tuple[Recipe, int]:
    """The recipe and the epoch out of a file's object.

    Args:
        known: the object.
        allowed: the names it must have, and no others.

    Raises:
        ExperimentError: if one is missing, too much or wrong.
    """
    # What is no file of ours, or one of a later version, is said before its parts are.
    if known.get("shallownet") != FORMAT or isinstance(known["shallownet"], bool):
        raise refuse("shallownet", known.get("shallownet"), f"{FORMAT}, the version of the format")
    check_names("file", known, allowed)
    missing = sorted(allowed - set(known))
    if missing:
        raise ExperimentError(f"{missing[0]} is missing from the file, but it must be there.")
    epoch = whole(0, MAX_EPOCH)("epoch", known["epoch"])
    settings = known["experiment"]
    if not isinstance(settings, dict):
        raise refuse("experiment", settings, "an object of settings")
    check_names("experiment", settings, {field.name for field in fields(Experiment)})
    return Recipe(Experiment(**settings), _edits(known["edits"])), epoch


def check_names(field: str, known: dict[str, Any], allowed: set[str]) -> None:
    """Refuse a name that does not belong there.

    Raises:
        ExperimentError: naming the first that does not.
    """
    strange = sorted(set(known) - allowed)
    if strange:
        raise refuse(f"A name in {field}", strange[0], "one of " + ", ".join(sorted(allowed)))


def _edits(value: object) -> tuple[Edit, ...]:
    if not isinstance(value, list):
        raise refuse("edits", value, "a list of [epoch, field, value]")
    for edit in value:
        if not isinstance(edit, list) or len(edit) != 3:
            raise refuse("An edit", edit, "[epoch, field, value]")
    return tuple(Edit(*edit) for edit in value)


def _array(name: str, value: object, rows: int, columns: int) -> Array:
    allowed = f"{rows} rows of {columns} finite numbers"
    if not isinstance(value, list) or len(value) != rows:
        raise refuse(name, value, allowed)
    for row in value:
        if not isinstance(row, list) or len(row) != columns or not all(_is_finite(entry) for entry in row):
            raise refuse(f"A row of {name}", row, f"{columns} finite numbers")
    return np.array(value, dtype=np.float64)


def _is_finite(entry: object) -> bool:
    if isinstance(entry, bool) or not isinstance(entry, (int, float)):
        return False
    try:
        return math.isfinite(entry)
    except OverflowError:  # a whole number beyond every float
        return False
