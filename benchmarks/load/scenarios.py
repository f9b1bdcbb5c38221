"""The situations that the app must hold: a class, a public link, arrivals, open sessions, churn, malice."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence

from benchmarks.load.attack import Attack
from benchmarks.load.coming import SESSION_TTL, arrivals, churn, open_sessions
from benchmarks.load.crowd import Crowd, Played, Target, memory_rows, percentile, playing_rows
from benchmarks.load.experiments import SAME, different, truth
from benchmarks.load.settings import Load, Result, Scenario
from benchmarks.load.visitor import Visitor
from benchmarks.table import Row
from shallownet.core.experiment import Experiment

COMING_SECONDS_EACH = 0.1
LONGEST_COMING_SECONDS = 20.0
MORE_ROOM = 1.5
"""A p95 under attack is unharmed up to so many times the p95 without, or …"""
UNHARMED_MS = 500.0
"""… below this."""


async def same(target: Target, load: Load) -> Result:
    """All on one link, at full frame rate."""
    return await _play(target, load, [SAME] * load.sessions, 500)


async def apart(target: Target, load: Load) -> Result:
    """Each on an experiment of its own, at full frame rate."""
    return await _play(target, load, different(load.sessions), 1000)


async def _play(target: Target, load: Load, experiments: Sequence[Experiment], latency: float) -> Result:
    coming = min(COMING_SECONDS_EACH * load.sessions, LONGEST_COMING_SECONDS)
    crowd = Crowd(target, experiments, load.seconds + coming)
    try:
        errors = await crowd.come(coming)
        played = await crowd.play(load.seconds)
        rows = playing_rows(played, load.sessions, latency)
        return Result([*rows, *memory_rows(target)], [*errors, *played.errors])
    finally:
        await crowd.leave()


async def hostile(target: Target, load: Load) -> Result:
    """Sessions that play, first in peace and then under attack."""
    url = target.urls[0]
    # The attack may take longer than its pace; each part is played by sessions of its own, from epoch 0.
    peace, attack = Attack(url), Attack(url)
    before = await _besides(target, load, peace, 0)
    during = await _besides(target, load, attack, load.messages)
    newcomer = Visitor(url, SAME, truth(SAME, 3000))
    try:
        came = await newcomer.come()
    finally:
        await newcomer.leave()
    calm, under = (1000 * percentile(played.latencies, 95) for played in (before, during))
    errors = [*before.errors, *during.errors, *newcomer.errors]
    rows = [
        Row("hostile messages sent", attack.sent, "", load.messages, True),
        Row("connections on which the server hung up", attack.closed, ""),
        Row("connections refused, or without a page", attack.refused, ""),
        Row("failures shown to those who sent them, without a stack", len(attack.exceptions), ""),
        Row("lines of stack traces shown to anybody", len(attack.stack_traces), "", 0),
        Row("p95 of the latency of other sessions' blocks, in peace", calm, "ms"),
        Row("… under attack", under, "ms", max(MORE_ROOM * calm, UNHARMED_MS)),
        *playing_rows(during, load.sessions, None),
        Row("first boundary of one who comes after the attack", came, "s", 8),
    ]
    return Result([*rows, *memory_rows(target)], errors)


async def _besides(target: Target, load: Load, attack: Attack, messages: int) -> Played:
    crowd = Crowd(target, different(load.sessions), 4 * load.seconds)
    try:
        errors = await crowd.come(0)
        for error in errors:
            raise RuntimeError(error)
        foreign = crowd.visitors[0].page
        if not messages:
            return await crowd.play(load.seconds)
        attacking = asyncio.create_task(attack.run(messages, 2 * load.seconds, foreign))
        played = await crowd.play(2 * load.seconds)
        await attacking
        for visitor in crowd.visitors:
            attack.stack_traces += visitor.page.stack_traces
        return played
    finally:
        await crowd.leave()


SCENARIOS = {
    "same": Scenario("Sessions on one link", same, 150),
    "different": Scenario("Sessions on different experiments", apart, 40),
    "arrivals": Scenario("Arrivals within 5 s", arrivals, 100),
    "memory": Scenario("Memory of open sessions", open_sessions, 150),
    "churn": Scenario(
        "Sessions opened and closed", churn, 500, ("--server.disconnectedSessionTTL", str(SESSION_TTL))
    ),
    "hostile": Scenario("Hostile messages while others play", hostile, 6),
}


def run(scenario: Scenario, target: Target, load: Load) -> Result:
    """Measure a scenario against servers that run."""

    async def measured(result: Awaitable[Result]) -> Result:
        return await result

    return asyncio.run(measured(scenario.run(target, load)))
