"""How a fit goes: when it stops, what it keeps, what it follows from, and what it refuses."""

import pickle
import warnings

import numpy as np
import pytest
from sklearn.exceptions import ConvergenceWarning, NotFittedError

from shallownet import ShallowNetClassifier, ShallowNetRegressor
from shallownet.estimators.base import CHECKS
from shallownet.estimators.trajectory import MOST_SNAPSHOTS

from .data import iris, moons, waves

BOTH = pytest.mark.parametrize(
    ("estimator", "data"),
    [(ShallowNetClassifier, iris), (ShallowNetRegressor, waves)],
    ids=["classes", "numbers"],
)


def test_the_defaults_work_out_of_the_box() -> None:
    assert ShallowNetClassifier(random_state=0).fit(*iris()).score(*iris()) > 0.95
    assert ShallowNetClassifier(random_state=0).fit(*moons()).score(*moons()) > 0.94
    assert ShallowNetRegressor(random_state=0).fit(*waves()).score(*waves()) > 0.9
    assert ShallowNetRegressor(random_state=0).fit(*waves(2)).score(*waves(2)) > 0.9


@BOTH
def test_it_stops_when_the_loss_stands_still(estimator, data) -> None:
    model = estimator(tol=1e-3, n_iter_no_change=4, epochs=3000, random_state=0).fit(*data())
    assert 4 < model.n_iter_ < 3000
    assert len(model.loss_curve_) == model.n_iter_ == model.trajectory_.epochs[-1]
    assert model.loss_ == model.loss_curve_[-1] == model.trajectory_.train_loss[-1]
    best, stale = model.trajectory_.train_loss[0], 0
    for loss in model.loss_curve_:
        assert stale < 4
        stale = 0 if loss < best - 1e-3 else stale + 1
        best = min(best, loss)
    assert stale == 4


@BOTH
def test_where_it_stops_it_is_as_if_it_had_been_told_to(estimator, data) -> None:
    stopped = estimator(epochs=3000, tol=1e-3, random_state=0).fit(*data())
    told = estimator(epochs=stopped.n_iter_, tol=None, random_state=0).fit(*data())
    for one, two in zip(stopped.parameters_, told.parameters_, strict=True):
        np.testing.assert_array_equal(one, two)


def test_without_tol_it_never_stops_early() -> None:
    model = ShallowNetClassifier(learning_rate=0.0, epochs=70, batch_size=None, tol=None).fit(*iris())
    assert model.n_iter_ == 70


@pytest.mark.parametrize("batch_size", [None, 32])
@BOTH
def test_a_fit_that_diverges_says_so_and_keeps_what_was_good(estimator, data, batch_size) -> None:
    X, y = data()
    settings = {"activation": "relu", "learning_rate": 1e4, "batch_size": batch_size, "random_state": 0}
    with pytest.warns(ConvergenceWarning, match="diverged in epoch") as told:
        model = estimator(**settings).fit(X, y)
    assert told[0].filename == __file__
    assert all(np.isfinite(array).all() for array in model.parameters_)
    assert np.isfinite(model.predict(X)).all()
    assert model.n_iter_ == len(model.loss_curve_) == model.trajectory_.epochs[-1]
    assert np.isfinite(model.loss_)


def test_a_call_of_partial_fit_that_diverges_changes_nothing() -> None:
    X, y = waves()
    model = ShallowNetRegressor(activation="relu", random_state=0).partial_fit(X, y)
    before = model.predict(X)
    with pytest.warns(ConvergenceWarning, match="epoch 2"):
        model.set_params(learning_rate=1e6).partial_fit(X, y)
    np.testing.assert_array_equal(model.predict(X), before)
    assert model.n_iter_ == 1


