"""A whole run as one block: folded and unfolded, even, and the same however it was come by."""

import json
import zlib
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from shallownet import Edit, Experiment, Recipe, train, train_many
from shallownet.stage.comparison import Comparison, Variant, comparison_payload
from shallownet.stage.pack import frames_payload, points_payload
from shallownet.stage.recording import (
    MOST_FRAMES,
    MOST_NUMBERS,
    edited_at,
    fold,
    last_epoch,
    pack_recording,
)

RUN = Experiment(samples=40)
LABELS = {"go_on": "Go on", "meter_dead_units": "Dead units"}
PALETTE = {"light": {"ink": "#000000"}, "dark": {"ink": "#ffffff"}}


def unfold(folded, count):
    """What ``page.js`` does, written once more: the frames' words, (count, k)."""
    planes = np.frombuffer(folded, np.uint8).reshape(4, -1)
    changes = sum(plane.astype(np.uint32) << np.uint32(8 * place) for place, plane in enumerate(planes))
    changes = (changes >> np.uint32(1)) ^ (np.uint32(0) - (changes & np.uint32(1)))
    words = changes.reshape(-1, count).T
    for _ in range(2):
        words = np.cumsum(words, axis=0, dtype=np.uint32)
    return words


def unpack(recording):
    """The header, the points and the frames' words."""
    block = zlib.decompress(recording)
    start = 4 + int.from_bytes(block[:4], "little")
    header = json.loads(block[4:start])
    end = start + 12 * (header["run"]["train"] + header["run"]["test"])
    return header, np.frombuffer(block[start:end], "<f4"), unfold(block[end:], header["count"])


def epochs_of(words):
    """The frames' epochs, without the bit that says unstable."""
    return (words[:, 0] & 0x7FFFFFFF).astype(np.int64)


@given(arrays(np.uint32, array_shapes(min_dims=2, max_dims=2, max_side=12)))
def test_whatever_is_folded_comes_back_bit_for_bit(words):
    np.testing.assert_array_equal(unfold(fold(words.view(np.float32)), len(words)), words)


def test_a_recording_holds_the_run_bit_for_bit():
    run = train(replace(RUN, test_fraction=0.25), 100, 1)
    header, points, words = unpack(pack_recording([run], 30, LABELS, PALETTE))
    np.testing.assert_array_equal(points, points_payload(run.experiment))
    np.testing.assert_array_equal(words, frames_payload(run).view(np.uint32))
    assert header["recipe"] == run.recipe.hash
    assert header["count"] == 101
    assert header["recorded"] == {"epoch": 30, "cuts": []}
    assert header["end"] == {"kind": "finished", "epoch": 100}
    assert header["run"]["labels"] == LABELS
    assert header["run"]["palette"] == PALETTE


@pytest.mark.parametrize("epochs", [0, 1, 7, MOST_FRAMES - 1, MOST_FRAMES, 5000])
@pytest.mark.parametrize("hidden_units", [1, 50])
def test_frames_are_even_and_not_too_many(epochs, hidden_units):
    run = train(replace(RUN, hidden_units=hidden_units), epochs)
    header, _, words = unpack(pack_recording([run], 0, LABELS, PALETTE))
    held = epochs_of(words)
    assert held[0] == 0
    assert held[-1] == header["limit"] == epochs
    assert len(held) <= MOST_FRAMES
    assert words.size <= MOST_NUMBERS
    gaps = np.diff(held)
    assert (gaps[:-1] == gaps[:1]).all()
    assert (gaps[-1:] <= gaps[:1]).all()
    # As close together as they may be.
    assert epochs < MOST_FRAMES or hidden_units == 50 or len(held) > MOST_FRAMES / 2


@pytest.mark.parametrize("epoch", [0, 1, 2999, 3001, 4999, 5000])
def test_the_epoch_it_opens_at_is_there(epoch):
    run = train(RUN, 5000, 100)
    _, _, words = unpack(pack_recording([run], epoch, LABELS, PALETTE))
    held = epochs_of(words)
    assert epoch in held
    assert set(held) - set(range(0, 5000, 3)) <= {epoch, 5000}
    np.testing.assert_array_equal(words, frames_payload(train(RUN, 5000, held)).view(np.uint32))


def test_it_follows_from_the_recipe_whatever_was_known():
    recipe = Recipe(RUN, (Edit(150, "learning_rate", 0.3), Edit(400, "W1[1,1]", 2.0)))
    dense, sparse = (train(recipe, 600, record) for record in (1, [0, 77, 599, 600]))
    one, other = (pack_recording([run], 10, LABELS, PALETTE) for run in (dense, sparse))
    assert one == other
    assert unpack(one)[0]["recorded"] == {"epoch": 10, "cuts": [150, 400]}


