"""What is said about an exported run: its title, and the name of its file."""

from __future__ import annotations

from shallownet.core.experiment import Recipe
from shallownet.texts import labels
from shallownet.texts.lessons import fill, words_of


def say_title(recipe: Recipe, epoch: int, language: str = "en") -> str:
    """One line that says what was trained, how, and how long."""
    experiment, names = recipe.experiment, labels(language)
    return fill(
        words_of("notebook.md", language).title,
        {
            "dataset": names["datasets"][experiment.dataset],
            "units": experiment.hidden_units,
            "activation": names["activations"][experiment.activation],
            "epochs": epoch,
        },
    )
