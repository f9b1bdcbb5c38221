"""Files that are no weights, or not ours, or meant to do harm: what they are, and a word of their refusal."""

from __future__ import annotations

import io
import json
import pickle
import struct
import warnings
import zipfile
from typing import Any

import numpy as np

from shallownet import train
from shallownet.export.archive import weights_npz
from shallownet.export.weights import MAX_BYTES, weights_at, weights_json
from tests.export.recipes import EDITS, small

RECIPE = small(edits=EDITS)
WEIGHTS = weights_at(train(RECIPE, 60, [60]), 60)
JSON = json.loads(weights_json(WEIGHTS))


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in JSON.items() if key != name}


HOSTILE_JSON: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", "JSON"),
    "no text": (b"\xff\xfe\x00", "JSON"),
    "cut": (weights_json(WEIGHTS)[:-20], "JSON"),
    "NaN by name": (weights_json(WEIGHTS).replace('"b2": [[', '"b2": [[NaN, '), "JSON"),
    "infinity by name": ('{"shallownet": Infinity}', "JSON"),
    "a number too large": (json.dumps({**JSON, "b2": [["x"]]}).replace('"x"', "1e999"), "b2"),
    "a whole number too large": (json.dumps({**JSON, "b2": [["x"]]}).replace('"x"', "9" * 400), "b2"),
    "a number too long": (json.dumps({**JSON, "b2": [["x"]]}).replace('"x"', "9" * 100_000), "JSON"),
    "nested": ("[" * 100_000 + "]" * 100_000, "JSON"),
    "nested a little": (json.dumps({**JSON, "b2": eval("[" * 30 + "]" * 30)}), "nests"),
    "nested quite": ('{"shallownet": ' + "[" * 500 + "]" * 500 + "}", "nests"),
    "too large": (" " * MAX_BYTES + "{}", "bytes"),
    "twice": (weights_json(WEIGHTS).replace('"b2"', '"W2"'), "JSON"),
    "a list": ("[]", "object"),
    "null": ("null", "object"),
    "a text": ('"W1"', "object"),
    "no version": (json.dumps(without("shallownet")), "shallownet"),
    "a later version": (json.dumps({**JSON, "shallownet": 2}), "shallownet"),
    "true for a version": (json.dumps({**JSON, "shallownet": True}), "shallownet"),
    "a name too many": (json.dumps({**JSON, "__class__": "os.system"}), "__class__"),
    "a strange name": (json.dumps({**JSON, "\udc80\x00\n": 1}), "name"),
    **{f"no {name}": (json.dumps(without(name)), name) for name in JSON},
    **{f"{name} is a text": (json.dumps({**JSON, name: "1"}), name) for name in JSON},
    **{f"{name} is null": (json.dumps({**JSON, name: None}), name) for name in JSON},
    "W1 has a row too few": (json.dumps({**JSON, "W1": JSON["W1"][1:]}), "W1"),
    "W1 has a column too many": (json.dumps({**JSON, "W1": [[*r, 0.0] for r in JSON["W1"]]}), "W1"),
    "W1 holds a truth": (json.dumps({**JSON, "W1": [[True, 0]] * 4}), "W1"),
    "W1 holds a text": (json.dumps({**JSON, "W1": [["0", 0]] * 4}), "W1"),
    "W1 is flat": (json.dumps({**JSON, "W1": [0.0] * 4}), "W1"),
    "a setting too many": (json.dumps({**JSON, "experiment": {"exec": 1}}), "exec"),
    "an unknown data set": (json.dumps({**JSON, "experiment": {"dataset": "x"}}), "dataset"),
    "a setting of a wrong type": (json.dumps({**JSON, "experiment": {"samples": [1]}}), "samples"),
    "inputs in inputs": (json.dumps({**JSON, "experiment": {"features": [["x1"]]}}), "features"),
    "another shape": (json.dumps({**JSON, "experiment": {**JSON["experiment"], "hidden_units": 5}}), "W1"),
    "an edit too short": (json.dumps({**JSON, "edits": [[1, "l1"]]}), "edit"),
    "an edit that is none": (json.dumps({**JSON, "edits": ["abc"]}), "edit"),
    "an edit of nothing": (json.dumps({**JSON, "edits": [[1, "dataset", 0.5]]}), "field"),
    "an edit of a list": (json.dumps({**JSON, "edits": [[1, ["l1"], 0.5]]}), "field"),
    "an edit of a unit that is not": (json.dumps({**JSON, "edits": [[1, "W1[9,1]", 0.5]]}), "field"),
    "an epoch before the first": (json.dumps({**JSON, "epoch": -1}), "epoch"),
    "half an epoch": (json.dumps({**JSON, "epoch": 0.5}), "epoch"),
}


def npz(**arrays: Any) -> bytes:
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def members() -> dict[str, np.ndarray]:
    with np.load(io.BytesIO(weights_npz(WEIGHTS))) as arrays:
        return dict(arrays)


