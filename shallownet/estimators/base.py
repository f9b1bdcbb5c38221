"""What the classifier and the regressor share: their parameters, the fit, and the network's outputs."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data

from shallownet.core.activations import ACTIVATIONS
from shallownet.core.checks import ExperimentError, name_from, number, refuse, whole
from shallownet.core.experiment import MAX_EPOCH, MAX_LEARNING_RATE
from shallownet.core.initializers import INITIALIZERS
from shallownet.core.network import forward
from shallownet.core.parameters import Parameters
from shallownet.estimators.fitting import FitSettings, Fitted, descend
from shallownet.estimators.trajectory import FitTrajectory, Recorder

Array = NDArray[np.float64]

_MOST = 10**6


def _or_none(check: Callable[[str, object], Any], allowed: str) -> Callable[[str, object], Any]:
    def checked(field: str, value: object) -> Any:
        try:
            return None if value is None else check(field, value)
        except ExperimentError:
            raise refuse(field, value, allowed) from None

    return checked


CHECKS: dict[str, Callable[[str, object], Any]] = {
    "hidden_units": whole(1, _MOST),
    "activation": name_from(ACTIVATIONS),
    "initializer": name_from(INITIALIZERS),
    "learning_rate": number(0.0, MAX_LEARNING_RATE),
    "epochs": whole(1, MAX_EPOCH),
    "batch_size": _or_none(whole(1, MAX_EPOCH), f"None (full batch) or a whole number from 1 to {MAX_EPOCH}"),
    "l1": number(0.0, 1e6),
    "l2": number(0.0, 1e6),
    "tol": _or_none(number(0.0, 1e6), "None (never stop early) or a number from 0 to 1e+06"),
    "n_iter_no_change": whole(1, MAX_EPOCH),
    "leaky_slope": number(0.0, 1.0),
    "constant": number(-1e6, 1e6),
}
"""For each parameter but ``random_state``: the value in its canonical type, or ``ExperimentError``."""


class ShallowNet(BaseEstimator):  # type: ignore[misc]
    """A network with one hidden layer as a scikit-learn estimator; see its two subclasses."""

    def __init__(
        self,
        hidden_units: int = 32,
        activation: str = "tanh",
        initializer: str = "xavier",
        learning_rate: float = 0.3,
        epochs: int = 200,
        batch_size: int | None = 32,
        l1: float = 0.0,
        l2: float = 0.0,
        tol: float | None = 1e-4,
        n_iter_no_change: int = 10,
        leaky_slope: float = 0.01,
        constant: float = 0.3,
        random_state: int | np.random.RandomState | None = None,
    ) -> None:
        self.hidden_units = hidden_units
        self.activation = activation
        self.initializer = initializer
        self.learning_rate = learning_rate
        self.epochs = epochs
        self.batch_size = batch_size
        self.l1 = l1
        self.l2 = l2
        self.tol = tol
        self.n_iter_no_change = n_iter_no_change
        self.leaky_slope = leaky_slope
        self.constant = constant
        self.random_state = random_state

    @property
    def trajectory_(self) -> FitTrajectory:
        """The fit's snapshots, at most 200, evenly spread over its epochs."""
        check_is_fitted(self)
        assert self._recorder is not None
        return self._recorder.trajectory(self.parameters_.shape)

    def _fit(self, X: Array, Y: Array, problem: str) -> None:
        """Begin anew. X (m, n_x) is what scikit-learn has checked, Y (n_y, m) what the network is to say."""
        settings = self._begin(X, Y, problem)
        self._keep(self._descend(settings, X, Y, settings["epochs"]))

    def _fit_one_epoch(self, X: Array, Y: Array, problem: str) -> None:
        """Go on for one epoch, after a beginning if there has been none."""
        settings = self._settings() if self._has_begun else self._begin(X, Y, problem)
        self._keep(self._descend({**settings, "tol": None}, X, Y, 1))

    @property
    def _has_begun(self) -> bool:
        return hasattr(self, "parameters_")

    def _settings(self) -> dict[str, Any]:
        return {name: check(name, getattr(self, name)) for name, check in CHECKS.items()}

    def _begin(self, X: Array, Y: Array, problem: str) -> dict[str, Any]:
        settings = self._settings()
        random = check_random_state(self.random_state)
        draw = INITIALIZERS[settings["initializer"]]
        n_x, n_h, n_y = X.shape[1], settings["hidden_units"], len(Y)
        W1 = draw(random, n_h, n_x, settings["constant"])
        W2 = draw(random, n_y, n_h, settings["constant"])
        self.parameters_ = Parameters(W1, np.zeros((n_h, 1)), W2, np.zeros((n_y, 1)))
        self.loss_curve_: list[float] = []
        self._problem = problem
        self._recorder: Recorder | None = None
        # A whole number is the seed of an Experiment, and gives the very numbers of that run.
        if isinstance(self.random_state, (int, np.integer)):
            self._order_seed = int(self.random_state)
        else:
            self._order_seed = int(random.randint(2**31))
        return settings

    def _descend(self, settings: dict[str, Any], X: Array, Y: Array, epochs: int) -> Fitted:
        wanted = FitSettings(
            problem=self._problem,
            seed=self._order_seed,
            **{name: settings[name] for name in FitSettings.__annotations__ if name in settings},
        )
        # The parameters belong to this activation, whatever is set before the next fit.
        self._activation, self._leaky_slope = wanted.activation, wanted.leaky_slope
        start = self.parameters_
        return descend(wanted, start.shape, X.T, Y, start.flat(), epochs, self._recorder)

    def _keep(self, fitted: Fitted) -> None:
        shape = self.parameters_.shape
        self.parameters_ = shape.parameters(fitted.flat)
        self._recorder = fitted.recorder
        self.loss_curve_ += fitted.losses
        self.n_iter_ = len(self.loss_curve_)
        self.loss_ = fitted.loss
        if fitted.diverged:
            warnings.warn(
                f"The fit diverged in epoch {self.n_iter_ + 1}; the parameters after epoch {self.n_iter_} "
                "are kept. Standardize the inputs (and the targets of a regression), or lower learning_rate, "
                f"which is {self.learning_rate}.",
                ConvergenceWarning,
                stacklevel=4,
            )

    def _outputs(self, X: ArrayLike) -> Array:
        """Z2 of the examples in the rows of X, (n_y, m)."""
        check_is_fitted(self)
        checked: Array = validate_data(self, X, reset=False, dtype=np.float64)
        return forward(self.parameters_, checked.T, self._activation, self._problem, self._leaky_slope).Z2
