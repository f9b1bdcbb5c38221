"""scikit-learn estimators over the engine: for pipelines, grid searches and displays, like any other."""

from shallownet.estimators.classifier import ShallowNetClassifier
from shallownet.estimators.regressor import ShallowNetRegressor
from shallownet.estimators.trajectory import FitTrajectory

__all__ = ["FitTrajectory", "ShallowNetClassifier", "ShallowNetRegressor"]
