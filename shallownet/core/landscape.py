"""The cost as a surface: over two of the parameters, with all others as they are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from shallownet.core.cost import measure
from shallownet.core.datasets import generate
from shallownet.core.experiment import Experiment
from shallownet.core.features import expand
from shallownet.core.parameters import Parameters

Array = NDArray[np.float64]


def cost_over(
    experiment: Experiment, parameters: Parameters, first: int, second: int, firsts: Array, seconds: Array
) -> Array:
    """The cost (its data term, on the training points) for many values of two parameters.

    Args:
        experiment: its points, activation and problem are used.
        parameters: all others keep these values.
        first, second: which two: different indices into ``Parameters.flat``, see ``Shape.index``.
        firsts: values of the first, (F,).
        seconds: values of the second, (S,).

    Returns:
        (S, F): a row for each value of the second, as a surface plot wants it.

    Raises:
        ValueError: if the two are one.
    """
    if first == second:
        raise ValueError(f"first and second are both {first}, but they must be two different parameters.")
    flat = np.tile(parameters.flat(), (len(seconds) * len(firsts), 1))
    flat[:, first] = np.tile(firsts, len(seconds))
    flat[:, second] = np.repeat(seconds, len(firsts))
    points = generate(experiment).train
    J, _ = measure(experiment, parameters.shape, flat, expand(points.X, experiment.features), points.Y)
    return J.reshape(len(seconds), len(firsts))
