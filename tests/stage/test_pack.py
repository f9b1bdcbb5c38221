"""The bytes that go to the browser."""

import json

import numpy as np
import pytest

from shallownet import Experiment, train
from shallownet.core.datasets import DATASETS, generate
from shallownet.stage.pack import describe_run, frames_payload, pack, points_payload
from tests.data import data_of


def unpack(block):
    length = int.from_bytes(block[:4], "little")
    assert (4 + length) % 4 == 0
    return json.loads(block[4 : 4 + length]), np.frombuffer(block[4 + length :], "<f4")


def test_a_block_gives_back_its_header_and_numbers():
    header, numbers = unpack(pack({"name": "ŷ"}, np.arange(3, dtype=np.float32), np.ones(2, np.float32)))
    assert header == {"name": "ŷ"}
    assert numbers.tolist() == [0, 1, 2, 1, 1]


def test_frames_hold_epoch_measures_and_parameters():
    trajectory = train(Experiment(test_fraction=0.25), 40, 20)
    payload = frames_payload(trajectory)
    assert payload[:, 0].view(np.uint32).tolist() == [0, 20, 40]
    measures = [
        trajectory.train_loss,
        trajectory.train_accuracy,
        trajectory.test_loss,
        trajectory.test_accuracy,
    ]
    np.testing.assert_array_equal(payload[:, 1:5], np.stack(measures, axis=1).astype(np.float32))
    W1, b1, W2, b2 = trajectory.parameters[2]
    expected = np.concatenate([W1.ravel(), b1.ravel(), W2.ravel(), b2.ravel()])
    np.testing.assert_array_equal(payload[2, 5:], expected.astype(np.float32))


def test_a_frame_tells_whether_the_run_was_unstable_there():
    trajectory = train(Experiment(learning_rate=10.0), 400, 100)
    words = frames_payload(trajectory)[:, 0].view(np.uint32)
    assert (words & 0x7FFFFFFF).tolist() == [0, 100, 200, 300, 400]
    assert (words >> 31).astype(bool).tolist() == trajectory.unstable.tolist()
    assert trajectory.unstable.any()


def test_what_does_not_fit_into_32_bits_stays_finite():
    trajectory = train(Experiment(), 1, 1)
    trajectory.flat[0, 0] = 1e300
    assert np.isfinite(frames_payload(trajectory)[:, 5:]).all()


@pytest.mark.parametrize("dataset", DATASETS)
def test_a_run_is_described_by_its_points_and_the_plane_that_holds_them(dataset):
    experiment = Experiment(**data_of(dataset), test_fraction=0.2)
    run, points = describe_run(experiment), points_payload(experiment)
    split = generate(experiment)
    assert run["train"] + run["test"] == experiment.samples
    assert len(points) == 3 * experiment.samples
    np.testing.assert_array_equal(points[: run["train"]], split.train.X[0].astype(np.float32))
    np.testing.assert_array_equal(points[-run["test"] :], split.test.Y[0].astype(np.float32))
    assert np.abs(split.train.X).max() < run["extent"]
    low, high = run["y_range"]
    assert low <= split.train.Y.min()
    assert split.train.Y.max() <= high
