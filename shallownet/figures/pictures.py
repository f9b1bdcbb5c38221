"""A small picture for each lesson and the playground: SVG, drawn from what the lesson's code computes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from html import escape

import numpy as np
from numpy.typing import NDArray

from shallownet.core.activations import ACTIVATIONS
from shallownet.core.datasets import extent, generate
from shallownet.core.experiment import Experiment
from shallownet.core.landscape import cost_over
from shallownet.core.network import backward, forward
from shallownet.core.training import train
from shallownet.core.trajectory import Record, Trajectory
from shallownet.figures.drawing import Frame
from shallownet.figures.palette import PALETTE
from shallownet.figures.sides import output_of, sides

Array = NDArray[np.float64]
Colours = Mapping[str, str]

WIDTH, HEIGHT = 320, 180
_MARGIN = 12
_AXIS = (-4.0, 4.0)
_SQUARE = 148.0


def picture(name: str, theme: str, label: str) -> str:
    """A picture as SVG text.

    Args:
        name: a key of ``PICTURES``.
        theme: ``"light"`` or ``"dark"``.
        label: says what is seen, to those who do not see it.
    """
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' aria-label="{escape(label)}" fill="none" stroke-linecap="round" stroke-linejoin="round">'
        f"{PICTURES[name](PALETTE[theme])}</svg>"
    )


@lru_cache(maxsize=16)
def _trained(experiment: Experiment, epochs: int, record: int | None = None) -> Trajectory:
    """A run; only its end is kept where no stride is given."""
    wanted: Record = [epochs] if record is None else record
    return train(experiment, epochs, wanted)


def _map(frame: tuple[float, float, float], known: Trajectory, colours: Colours, *, lines: bool) -> str:
    """The two sides of what a network has learnt, with its points; and the lines z = 0 of its hidden units.

    Args:
        frame: left, width and height in the picture; it is centred from top to bottom.
        known: a run; its last parameters are shown.
        colours: of the theme.
        lines: whether to draw the units.
    """
    left, width, height = frame
    e, parameters = known.experiment, known.parameters[-1]
    reach = extent(e)
    wide = reach * width / height
    shown = Frame(left, (HEIGHT - height) / 2, width, height, (-wide, wide), (-reach, reach))
    parts = [sides(shown, output_of(e, parameters), colours)]
    X, Y = generate(e).train
    for x1, x2, y in zip(*X, Y[0], strict=True):
        draw, name = (shown.diamonds, "positive") if y else (shown.dot, "negative")
        parts.append(draw(x1, x2, 2.2, colours[name], colours["point_outline"]))
    if lines:
        xs, ys = np.array(shown.xs), np.array(shown.ys)
        corners = np.meshgrid(xs, ys)
        for (w1, w2), (b,) in zip(parameters.W1, parameters.b1, strict=True):
            parts.append(
                shown.isoline(xs, ys, w1 * corners[0] + w2 * corners[1] + b, 0.0, colours["ink"], 1.5)
            )
    return "".join(parts)


def _two_maps(one: Trajectory, other: Trajectory, colours: Colours, *, lines: bool) -> str:
    left = WIDTH / 2 - _SQUARE - 4
    return "".join(
        _map((place, _SQUARE, _SQUARE), known, colours, lines=lines)
        for place, known in ((left, one), (WIDTH / 2 + 4, other))
    )


def _activations(colours: Colours) -> str:
    """Four activation functions on one axis."""
    z = np.linspace(*_AXIS, 161)
    frame = Frame(_MARGIN, _MARGIN, WIDTH - 2 * _MARGIN, HEIGHT - 2 * _MARGIN, _AXIS, (-1.3, 2.2))
    parts = [frame.axes(colours["faint"])]
    styles = (
        ("leaky_relu", colours["muted"], "1 5"),
        ("relu", colours["accent"], "5 6"),
        ("sigmoid", colours["negative"], "none"),
        ("tanh", colours["positive"], "14 7"),
    )
    for name, colour, dashes in styles:
        a = ACTIVATIONS[name].value(z, 0.1)
        seen = a <= frame.ys[1]
        parts.append(frame.line(z[seen], a[seen], colour, 2.5, dashes))
    return "".join(parts)


def _slopes(colours: Colours) -> str:
    """The tanh with a tangent, and below it the slope, with a dot at the same z."""
    g, at, z = ACTIVATIONS["tanh"], 0.8, np.linspace(*_AXIS, 161)
    wide, high = WIDTH - 2 * _MARGIN, (HEIGHT - 3 * _MARGIN) / 2
    above = Frame(_MARGIN, _MARGIN, wide, high, _AXIS, (-1.25, 1.25))
    below = Frame(_MARGIN, 2 * _MARGIN + high, wide, high, _AXIS, (-0.1, 1.15))
    a, slope = float(g.value(at)), float(g.slope(at))
    along = np.array([-1.2, 1.2])
    (x, top), (_, bottom) = above.place(at, a), below.place(at, slope)
    return "".join(
        (
            above.axes(colours["faint"]),
            below.axes(colours["faint"]),
            f'<path d="M{x:.1f} {top:.1f}V{bottom:.1f}" stroke="{colours["muted"]}" stroke-dasharray="2 4"/>',
            above.line(z, g.value(z), colours["negative"], 2.5),
            above.line(at + along, a + slope * along, colours["ink"]),
            above.dot(at, a, 4.5, colours["ink"], colours["surface"]),
            below.line(z, g.slope(z), colours["positive"], 2.5),
            below.dot(at, slope, 4.5, colours["ink"], colours["surface"]),
        )
    )


def _line_and_curve(colours: Colours) -> str:
    """What identity units and what tanh units have learnt from the same points."""
    start = Experiment(dataset="moons", samples=80, hidden_units=6, initializer="he", learning_rate=1.0)
    one, other = (_trained(replace(start, activation=name), 600) for name in ("identity", "tanh"))
    return _two_maps(one, other, colours, lines=False)


def _gradient(colours: Colours) -> str:
    """The network as a graph; links as wide as their gradient, in the colour and the dash of its sign."""
    known = _trained(Experiment(initializer="xavier"), 5)
    e, parameters = known.experiment, known.parameters[-1]
    X, Y = generate(e).train
    computed = forward(parameters, X, e.activation, e.problem)
    gradient = backward(parameters, computed, X, Y, e.activation)
    n_x, n_h, _ = known.shape
    inputs, units = (
        [(44.0 + 116.0 * layer, HEIGHT * (k + 0.5) / n) for k in range(n)]
        for layer, n in enumerate((n_x, n_h))
    )
    output = (276.0, HEIGHT / 2)
    slopes = {(inputs[k], units[j]): gradient.W1[j, k] for j in range(n_h) for k in range(n_x)}
    slopes |= {(units[j], output): gradient.W2[0, j] for j in range(n_h)}
    widest = max(abs(slope) for slope in slopes.values())
    parts = []
    for ((x, y), (to_x, to_y)), slope in slopes.items():
        bend = (x + to_x) / 2
        colour, dashes = (colours["positive"], "none") if slope > 0 else (colours["negative"], "12 4")
        parts.append(
            f'<path d="M{x:.1f} {y:.1f}C{bend:.1f} {y:.1f} {bend:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}"'
            f' stroke="{colour}" stroke-width="{1 + 6 * abs(slope) / widest:.1f}"'
            f' stroke-dasharray="{dashes}" stroke-linecap="butt"/>'
        )
    for x, y in (*inputs, *units, output):
        parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="13" fill="{colours["surface"]}"'
            f' stroke="{colours["accent"]}" stroke-width="2"/>'
            # The gradient goes from the output back to the inputs.
            f'<path d="M{x + 5:.1f} {y:.1f}h-10m4 -4l-4 4l4 4" stroke="{colours["muted"]}"'
            ' stroke-width="1.5"/>'
        )
    return "".join(parts)


def _descent(colours: Colours) -> str:
    """Contour lines of the cost over two weights, and the path of a run seen over them."""
    start = Experiment(dataset="xor", hidden_units=3, initializer="xavier", learning_rate=1.0)
    known = _trained(start, 200, 2)
    entries = known.shape.entries()
    first, second = entries.index("W1[1,1]"), entries.index("W1[1,2]")
    path_x, path_y = known.flat[:, first], known.flat[:, second]
    frame = Frame(0, 0, WIDTH, HEIGHT, _around(path_x), _around(path_y))
    xs, ys = frame.grid(8)
    J = cost_over(known.experiment, known.parameters[-1], first, second, xs, ys)
    # Closer together near the bottom, where most of the path is.
    levels = J.min() + (J.max() - J.min()) * np.linspace(0.1, 1.0, 10, endpoint=False) ** 2
    return "".join(
        (
            *(frame.isoline(xs, ys, J, level, colours["point_middle"], 1.5) for level in levels),
            frame.line(path_x, path_y, colours["positive"], 2.5),
            frame.dot(path_x[0], path_y[0], 5, colours["surface"], colours["positive"]),
            frame.dot(path_x[-1], path_y[-1], 5, colours["positive"], colours["surface"]),
        )
    )


def _around(path: Array) -> tuple[float, float]:
    """The ends of a range with room round the path."""
    low, high = float(path.min()), float(path.max())
    room = 0.4 * (high - low)
    return low - room, high + room


def _twins(colours: Colours) -> str:
    """What units that started equal have learnt, and units that started at random; with their lines."""
    start = Experiment(dataset="circles", samples=80, learning_rate=1.0)
    one, other = (_trained(replace(start, initializer=name), 600) for name in ("constant", "he"))
    return _two_maps(one, other, colours, lines=True)


def _playground(colours: Colours) -> str:
    """A map of the flower that a network has learnt."""
    known = _trained(Experiment(samples=200, hidden_units=8, initializer="he", learning_rate=1.0), 600)
    return _map((0.0, WIDTH, HEIGHT), known, colours, lines=False)


def _widths(colours: Colours) -> str:
    """What two hidden units have learnt of the flower, and what five have."""
    start = Experiment(samples=140, initializer="he")
    one, other = (_trained(replace(start, hidden_units=width), 600) for width in (2, 5))
    return _two_maps(one, other, colours, lines=False)


PICTURES: dict[str, Callable[[Colours], str]] = {
    "activation_functions": _activations,
    "why_nonlinear": _line_and_curve,
    "derivatives": _slopes,
    "gradient_descent": _descent,
    "backpropagation": _gradient,
    "random_initialization": _twins,
    "playground": _playground,
    "hidden_units": _widths,
}
"""Every picture, by the name of the page that it stands for."""
