"""A regressor for one or more targets."""

from __future__ import annotations

from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import MultiOutputMixin, RegressorMixin
from sklearn.utils.validation import validate_data

from shallownet.estimators.base import ShallowNet

Array = NDArray[np.float64]


class ShallowNetRegressor(MultiOutputMixin, RegressorMixin, ShallowNet):  # type: ignore[misc]
    """A network with one hidden layer that predicts one or more numbers, trained by gradient descent.

    The output is the identity, the cost ``J = 1/(2m) sum (z - y)^2``, summed over the targets.

    Examples are rows of X, as everywhere in scikit-learn. Train on standardized inputs (``StandardScaler``
    in a pipeline): gradient descent has one step length for all directions. Standardize the targets too
    (``TransformedTargetRegressor``), as their size multiplies the gradient.

    A fit ends after ``epochs`` epochs, without a warning; earlier if the loss stands still (``tol``); or
    when it diverges: when a cost or parameter is not finite or the cost exceeds 100 times its value at the
    start. Then the last good parameters are kept and a ``ConvergenceWarning`` says so.

    Sample weights are not taken: in mini-batches they would not be what they are elsewhere, as good as
    repeats.

    Args:
        hidden_units: n_h, 1 or more.
        activation: of the hidden layer, a name in ``shallownet.core.activations.ACTIVATIONS``.
        initializer: of the weights, a name in ``shallownet.core.initializers.INITIALIZERS``; biases start
            at 0.
        learning_rate: step length of gradient descent, 0 or more.
        epochs: how many at most; passes over all examples.
        batch_size: examples an update, in a fresh order every epoch; None, or at least the number of
            examples: full batch.
        l1, l2: penalty ``l2/(2m) sum w^2 + l1/m sum |w|`` over the weights, not the biases; m is the number
            of examples in the update.
        tol: the fit stops after ``n_iter_no_change`` epochs in a row in which the loss did not go below the
            best so far by more than this; the parameters are those of the last epoch. None never stops
            early, which a start on a plateau (``initializer="small"``, full batch) needs.
        n_iter_no_change: see ``tol``.
        leaky_slope: slope of leaky_relu below 0.
        constant: the value of every weight under the initializer ``constant``.
        random_state: of the weights (W1 is drawn first, then W2) and the order of the mini-batches. A whole
            number is the ``seed`` of an ``Experiment`` and gives the numbers of that run, bit for bit.

    Attributes:
        parameters_: ``Parameters``; W1 (n_h, features), b1 (n_h, 1), W2 (outputs, n_h), b2 (outputs, 1).
        loss_: the loss at the end: the cost's data term, without the penalty, over all examples.
        loss_curve_: the loss after each epoch; of ``partial_fit``, on the examples of that call.
        n_iter_: how many epochs there were.
        trajectory_: ``FitTrajectory``, at most 200 snapshots of the fit, epoch 0 and the last among them.
        n_features_in_, feature_names_in_: as in scikit-learn.
    """

    def __init__(
        self,
        hidden_units: int = 32,
        activation: str = "tanh",
        initializer: str = "xavier",
        learning_rate: float = 0.05,  # squares are steeper than cross-entropy
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
        super().__init__(
            hidden_units=hidden_units,
            activation=activation,
            initializer=initializer,
            learning_rate=learning_rate,
            epochs=epochs,
            batch_size=batch_size,
            l1=l1,
            l2=l2,
            tol=tol,
            n_iter_no_change=n_iter_no_change,
            leaky_slope=leaky_slope,
            constant=constant,
            random_state=random_state,
        )

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Train anew, from fresh weights.

        Args:
            X: (examples, features).
            y: (examples,) or (examples, targets).

        Raises:
            ValueError: one sentence that says which value is not allowed and what is.
        """
        inputs, targets = self._checked(X, y, reset=True)
        self._fit(inputs, targets, "regression")
        return self

    def partial_fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Train on for one epoch over these examples, in mini-batches of ``batch_size``.

        Args:
            X: (examples, features).
            y: (examples,) or (examples, targets).

        Raises:
            ValueError: one sentence that says which value is not allowed and what is.
        """
        is_first = not self._has_begun
        inputs, targets = self._checked(X, y, reset=is_first)
        if not is_first and len(targets) != self.parameters_.shape.n_y:
            raise ValueError(
                f"y has {len(targets)} targets for each example, but in the first call of partial_fit it had "
                f"{self.parameters_.shape.n_y}."
            )
        self._fit_one_epoch(inputs, targets, "regression")
        return self

    def predict(self, X: ArrayLike) -> Array:
        """The outputs, in the shape of the targets of the fit: (examples,) or (examples, targets)."""
        Z2 = self._outputs(X)
        return Z2[0] if self._is_flat else Z2.T

    def _checked(self, X: ArrayLike, y: ArrayLike, *, reset: bool) -> tuple[Array, Array]:
        inputs, y = validate_data(
            self, X, y, reset=reset, dtype=np.float64, multi_output=True, y_numeric=True
        )
        targets = np.asarray(y, dtype=np.float64)
        if reset:
            self._is_flat = targets.ndim == 1
        return inputs, targets.reshape(len(targets), -1).T
