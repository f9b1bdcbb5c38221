"""shallownet: networks with one hidden layer, learning live."""

from shallownet.core.checks import ExperimentError
from shallownet.core.experiment import Edit, Experiment, Recipe
from shallownet.core.parameters import Parameters
from shallownet.core.training import train, train_many
from shallownet.core.trajectory import Trajectory

__all__ = [
    "Edit",
    "Experiment",
    "ExperimentError",
    "Parameters",
    "Recipe",
    "Trajectory",
    "train",
    "train_many",
]
