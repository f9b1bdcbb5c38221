"""What pages look like, kept as small pictures: a slip of the design is seen, other letters are not.

A page is photographed, made eight times smaller and compared with the picture kept in
``tests/browser/appearance``. ``make appearance`` keeps the present looks: look at every picture that it
changes.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

KEPT = Path(__file__).parent / "appearance"
KEEP = os.environ.get("KEEP_APPEARANCE") == "1"
SMALLER = 8
DIFFERENT = 28
"""From so many of 255 steps of a colour on, a pixel of the small picture is another one."""
TOLERATED = 0.003
"""Share of the pixels that may be others: letters are drawn differently elsewhere."""


@dataclass(frozen=True)
class Difference:
    """Where two pictures differ.

    Attributes:
        share: of the pixels.
        box: left, top, right and bottom of what differs, in pixels of the page; None for nothing.
    """

    share: float
    box: tuple[int, int, int, int] | None


def small(photograph: bytes) -> Image.Image:
    """A screenshot, reduced."""
    picture = Image.open(BytesIO(photograph)).convert("RGB")
    return picture.reduce(SMALLER)


def compare(one: Image.Image, other: Image.Image) -> Difference:
    """How far two small pictures differ; of different sizes, entirely."""
    if one.size != other.size:
        return Difference(1.0, (0, 0, one.width * SMALLER, one.height * SMALLER))
    first, second = (np.asarray(picture, dtype=np.int16) for picture in (one, other))
    differs: NDArray[np.bool_] = np.abs(first - second).max(axis=2) >= DIFFERENT
    if not differs.any():
        return Difference(0.0, None)
    rows, columns = np.nonzero(differs)
    box = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    left, top, right, bottom = (int(edge) * SMALLER for edge in box)
    return Difference(float(differs.mean()), (left, top, right, bottom))


def assert_looks_as_kept(name: str, photograph: bytes, failed: Path) -> None:
    """Compare a screenshot with the picture of that name, or keep it as that picture.

    Args:
        name: of the picture, without its ending.
        photograph: the screenshot.
        failed: a folder for the screenshot of a page that looks different.
    """
    now, path = small(photograph), KEPT / f"{name}.png"
    if KEEP:
        KEPT.mkdir(exist_ok=True)
        if not path.is_file() or compare(Image.open(path).convert("RGB"), now).share > 0:
            # Without dithering: its grain would be a difference.
            now.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
        return
    assert path.is_file(), f"{path.name} is not kept: make appearance, and look at it."
    found = compare(Image.open(path).convert("RGB"), now)
    if found.share > TOLERATED:
        seen = failed / f"{name}.png"
        seen.write_bytes(photograph)
        raise AssertionError(
            f"{name} looks different: {found.share:.1%} of it, within {found.box} (left, top, right, bottom)."
            f" It is in {seen}; what was kept, in {path}. If it is meant so: make appearance."
        )
