"""Weights as JSON and npz: back to the last bit; a file from anywhere is read or refused in one sentence."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shallownet import Edit, Experiment, ExperimentError, Parameters, Recipe, train
from shallownet.export.archive import read_weights_npz, weights_npz
from shallownet.export.weights import Weights, read_weights_json, weights_at, weights_json
from tests.core.runs import RECIPES as ANY_RECIPE
from tests.export.hostile import HOSTILE_JSON, HOSTILE_NPZ, JSON, RECIPE, WEIGHTS, Trap

FORMATS: dict[str, tuple[Callable[[Weights], Any], Callable[[Any], Weights]]] = {
    "json": (weights_json, read_weights_json),
    "npz": (weights_npz, read_weights_npz),
}
EITHER = pytest.mark.parametrize("name", FORMATS)


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


@EITHER
def test_a_run_with_thousands_of_edits_is_read_back(name: str) -> None:
    edits = tuple(Edit(epoch, "learning_rate", 0.1 + epoch * 1e-7) for epoch in range(30_000))
    one = Weights(Recipe(RECIPE.experiment, edits), 7, WEIGHTS.parameters)
    write, read = FORMATS[name]
    assert read(write(one)).recipe == one.recipe


@pytest.mark.parametrize("name", HOSTILE_JSON)
def test_hostile_json_is_refused(name: str) -> None:
    file, word = HOSTILE_JSON[name]
    assert word in refusal(read_weights_json, file)


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
