"""The map at an epoch as a picture to take away: SVG, and PNG that looks the same."""

from __future__ import annotations

import base64
import io
from html import escape

from PIL import Image, ImageDraw, ImageFont

from shallownet.core.checks import whole
from shallownet.core.trajectory import Trajectory
from shallownet.export.scene import HEIGHT, WIDTH, Mark, Scene
from shallownet.export.weights import weights_at

_TITLE_SIZE, _TICK_SIZE = 18.0, 12.0
_TITLE_AT = 31.0
_TITLE_ROOM = WIDTH - 24.0
_MOST_CHARACTERS = 200
_LINE, _OUTLINE, _HOLLOW = 2.0, 0.8, 1.75
# A diamond as large as a circle looks smaller.
_DIAMOND = 1.2
_FIELD_PIXELS = 274
_SMOOTH = 2


def picture_svg(run: Trajectory, epoch: int, theme: str, title: str) -> str:
    """The map at an epoch, with boundary and points, as SVG text.

    Lines, points and words are drawn as such; the map's colours are an image in it.

    Args:
        run: a trajectory that holds the epoch.
        epoch: which.
        theme: ``"light"`` or ``"dark"``.
        title: one line above; any text, it is escaped. Also read out to those who do not see the picture.

    Raises:
        ExperimentError: if the run does not hold the epoch.
        ValueError: if there is no such theme.
    """
    scene = Scene(run.experiment, weights_at(run, epoch).parameters, theme)
    colours, frame, said = scene.colours, scene.frame, _one_line(title)
    field = base64.b64encode(_png(Image.fromarray(scene.field(_FIELD_PIXELS)))).decode("ascii")
    square = f'x="{frame.left:g}" y="{frame.top:g}" width="{frame.width:g}" height="{frame.height:g}"'
    size = _title_size(said)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}"'
        f' height="{HEIGHT}" role="img" aria-label="{escape(said)}" font-family="sans-serif">',
        f"<title>{escape(said)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{colours["surface"]}"/>',
        f'<text x="{WIDTH / 2:g}" y="{_TITLE_AT:g}" font-size="{size:.2f}" text-anchor="middle"'
        f' fill="{colours["ink"]}">{escape(said)}</text>',
        f'<image {square} preserveAspectRatio="none" href="data:image/png;base64,{field}"/>',
        f'<rect {square} fill="none" stroke="{colours["faint"]}"/>',
        *_svg_ticks(scene),
        _svg_boundary(scene),
        *(_svg_mark(mark, colours) for mark in scene.marks()),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def picture_png(run: Trajectory, epoch: int, theme: str, title: str, width: int = 1200) -> bytes:
    """The picture of ``picture_svg`` as PNG.

    Its letters are those of the font that comes with Pillow: Latin ones, others become boxes.

    Args:
        run: a trajectory that holds the epoch.
        epoch: which.
        theme: ``"light"`` or ``"dark"``.
        title: one line above.
        width: in pixels, 200 to 2400; the height follows.

    Raises:
        ExperimentError: if the run does not hold the epoch, or the width is not allowed.
        ValueError: if there is no such theme.
    """
    width = whole(200, 2400)("width", width)
    scene = Scene(run.experiment, weights_at(run, epoch).parameters, theme)
    colours, frame = scene.colours, scene.frame
    # Drawn larger and averaged: Pillow's lines and dots have no smooth edges of their own.
    scale = _SMOOTH * width / WIDTH
    canvas = Image.new("RGB", (_SMOOTH * width, _SMOOTH * round(width * HEIGHT / WIDTH)), colours["surface"])
    corner, side = (round(frame.left * scale), round(frame.top * scale)), round(frame.width * scale)
    field = Image.fromarray(scene.field(2 * _FIELD_PIXELS))
    canvas.paste(field.resize((side, side), Image.Resampling.BICUBIC), corner)
    draw = ImageDraw.Draw(canvas)
    box = (*corner, corner[0] + side, corner[1] + side)
    draw.rectangle(box, outline=colours["faint"], width=round(scale))
    _draw_words(draw, scene, _one_line(title), scale)
    _draw_boundary(draw, scene, scale)
    for mark in scene.marks():
        _draw_mark(draw, mark, colours, scale)
    return _png(canvas.reduce(_SMOOTH))


def _png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def _one_line(title: str) -> str:
    """A title without line breaks and without characters that XML or a font has no picture of."""
    words = " ".join(title.split())[:_MOST_CHARACTERS]
    return "".join(character for character in words if character.isprintable())


