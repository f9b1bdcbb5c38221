"""How runs differ, in words: the settings that are not the same in all of them, and their edits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from shallownet.core.experiment import Edit, Experiment, Recipe
from shallownet.core.own_points import OwnPoints

# So many edits are written out; of more there is only their number.
_EDITS_WRITTEN = 2
# Settings that are called otherwise on the knobs than in code.
_KNOBS = {"batch_size": "batch"}
# Settings whose values are rows of tables, which have names on screen.
_NAMED = {
    "activation": "activations",
    "initializer": "initializers",
    "dataset": "datasets",
    "problem": "problems",
}


def differing(recipes: Sequence[Recipe]) -> list[str]:
    """The settings that are not the same in all the experiments, in the order of ``Experiment``."""
    first = recipes[0].experiment
    return [
        field.name
        for field in fields(Experiment)
        if any(getattr(one.experiment, field.name) != getattr(first, field.name) for one in recipes)
    ]


def columns(recipes: Sequence[Recipe], texts: Mapping[str, Any]) -> dict[str, list[str]]:
    """By the name of each setting that differs its value in every run, and their edits if they differ."""
    found = {
        called(field, texts): [written(field, getattr(one.experiment, field), texts) for one in recipes]
        for field in differing(recipes)
    }
    if any(one.edits != recipes[0].edits for one in recipes):
        found[texts["pins"]["edits"]] = [written_edits(one.edits, texts) for one in recipes]
    return found


def called(field: str, texts: Mapping[str, Any]) -> str:
    """What a setting, a weight or a bias is called on screen."""
    knob = _KNOBS.get(field, field)
    name: str = texts["controls"].get(knob) or texts["pins"].get(knob, field)
    return name


def written(field: str, value: Any, texts: Mapping[str, Any]) -> str:
    """The value of a setting, a weight or a bias as text."""
    if field in _NAMED:
        text: str = texts[_NAMED[field]][value]
        return text
    if field == "features":
        return ", ".join(texts["features"][name] for name in value)
    if isinstance(value, OwnPoints):
        # Two sets may be equally large: the name tells them apart.
        return str(texts["pins"]["own_points"].format(count=len(value), name=value.digest[:4]))
    if value is None:
        return str(texts["controls"]["full_batch"] if field == "batch_size" else texts["pins"]["nothing"])
    return (f"{value:.5g}" if isinstance(value, float) else str(value)).replace("-", "−")


def written_edits(edits: Sequence[Edit], texts: Mapping[str, Any]) -> str:
    """Edits in a few words."""
    label = texts["pins"]
    if not edits:
        return str(label["nothing"])
    if len(edits) > _EDITS_WRITTEN:
        return str(label["several_edits"].format(count=len(edits)))
    return "; ".join(
        label["edit"].format(
            what=called(edit.field, texts),
            value=written(edit.field, edit.value, texts),
            epoch=f"{edit.epoch:,}",
        )
        for edit in edits
    )
