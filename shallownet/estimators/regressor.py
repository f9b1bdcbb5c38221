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
    """TODO."""

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Train anew, from fresh weights.

        Args:
            X: (examples, features).
            y: (examples,) or (examples, targets).

        Raises:
            ValueError: one sentence that says which value is not allowed and what is.
        """
        X, Y = self._checked(X, y, reset=True)
        self._fit(X, Y, "regression")
        return self

    def partial_fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Train on for one epoch over these examples, in mini-batches of ``batch_size``.

        Args:
            X: (examples, features).
            y: (examples,) or (examples, targets).

        Raises:
            ValueError: one sentence that says which value is not allowed and what is.
        """
        is_first = not hasattr(self, "parameters_")
        X, Y = self._checked(X, y, reset=is_first)
        if not is_first and len(Y) != self._shape.n_y:
            raise ValueError(
                f"y has {len(Y)} targets for each example, but in the first call of partial_fit it had "
                f"{self._shape.n_y}."
            )
        self._fit_one_epoch(X, Y, "regression")
        return self

    def predict(self, X: ArrayLike) -> Array:
        """The outputs, in the shape of the targets of the fit: (examples,) or (examples, targets)."""
        Z2 = self._outputs(X)
        return Z2[0] if self._is_flat else Z2.T

    def _checked(self, X: ArrayLike, y: ArrayLike, *, reset: bool) -> tuple[Array, Array]:
        X, y = validate_data(
            self, X, y, reset=reset, dtype=np.float64, multi_output=True, y_numeric=True
        )
        targets = np.asarray(y, dtype=np.float64)
        if reset:
            self._is_flat = targets.ndim == 1
        return X, targets.reshape(len(targets), -1).T
