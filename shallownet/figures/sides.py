"""What a network has learnt as a small picture: the two sides of its boundary, and its points."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape

import numpy as np
from numpy.typing import NDArray

from shallownet.core.datasets import extent, generate
from shallownet.core.experiment import Experiment
from shallownet.core.features import expand
from shallownet.core.network import forward
from shallownet.core.parameters import Parameters
from shallownet.figures.drawing import Frame
from shallownet.figures.palette import PALETTE

Array = NDArray[np.float64]
Output = Callable[[Array], Array]
"""The output before the sigmoid, (m,), at points of the plane (2, m)."""

_SIDE = 160.0


def boundary_picture(experiment: Experiment, output: Output, theme: str, label: str) -> str:
    """A square of SVG.

    Args:
        experiment: its points are drawn.
        output: what decides; class 1 is where it is above 0.
        theme: ``"light"`` or ``"dark"``.
        label: says what is seen, to those who do not see it.
    """
    colours, reach = PALETTE[theme], extent(experiment)
    frame = Frame(0, 0, _SIDE, _SIDE, (-reach, reach), (-reach, reach))
    X, Y = generate(experiment).train
    drawn = [sides(frame, output, colours)]
    for y, draw, name in ((0, frame.dots, "negative"), (1, frame.diamonds, "positive")):
        x1, x2 = X[:, Y[0] == y]
        drawn.append(draw(x1, x2, 1.3, colours[name]))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIDE:g} {_SIDE:g}" role="img"'
        f' aria-label="{escape(label)}" fill="none">{"".join(drawn)}</svg>'
    )


def sides(frame: Frame, output: Output, colours: Mapping[str, str]) -> str:
    """The two sides of what is decided, as a piece of SVG."""
    return frame.halves(output, colours["map_negative"], colours["map_positive"], colours["contour"])


def output_of(experiment: Experiment, parameters: Parameters) -> Output:
    """What a network decides by."""

    def output(points: Array) -> Array:
        e = experiment
        Z2: Array = forward(parameters, expand(points, e.features), e.activation, e.problem, e.leaky_slope).Z2
        return Z2.ravel()

    return output
