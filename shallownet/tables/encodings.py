"""Bytes that claim to be a table, as text: whatever a spreadsheet may have written, and nothing else."""

from __future__ import annotations

import codecs
import re

from shallownet.core.checks import ExperimentError

MAX_BYTES = 10_000_000

# The longer mark first: that of 32 bits begins with that of 16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
_NO_TABLE = ExperimentError(
    "The file is no text, but it must be a table as text, such as a CSV file in UTF-8, UTF-16 or Latin-1."
)


def text_of(data: bytes | str) -> str:
    """The text, without a byte order mark.

    Raises:
        ExperimentError: if there are more than ``MAX_BYTES``, or they are no text.
    """
    if len(data) > MAX_BYTES:
        raise ExperimentError(
            f"The table has {len(data):,} bytes, but it must have at most {MAX_BYTES:,}:"
            " leave out columns or rows."
        )
    text = data.removeprefix("\ufeff") if isinstance(data, str) else _decoded(data)
    if _NO_TEXT.search(text):
        raise _NO_TABLE
    return text


def _decoded(data: bytes) -> str:
    marked = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    for encoding in [marked] if marked else [*_unmarked(data), "utf-8", "cp1252", "latin-1"]:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _NO_TABLE


def _unmarked(data: bytes) -> list[str]:
    """UTF-16 without a mark: in a table of numbers every other byte is 0."""
    start = data[:1000]
    zeros = [start[first::2].count(0) for first in (0, 1)]
    if max(zeros) * 4 > len(start):
        return ["utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"]
    return []
