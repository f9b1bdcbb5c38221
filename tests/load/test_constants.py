"""The headless player's numbers are those of the stage's JavaScript."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks.load import player
from shallownet.stage import assets

JS = Path(assets.__file__).parent / "js"


def constant(file: str, name: str) -> float:
    """The number that a module gives to a constant."""
    found = re.search(rf"^(?:export )?const {name} = ([\d. */]+);", (JS / file).read_text(), re.MULTILINE)
    assert found is not None, f"{file} has no constant {name}"
    factors = [eval_fraction(factor) for factor in found[1].split("*")]
    product = 1.0
    for factor in factors:
        product *= factor
    return product


def eval_fraction(text: str) -> float:
    above, _, below = text.partition("/")
    return float(above) / float(below or 1)


@pytest.mark.parametrize(
    ("file", "name", "own"),
    [
        ("pace.js", "STEP_MS", 1000 * player.FRAME_SECONDS),
        ("player.js", "DEFAULT_SPEED", player.DEFAULT_SPEED),
        ("player.js", "LOW_FRAMES", player.LOW_FRAMES),
        ("player.js", "LARGEST_ASK", player.LARGEST_ASK),
        ("intake.js", "FIRST_FRAMES", player.FIRST_FRAMES),
        ("asking.js", "PATIENCE_MS", 1000 * player.PATIENCE_SECONDS),
        ("asking.js", "PATIENCE_FACTOR", player.PATIENCE_FACTOR),
        ("asking.js", "MEMORY", player.MEMORY),
        ("asking.js", "MORE_PATIENCE_MS", 1000 * player.MORE_PATIENCE_SECONDS),
        ("asking.js", "EMPTY_ANSWER_PAUSE_MS", 1000 * player.EMPTY_ANSWER_PAUSE_SECONDS),
        ("resting.js", "FIRST_TOLD", player.FIRST_TOLD),
    ],
)
def test_constants(file: str, name: str, own: float) -> None:
    assert constant(file, name) == pytest.approx(own)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("player.js", "const queued = (this.history.last - this.shown) / this.stride;"),
        ("player.js", "if (queued >= this.low * Math.min(1, this.speed)) return;"),
        ("player.js", "this.low = LOW_FRAMES * (1 + Math.random());"),
        ("player.js", "this.ask({ frames: this.batch }, now);"),
        ("player.js", "this.batch = Math.min(2 * this.batch, LARGEST_ASK);"),
        (
            "asking.js",
            "Math.max(PATIENCE_MS, PATIENCE_FACTOR * this.latency) + MORE_PATIENCE_MS * (this.tries - 1);",
        ),
        ("asking.js", "this.latency = Math.max(now - this.firstAskedAt, MEMORY * this.latency);"),
    ],
)
def test_rules_that_the_headless_player_follows(file: str, text: str) -> None:
    """When one of these lines changes, ``benchmarks/load/player.py`` is to follow."""
    assert text in (JS / file).read_text()
