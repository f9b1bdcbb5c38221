"""scikit-learn's own checks of an estimator: all of them, none expected to fail."""

import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks

from shallownet import ShallowNetClassifier, ShallowNetRegressor


# Some checks train on inputs in the hundreds, on which a network may say that it diverged.
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@parametrize_with_checks([ShallowNetClassifier(), ShallowNetRegressor()])
def test_scikit_learns_check(estimator, check) -> None:
    check(estimator)
