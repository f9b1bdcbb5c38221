"""A classifier for two or more classes."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets, unique_labels
from sklearn.utils.validation import column_or_1d, validate_data

from shallownet.core.activations import ACTIVATIONS
from shallownet.core.network import softmax
from shallownet.estimators.base import ShallowNet

Array = NDArray[np.float64]


class ShallowNetClassifier(ClassifierMixin, ShallowNet):  # type: ignore[misc]
    """TODO."""

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Train anew, from fresh weights.

        Args:
            X: (examples, features).
            y: a label of any type for each example; at least two different ones.

        Raises:
            ValueError: one sentence that says which value is not allowed and what is.
        """
        X, y = self._checked(X, y, reset=True)
        self.classes_ = unique_labels(y)
        self._fit(X, self._targets(y), self._problem_of_classes())
        return self

    def partial_fit(self, X: ArrayLike, y: ArrayLike, classes: ArrayLike | None = None) -> Self:
        """Train on for one epoch over these examples, in mini-batches of ``batch_size``.

        Args:
            X: (examples, features).
            y: their labels, not necessarily all of them.
            classes: all labels there will be. The first call needs them.

        Raises:
            ValueError: one sentence that says which value is not allowed and what is.
        """
        is_first = not hasattr(self, "classes_")
        if is_first and classes is None:
            raise ValueError("classes is None, but the first call of partial_fit must be given all labels.")
        known = unique_labels(classes) if classes is not None else self.classes_
        if not is_first and not np.array_equal(known, self.classes_):
            raise ValueError(
                f"classes is {known.tolist()}, but in the first call of partial_fit it was "
                f"{self.classes_.tolist()}."
            )
        X, y = self._checked(X, y, reset=is_first)
        self.classes_ = known
        self._fit_one_epoch(X, self._targets(y), self._problem_of_classes())
        return self

    def decision_function(self, X: ArrayLike) -> Array:
        """The outputs Z2: for two classes (examples,), above 0 for the second; else (examples, classes)."""
        Z2 = self._outputs(X)
        return Z2[0] if len(Z2) == 1 else Z2.T

    def predict_proba(self, X: ArrayLike) -> Array:
        """The share of each class, (examples, classes): sigmoid or softmax of Z2; each row adds up to 1."""
        Z2 = self._outputs(X)
        if len(Z2) > 1:
            return softmax(Z2).T
        A2 = ACTIVATIONS["sigmoid"].value(Z2)[0]
        return np.column_stack([1.0 - A2, A2])

    def predict_log_proba(self, X: ArrayLike) -> Array:
        """The logarithm of ``predict_proba``, (examples, classes), computed from Z2 and so finite."""
        Z2 = self._outputs(X)
        if len(Z2) == 1:
            Z2 = np.concatenate([np.zeros_like(Z2), Z2])  # sigmoid(z) is the softmax of 0 and z
        below = Z2 - Z2.max(axis=0)
        logarithms: Array = (below - np.log(np.exp(below).sum(axis=0))).T
        return logarithms

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """The likeliest label of each example, (examples,)."""
        Z2 = self._outputs(X)
        index = (Z2[0] > 0).astype(np.intp) if len(Z2) == 1 else Z2.argmax(axis=0)
        labels: NDArray[Any] = self.classes_[index]
        return labels

    def _checked(self, X: ArrayLike, y: ArrayLike, *, reset: bool) -> tuple[Array, NDArray[Any]]:
        X, y = validate_data(self, X, y, reset=reset, dtype=np.float64, multi_output=True)
        y = column_or_1d(y, warn=True)
        check_classification_targets(y)
        return X, y

    def _problem_of_classes(self) -> str:
        return "classification" if len(self.classes_) == 2 else "multiclass"

    def _targets(self, y: NDArray[Any]) -> Array:
        """(1, m) with 1 for the second of two classes, or (n_y, m) with a 1 in the row of each label."""
        if len(self.classes_) < 2:
            raise ValueError(
                f"y holds one class only, {self.classes_.tolist()[0]!r}, but it must hold two or more."
            )
        unknown = np.setdiff1d(y, self.classes_)
        if len(unknown):
            raise ValueError(
                f"y holds {unknown.tolist()[0]!r}, but it must hold the labels in classes, "
                f"{self.classes_.tolist()}."
            )
        one_of = y == self.classes_[:, np.newaxis]
        return (one_of[1:] if len(self.classes_) == 2 else one_of).astype(np.float64)
