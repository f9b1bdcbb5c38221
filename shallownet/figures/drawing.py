"""Lines, dots and maps of a part of the plane, as pieces of SVG."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

DIAMOND = 1.25
"""A diamond's half width that looks as large as a circle of radius 1."""


def isolines(xs: Array, ys: Array, values: Array, level: float) -> Array:
    """Where values on a grid are equal to a level.

    Each cell is cut into two triangles, on which the values are taken as planes: there is no doubt then how
    a line goes on.

    Args:
        xs, ys: the grid's coordinates, rising.
        values: (len(ys), len(xs)).
        level: the level.

    Returns:
        The ends of K short lines: (K, 2, 2), the last axis x and y.
    """
    grid = np.stack([*np.meshgrid(xs, ys), values - level], axis=-1)
    a, b, c, d = grid[:-1, :-1], grid[:-1, 1:], grid[1:, :-1], grid[1:, 1:]
    triangles = np.stack([np.stack([a, b, d], axis=-2), np.stack([a, d, c], axis=-2)]).reshape(-1, 3, 3)
    above = triangles[:, :, 2] > 0
    count = above.sum(axis=1)
    is_crossed = (count == 1) | (count == 2)
    triangles, above, count = triangles[is_crossed], above[is_crossed], count[is_crossed]
    # One corner is alone on its side: the line crosses the two edges that meet there.
    alone = np.where(count == 1, above.argmax(axis=1), above.argmin(axis=1))
    rows = np.arange(len(triangles))
    corner = triangles[rows, alone]
    ends = []
    for step in (1, 2):
        other = triangles[rows, (alone + step) % 3]
        share = corner[:, 2:] / (corner[:, 2:] - other[:, 2:])
        ends.append(corner[:, :2] + share * (other[:, :2] - corner[:, :2]))
    return np.stack(ends, axis=1)


@dataclass(frozen=True)
class Frame:
    """A rectangle of a picture that shows a part of the plane, with x to the right and y upwards.

    Attributes:
        left, top, width, height: of the rectangle, in the picture.
        xs, ys: the ends of the part of the plane.
    """

    left: float
    top: float
    width: float
    height: float
    xs: tuple[float, float]
    ys: tuple[float, float]

    def place(self, x: ArrayLike, y: ArrayLike) -> Array:
        """Where points of the plane are in the picture: (..., 2)."""
        along = (np.asarray(x, dtype=np.float64) - self.xs[0]) / (self.xs[1] - self.xs[0])
        up = (np.asarray(y, dtype=np.float64) - self.ys[0]) / (self.ys[1] - self.ys[0])
        return np.stack([self.left + along * self.width, self.top + (1 - up) * self.height], axis=-1)

    def grid(self, cell: float) -> tuple[Array, Array]:
        """Coordinates of a grid over the part of the plane, its cells about so large in the picture."""
        return (
            np.linspace(*self.xs, round(self.width / cell) + 1),
            np.linspace(*self.ys, round(self.height / cell) + 1),
        )

    def line(self, x: ArrayLike, y: ArrayLike, colour: str, width: float = 2.0, dashes: str = "none") -> str:
        """A line through points of the plane."""
        d = "M" + "L".join(f"{px:.1f} {py:.1f}" for px, py in self.place(x, y))
        return f'<path d="{d}" stroke="{colour}" stroke-width="{width}" stroke-dasharray="{dashes}"/>'

    def axes(self, colour: str) -> str:
        """The lines x = 0 and y = 0."""
        return self.line(self.xs, (0, 0), colour, 1.0) + self.line((0, 0), self.ys, colour, 1.0)

    def dot(self, x: float, y: float, radius: float, fill: str, ring: str) -> str:
        """A dot at a point of the plane."""
        px, py = self.place(x, y)
        return f'<circle cx="{px:.1f}" cy="{py:.1f}" r="{radius}" fill="{fill}" stroke="{ring}"/>'

    def dots(self, x: ArrayLike, y: ArrayLike, radius: float, fill: str) -> str:
        """Dots at many points of the plane, in few characters: each is a line without length, round-ended."""
        d = "".join(f"M{px:.1f} {py:.1f}h0" for px, py in self.place(x, y))
        return f'<path d="{d}" stroke="{fill}" stroke-width="{2 * radius:g}" stroke-linecap="round"/>'

    def diamonds(self, x: ArrayLike, y: ArrayLike, radius: float, fill: str, ring: str = "none") -> str:
        """Diamonds at points of the plane, each as large to the eye as a circle of that radius."""
        r = round(DIAMOND * radius, 1)
        d = "".join(
            f"M{px:.1f} {py - r:.1f}l{r:g} {r:g} {-r:g} {r:g} {-r:g} {-r:g}z"
            for px, py in self.place(x, y).reshape(-1, 2)
        )
        return f'<path d="{d}" fill="{fill}" stroke="{ring}"/>'

    def isoline(
        self, xs: Array, ys: Array, values: Array, level: float, colour: str, width: float = 2.0
    ) -> str:
        """Where values on a grid, (len(ys), len(xs)), are equal to a level."""
        ends = isolines(xs, ys, values, level)
        d = "".join(
            f"M{px:.1f} {py:.1f}L{qx:.1f} {qy:.1f}"
            for (px, py), (qx, qy) in self.place(ends[..., 0], ends[..., 1])
        )
        return f'<path d="{d}" stroke="{colour}" stroke-width="{width}"/>'

    def halves(
        self, value: Callable[[Array], Array], negative: str, positive: str, contour: str, cell: float = 3.0
    ) -> str:
        """The two sides of a function of the plane, and the line between them.

        Args:
            value: of points (2, m), (m,); where it is greater than 0 the positive colour is taken.
            negative, positive, contour: colours.
            cell: of the grid on which the function is asked, in the picture.
        """
        xs, ys = self.grid(cell)
        points = np.stack([along.ravel() for along in np.meshgrid(xs, ys)])
        values = value(points).reshape(len(ys), len(xs))
        wide, high = self.width / len(xs), self.height / len(ys)
        runs = []
        # Rows of rectangles, from the top; the smooth line hides their steps.
        for row, is_positive in enumerate(values[::-1] > 0):
            padded = np.concatenate([[False], is_positive, [False]])
            ends = np.flatnonzero(padded[1:] != padded[:-1]).reshape(-1, 2)
            runs += [
                f"M{self.left + start * wide:.1f} {self.top + row * high:.1f}"
                f"h{(end - start) * wide:.1f}v{high + 0.1:.1f}h{-(end - start) * wide:.1f}z"
                for start, end in ends
            ]
        return (
            f'<path d="M{self.left} {self.top}h{self.width}v{self.height}h{-self.width}z" fill="{negative}"/>'
            f'<path d="{"".join(runs)}" fill="{positive}" shape-rendering="crispEdges"/>'
            + self.isoline(xs, ys, values, 0.0, contour)
        )
