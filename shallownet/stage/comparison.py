"""Several networks side by side on one stage: what is compared, and its part of a block."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shallownet.core.experiment import Experiment, Recipe
from shallownet.core.meters import METERS
from shallownet.core.observe import Observed
from shallownet.core.replay import View
from shallownet.stage.pack import describe_run, join, measured, point_sets

Array = NDArray[np.float64]

# What is still said of a network that has diverged: that it has, and how its last good picture is drawn.
_LASTING = ("verdict", "hidden")


@dataclass(frozen=True)
class Variant:
    """One network of a comparison.

    Attributes:
        name: unique among the variants, for tests and for choices.
        label: what it is called on screen; the same network in any language.
        settings: what sets it apart from the experiment that all share.
        fixed: the whole recipe of a network that shares nothing with the others; None for one that does.
    """

    name: str
    label: str = field(compare=False)
    settings: Mapping[str, Any]
    fixed: Recipe | None = None

    def of(self, recipe: Recipe) -> Recipe:
        """The variant of a recipe: edits hold for it too, but not for the settings that set it apart."""
        if self.fixed is not None:
            return self.fixed
        edits = tuple(edit for edit in recipe.edits if edit.field not in self.settings)
        return Recipe(replace(recipe.experiment, **self.settings), edits)


@dataclass(frozen=True)
class Comparison:
    """Networks side by side on one stage.

    Attributes:
        variants: the networks.
        meters: what is measured at every frame, names in ``METERS``.
        plots: the plots below: kind loss, accuracy, parameters or meter (with its name); log for a log axis.
        histogram: whether to show how every z of the hidden units is spread.
        lines: whether to show the hidden units, twins in one colour.
    """

    variants: tuple[Variant, ...]
    meters: tuple[str, ...] = ()
    plots: tuple[Mapping[str, Any], ...] = ({"kind": "loss"},)
    histogram: bool = False
    lines: bool = False


def describe_comparison(
    comparison: Comparison, experiments: Sequence[Experiment], labels: Mapping[str, str]
) -> dict[str, Any]:
    """The part of the header that stays the same for a whole run, but for texts and colours.

    Args:
        comparison: what is compared.
        experiments: each variant's.
        labels: the stage's labels, those of the meters as ``meter_name``.
    """
    every = [describe_run(experiment) for experiment in experiments]
    firsts, set_of = point_sets(experiments)
    apart = ("features", "hidden_units", "activation", "leaky_slope")
    # What follows from the points is said of each network only where not all learn the same.
    own = (*apart, "problem", "train", "test", "extent", "y_range") if len(firsts) > 1 else apart
    # For what all cards have in common: whether any of them can be shown so.
    shared = {
        **every[0],
        "problem": min(one["problem"] for one in every),  # classification comes before regression
        "test": max(one["test"] for one in every),
    }
    networks = []
    for experiment, variant, described, points in zip(
        experiments, comparison.variants, every, set_of, strict=True
    ):
        widths = [METERS[name].width(experiment.shape) for name in comparison.meters]
        most = [
            bound(experiment.shape) if (bound := METERS[name].most) else None for name in comparison.meters
        ]
        label = {"name": variant.name, "label": variant.label, "widths": widths, "most": most, "set": points}
        networks.append({**label, **{field: described[field] for field in own}})
    return {
        "view": "comparison",
        **{field: value for field, value in shared.items() if field not in apart},
        "sets": [{"train": one["train"], "test": one["test"]} for one in map(describe_run, firsts)],
        "networks": networks,
        "meters": [
            {"name": name, "label": labels[f"meter_{name}"], "format": METERS[name].format}
            for name in comparison.meters
        ],
        "show": {"histogram": comparison.histogram, "lines": comparison.lines},
        "plots": [dict(plot) for plot in comparison.plots],
    }


def comparison_payload(
    epochs: NDArray[np.int64], views: Sequence[View], meters: Sequence[str]
) -> NDArray[np.float32]:
    """For each epoch: the integer as in ``pack.frames_payload``, unstable if any network was; then for each
    network its four measures, its meters' numbers and its parameters. What is not defined is NaN: among it
    what a network that has diverged would have measured since. Where a weight is set, each is as in
    ``pack.frames_payload``: the changed network."""
    unstable = np.zeros(len(epochs), dtype=bool)
    parts: list[Array] = []
    for before, rows in views:
        known = before.departing()
        frames = known.select(rows)
        is_over = epochs > frames.epochs
        unstable |= frames.unstable & ~is_over
        observed = Observed(known, rows)
        measures = measured(frames)
        measures[is_over] = np.nan
        parts.append(measures)
        for name in meters:
            meter = METERS[name]
            # One column for a number, several for a vector.
            numbers = np.array(meter.compute(observed), dtype=np.float64)
            numbers = numbers.reshape(len(rows), meter.width(known.shape))
            if meter.format not in _LASTING:
                numbers[is_over] = np.nan
            parts.append(numbers)
        parts.append(frames.flat)
    return join(epochs, unstable, *parts)
