"""What is said about an exported run: its title, and the line above its picture."""

from __future__ import annotations

from shallownet.core.experiment import Recipe
from shallownet.core.trajectory import Trajectory
from shallownet.export.weights import row_of
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


def caption(run: Trajectory, epoch: int, language: str = "en") -> str:
    """Epoch, cost and accuracy of the training points, with the digits they have on the stage.

    Raises:
        ExperimentError: if the run does not hold the epoch.
    """
    row, words = row_of(run, epoch), labels(language)["stage"]
    parts = [f"{words['epoch']} {epoch:,}", f"{words['loss']} {_cost(float(run.train_loss[row]))}"]
    if run.experiment.problem == "classification":
        parts.append(f"{words['accuracy']} {run.train_accuracy[row]:.1%}")
    return " · ".join(parts)


def _cost(value: float) -> str:
    if value < 1000:
        return f"{value:.4f}"
    return f"{value:.1f}" if value < 1e6 else f"{value:.3e}"
