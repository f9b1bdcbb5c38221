"""The project as a fresh clone would have it."""

from __future__ import annotations

import shutil
from pathlib import Path

from tools.server import ROOT


def ignored_patterns() -> list[str]:
    """Return the names that .gitignore keeps out of a commit, read here because git itself may be missing."""
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    return [".git", *(line.strip("/") for line in lines if line and not line.startswith("#"))]


def copy_project(folder: Path) -> Path:
    """Copy everything that belongs to the project into a folder that is not there yet, and return it."""
    return shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*ignored_patterns()))