def test_a_loss_of_next_to_nothing_may_rise() -> None:
    """100 times an exact fit's loss is still nothing, and no measure for what comes next."""
    X = waves()[0]
    settings = {"activation": "identity", "learning_rate": 0.1, "batch_size": None, "tol": None}
    model = ShallowNetRegressor(2, **settings, epochs=3000, random_state=0).fit(X, X[:, 0] / 2)
    exact = model.loss_
    model.set_params(l2=1.0).partial_fit(X, X[:, 0] / 2)  # the penalty pulls it away
    assert model.n_iter_ == 3001
    assert model.loss_ > 1000 * exact


@BOTH
@pytest.mark.parametrize("epochs", [1, 2, 199, 200, 201, 1000])
def test_snapshots_are_bounded_and_evenly_spread(estimator, data, epochs: int) -> None:
    X, y = data()
    trajectory = estimator(2, epochs=epochs, tol=None, batch_size=None, random_state=0).fit(X, y).trajectory_
    assert min(epochs + 1, MOST_SNAPSHOTS / 2) <= len(trajectory) <= MOST_SNAPSHOTS
    assert len(trajectory) == len(trajectory.flat) == len(trajectory.train_loss) == len(trajectory.parameters)
    assert trajectory.epochs[[0, -1]].tolist() == [0, epochs]
    assert len(set(np.diff(trajectory.epochs[:-1]))) <= 1
    with pytest.raises(ValueError, match="read-only"):
        trajectory.flat[0] = 0


def test_snapshots_are_those_of_their_epochs() -> None:
    X, y = iris()
    model = ShallowNetClassifier(2, epochs=1000, tol=None, batch_size=None, random_state=0).fit(X, y)
    for row in (1, 50, len(model.trajectory_) - 1):
        epoch = int(model.trajectory_.epochs[row])
        there = ShallowNetClassifier(2, epochs=epoch, tol=None, batch_size=None, random_state=0).fit(X, y)
        np.testing.assert_array_equal(model.trajectory_.flat[row], there.parameters_.flat())
        assert model.trajectory_.train_loss[row] == model.loss_curve_[epoch - 1]


@BOTH
def test_what_random_state_determines(estimator, data) -> None:
    def fitted(state):
        return estimator(3, epochs=5, random_state=state).fit(*data()).parameters_.flat()

    np.testing.assert_array_equal(fitted(1), fitted(1))
    np.testing.assert_array_equal(fitted(np.random.RandomState(1)), fitted(np.random.RandomState(1)))
    state = np.random.RandomState(1)
    assert (fitted(state) != fitted(state)).any()
    assert (fitted(1) != fitted(2)).any()
    assert (fitted(None) != fitted(None)).any()


@pytest.mark.parametrize("labels", [["no", "yes"], ["a", "b", "c"], [3, -1], [0.0, 7.0, 2.0], [False, True]])
def test_labels_of_any_type(labels: list) -> None:
    X, y = iris()
    X, y = X[y < len(labels)], np.array(labels)[y[y < len(labels)]]
    model = ShallowNetClassifier(4, random_state=0).fit(X, y)
    assert model.classes_.tolist() == sorted(labels)
    assert model.predict(X).dtype == y.dtype
    assert model.score(X, y) > 0.9
    shares = model.predict_proba(X)
    np.testing.assert_allclose(shares.sum(axis=1), 1)
    np.testing.assert_allclose(model.predict_log_proba(X), np.log(shares))


def test_logarithms_of_shares_stay_finite() -> None:
    X, y = iris()
    for classes in (2, 3):
        model = ShallowNetClassifier(4, activation="identity", epochs=5).fit(X[y < classes], y[y < classes])
        assert np.isfinite(model.predict_log_proba(X * 1e6)).all()


def test_partial_fit_sees_classes_come_one_by_one() -> None:
    X, y = iris()
    model = ShallowNetClassifier(random_state=0)
    for _ in range(60):
        for label in range(3):
            model.partial_fit(X[y == label][::2], y[y == label][::2], classes=[0, 1, 2])
            model.partial_fit(X, y)
    assert model.n_iter_ == 360
    assert model.score(X, y) > 0.9
    assert len(model.trajectory_) <= MOST_SNAPSHOTS