def with_member(name: str, content: bytes, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The archive with one member's bytes replaced or added."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(weights_npz(WEIGHTS))) as archive:
        kept = {one: archive.read(one) for one in archive.namelist()}
    with zipfile.ZipFile(file, "w", compression) as archive:
        for one, old in {**kept, name: content}.items():
            archive.writestr(one, content if one == name else old)
    return file.getvalue()


def npy(array: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def npy_claiming(shape: str, descr: str = "<f8") -> bytes:
    """An array's header that says what is not so."""
    text = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode("latin1") + bytes(64)


class Trap:
    """Unpickled, it would tell."""

    sprung = False

    def __reduce__(self) -> tuple[Any, ...]:
        return (setattr, (Trap, "sprung", True))


def encrypted() -> bytes:
    """The archive with the flag that says its members are encrypted, in both places."""
    data = bytearray(weights_npz(WEIGHTS))
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(magic)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(magic, at + 1)
    return bytes(data)


def duplicated() -> bytes:
    file = io.BytesIO(weights_npz(WEIGHTS))
    with warnings.catch_warnings(), zipfile.ZipFile(file, "a") as archive:
        warnings.simplefilter("ignore")  # zipfile warns whoever writes such a thing
        archive.writestr("W1.npy", npy(np.zeros((4, 2))))
    return file.getvalue()


TRAP = np.array([[Trap()] * 2] * 4, dtype=object)
HOSTILE_NPZ: dict[str, tuple[object, str]] = {
    "empty": (b"", "npz"),
    "a text": (weights_json(WEIGHTS), "bytes"),
    "a json": (weights_json(WEIGHTS).encode(), "npz"),
    "a pickle": (pickle.dumps(Trap()), "npz"),
    "one array": (npy(np.zeros(3)), "npz"),
    "cut": (weights_npz(WEIGHTS)[:-30], "npz"),
    "cut in front": (weights_npz(WEIGHTS)[300:], "must"),
    "encrypted": (encrypted(), "npz"),
    "too large": (weights_npz(WEIGHTS) + bytes(5 * MAX_BYTES), "bytes"),
    "too long a text": (npz(**{**members(), "recipe": np.array("x" * (MAX_BYTES + 1))}), "bytes"),
    "a bomb": (with_member("W1.npy", npy(np.zeros(20_000_000))), "unpacks"),
    "a bomb for a text": (with_member("recipe.npy", npy(np.array("x" * 5_000_000))), "unpacks"),
    "packed by bzip2": (with_member("W1.npy", npy(np.zeros((4, 2))), zipfile.ZIP_BZIP2), "deflated"),
    "packed by lzma": (with_member("W1.npy", npy(np.zeros((4, 2))), zipfile.ZIP_LZMA), "deflated"),
    "no arrays": (npz(), "holds"),
    "a member too many": (with_member("../../evil.npy", b""), "evil"),
    "a member twice": (duplicated(), "holds"),
    "a pickled array": (npz(**{**members(), "W1": TRAP}), "W1"),
    "a pickled recipe": (npz(**{**members(), "recipe": np.array(Trap(), dtype=object)}), "recipe"),
    "a claim of a terabyte": (with_member("W1.npy", npy_claiming("(1000000, 1000000)")), "W1"),
    "a claim beyond a terabyte": (with_member("W1.npy", npy_claiming(f"({10**30}, 2)")), "W1"),
    "a claim of less than nothing": (with_member("W1.npy", npy_claiming("(-4, -2)")), "W1"),
    "a claim of one too many": (with_member("W1.npy", npy_claiming("(4, 2)")[:-8]), "W1"),
    "code for a shape": (with_member("W1.npy", npy_claiming("(open('x'), 2)")), "W1"),
    "objects by name": (with_member("W1.npy", npy_claiming("(4, 2)", "|O")), "W1"),
    "numbers for a text": (with_member("recipe.npy", npy_claiming("()", "<f8")), "recipe"),
    "a text of no characters": (with_member("recipe.npy", npy_claiming("()", "<U0")), "recipe"),
    "a text that is longer": (with_member("recipe.npy", npy_claiming("()", "<U9999999")), "recipe"),
    "no code points": (with_member("recipe.npy", npy_claiming("()", "<U16")[:-64] + b"\xff" * 64), "recipe"),
    "a text of nothing": (with_member("recipe.npy", npy_claiming("()", "<U16")), "JSON"),
    "NaN": (npz(**{**members(), "b2": np.array([[np.nan]])}), "b2"),
    "infinity": (npz(**{**members(), "b2": np.array([[-np.inf]])}), "b2"),
    "whole numbers": (npz(**{**members(), "b2": np.array([[1]])}), "b2"),
    "half the precision": (npz(**{**members(), "b2": np.array([[1.0]], dtype=np.float32)}), "b2"),
    "another shape": (npz(**{**members(), "W1": members()["W1"].T}), "W1"),
    "three axes": (npz(**{**members(), "W1": np.zeros((4, 2, 1))}), "W1"),
    "another recipe": (npz(**{**members(), "recipe": np.array('{"shallownet": 1}')}), "missing"),
    **{
        f"no {name}": (npz(**{one: array for one, array in members().items() if one != name}), "holds")
        for name in members()
    },
}
