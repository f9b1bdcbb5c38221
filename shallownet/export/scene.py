"""What a picture of a run shows, before it is drawn: the map's colours, its boundary, points and axes."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10

import numpy as np
from numpy.typing import NDArray

from shallownet.core.datasets import extent, generate
from shallownet.core.experiment import Experiment
from shallownet.core.features import expand
from shallownet.core.network import forward
from shallownet.core.parameters import Parameters
from shallownet.figures.drawing import Frame, isolines
from shallownet.figures.palette import PALETTE

Array = NDArray[np.float64]

WIDTH, HEIGHT = 600, 640
"""Of a picture, in its own units; the map is a square below the title."""

_LEFT, _TOP, _SIDE = 40.0, 48.0, 548.0
_LINE_CELL = 2.0
_AT_ONCE = 50_000
# So sure is nobody: beyond it an output's colour and side stay the same.
_FAR = 1e6
_TICKS = 9


@dataclass(frozen=True)
class Mark:
    """A point on the map.

    Attributes:
        x, y: its place in the picture.
        radius: its size there.
        shape: ``"circle"``, or ``"diamond"`` for class 1 or a positive value: they differ in print without
            colours too.
        colour: of its class, or of its value.
        is_hollow: whether it is a test point.
    """

    x: float
    y: float
    radius: float
    shape: str
    colour: str
    is_hollow: bool


@dataclass(frozen=True)
class Tick:
    """A number on an axis, at a place along it in the picture."""

    along: float
    text: str


class Scene:
    """A network on its plane.

    Args:
        experiment: its inputs, activation, problem and points are used.
        parameters: the network.
        theme: ``"light"`` or ``"dark"``.

    Raises:
        ValueError: if there is no such theme.
    """

    def __init__(self, experiment: Experiment, parameters: Parameters, theme: str) -> None:
        if theme not in PALETTE:
            raise ValueError(f"theme is {theme!r}, but it must be one of {', '.join(PALETTE)}.")
        self.colours = PALETTE[theme]
        self._experiment, self._parameters = experiment, parameters
        reach = extent(experiment)
        self.frame = Frame(_LEFT, _TOP, _SIDE, _SIDE, (-reach, reach), (-reach, reach))

    @property
    def is_classification(self) -> bool:
        """Whether there are two classes, and a boundary between them."""
        return self._experiment.problem == "classification"

    def field(self, pixels: int) -> NDArray[np.uint8]:
        """The output's colour in the middle of each pixel: (pixels, pixels, 3), the top row first."""
        low, high = self.frame.xs
        along = low + (np.arange(pixels) + 0.5) / pixels * (high - low)
        Z2 = self._outputs(along, -along)
        share = 0.5 + 0.5 * np.tanh(Z2 / 2) if self.is_classification else self._share(Z2)
        names = ("map_negative", "map_neutral", "map_positive")
        table = np.array([rgb(self.colours[name]) for name in names], dtype=np.float64)
        channels = [np.interp(share, (0.0, 0.5, 1.0), table[:, channel]) for channel in range(3)]
        return np.round(np.stack(channels, axis=-1)).astype(np.uint8)

    def boundary(self) -> Array:
        """Short lines in the picture along which the two classes are equally likely: (K, 2, 2)."""
        if not self.is_classification:
            return np.empty((0, 2, 2))
        xs, ys = self.frame.grid(_LINE_CELL)
        ends = isolines(xs, ys, self._outputs(xs, ys), 0.0)
        return self.frame.place(ends[..., 0], ends[..., 1])

    def marks(self) -> list[Mark]:
        """The points to learn from, then those to test with."""
        train, test = generate(self._experiment)
        crowd = train.Y.size + test.Y.size
        radius = 2.6 if crowd > 1200 else 3.3 if crowd > 600 else 4.0
        return [
            Mark(x, y, radius, self._shape(value), self._strong(value), is_hollow)
            for points, is_hollow in ((train, False), (test, True))
            for (x, y), value in zip(self.frame.place(*points.X).tolist(), points.Y[0].tolist(), strict=True)
        ]

    def ticks(self) -> tuple[list[Tick], list[Tick]]:
        """Numbers along x1, from left to right, and along x2, from the bottom up."""
        high = self.frame.xs[1]
        step = _nice_step(2 * high)
        most = floor(high / step)
        values = [step * k for k in range(-most, most + 1)]
        places = self.frame.place(values, values)
        texts = [f"{value:g}".replace("-", "\N{MINUS SIGN}") for value in values]
        across, up = (
            [Tick(float(place), text) for place, text in zip(places[:, axis], texts, strict=True)]
            for axis in (0, 1)
        )
        return across, up

    def _outputs(self, xs: Array, ys: Array) -> Array:
        """Z2 on a grid, (len(ys), len(xs)); finite, whatever the weights are."""
        points = np.stack([along.ravel() for along in np.meshgrid(xs, ys)])
        e = self._experiment
        parts = []
        with np.errstate(all="ignore"):  # weights of any size: what overflows is far on its side
            for start in range(0, points.shape[1], _AT_ONCE):
                X = expand(points[:, start : start + _AT_ONCE], e.features)
                parts.append(forward(self._parameters, X, e.activation, e.problem, e.leaky_slope).Z2[0])
        Z2: Array = np.nan_to_num(np.concatenate(parts), posinf=_FAR, neginf=-_FAR)
        return Z2.clip(-_FAR, _FAR).reshape(len(ys), len(xs))

    def _share(self, values: Array) -> Array:
        """Where values of a regression are between the lowest and the highest colour."""
        high = float(np.abs(generate(self._experiment).train.Y).max()) or 1.0
        return (0.5 + 0.5 * values / high).clip(0.0, 1.0)

    def _shape(self, value: float) -> str:
        return "diamond" if value > 0 else "circle"

    def _strong(self, value: float) -> str:
        if self.is_classification:
            return self.colours["positive" if value else "negative"]
        names = ("negative", "point_middle", "positive")
        table = np.array([rgb(self.colours[name]) for name in names], dtype=np.float64)
        share = float(self._share(np.array(value)))
        channels = (round(float(np.interp(share, (0.0, 0.5, 1.0), table[:, c]))) for c in range(3))
        return "#" + "".join(f"{channel:02x}" for channel in channels)


def rgb(colour: str) -> tuple[int, int, int]:
    """The channels of ``#rrggbb``, 0 to 255."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return red, green, blue


def _nice_step(span: float) -> float:
    """The smallest of 1, 2 and 5 times a power of ten that gives few enough numbers."""
    power = 10.0 ** ceil(log10(span / _TICKS) - 1)
    return next(power * factor for factor in (1, 2, 5, 10) if span / (power * factor) <= _TICKS)
