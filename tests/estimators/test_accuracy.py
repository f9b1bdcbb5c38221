"""How well the classifier does, beside scikit-learn's own network of the same width."""

import logging
import warnings

import pytest
from sklearn.base import ClassifierMixin
from sklearn.datasets import load_breast_cancer, load_digits, load_iris, load_wine, make_moons
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import RepeatedStratifiedKFold, cross_val_score
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from shallownet import ShallowNetClassifier

WIDTH = 32
DATA = {
    "iris": lambda: load_iris(return_X_y=True),
    "wine": lambda: load_wine(return_X_y=True),
    "breast_cancer": lambda: load_breast_cancer(return_X_y=True),
    "digits": lambda: load_digits(return_X_y=True),
    "moons": lambda: make_moons(600, noise=0.25, random_state=0),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", DATA)
def test_no_worse_than_scikit_learns_by_more_than_a_point(name: str) -> None:
    """Means over two times five folds. Both have their defaults, but scikit-learn's may train to its end."""
    X, y = DATA[name]()

    def accuracy(model: ClassifierMixin) -> float:
        folds = RepeatedStratifiedKFold(n_splits=5, n_repeats=2, random_state=0)
        return 100 * cross_val_score(make_pipeline(StandardScaler(), model), X, y, cv=folds).mean()

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        theirs = accuracy(MLPClassifier((WIDTH,), max_iter=1000, random_state=0))
    ours = accuracy(ShallowNetClassifier(WIDTH, random_state=0))
    # Shown by pytest --log-cli-level=info.
    logging.getLogger(__name__).info("%s: %.2f, scikit-learn's %.2f", name, ours, theirs)
    assert ours >= theirs - 1
