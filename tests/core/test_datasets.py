"""Data sets: shapes, class shares, the split, and first points that no new version may move."""

import json
import pickle
from collections import OrderedDict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegressionCV

from shallownet import Experiment, ExperimentError
from shallownet.core import datasets
from shallownet.core.datasets import DATASETS, DRAWN, Split, generate, receive
from tools.first_points import PINNED, first_points, pin

NAMES = sorted(DRAWN)
CLASSIFICATION = [name for name in NAMES if DATASETS[name].problem == "classification"]
REGRESSION = [name for name in NAMES if DATASETS[name].problem == "regression"]
GOLDEN = json.loads(PINNED.read_text())


def _experiment(name: str, **settings: object) -> Experiment:
    return Experiment(dataset=name, problem=DATASETS[name].problem, **settings)


def _published_flower(m: int = 400) -> tuple[np.ndarray, np.ndarray]:
    """The recipe of the course's planar data exercise."""
    random = np.random.RandomState(1)
    half = m // 2
    points, labels = [], []
    for j in (0, 1):
        t = np.linspace(j * 3.12, (j + 1) * 3.12, half) + random.randn(half) * 0.2
        r = 4 * np.sin(4 * t) + random.randn(half) * 0.2
        points.append(np.stack([r * np.sin(t), r * np.cos(t)]))
        labels.append(np.full((1, half), float(j)))
    return np.concatenate(points, axis=1), np.concatenate(labels, axis=1)


def test_the_names_learners_and_links_use_exist() -> None:
    named = {"flower", "moons", "circles", "blobs", "quantiles", "xor", "gaussians", "spiral"}
    assert set(CLASSIFICATION) >= named
    assert set(REGRESSION) >= {"plane", "bumps"}


@pytest.mark.parametrize("name", NAMES)
def test_each_row_knows_its_name_and_its_usual_noise(name: str) -> None:
    low, high = 0.0, DATASETS[name].max_noise
    assert DATASETS[name].name == name
    assert low == 0
    assert low <= DATASETS[name].noise <= high


@pytest.mark.parametrize("samples", [10, 11, 57, 400])
@pytest.mark.parametrize("name", NAMES)
def test_shapes_and_finite_numbers(name: str, samples: int) -> None:
    train, test = generate(_experiment(name, samples=samples))
    assert train.X.shape == (2, samples)
    assert train.Y.shape == (1, samples)
    assert test.X.shape == (2, 0)
    assert test.Y.shape == (1, 0)
    assert {array.dtype for array in (*train, *test)} == {np.dtype(np.float64)}
    assert np.isfinite(train.X).all()
    assert np.isfinite(train.Y).all()


@pytest.mark.parametrize("share", [0.05, 0.3, 0.5, 0.95])
@pytest.mark.parametrize("name", CLASSIFICATION)
def test_class_one_gets_its_share(name: str, share: float) -> None:
    Y = generate(_experiment(name, samples=201, class_share=share)).train.Y
    assert set(np.unique(Y)) == {0.0, 1.0}
    assert abs(Y.sum() - share * 201) <= 1


@pytest.mark.parametrize("name", CLASSIFICATION)
def test_classes_are_balanced_by_default(name: str) -> None:
    assert generate(_experiment(name)).train.Y.sum() == 200


@pytest.mark.parametrize("name", REGRESSION)
def test_regression_has_real_targets(name: str) -> None:
    Y = generate(_experiment(name, samples=100)).train.Y
    assert len(np.unique(Y)) > 90
    assert 0.05 < Y.std() < 20


@pytest.mark.parametrize("name", NAMES)
def test_the_same_settings_give_the_same_points_every_time(name: str) -> None:
    first = generate(_experiment(name, samples=80, test_fraction=0.25))
    np.random.seed(4)  # the global generator must not matter
    generate(_experiment(name, samples=80, data_seed=9))
    again = generate(_experiment(name, samples=80, test_fraction=0.25, seed=77, hidden_units=3))
    for one, two in zip((*first.train, *first.test), (*again.train, *again.test), strict=True):
        np.testing.assert_array_equal(one, two)