def test_a_fit_forgets_the_one_before() -> None:
    model = ShallowNetClassifier(4, epochs=7, random_state=0).fit(*moons())
    model.partial_fit(*moons()).fit(*iris())
    assert model.n_iter_ == model.trajectory_.epochs[-1] == 7
    assert model.parameters_.shape == (4, 4, 3)


def test_what_is_set_after_a_fit_waits_for_the_next() -> None:
    X, y = iris()
    model = ShallowNetClassifier(4, epochs=7, random_state=0).fit(X, y)
    before = model.decision_function(X)
    model.set_params(activation="identity", hidden_units=2)
    np.testing.assert_array_equal(model.decision_function(X), before)
    assert model.fit(X, y).parameters_.shape == (4, 2, 3)


def test_it_can_be_pickled_with_its_trajectory() -> None:
    model = ShallowNetClassifier(4, epochs=7, random_state=0).fit(*iris())
    copy = pickle.loads(pickle.dumps(model))
    np.testing.assert_array_equal(copy.trajectory_.flat, model.trajectory_.flat)
    np.testing.assert_array_equal(copy.predict(iris()[0]), model.predict(iris()[0]))


BAD = {
    "hidden_units": (0, 2.5, "many", None),
    "activation": ("step", 3, None),
    "initializer": ("ones", None),
    "learning_rate": (-0.1, np.nan, "fast", None),
    "epochs": (0, 1.5, True),
    "batch_size": (0, "auto", 2.5),
    "l1": (-1, None),
    "l2": (-1, np.inf),
    "tol": (-1e-3, "no"),
    "n_iter_no_change": (0, None),
    "leaky_slope": (-0.1, 1.5),
    "constant": ("x", np.inf),
}


def test_every_parameter_has_bad_values_here() -> None:
    assert (
        sorted(BAD) == sorted(CHECKS) == sorted(set(ShallowNetClassifier().get_params()) - {"random_state"})
    )


@BOTH
@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in BAD.items() for value in values]
)
def test_a_bad_parameter_is_refused_in_one_sentence(estimator, data, name: str, value: object) -> None:
    for method in ("fit", "partial_fit"):
        model = estimator(**{name: value})
        classes = (
            {"classes": [0, 1, 2]} if (estimator, method) == (ShallowNetClassifier, "partial_fit") else {}
        )
        with pytest.raises(ValueError, match=rf"^{name} is .*, but it must be .*\.$"):
            getattr(model, method)(*data(), **classes)


def test_what_else_is_refused() -> None:
    X, y = iris()
    with pytest.raises(ValueError, match=r"^y holds one class only, 0, but it must hold two or more"):
        ShallowNetClassifier().fit(X[:9], y[:9])
    with pytest.raises(ValueError, match=r"^classes is None, but the first call"):
        ShallowNetClassifier().partial_fit(X, y)
    with pytest.raises(ValueError, match=r"^y holds 2, but it must hold the labels in classes, \[0, 1\]"):
        ShallowNetClassifier().partial_fit(X, y, classes=[0, 1])
    with pytest.raises(ValueError, match=r"^classes is \[0, 1\], but in the first call"):
        ShallowNetClassifier().partial_fit(X, y, classes=[0, 1, 2]).partial_fit(X, y, classes=[0, 1])
    with pytest.raises(ValueError, match=r"^y has 2 targets for each example, but in the first call"):
        ShallowNetRegressor().partial_fit(*waves()).partial_fit(*waves(2))
    with pytest.raises(NotFittedError):
        ShallowNetRegressor().predict(X)
    assert not hasattr(ShallowNetClassifier(), "trajectory_")


@BOTH
def test_nothing_is_said_when_all_is_well(estimator, data) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        estimator(epochs=3).fit(*data())
