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
    """A network with one hidden layer that tells two or more classes apart, trained by gradient descent.

    Two classes: one sigmoid output and cross-entropy. More: a softmax over one output for each, and its
    cross-entropy, ``-1/m sum log(share of the right class)``. In both ``dZ2 = A2 - Y`` (Bishop, *Pattern
    Recognition and Machine Learning*, section 4.3.6).

    Examples are rows of X, as everywhere in scikit-learn. Train on standardized inputs (``StandardScaler``
    in a pipeline): gradient descent has one step length for all directions.

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
        classes_: the labels, sorted.
    """

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Train anew, from fresh weights.

        Args:
            X: (examples, features).
            y: a label of any type for each example; at least two different ones.

        Raises:
            ValueError: one sentence that says which value is not allowed and what is.
        """
        inputs, labels = self._checked(X, y, reset=True)
        self.classes_ = unique_labels(labels)
        self._fit(inputs, self._targets(labels), self._problem_of_classes())
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
        is_first = not self._has_begun
        if is_first and classes is None:
            raise ValueError("classes is None, but the first call of partial_fit must be given all labels.")
        known = unique_labels(classes) if classes is not None else self.classes_
        if not is_first and not np.array_equal(known, self.classes_):
            raise ValueError(
                f"classes is {known.tolist()}, but in the first call of partial_fit it was "
                f"{self.classes_.tolist()}."
            )
        inputs, labels = self._checked(X, y, reset=is_first)
        self.classes_ = known
        self._fit_one_epoch(inputs, self._targets(labels), self._problem_of_classes())
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
        inputs, labels = validate_data(self, X, y, reset=reset, dtype=np.float64, multi_output=True)
        labels = column_or_1d(labels, warn=True)
        check_classification_targets(labels)
        return inputs, labels

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
        one_of: Array = (y == self.classes_[:, np.newaxis]).astype(np.float64)
        return one_of[1:] if len(self.classes_) == 2 else one_of
