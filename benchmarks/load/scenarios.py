"""The situations that the app must hold: a class, a public link, arrivals, memory, coming and going."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from benchmarks.load.crowd import Crowd, Target, memory_rows, playing_rows
from benchmarks.load.experiments import SAME, different
from benchmarks.table import Row
from shallownet.core.experiment import Experiment

PLAY_SECONDS = 30.0
COMING_SECONDS_EACH = 0.1
LONGEST_COMING_SECONDS = 20.0


@dataclass(frozen=True)
class Load:
    """How much of a scenario: sessions, and the seconds for which they are measured."""

    sessions: int
    seconds: float = PLAY_SECONDS


@dataclass(frozen=True)
class Result:
    """What a scenario measured, and what went wrong in words, each once."""

    rows: list[Row]
    errors: list[str]


Run = Callable[[Target, Load], Awaitable[Result]]


@dataclass(frozen=True)
class Scenario:
    """A situation.

    Attributes:
        title: over its table.
        run: what measures it.
        sessions: by default.
        options: of the server that is started for it.
        replicas: so many servers are started.
    """

    title: str
    run: Run
    sessions: int
    options: tuple[str, ...] = ()
    replicas: int = 1


async def same(target: Target, load: Load) -> Result:
    """All on one link, at full frame rate."""
    return await _play(target, load, [SAME] * load.sessions, 500)


async def apart(target: Target, load: Load) -> Result:
    """Each on an experiment of its own, at full frame rate."""
    return await _play(target, load, different(load.sessions), 1000)


async def _play(target: Target, load: Load, experiments: list[Experiment], latency: float) -> Result:
    coming = min(COMING_SECONDS_EACH * load.sessions, LONGEST_COMING_SECONDS)
    crowd = Crowd(target, experiments, load.seconds + coming)
    try:
        errors = await crowd.come(coming)
        played = await crowd.play(load.seconds)
        rows = playing_rows(played, load.sessions, latency)
        return Result([*rows, *memory_rows(target)], [*errors, *played.errors])
    finally:
        await crowd.leave()


SCENARIOS = {
    "same": Scenario("Sessions on one link", same, 150),
    "different": Scenario("Sessions on different experiments", apart, 40),
}


def run(scenario: Scenario, target: Target, load: Load) -> Result:
    """Measure a scenario against servers that run."""
    return asyncio.run(_awaited(scenario.run(target, load)))


async def _awaited(result: Awaitable[Result]) -> Result:
    return await result
