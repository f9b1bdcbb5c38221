"""The registry: every export makes a file of its kind from any run, at the epoch that is on screen."""

from __future__ import annotations

import ast
import csv
import io
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from xml.etree import ElementTree

import nbformat
import numpy as np
import pytest
from hypothesis import given, settings
from PIL import Image

from shallownet import Edit, Experiment, ExperimentError, Recipe, Trajectory, train
from shallownet.export.archive import read_weights_npz
from shallownet.export.exports import EXPORTS, Moment
from shallownet.export.weights import read_weights_json
from shallownet.export.words import caption
from tests.core.runs import RECIPES as ANY_RECIPE
from tests.export.recipes import small

EVERY = pytest.mark.parametrize("name", EXPORTS)
RUN = train(small(edits=(Edit(5, "learning_rate", 0.2),)), 20, [0, 10, 20])
OPENED: dict[str, Callable[[bytes], object]] = {
    "page": lambda file: HTMLParser().feed(file.decode("utf-8")),
    "script": lambda file: ast.parse(file.decode("utf-8")),
    "notebook": lambda file: nbformat.validate(json.loads(file)),
    "weights_json": read_weights_json,
    "weights_npz": read_weights_npz,
    "table": lambda file: list(csv.reader(io.StringIO(file.decode("utf-8")))),
    "picture_png": lambda file: Image.open(io.BytesIO(file)).verify(),
    "picture_svg": lambda file: ElementTree.fromstring(file),
}


def test_there_is_a_way_to_open_every_one() -> None:
    assert set(OPENED) == set(EXPORTS)
    assert {row.name for row in EXPORTS.values()} == set(EXPORTS)


@EVERY
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_can_be_opened(name: str, theme: str) -> None:
    file = EXPORTS[name].make(Moment(RUN, 10, theme))
    assert isinstance(file, bytes)
    OPENED[name](file)
    assert len(file) < 300_000


@settings(max_examples=12)
@given(ANY_RECIPE)
def test_any_run_at_its_last_epoch_can_be_taken_away(recipe: Recipe) -> None:
    # Also one that has diverged: what is on screen then is its last good epoch.
    run = train(recipe, 40, 40)
    for name, export in EXPORTS.items():
        OPENED[name](export.make(Moment(run, int(run.epochs[-1]))))


@EVERY
def test_it_is_the_same_every_time_and_another_at_another_epoch(name: str) -> None:
    export = EXPORTS[name]
    assert export.make(Moment(RUN, 10)) == export.make(Moment(RUN, 10))
    if name != "table":
        assert export.make(Moment(RUN, 10)) != export.make(Moment(RUN, 20))


@EVERY
def test_its_file_name_is_safe_and_says_which_run_it_is(name: str) -> None:
    export = EXPORTS[name]
    file_name = export.file_name(Moment(RUN, 10))
    assert re.fullmatch(r"moons-10-[0-9a-f]{6}\.[a-z]+", file_name)
    assert file_name.endswith(export.suffix)
    assert re.fullmatch(r"[a-z]+/[a-z+.-]+", export.media_type)
    assert file_name != export.file_name(Moment(train(small(), 10, [10]), 10))


def test_no_two_files_of_a_run_have_one_name() -> None:
    assert len({export.file_name(Moment(RUN, 10)) for export in EXPORTS.values()}) == len(EXPORTS)


@pytest.mark.parametrize("name", sorted(set(EXPORTS) - {"page", "script", "notebook", "table"}))
def test_an_epoch_that_the_run_does_not_hold_is_refused(name: str) -> None:
    with pytest.raises(ExperimentError, match="epoch is 11, but it must be one that the run holds"):
        EXPORTS[name].make(Moment(RUN, 11))


@pytest.mark.parametrize(
    ("experiment", "pattern"),
    [
        (Experiment(), r"Epoch 1,000 · Cost 0\.2881 · Accuracy \d\d\.\d%"),
        (
            Experiment(dataset="plane", problem="regression", learning_rate=0.1),
            r"Epoch 1,000 · Cost 0\.\d{4}",
        ),
    ],
)
def test_the_caption_has_the_digits_of_the_stage(experiment: Experiment, pattern: str) -> None:
    run = train(experiment, 1000, [1000])
    assert re.fullmatch(pattern, caption(run, 1000))


@pytest.mark.parametrize(
    ("cost", "shown"), [(0.0, "0.0000"), (999.0, "999.0000"), (1e4, "10000.0"), (2e7, "2.000e+07")]
)
def test_large_costs_are_shortened(cost: float, shown: str) -> None:
    run = Trajectory(RUN.recipe, np.array([0]), RUN.flat[:1], RUN.rises[:1], *[np.array([cost])] * 4)
    assert f"Cost {shown} ·" in caption(run, 0)