@pytest.mark.parametrize("name", NAMES)
def test_nobody_can_change_anothers_points(name: str) -> None:
    """The arrays are shared between runs, so they are read-only or everybody's own."""
    experiment = _experiment(name, samples=30)
    before = generate(experiment).train.X.copy()
    points = generate(experiment).train.X
    if points.flags.writeable:
        points += 1
    np.testing.assert_array_equal(generate(experiment).train.X, before)


@pytest.mark.parametrize("name", NAMES)
def test_another_data_seed_is_another_sample(name: str) -> None:
    one = generate(_experiment(name, samples=80, data_seed=1, noise=DATASETS[name].max_noise / 2)).train
    two = generate(_experiment(name, samples=80, data_seed=2, noise=DATASETS[name].max_noise / 2)).train
    assert (one.X != two.X).any() or (one.Y != two.Y).any()


@pytest.mark.parametrize("name", NAMES)
def test_another_data_seed_is_another_sample_with_the_usual_noise(name: str) -> None:
    one, two = (generate(_experiment(name, samples=80, data_seed=seed)).train for seed in (1, 2))
    assert (one.X != two.X).any() or (one.Y != two.Y).any()


@pytest.mark.parametrize("name", NAMES)
def test_noise_moves_the_points(name: str) -> None:
    low, high = 0.0, DATASETS[name].max_noise
    clean = generate(_experiment(name, samples=80, noise=low)).train
    noisy = generate(_experiment(name, samples=80, noise=high)).train
    assert (clean.X != noisy.X).any() or (clean.Y != noisy.Y).any()


@pytest.mark.parametrize("share", [0.5, 0.2])
@pytest.mark.parametrize("fraction", [0.1, 0.25, 0.5, 0.9])
@pytest.mark.parametrize("name", NAMES)
def test_the_split_is_stratified_and_loses_no_point(name: str, fraction: float, share: float) -> None:
    settings = {"samples": 101, "class_share": share}
    everything = generate(_experiment(name, **settings)).train
    train, test = generate(_experiment(name, **settings, test_fraction=fraction))
    rows = sorted(map(tuple, np.concatenate([everything.X, everything.Y]).T.tolist()))
    split = np.concatenate([np.concatenate([part.X, part.Y]) for part in (train, test)], axis=1)
    assert sorted(map(tuple, split.T.tolist())) == rows
    classes = (0.0, 1.0) if DATASETS[name].problem == "classification" else (None,)
    for label in classes:
        inside = [part.Y.size if label is None else (label == part.Y).sum() for part in (everything, test)]
        assert abs(inside[1] - fraction * inside[0]) <= 1


@pytest.mark.parametrize("name", CLASSIFICATION)
def test_the_split_is_drawn_and_follows_the_data_seed(name: str) -> None:
    """A split that took the first or the last points would leave a whole petal or arm untested."""
    chosen = []
    for seed in (1, 2):
        settings = {"samples": 100, "data_seed": seed}
        everything = generate(_experiment(name, **settings)).train.X.T.tolist()
        test = generate(_experiment(name, **settings, test_fraction=0.3)).test.X.T.tolist()
        chosen.append(sorted(everything.index(point) for point in test))
    assert chosen[0] != chosen[1]
    assert chosen[0] != list(range(30))
    assert max(chosen[0]) > 50 > min(chosen[0])


@settings(max_examples=60)
@given(
    name=st.sampled_from(NAMES),
    samples=st.integers(10, 120),
    share=st.floats(0.05, 0.95),
    fraction=st.floats(0, 0.9),
    seed=st.integers(0, 2**32 - 1),
    noise=st.floats(0, 1),
)
def test_any_legal_settings_give_points(
    name: str, samples: int, share: float, fraction: float, seed: int, noise: float
) -> None:
    train, test = generate(
        _experiment(
            name,
            samples=samples,
            class_share=share,
            test_fraction=fraction,
            data_seed=seed,
            noise=noise * DATASETS[name].max_noise,
        )
    )
    assert train.X.shape[1] + test.X.shape[1] == samples
    assert train.X.shape[1] >= 1
    for part in (train, test):
        assert part.Y.shape[1] == part.X.shape[1]
        assert np.isfinite(part.X).all()
        assert np.isfinite(part.Y).all()
    if DATASETS[name].problem == "classification":
        assert set(np.unique(train.Y)) == {0.0, 1.0}


