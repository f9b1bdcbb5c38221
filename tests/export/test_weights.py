"""Weights as JSON and npz: back to the last bit; a file from anywhere is read or refused in one sentence."""

from __future__ import annotations

import io
import json
import pickle
import struct
import warnings
import zipfile
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shallownet import Edit, Experiment, ExperimentError, Parameters, Recipe, train
from shallownet.export.archive import read_weights_npz, weights_npz
from shallownet.export.weights import MAX_BYTES, Weights, read_weights_json, weights_at, weights_json
from tests.core.runs import RECIPES as ANY_RECIPE
from tests.export.recipes import EDITS, small

FORMATS: dict[str, tuple[Callable[[Weights], Any], Callable[[Any], Weights]]] = {
    "json": (weights_json, read_weights_json),
    "npz": (weights_npz, read_weights_npz),
}
EITHER = pytest.mark.parametrize("name", FORMATS)
RECIPE = small(edits=EDITS)
WEIGHTS = weights_at(train(RECIPE, 60, [60]), 60)
JSON = json.loads(weights_json(WEIGHTS))


@st.composite
def weights(draw: st.DrawFn) -> Weights:
    """Any weights that are finite: the smallest, the largest, and -0.0."""
    recipe = draw(ANY_RECIPE)
    size = recipe.experiment.shape.size
    numbers = st.floats(allow_nan=False, allow_infinity=False)
    flat = np.array(draw(st.lists(numbers, min_size=size, max_size=size)))
    return Weights(recipe, draw(st.integers(0, 10**9)), recipe.experiment.shape.parameters(flat))


@EITHER
@given(weights())
def test_there_and_back_to_the_last_bit(name: str, one: Weights) -> None:
    write, read = FORMATS[name]
    file = write(one)
    two = read(file)
    assert (two.recipe, two.epoch) == (one.recipe, one.epoch)
    for a, b in zip(one.parameters, two.parameters, strict=True):
        assert (a.shape, a.dtype, a.tobytes()) == (b.shape, b.dtype, b.tobytes())
    assert write(two) == file


def test_numpy_and_json_read_them_without_us() -> None:
    with np.load(io.BytesIO(weights_npz(WEIGHTS)), allow_pickle=False) as arrays:
        for field in Parameters._fields:
            np.testing.assert_array_equal(arrays[field], getattr(WEIGHTS.parameters, field))
            np.testing.assert_array_equal(JSON[field], getattr(WEIGHTS.parameters, field))
        assert json.loads(str(arrays["recipe"]))["epoch"] == JSON["epoch"] == 60
    assert JSON["experiment"]["dataset"] == "moons"
    assert JSON["edits"][0] == [5, "learning_rate", 0.3]


def test_an_archive_that_was_compressed_or_stored_by_columns_is_read_too() -> None:
    with np.load(io.BytesIO(weights_npz(WEIGHTS))) as arrays:
        file = io.BytesIO()
        np.savez_compressed(file, **{field: arrays[field].copy(order="F") for field in arrays})
    for a, b in zip(read_weights_npz(file.getvalue()).parameters, WEIGHTS.parameters, strict=True):
        assert a.tobytes() == b.tobytes()


def test_they_are_those_of_the_epoch() -> None:
    run = train(RECIPE, 60, [0, 30, 60])
    assert weights_at(run, 30).parameters.W1.tobytes() == run.parameters[1].W1.tobytes()
    for epoch in (31, 61, -1, 1.5, "30", None):
        with pytest.raises(ExperimentError, match="epoch is"):
            weights_at(run, epoch)


def refusal(read: Callable[[Any], Weights], file: object) -> str:
    """What it is refused with: one sentence, whatever it is."""
    with pytest.raises(ExperimentError) as caught:
        read(file)
    message = str(caught.value)
    assert message.endswith(".")
    assert "\n" not in message
    assert len(message) < 600
    assert "must" in message
    return message


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in JSON.items() if key != name}


@EITHER
def test_a_run_with_thousands_of_edits_is_read_back(name: str) -> None:
    edits = tuple(Edit(epoch, "learning_rate", 0.1 + epoch * 1e-7) for epoch in range(30_000))
    one = Weights(Recipe(RECIPE.experiment, edits), 7, WEIGHTS.parameters)
    write, read = FORMATS[name]
    assert read(write(one)).recipe == one.recipe


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


@pytest.mark.parametrize("name", HOSTILE_JSON)
def test_hostile_json_is_refused(name: str) -> None:
    file, word = HOSTILE_JSON[name]
    assert word in refusal(read_weights_json, file)


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


@pytest.mark.parametrize("name", HOSTILE_NPZ)
def test_a_hostile_archive_is_refused(name: str) -> None:
    file, word = HOSTILE_NPZ[name]
    assert word in refusal(read_weights_npz, file)
    assert not Trap.sprung


@EITHER
@pytest.mark.parametrize("file", [None, 7, [1], {"W1": []}, io.BytesIO(b"{}")])
def test_what_is_no_file_is_refused(name: str, file: object) -> None:
    refusal(FORMATS[name][1], file)


def read_or_refuse(name: str, file: Any) -> None:
    """Whatever comes in: weights that are sound, or one sentence."""
    read = FORMATS[name][1]
    try:
        known = read(file)
    except ExperimentError:
        refusal(read, file)
        return
    assert known.parameters.shape == known.recipe.experiment.shape
    assert all(np.isfinite(array).all() for array in known.parameters)


@EITHER
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(name: str, file: bytes) -> None:
    read_or_refuse(name, file)


@EITHER
@settings(max_examples=300)
@given(st.data())
def test_a_damaged_file_is_read_or_refused(name: str, data: st.DataObject) -> None:
    file = FORMATS[name][0](WEIGHTS)
    damaged = bytearray(file.encode() if isinstance(file, str) else file)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        match data.draw(st.sampled_from(["change", "cut", "insert"])):
            case "change":
                damaged[at] = data.draw(st.integers(0, 255))
            case "cut":
                del damaged[at : at + data.draw(st.integers(1, 40))]
            case "insert":
                damaged[at:at] = data.draw(st.binary(max_size=8))
        if not damaged:
            break
    read_or_refuse(name, bytes(damaged))


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(sorted(JSON)), JSON_VALUES, min_size=1, max_size=3))
def test_any_values_in_its_place_are_read_or_refused(changed: dict[str, Any]) -> None:
    read_or_refuse("json", json.dumps({**JSON, **changed}))


@given(st.dictionaries(st.sampled_from(sorted(JSON["experiment"])), JSON_VALUES, min_size=1, max_size=3))
def test_any_settings_are_read_or_refused(changed: dict[str, Any]) -> None:
    read_or_refuse("json", json.dumps({**JSON, "experiment": {**JSON["experiment"], **changed}}))


@given(st.lists(JSON_VALUES | st.tuples(st.integers(-1, 90), st.text(max_size=9), JSON_VALUES), max_size=3))
def test_any_edits_are_read_or_refused(edits: list[Any]) -> None:
    read_or_refuse("json", json.dumps({**JSON, "edits": edits}))


def test_a_file_without_all_settings_takes_the_defaults() -> None:
    default = Recipe(Experiment(), (Edit(3, "b2", 0.5),))
    text = weights_json(weights_at(train(default, 5, [5]), 5))
    known = json.loads(text)
    known["experiment"] = {"seed": 2}
    assert read_weights_json(json.dumps(known)).recipe == default
