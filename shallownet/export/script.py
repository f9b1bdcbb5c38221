"""A run as a Python script that needs NumPy alone, written in the course's notation."""

from __future__ import annotations

from shallownet.core.experiment import Recipe
from shallownet.export.parts import parts
from shallownet.export.words import say_title
from shallownet.texts.lessons import words_of

_WIDTH = 88


def script(recipe: Recipe, epoch: int, language: str = "en") -> str:
    """A script that trains this very run up to an epoch and prints the cost and accuracy it has there.

    The numbers are those on screen to a relative 1e-6 as long as the run is numerically stable: the sums are
    the same, their order is not.

    Args:
        recipe: the run.
        epoch: where it ends, 0 or more.
        language: of the title and the headings.

    Returns:
        Python source; it imports NumPy and nothing else.

    Raises:
        ExperimentError: if the epoch is no whole number, or negative.
    """
    program = parts(recipe, epoch)
    scenes = words_of("notebook.md", language).scenes
    sections = [f"{_heading(scenes[part.name].title)}\n\n{_spaced(part.code)}" for part in program]
    return f'"""{say_title(recipe, epoch, language)}."""\n\nimport numpy as np\n\n' + "\n".join(sections)


def _heading(title: str) -> str:
    return f"# --- {title} ".ljust(_WIDTH, "-")


def _spaced(code: str) -> str:
    """A part with the empty lines that a formatter asks for round functions."""
    before = "\n" if code.startswith("def ") else ""
    after = "\n" if code.rpartition("\n\n\n")[2].startswith("def ") else ""
    return f"{before}{code}\n{after}"
