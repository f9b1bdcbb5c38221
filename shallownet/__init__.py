"""shallownet: networks with one hidden layer, learning live."""

from shallownet.core.checks import ExperimentError
from shallownet.core.experiment import Edit, Experiment, Recipe
from shallownet.core.parameters import Parameters
from shallownet.core.training import train, train_many
from shallownet.core.trajectory import Trajectory
from shallownet.notebook import load_ipython_extension as load_ipython_extension
from shallownet.notebook import register

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

register()  # in a notebook a trajectory is shown as the stage; elsewhere this does nothing
