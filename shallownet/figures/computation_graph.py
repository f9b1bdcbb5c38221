"""The computation graph of one step of gradient descent, as an SVG picture; the step on hand is lit."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Collection
from html import escape
from typing import NamedTuple

from shallownet.core.walk import STEPS
from shallownet.figures.palette import PALETTE

# In units of the picture, which are about pixels on a phone and more elsewhere.
_WIDTH, _HEIGHT = 400, 214
_BOX, _HALF = 44, 25
_FONT = 14


class _Box(NamedTuple):
    """A symbol's box: the middle of its upper half; the lower half, if any, is for its derivative."""

    x: float
    y: float
    has_derivative: bool = False
    width: float = _BOX


_BOXES = {
    "X": _Box(26, 108),
    "W1": _Box(73, 24, True),
    "b1": _Box(127, 24, True),
    "Z1": _Box(100, 108, True),
    "A1": _Box(172, 108),
    "W2": _Box(217, 24, True),
    "b2": _Box(271, 24, True),
    "Z2": _Box(244, 108, True),
    "A2": _Box(316, 108),
    "J": _Box(380, 108, False, 36),
    "Y": _Box(380, 192, False, 36),
}

Path = tuple[tuple[float, float], ...]
# The step that each arrow belongs to, and its corners. Those down from the parameters and back up to them run
# side by side; backward arrows along the row run below it.
_FORWARD: tuple[tuple[str, Path], ...] = (
    ("Z1", ((48, 108), (78, 108))),
    ("Z1", ((62, 61), (84, 95.5))),
    ("Z1", ((138, 61), (116, 95.5))),
    ("A1", ((122, 108), (150, 108))),
    ("Z2", ((194, 108), (222, 108))),
    ("Z2", ((206, 61), (228, 95.5))),
    ("Z2", ((282, 61), (260, 95.5))),
    ("A2", ((266, 108), (294, 108))),
    ("J", ((338, 108), (362, 108))),
    ("J", ((388, 179.5), (388, 120.5))),
)
_BACKWARD: tuple[tuple[str, Path], ...] = (
    ("dZ2", ((370, 120.5), (370, 133), (266, 133))),
    ("dW2", ((239, 95.5), (217, 61))),
    ("db2", ((249, 95.5), (271, 61))),
    ("dZ1", ((222, 133), (122, 133))),
    ("dW1", ((95, 95.5), (73, 61))),
    ("db1", ((105, 95.5), (127, 61))),
)


def computation_graph(name: str, uses: Collection[str], theme: str) -> str:
    """Draw the graph.

    Args:
        name: the step to light, one of ``walk.STEPS``; those before it are filled, those after it faint.
        uses: the symbols that the step reads; they are outlined.
        theme: ``"light"`` or ``"dark"``.

    Returns:
        An ``<svg>`` document.
    """
    colours = PALETTE[theme]
    now = STEPS.index(name)
    parts = [
        _arrow(path, _state(step, now), colours, dashed)
        for arrows, dashed in ((_FORWARD, False), (_BACKWARD, True))
        for step, path in arrows
    ]
    for symbol, box in _BOXES.items():
        # A parameter's new value takes the place of the old one.
        state = "lit" if name == f"new {symbol}" else _state(symbol, now)
        parts.append(_half(symbol, box, 0, state, symbol in uses, colours))
        if box.has_derivative:
            derivative = f"d{symbol}"
            parts.append(_half(derivative, box, _HALF, _state(derivative, now), derivative in uses, colours))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        f'width="{_WIDTH}" height="{_HEIGHT}" '
        f'font-family="ui-monospace, Menlo, Consolas, monospace" font-size="{_FONT}" text-anchor="middle">'
        f"{''.join(parts)}</svg>"
    )


def svg_image(svg: str, label: str) -> str:
    """An ``<img>`` of an SVG document, as wide as where it stands up to a limit.

    Streamlit takes SVG elements out of a page's HTML, and leaves images.

    Args:
        svg: the document.
        label: what the picture shows, for those who cannot see it.
    """
    data = b64encode(svg.encode()).decode()
    style = f"display:block;width:100%;max-width:36rem;margin:0 auto;aspect-ratio:{_WIDTH}/{_HEIGHT}"
    return f'<img role="img" alt="{escape(label)}" src="data:image/svg+xml;base64,{data}" style="{style}">'


def _state(name: str, now: int) -> str:
    """Whether something has been computed: what is no step (X, W1) was there from the start."""
    at = STEPS.index(name) if name in STEPS else -1
    return "lit" if at == now else "done" if at < now else "ahead"


def _half(text: str, box: _Box, down: float, state: str, is_read: bool, colours: dict[str, str]) -> str:
    fill = {"lit": colours["ink"], "done": colours["faint"], "ahead": colours["surface"]}[state]
    ink = {"lit": colours["surface"], "done": colours["ink"], "ahead": colours["muted"]}[state]
    line = colours["ink"] if is_read or state == "lit" else colours["muted"]
    width = 2.5 if is_read else 1
    weight = ' font-weight="700"' if state == "lit" or is_read else ""
    # A thick line grows inwards, so that it does not cover its neighbour's.
    x, y = box.x - (box.width - width) / 2, box.y + down - (_HALF - width) / 2
    return (
        f'<g data-symbol="{text}" data-state="{state}" data-read="{int(is_read)}">'
        f'<rect x="{x:g}" y="{y:g}" width="{box.width - width:g}" height="{_HALF - width:g}" rx="4" '
        f'fill="{fill}" stroke="{line}" stroke-width="{width:g}"/>'
        f'<text x="{box.x:g}" y="{box.y + down + 0.35 * _FONT:g}" fill="{ink}"{weight}>{text}</text></g>'
    )


def _arrow(path: Path, state: str, colours: dict[str, str], dashed: bool) -> str:
    colour = {"lit": colours["ink"], "done": colours["muted"], "ahead": colours["faint"]}[state]
    width = 2.5 if state == "lit" else 1.5
    (x0, y0), (x1, y1) = path[-2:]
    length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
    # The unit vector along the last piece, and across it.
    ux, uy = (x1 - x0) / length, (y1 - y0) / length
    size = 5 + width
    foot_x, foot_y = x1 - size * ux, y1 - size * uy
    corners = [*path[:-1], (foot_x, foot_y)]
    line = " ".join(f"{x:g},{y:g}" for x, y in corners)
    across_x, across_y = -size / 2 * uy, size / 2 * ux
    wings = ((foot_x + across_x, foot_y + across_y), (foot_x - across_x, foot_y - across_y))
    head = " ".join(f"{x:g},{y:g}" for x, y in ((x1, y1), *wings))
    dashes = ' stroke-dasharray="4 3"' if dashed else ""
    return (
        f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="{width:g}"{dashes}/>'
        f'<polygon points="{head}" fill="{colour}"/>'
    )
