"""What the networks of a comparison are called: after the setting that sets them apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

_NAMED = {"activation": "activations", "initializer": "initializers", "dataset": "datasets"}


def variants_of(
    settings: Sequence[Mapping[str, Any]], texts: Mapping[str, Any]
) -> list[tuple[str, str, Mapping[str, Any]]]:
    """The name, the label and the settings of each variant; a network that stands alone has no label."""
    return [(_name(one), _label(one, texts), one) for one in settings]


def _name(settings: Mapping[str, Any]) -> str:
    values = ["_".join(value) if isinstance(value, tuple) else str(value) for value in settings.values()]
    return "-".join(values) or "network"


def _label(settings: Mapping[str, Any], texts: Mapping[str, Any]) -> str:
    parts = []
    for field, value in settings.items():
        if field in _NAMED:
            parts.append(texts[_NAMED[field]][value])
        elif field == "features":
            parts.append(", ".join(texts["features"][name] for name in value))
        elif field == "hidden_units":
            parts.append(texts["lesson"]["units" if value > 1 else "unit"].format(count=value))
        else:
            parts.append(f"{texts['controls'][field]} {value:g}")
    return ", ".join(parts)
