"""What the owner of a server allows."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path

import pytest

from shallownet import Experiment, ExperimentError
from shallownet.ui import live as live_module
from shallownet.ui import opening
from shallownet.ui.ask import Ask
from shallownet.ui.limits import LIMITS, Limits, limits_from, variable
from shallownet.ui.live import LiveRun
from shallownet.ui.playground import PARTS

NAMES = [one.name for one in fields(Limits)]


def test_the_defaults_are_those_of_an_environment_that_says_nothing() -> None:
    assert limits_from({}) == Limits() == limits_from({variable(name): "" for name in NAMES})


@pytest.mark.parametrize("one", fields(Limits), ids=lambda one: one.name)
def test_every_limit_can_be_set_within_its_bounds(one) -> None:
    for value in (one.metadata["low"], one.metadata["high"]):
        assert limits_from({variable(one.name): str(value)}) == replace(Limits(), **{one.name: value})
    allowed = f"a whole number from {one.metadata['low']} to {one.metadata['high']}"
    for text in (str(one.metadata["low"] - 1), str(one.metadata["high"] + 1), "ten", "1.5", "9" * 5000, "٣"):
        with pytest.raises(ExperimentError, match=f"^{variable(one.name)} is .*{allowed}"):
            limits_from({variable(one.name): text})


@pytest.mark.parametrize("name", NAMES)
def test_every_limit_is_told_where_it_is_deployed(name: str) -> None:
    assert variable(name) in Path("docs/class.md").read_text(encoding="utf-8")


def test_a_server_with_a_limit_that_is_none_does_not_come_up() -> None:
    environment = {**os.environ, "SHALLOWNET_MAX_SESSIONS": "5O"}
    command = [sys.executable, "-c", "import shallownet.ui.limits"]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert ended.stderr.strip() == (
        "SHALLOWNET_MAX_SESSIONS is '5O', but it must be a whole number from 1 to 100000."
    )


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Limits:
    limits = Limits(max_points=400, max_hidden_units=20, max_epochs=1000)
    for module in (live_module, opening):
        monkeypatch.setattr(module, "LIMITS", limits)
    return limits


def live_run(**settings: object) -> LiveRun:
    experiment = Experiment(**{"samples": 40, **settings})  # type: ignore[arg-type]
    return LiveRun("stage", experiment, {}, {})


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"samples": 401}, "samples is 401, but it must be at most 400 on this server."),
        ({"hidden_units": 21}, "hidden_units is 21, but it must be at most 20 on this server."),
    ],
    ids=str,
)
def test_what_is_larger_is_refused_and_the_run_stays(settings: dict[str, int], sentence: str) -> None:
    live = live_run()
    before = live.recipe, live.block()
    with pytest.raises(ExperimentError) as refused:
        live.change(**settings)
    assert str(refused.value) == sentence
    assert (live.recipe, live.block()) == before
    query = {name: str(value) for name, value in settings.items()}
    opened = opening.open_link({"v": "1", **query}, PARTS)
    assert sentence in opened.refused
    assert opened.recipe.experiment == Experiment()


@pytest.mark.usefixtures("small")
def test_a_run_ends_where_the_server_ends_all() -> None:
    live = live_run()
    for limit in (1000, 100_000, 10**9):
        message = {"recipe": live.recipe.hash, "from": 980, "stride": 5, "frames": 60, "limit": limit}
        asked = Ask.parse({**message, "have_run": live.recipe.run_hash})
        assert asked is not None
        live.reply(asked)
        assert b'"end":{"kind":"limit","epoch":1000}' in live.block()
    assert live.known.epochs[-1] == 1000


@pytest.mark.usefixtures("small")
def test_a_link_beyond_that_end_opens_its_run_at_the_start() -> None:
    opened = opening.open_link({"v": "1", "samples": "60", "epoch": "1001"}, PARTS)
    assert opened.epoch == 0
    assert opened.recipe.experiment == Experiment(samples=60)
    assert opened.refused == ("epoch is 1001, but it must be at most 1,000 on this server.",)


def test_the_course_s_own_runs_fit_the_defaults() -> None:
    LIMITS.check(Experiment(hidden_units=50))
    LIMITS.check_epoch(100_000)
