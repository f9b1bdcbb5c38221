"""The source of the loop over the epochs, with the edits made on the way."""

from __future__ import annotations

from functools import cached_property
from itertools import groupby

from shallownet.core.batches import is_full_batch
from shallownet.core.datasets import generate
from shallownet.core.experiment import Edit, Recipe
from shallownet.core.parameters import ENTRY
from shallownet.export.source import literal

_INDENT = "    "


class Training:
    """The training of a run up to an epoch, as source.

    Args:
        recipe: the run.
        epoch: where it ends; a weight or bias set there is set, as it is on screen, while a setting changed
            there changes only what comes after.
    """

    def __init__(self, recipe: Recipe, epoch: int) -> None:
        self._experiment, self._epoch = recipe.experiment, epoch
        self._edits = [edit for edit in recipe.edits if edit.epoch < epoch]
        self._set_last = [edit for edit in recipe.edits if edit.epoch == epoch and edit.sets_entry]
        self._m = generate(recipe.experiment).train.Y.shape[1]

    @property
    def code(self) -> str:
        """Source that trains W1, b1, W2 and b2 from their start."""
        settings = [
            f"{name} = {self._value(name, getattr(self._experiment, name))}" for name in self._settings
        ]
        loop = f"for epoch in range({literal(self._epoch)}):"
        body = [*self._edited(), *self._updated()]
        last = map(self._edit, self._set_last)
        return "\n".join((*settings, "", loop, *(f"{_INDENT}{line}" for line in body), *last))

    @cached_property
    def is_penalised(self) -> bool:
        """Whether an update has a penalty."""
        return any(value for name in ("l1", "l2") for value in self._values(name))

    @cached_property
    def _settings(self) -> list[str]:
        """The settings that the loop reads."""
        has_batches = not all(self._is_full(size) for size in self._values("batch_size"))
        penalties = ["l1", "l2"] if self.is_penalised else []
        return ["learning_rate", *penalties, *(["batch_size"] if has_batches else [])]

    def _values(self, name: str) -> list[float | int | None]:
        first: float | int | None = getattr(self._experiment, name)
        return [first, *(edit.value for edit in self._edits if edit.field == name)]

    def _is_full(self, size: float | int | None) -> bool:
        return is_full_batch(None if size is None else int(size), self._m)

    def _value(self, name: str, value: float | int | None) -> str:
        return "m" if name == "batch_size" and self._is_full(value) else literal(value)

    def _edited(self) -> list[str]:
        lines = []
        for when, edits in groupby(self._edits, key=lambda edit: edit.epoch):
            made = [self._edit(edit) for edit in edits if edit.sets_entry or edit.field in self._settings]
            # One statement each, not a chain of elif: Python refuses to parse a chain of thousands.
            if made:
                lines += [f"if epoch == {literal(when)}:", *(f"{_INDENT}{line}" for line in made)]
        return lines

    def _edit(self, edit: Edit) -> str:
        entry = ENTRY.fullmatch(edit.field)
        if entry is None:
            return f"{edit.field} = {self._value(edit.field, edit.value)}"
        name = entry[1] or entry[4] or entry[6]
        row, column = int(entry[2] or entry[5] or 1), int(entry[3] or 1)
        # Formulas count from 1, Python from 0: the script says both.
        counted = {"W1": f"  # W1[{row},{column}]", "W2": f"  # W2[{row},{column}]", "b1": f"  # b1[{row}]"}
        return f"{name}[{row - 1}, {column - 1}] = {literal(edit.value)}{counted.get(name, '')}"

    def _updated(self) -> list[str]:
        if "batch_size" not in self._settings:
            return self._step("X", "Y")
        # Where an edit makes the batch whole it is shuffled too, which changes no sum.
        return [
            "# A fresh order in every epoch, drawn from the seed and the epoch.",
            f"order = np.random.RandomState([{literal(self._experiment.seed)}, epoch]).permutation(m)",
            "for start in range(0, m, batch_size):",
            f"{_INDENT}batch = order[start : start + batch_size]",
            f"{_INDENT}x, y = X[:, batch], Y[:, batch]",
            *(f"{_INDENT}{line}" for line in self._step("x", "y")),
        ]

    def _step(self, X: str, Y: str) -> list[str]:
        W1, penalties = ("W1, ", ", l1, l2") if self.is_penalised else ("", "")
        return [
            f"Z1, A1, Z2, A2 = forward(W1, b1, W2, b2, {X})",
            f"dW1, db1, dW2, db2 = backward({W1}W2, Z1, A1, A2, {X}, {Y}{penalties})",
            "W1 = W1 - learning_rate * dW1",
            "b1 = b1 - learning_rate * db1",
            "W2 = W2 - learning_rate * dW2",
            "b2 = b2 - learning_rate * db2",
        ]
