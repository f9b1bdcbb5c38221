"""The weights and biases at an epoch as NumPy's npz, plain arrays in a zip file; and back.

``numpy.load`` would do for a file of ours. For one that comes from anywhere, every size is known and checked
before memory is taken for it, and nothing is ever unpickled.
"""

from __future__ import annotations

import io
import json
import re
import struct
import zipfile
import zlib
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from shallownet.core.checks import ExperimentError
from shallownet.core.parameters import Parameters
from shallownet.export.weights import (
    HEADER,
    MAX_BYTES,
    Weights,
    check_size,
    header,
    read_header,
    read_object,
    sizes,
)

Array = NDArray[np.float64]

# NumPy gives every character of a text four bytes; the weights themselves are a few thousand numbers at most.
_MAX_ARCHIVE = 4 * MAX_BYTES + 100_000
_RECIPE = "recipe"
_ARRAYS = (*Parameters._fields, _RECIPE)
_COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_MAGIC = b"\x93NUMPY\x01\x00"
_MAX_HEADER = 1_000
_HEADER = re.compile(
    rb"\{'descr': '([<>][fU]\d{1,7})', 'fortran_order': (True|False),"
    rb" 'shape': \(((?:\d{1,7},? ?){0,2})\), \} *\n"
)
# What zipfile raises for a file that is damaged, or that only looks like a zip file.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    KeyError,
    IndexError,
    NotImplementedError,
    RuntimeError,
)


def weights_npz(weights: Weights) -> bytes:
    """The arrays W1, b1, W2, b2 and ``recipe``, a text: the epoch, the experiment and its edits as JSON.

    ``numpy.load(file)`` reads it without pickles. Equal weights give equal bytes.
    """
    recipe = np.array(json.dumps(header(weights)))
    file = io.BytesIO()
    np.savez(file, **weights.parameters._asdict(), **{_RECIPE: recipe})  # type: ignore[arg-type]
    return file.getvalue()


def read_weights_npz(data: bytes) -> Weights:
    """Weights out of ``weights_npz``'s file, which may come from anywhere.

    Raises:
        ExperimentError: one sentence that says which part is wrong and what is allowed.
    """
    if not isinstance(data, bytes):
        raise ExperimentError(f"The file is of type {type(data).__name__}, but it must be bytes.")
    check_size(data, _MAX_ARCHIVE)
    members = _members(data)
    text = _read_text(members.pop(_RECIPE))
    recipe, epoch = read_header(read_object(text), set(HEADER))
    expected = sizes(recipe.experiment.shape)
    return Weights(
        recipe, epoch, Parameters(*(_read_array(name, members[name], expected[name]) for name in expected))
    )


def _members(data: bytes) -> dict[str, bytes]:
    """What the archive holds, by name, each no larger than a file may be."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            names = sorted(info.filename for info in infos)
            if names != sorted(f"{name}.npy" for name in _ARRAYS):
                raise ExperimentError(
                    f"The archive holds {_shown(names)}, but it must hold {', '.join(_ARRAYS)}."
                )
            if any(info.compress_type not in _COMPRESSIONS for info in infos):
                raise ExperimentError("The archive is compressed in an unknown way, but it must be deflated.")
            members = {}
            left = _MAX_ARCHIVE
            for info in infos:
                with archive.open(info) as member:
                    # What a member says of its size need not be true: it is read, up to one byte too many.
                    content = member.read(left + 1)
                left -= len(content)
                if left < 0:
                    raise ExperimentError(
                        f"The archive unpacks to more, but it must be at most {_MAX_ARCHIVE} bytes."
                    )
                members[info.filename.removesuffix(".npy")] = content
            return members
    except ExperimentError:
        raise
    except _DAMAGED:
        raise ExperimentError("The file is not readable as an npz archive, but it must be one.") from None


def _shown(names: list[str]) -> str:
    shown = " ".join(", ".join(repr(name) for name in names).split())
    return shown if len(shown) <= 80 else shown[:77] + "..."


class _Described(NamedTuple):
    """An array as its header describes it, none of it trusted yet."""

    dtype: str
    is_by_columns: bool
    shape: tuple[int, ...]
    content: bytes


def _described(name: str, member: bytes) -> _Described:
    """The header that NumPy has always written, matched rather than evaluated."""
    length = int.from_bytes(member[8:10], "little")
    start = 10 + min(length, _MAX_HEADER)
    found = _HEADER.fullmatch(member[10:start])
    if member[:8] != _MAGIC or found is None:
        raise ExperimentError(f"{name} is not readable, but it must be an array as NumPy saves it.")
    dtype, by_columns, sizes = (group.decode("ascii") for group in found.groups())
    shape = tuple(int(size) for size in sizes.split(",") if size.strip())
    return _Described(dtype, by_columns == "True", shape, member[start:])


def _read_text(member: bytes) -> str:
    array = _described(_RECIPE, member)
    order = {"<": "utf-32-le", ">": "utf-32-be"}[array.dtype[0]]
    if array.dtype[1] != "U" or array.shape != () or 4 * int(array.dtype[2:]) != len(array.content):
        raise ExperimentError(
            f"{_RECIPE} is an array of {array.dtype} and shape {array.shape}, but it must be one text."
        )
    try:
        return array.content.decode(order).rstrip("\0")
    except UnicodeDecodeError:
        raise ExperimentError(f"{_RECIPE} is not readable, but it must be a text.") from None


def _read_array(name: str, member: bytes, expected: tuple[int, int]) -> Array:
    array = _described(name, member)
    if array.shape != expected or array.dtype[1:] != "f8":
        raise ExperimentError(
            f"{name} is an array of {array.dtype} and shape {array.shape},"
            f" but it must be of f8 (float64) and {expected}."
        )
    if len(array.content) != 8 * expected[0] * expected[1]:
        raise ExperimentError(
            f"{name} has {len(array.content)} bytes of numbers,"
            f" but it must have {8 * expected[0] * expected[1]}."
        )
    values = np.frombuffer(array.content, array.dtype).reshape(
        expected, order="F" if array.is_by_columns else "C"
    )
    if not np.isfinite(values).all():
        raise ExperimentError(f"{name} holds a number that is not finite, but all must be.")
    return np.array(values, dtype=np.float64, order="C")
