"""Everything the product says, one folder a language."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

TEXTS = Path(__file__).parent
FIRST_LANGUAGE = "en"
"""The one that all others are written after."""


@cache
def languages() -> dict[str, str]:
    """Each language's own name by its code, as browsers say it; the first one first."""
    codes = sorted(folder.name for folder in TEXTS.iterdir() if (folder / "labels.toml").is_file())
    codes.sort(key=lambda code: code != FIRST_LANGUAGE)
    return {code: labels(code)["language"]["name"] for code in codes}


@cache
def labels(language: str = FIRST_LANGUAGE) -> dict[str, Any]:
    """The labels of a language, by part of the screen.

    Raises:
        ValueError: if there is no such language.
    """
    path = TEXTS / language / "labels.toml"
    if not path.is_file():
        raise ValueError(f"language is {language!r}, but it must be one of {', '.join(languages())}.")
    return tomllib.loads(path.read_text(encoding="utf-8"))