def test_where_there_is_no_time_it_holds_what_is_known():
    known = [0, *range(13, 5000, 13), 5000]
    run = train(RUN, 5000, known)
    _, _, words = unpack(pack_recording([run], 0, LABELS, PALETTE, seconds=0.0))
    held = epochs_of(words).tolist()
    assert held[0] == 0
    assert held[-1] == 5000
    assert len(held) > len(known) / 2
    np.testing.assert_array_equal(words, frames_payload(train(RUN, 5000, held)).view(np.uint32))


def test_a_run_that_diverged_ends_there():
    run = train(replace(RUN, learning_rate=1e5, activation="relu"), 1000, 1)
    assert run.diverged_at is not None
    header, _, words = unpack(pack_recording([run], 0, LABELS, PALETTE))
    last = int(run.epochs[-1])
    assert header["end"] == {"kind": "diverged", "epoch": run.diverged_at, "last_good": last}
    assert epochs_of(words)[-1] == last


def compared():
    rates = {"calm": 0.5, "steep": 1e5}
    variants = tuple(Variant(name, name.title(), {"learning_rate": rate}) for name, rate in rates.items())
    comparison = Comparison(variants, meters=("dead_units",))
    runs = [one.of(Recipe(replace(RUN, activation="relu"))) for one in variants]
    return comparison, runs


def test_a_comparison_holds_every_network():
    comparison, recipes = compared()
    calm, steep = train_many(recipes, 300, 1)
    assert steep.diverged_at is not None
    header, _, words = unpack(pack_recording([calm, steep], 0, LABELS, PALETTE, comparison))
    assert [network["label"] for network in header["run"]["networks"]] == ["Calm", "Steep"]
    assert header["end"] == {"kind": "finished", "epoch": 300}
    rows = [np.arange(301), np.minimum(np.arange(301), len(steep) - 1)]
    expected = comparison_payload(
        np.arange(301), list(zip([calm, steep], rows, strict=True)), comparison.meters
    )
    np.testing.assert_array_equal(words, expected.view(np.uint32))


@pytest.mark.parametrize("short", ["calm", "steep"])
def test_networks_known_to_different_epochs_are_brought_to_the_same(short):
    comparison, recipes = compared()
    lengths = (100, 300) if short == "calm" else (300, 0)
    uneven = [train(recipe, epochs, 1) for recipe, epochs in zip(recipes, lengths, strict=True)]
    if short == "calm":
        uneven[1] = train(recipes[1], 0)
    last = last_epoch(uneven)
    even = train_many(recipes, last, 1)
    one, other = (unpack(pack_recording(runs, 0, LABELS, PALETTE, comparison)) for runs in (uneven, even))
    assert one[0] == other[0]
    np.testing.assert_array_equal(one[2], other[2])


EPOCHS_KNOWN = st.sets(st.integers(1, 120), max_size=8)


@given(
    known=st.lists(EPOCHS_KNOWN, min_size=2, max_size=2),
    rates=st.tuples(st.sampled_from([0.5, 1e4, 1e5]), st.sampled_from([0.5, 1e5])),
    seconds=st.sampled_from([None, 0.0]),
    data=st.data(),
)
def test_whatever_is_known_makes_a_recording(known, rates, seconds, data):
    """It begins at epoch 0, ascends, ends where its header says, and every number in it is the run's."""
    names = ("one", "two")
    variants = tuple(
        Variant(name, name, {"learning_rate": rate}) for name, rate in zip(names, rates, strict=True)
    )
    comparison = Comparison(variants)
    recipes = [one.of(Recipe(replace(RUN, activation="relu"))) for one in variants]
    runs = [
        train(recipe, max(epochs, default=0), [0, *epochs])
        for recipe, epochs in zip(recipes, known, strict=True)
    ]
    opening = data.draw(st.integers(0, last_epoch(runs)))
    header, _, words = unpack(pack_recording(runs, opening, LABELS, PALETTE, comparison, seconds))
    epochs = epochs_of(words)
    assert epochs[0] == 0
    assert (np.diff(epochs) > 0).all()
    assert epochs[-1] == header["limit"] <= last_epoch(runs)
    assert seconds == 0.0 or {opening, last_epoch(runs)} <= set(epochs)
    whole = train_many(recipes, 120, 1)
    rows = [np.minimum(epochs, run.epochs[-1]) for run in whole]
    expected = comparison_payload(epochs, list(zip(whole, rows, strict=True)), ())
    np.testing.assert_array_equal(words, expected.view(np.uint32))


def test_edits_after_the_last_epoch_are_not_told():
    recipe = Recipe(RUN, (Edit(5, "l2", 0.1), Edit(5, "l1", 0.1), Edit(50, "l2", 0.2)))
    assert edited_at([train(recipe, 20)]) == [5]