def _title_size(title: str) -> float:
    """Its usual size, or one in which it fits."""
    length = ImageFont.load_default(_TITLE_SIZE).getlength(title)
    return _TITLE_SIZE * min(1.0, _TITLE_ROOM / length) if length else _TITLE_SIZE


def _svg_ticks(scene: Scene) -> list[str]:
    frame, muted = scene.frame, scene.colours["muted"]
    across, up = scene.ticks()
    below, left = frame.top + frame.height + 18, frame.left - 7
    style = f'font-size="{_TICK_SIZE:g}" fill="{muted}"'
    return [
        *(
            f'<text x="{t.along:.2f}" y="{below:g}" text-anchor="middle" {style}>{t.text}</text>'
            for t in across
        ),
        *(f'<text x="{left:g}" y="{t.along + 4:.2f}" text-anchor="end" {style}>{t.text}</text>' for t in up),
    ]


def _svg_boundary(scene: Scene) -> str:
    lines = scene.boundary().reshape(-1, 4)
    d = "".join(f"M{x:.1f} {y:.1f}L{to_x:.1f} {to_y:.1f}" for x, y, to_x, to_y in lines)
    return (
        f'<path d="{d}" fill="none" stroke="{scene.colours["contour"]}" stroke-width="{_LINE:g}"'
        ' stroke-linecap="round"/>'
    )


def _painted(mark: Mark, colours: dict[str, str]) -> tuple[str, str, float]:
    """Fill, outline and the outline's width."""
    if mark.is_hollow:
        return colours["surface"], mark.colour, _HOLLOW
    return mark.colour, colours["point_outline"], _OUTLINE


def _svg_mark(mark: Mark, colours: dict[str, str]) -> str:
    fill, outline, width = _painted(mark, colours)
    style = f'fill="{fill}" stroke="{outline}" stroke-width="{width:g}"'
    if mark.shape == "circle":
        return f'<circle cx="{mark.x:.2f}" cy="{mark.y:.2f}" r="{mark.radius:g}" {style}/>'
    r = mark.radius * _DIAMOND
    return f'<path d="M{mark.x:.2f} {mark.y - r:.2f}l{r:g} {r:g}l{-r:g} {r:g}l{-r:g} {-r:g}z" {style}/>'


def _draw_mark(draw: ImageDraw.ImageDraw, mark: Mark, colours: dict[str, str], scale: float) -> None:
    """A mark as SVG has it, its outline half inside and half outside: a larger shape under a smaller one."""
    fill, outline, width = _painted(mark, colours)
    for colour, radius in ((outline, mark.radius + width / 2), (fill, mark.radius - width / 2)):
        x, y, r = mark.x * scale, mark.y * scale, radius * scale
        if mark.shape == "circle":
            draw.ellipse([x - r, y - r, x + r, y + r], fill=colour)
        else:
            r *= _DIAMOND
            draw.polygon([(x, y - r), (x + r, y), (x, y + r), (x - r, y)], fill=colour)


def _draw_boundary(draw: ImageDraw.ImageDraw, scene: Scene, scale: float) -> None:
    colour, r = scene.colours["contour"], _LINE * scale / 2
    for one, other in (scene.boundary() * scale).tolist():
        draw.line([*one, *other], fill=colour, width=round(2 * r))
        # Round ends: it comes as many short lines, which would leave notches where they meet.
        for x, y in (one, other):
            draw.ellipse([x - r, y - r, x + r, y + r], fill=colour)


def _draw_words(draw: ImageDraw.ImageDraw, scene: Scene, title: str, scale: float) -> None:
    frame, colours = scene.frame, scene.colours
    font = ImageFont.load_default(_title_size(title) * scale)
    draw.text((WIDTH / 2 * scale, _TITLE_AT * scale), title, fill=colours["ink"], font=font, anchor="ms")
    font = ImageFont.load_default(_TICK_SIZE * scale)
    across, up = scene.ticks()
    for tick in across:
        at = (tick.along * scale, (frame.top + frame.height + 18) * scale)
        draw.text(at, tick.text, fill=colours["muted"], font=font, anchor="ms")
    for tick in up:
        at = ((frame.left - 7) * scale, (tick.along + 4) * scale)
        draw.text(at, tick.text, fill=colours["muted"], font=font, anchor="rs")
