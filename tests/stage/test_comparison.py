"""Blocks of a comparison: every number of every network where the browser looks for it."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest

from shallownet import Edit, Experiment, Recipe
from shallownet.core.initializers import INITIALIZERS
from shallownet.core.meters import METERS
from shallownet.core.observe import Observed
from shallownet.core.replay import begin, stretch_together
from shallownet.stage.comparison import Comparison, Variant, comparison_payload, describe_comparison
from shallownet.stage.pack import describe_run, points_payload

LABELS = defaultdict(lambda: "label")
VARIANTS = tuple(
    Variant(name, name.title(), {"initializer": name, "hidden_units": units})
    for units, name in enumerate(INITIALIZERS, start=1)
)
COMPARISON = Comparison(VARIANTS, tuple(METERS))
RECIPE = Recipe(Experiment(samples=50, activation="identity", dataset="gaussians"))


def views(count: int = 4):
    return stretch_together([begin(one.of(RECIPE)) for one in VARIANTS], -1, 60, count, 10**6)


def test_the_header_says_how_wide_each_network_is() -> None:
    shared = views()
    run = describe_comparison(COMPARISON, [one.of(RECIPE).experiment for one in VARIANTS], LABELS)
    payload = comparison_payload(shared.epochs, shared.views, COMPARISON.meters)
    widths = [
        4 + sum(one["widths"]) + one["hidden_units"] * (len(one["features"]) + 2) + 1
        for one in run["networks"]
    ]
    assert payload.shape == (4, 1 + sum(widths))
    assert [one["name"] for one in run["networks"]] == list(INITIALIZERS)
    assert [one["name"] for one in run["meters"]] == list(METERS)


def test_every_number_stands_where_the_header_says() -> None:
    shared = views()
    payload = comparison_payload(shared.epochs, shared.views, COMPARISON.meters)
    np.testing.assert_array_equal(payload[:, 0].copy().view(np.uint32) & 0x7FFFFFFF, shared.epochs)
    at = 1
    for known, rows in shared.views:
        frames, observed = known.select(rows), Observed(known, rows)
        np.testing.assert_array_equal(payload[:, at], frames.train_loss.astype(np.float32))
        np.testing.assert_array_equal(payload[:, at + 1], frames.train_accuracy.astype(np.float32))
        assert np.isnan(payload[:, at + 2 : at + 4]).all()  # there are no test points
        at += 4
        for name in METERS:
            values = np.asarray(METERS[name].compute(observed)).reshape(len(rows), -1)
            width = METERS[name].width(known.shape)
            assert values.shape == (len(rows), width)
            np.testing.assert_array_equal(payload[:, at : at + width], values.astype(np.float32))
            at += width
        np.testing.assert_array_equal(payload[:, at : at + known.shape.size], frames.flat.astype(np.float32))
        at += known.shape.size
    assert at == payload.shape[1]


def test_what_the_networks_share_is_said_once() -> None:
    experiments = [one.of(RECIPE).experiment for one in VARIANTS]
    run = describe_comparison(COMPARISON, experiments, LABELS)
    single = describe_run(experiments[0])
    for field in ("problem", "train", "test", "extent", "y_range"):
        assert run[field] == single[field]
    assert "activation" not in run


@pytest.mark.parametrize("field", ["learning_rate", "l2"])
def test_an_edit_does_not_undo_what_sets_a_variant_apart(field: str) -> None:
    edited = Recipe(Experiment(), (Edit(5, "learning_rate", 0.5), Edit(5, "l2", 0.1)))
    variant = Variant("apart", "apart", {field: 0.25})
    settings = variant.of(edited).settings_from(5)
    assert getattr(settings, field) == 0.25
    assert settings == Experiment(**{"learning_rate": 0.5, "l2": 0.1, field: 0.25})


def test_a_network_that_has_diverged_measures_nothing_any_more() -> None:
    """Its verdict and its last good picture stay; it neither has a cost nor is it unstable."""
    recipes = [Recipe(Experiment(activation=name, learning_rate=100.0)) for name in ("relu", "sigmoid")]
    shared = stretch_together([begin(one) for one in recipes], -1, 1, 40, 10**6)
    (diverged, _), _ = shared.views
    assert diverged.diverged_at is not None
    last = int(diverged.epochs[-1])
    over = shared.epochs > last
    assert over.any()
    assert not over.all()
    payload = comparison_payload(shared.epochs, shared.views, ("verdict", "dead_units", "twins"))
    units = diverged.shape.n_h
    cost, verdict, dead, twins = payload[:, 1], payload[:, 5], payload[:, 6], payload[:, 7 : 7 + units]
    assert np.isnan(cost[over]).all()
    assert np.isfinite(cost[~over]).all()
    assert np.isnan(dead[over]).all()
    assert (verdict[over] == 0).all()
    assert np.isfinite(twins).all()
    weights = payload[:, 7 + units : 7 + units + diverged.shape.size]
    np.testing.assert_array_equal(weights[over], np.tile(weights[last], (over.sum(), 1)))


def test_networks_on_other_points_bring_their_own() -> None:
    """Each set of points travels once; what follows from it is said of each network."""
    experiments = [
        Experiment(samples=50),
        Experiment(dataset="bumps", problem="regression", samples=40, test_fraction=0.5),
        Experiment(samples=50, hidden_units=7),
    ]
    variants = tuple(Variant(str(k), "", {}, Recipe(one)) for k, one in enumerate(experiments))
    run = describe_comparison(Comparison(variants), experiments, LABELS)
    assert [one["set"] for one in run["networks"]] == [0, 1, 0]
    assert run["sets"] == [{"train": 50, "test": 0}, {"train": 20, "test": 20}]
    for network, experiment in zip(run["networks"], experiments, strict=True):
        alone = describe_run(experiment)
        assert {field: {**run, **network}[field] for field in alone} == alone
    # What all cards share offers all that any of them can show.
    assert run["problem"] == "classification"
    assert run["test"] == 20
    payload = points_payload(*experiments)
    np.testing.assert_array_equal(
        payload, np.concatenate([points_payload(experiments[0]), points_payload(experiments[1])])
    )
    assert len(payload) == sum(3 * (one["train"] + one["test"]) for one in run["sets"])


def test_a_fixed_variant_is_what_it_is_whatever_the_others_share() -> None:
    fixed = Recipe(Experiment(seed=9), (Edit(5, "W1[1,1]", 0.5),))
    assert Variant("fixed", "fixed", {}, fixed).of(Recipe(Experiment(), (Edit(5, "l2", 0.1),))) == fixed
