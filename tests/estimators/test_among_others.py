"""The estimators in pipelines, grid searches, displays and parallel work, and their import."""

import subprocess
import sys

import matplotlib
import numpy as np
import pytest
from joblib import Parallel, delayed
from matplotlib import pyplot
from sklearn.base import clone
from sklearn.compose import TransformedTargetRegressor
from sklearn.inspection import DecisionBoundaryDisplay
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import shallownet
from shallownet import ShallowNetClassifier, ShallowNetRegressor

from .data import iris, moons, waves


def test_in_a_pipeline_and_a_grid_search() -> None:
    X, y = iris()
    pipeline = make_pipeline(StandardScaler(), ShallowNetClassifier(4, epochs=40, random_state=0))
    grid = {
        "shallownetclassifier__activation": ["tanh", "relu"],
        "shallownetclassifier__learning_rate": [1e-4, 0.3],
    }
    search = GridSearchCV(pipeline, grid, cv=3).fit(X * 40 + 7, y)
    assert search.best_params_["shallownetclassifier__learning_rate"] == 0.3
    assert search.best_score_ > 0.9
    assert search.predict_proba(X * 40 + 7).shape == (150, 3)


def test_targets_far_from_zero_through_a_transformed_target() -> None:
    X, y = waves()
    model = TransformedTargetRegressor(ShallowNetRegressor(random_state=0), transformer=StandardScaler())
    assert model.fit(X, 500 + 80 * y).score(X, 500 + 80 * y) > 0.9


def test_within_another_estimator() -> None:
    X, y = iris()
    model = OneVsRestClassifier(ShallowNetClassifier(3, epochs=60, random_state=0)).fit(X, y)
    assert model.score(X, y) > 0.9
    assert all(one.parameters_.shape.n_y == 1 for one in model.estimators_)


@pytest.mark.parametrize("backend", ["threading", "loky"])
def test_through_joblib_the_same_numbers(backend: str) -> None:
    X, y = moons()
    models = [ShallowNetClassifier(3, epochs=10, random_state=seed) for seed in range(4)]
    apart = Parallel(n_jobs=2, backend=backend)(delayed(clone(model).fit)(X, y) for model in models)
    for one, model in zip(apart, models, strict=True):
        np.testing.assert_array_equal(one.trajectory_.flat, model.fit(X, y).trajectory_.flat)


def test_cross_validation_in_parallel() -> None:
    X, y = iris()
    model = ShallowNetClassifier(4, epochs=20, random_state=0)
    alone, parallel = (cross_val_score(model, X, y, cv=3, n_jobs=jobs) for jobs in (1, 2))
    np.testing.assert_array_equal(alone, parallel)


@pytest.mark.parametrize("data", [moons, iris], ids=["two", "three"])
@pytest.mark.parametrize("response_method", ["auto", "predict", "predict_proba", "decision_function"])
def test_on_a_decision_boundary_display(data, response_method: str) -> None:
    matplotlib.use("agg")
    X, y = data()
    model = ShallowNetClassifier(3, epochs=5, random_state=0).fit(X[:, :2], y)
    display = DecisionBoundaryDisplay.from_estimator(
        model, X[:, :2], response_method=response_method, grid_resolution=20
    )
    assert display.response.shape[:2] == (20, 20)
    pyplot.close("all")


def test_they_are_public_and_cost_nothing_until_asked_for() -> None:
    assert {"ShallowNetClassifier", "ShallowNetRegressor"} <= {*shallownet.__all__} & {*dir(shallownet)}
    with pytest.raises(AttributeError, match="no attribute 'ShallowNetClusterer'"):
        shallownet.ShallowNetClusterer
    program = (
        "import sys, shallownet; assert 'sklearn.base' not in sys.modules; shallownet.ShallowNetClassifier"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
