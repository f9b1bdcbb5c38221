"""Everything the product says, one folder a language."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

TEXTS = Path(__file__).parent


@cache
def labels(language: str = "en") -> dict[str, Any]:
    """The labels of a language, by part of the screen.

    Raises:
        ValueError: if there is no such language.
    """
    path = TEXTS / language / "labels.toml"
    if not path.is_file():
        known = ", ".join(
            sorted(folder.name for folder in TEXTS.iterdir() if (folder / "labels.toml").is_file())
        )
        raise ValueError(f"language is {language!r}, but it must be one of {known}.")
    return tomllib.loads(path.read_text(encoding="utf-8"))
