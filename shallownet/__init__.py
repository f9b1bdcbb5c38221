"""shallownet: networks with one hidden layer, learning live."""

from importlib import import_module
from typing import TYPE_CHECKING

from shallownet.core.checks import ExperimentError
from shallownet.core.experiment import Edit, Experiment, Recipe
from shallownet.core.parameters import Parameters
from shallownet.core.training import train, train_many
from shallownet.core.trajectory import Trajectory
from shallownet.notebook import load_ipython_extension as load_ipython_extension
from shallownet.notebook import register

if TYPE_CHECKING:
    from shallownet.estimators import ShallowNetClassifier, ShallowNetRegressor
    from shallownet.sweeps.sweep import sweep

__all__ = [
    "Edit",
    "Experiment",
    "ExperimentError",
    "Parameters",
    "Recipe",
    "ShallowNetClassifier",
    "ShallowNetRegressor",
    "Trajectory",
    "sweep",
    "train",
    "train_many",
]

_IMPORTED_WHEN_ASKED_FOR = {
    "ShallowNetClassifier": "shallownet.estimators",
    "ShallowNetRegressor": "shallownet.estimators",
    "sweep": "shallownet.sweeps.sweep",
}


def __getattr__(name: str) -> object:
    if name not in _IMPORTED_WHEN_ASKED_FOR:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_IMPORTED_WHEN_ASKED_FOR[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_IMPORTED_WHEN_ASKED_FOR})


register()  # in a notebook a trajectory is shown as the stage; elsewhere this does nothing
