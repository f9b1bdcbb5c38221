"""scikit-learn's own checks of an estimator: all of them, none expected to fail."""

from sklearn.utils.estimator_checks import parametrize_with_checks

from shallownet import ShallowNetClassifier, ShallowNetRegressor


@parametrize_with_checks([ShallowNetClassifier(), ShallowNetRegressor()])
def test_scikit_learns_check(estimator, check) -> None:
    check(estimator)