def test_the_flower_is_the_published_one() -> None:
    X, Y = _published_flower()
    train = generate(Experiment()).train
    np.testing.assert_array_equal(train.Y, Y)
    np.testing.assert_allclose(train.X, X, rtol=0, atol=4e-15)


def test_logistic_regression_on_the_flower_is_as_bad_as_published() -> None:
    train = generate(Experiment()).train
    model = LogisticRegressionCV(l1_ratios=(0.0,), use_legacy_attributes=False, scoring="accuracy").fit(
        train.X.T, train.Y[0].astype(int)
    )
    assert round(100 * model.score(train.X.T, train.Y[0].astype(int))) == 47


@pytest.mark.parametrize("name", NAMES)
def test_first_points_never_change(name: str) -> None:
    """Pinned because scikit-learn promises nothing about its generators' streams."""
    now, golden = first_points(name), GOLDEN[name]
    assert set(now) == set(golden)
    for part, numbers in now.items():
        np.testing.assert_allclose(numbers, golden[part], rtol=0, atol=1e-12)


def test_every_data_set_is_pinned() -> None:
    assert set(GOLDEN) == set(DRAWN)


def test_pinning_adds_what_is_missing_and_touches_nothing_else(tmp_path: Path) -> None:
    path, text = tmp_path / "golden_points.json", PINNED.read_text()
    others = {name: points for name, points in GOLDEN.items() if name != "plane"}
    path.write_text(json.dumps({**others, "moons": {"first": [[0.0, 0.0]]}}))
    assert pin(path) == ["plane"]
    pinned = json.loads(path.read_text())
    assert pinned.pop("moons") == {"first": [[0.0, 0.0]]}
    assert pinned == {name: GOLDEN[name] for name in pinned}
    assert pin(path) == []
    assert text == PINNED.read_text()


@pytest.mark.parametrize("name", NAMES)
def test_a_data_set_that_does_not_suit_the_problem_is_refused_by_name(name: str) -> None:
    problem = {"classification": "regression", "regression": "classification"}[DATASETS[name].problem]
    with pytest.raises(ExperimentError) as caught:
        Experiment(dataset=name, problem=problem)
    assert name in str(caught.value)
    assert problem in str(caught.value)
    suited = [other for other in NAMES if DATASETS[other].problem == problem]
    assert all(other in str(caught.value) for other in suited)


@pytest.fixture
def received(monkeypatch):
    """A process that has drawn nothing and cannot."""
    received: OrderedDict = OrderedDict()
    monkeypatch.setattr(datasets, "_received", received)
    monkeypatch.setattr(datasets, "_drawn", None)
    return received


def sent(experiment: Experiment) -> Split:
    return pickle.loads(pickle.dumps(generate(experiment)))


@pytest.mark.parametrize("name", DRAWN)
def test_points_from_another_process_are_the_points(name: str, monkeypatch, request) -> None:
    experiment = Experiment(dataset=name, problem=DATASETS[name].problem, data_seed=11)
    there = sent(experiment)
    request.getfixturevalue("received")
    receive(experiment, there)
    for points, others in zip(generate(experiment), there, strict=True):
        for array, other in zip(points, others, strict=True):
            np.testing.assert_array_equal(array, other)
            assert not array.flags.writeable


def test_only_the_last_points_that_came_are_kept(monkeypatch, request) -> None:
    experiments = [Experiment(samples=10, data_seed=seed) for seed in range(100)]
    splits = [sent(one) for one in experiments]
    received = request.getfixturevalue("received")
    for experiment, split in zip(experiments, splits, strict=True):
        receive(experiments[0], splits[0])  # asked for again and again: it stays
        receive(experiment, split)
    assert len(received) == 64
    for experiment in (experiments[0], *experiments[-63:]):
        assert len(generate(experiment).train.Y[0])
