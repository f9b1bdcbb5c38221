"""What a change made while training makes of a recipe: the later edits go, what the knobs show stays."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from shallownet.core.checks import refuse
from shallownet.core.experiment import EDITABLE, Edit, Experiment, Recipe

MOST_EDITS = 200
"""So many edits a recipe may hold and still take one more weight set in the drawing."""


def with_settings(
    recipe: Recipe, settings: Experiment, epoch: int, entries: dict[str, float] | None = None
) -> Recipe:
    """A recipe up to an epoch, then with these settings.

    Args:
        recipe: what was trained so far.
        settings: what is to be in force from the epoch on; all that may change while training counts, not
            only what was just moved: a later edit that is dropped was on the knobs too.
        epoch: the last epoch that stays as it was.
        entries: weights and biases set there, by name.
    """
    then = recipe.settings_from(epoch)
    changed: dict[str, Any] = {
        field: getattr(settings, field)
        for field in EDITABLE
        if getattr(settings, field) != getattr(then, field)
    }
    return recipe.edited(epoch, **changed, **(entries or {}))


def with_entry(recipe: Recipe, settings: Experiment, epoch: int, field: str, value: object) -> Recipe:
    """The same with one weight or bias set by a visitor.

    Raises:
        ExperimentError: if there is no such entry, the value is not allowed, or there are too many edits.
    """
    edit = Edit(epoch, field, value)  # type: ignore[arg-type]
    if not edit.sets_entry or edit.value is None:
        raise refuse("field", field, "a weight or bias")
    edited = with_settings(recipe, settings, epoch, {field: edit.value})
    if len(edited.edits) > MOST_EDITS:
        raise refuse("edits", len(edited.edits), f"{MOST_EDITS} at most: undo one to make another")
    return edited


def without(recipe: Recipe, undone: Iterable[Edit]) -> tuple[Recipe, int | None]:
    """A recipe without some of its edits, and the first of their epochs; None if it had none of them."""
    epochs = []
    for edit in undone:
        if edit in recipe.edits:
            recipe = recipe.without(recipe.edits.index(edit))
            epochs.append(edit.epoch)
    return recipe, min(epochs, default=None)


def sets_entry_at(epoch: int, *recipes: Recipe) -> bool:
    """Whether any of these recipes sets a weight or bias at an epoch."""
    return any(edit.epoch == epoch and edit.sets_entry for recipe in recipes for edit in recipe.edits)
