"""The situations that the app must hold: a class, a public link, arrivals, open sessions, churn, malice."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Sequence

from benchmarks.load.attack import Attack
from benchmarks.load.coming import SESSION_TTL, arrivals, churn, open_sessions
from benchmarks.load.crowd import Crowd, Played, Target, memory_rows, percentile, playing_rows
from benchmarks.load.experiments import SAME, different, truth
from benchmarks.load.settings import Load, Result, Scenario
from benchmarks.load.visitor import Visitor
from benchmarks.table import Row
from shallownet.core.checks import ExperimentError
from shallownet.core.experiment import MAX_HIDDEN_UNITS, MAX_SAMPLES, Experiment
from shallownet.core.work import check_affordable
from shallownet.ui.process import BLOCK_SECONDS

COMING_SECONDS_EACH = 0.1
LONGEST_COMING_SECONDS = 20.0
HEAVY_EPOCHS = 150
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
    # The attack may take longer than its pace; each part is played by sessions of its own, from epoch 0, on
    # experiments that nobody has played before.
    experiments, attack = different(2 * load.sessions), Attack(url)
    before = await _besides(target, load, experiments[: load.sessions])
    during = await _besides(target, load, experiments[load.sessions :], attack)
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


def heaviest() -> Experiment:
    """The most points and units, in the smallest mini-batches that a page allows with them."""
    for batch_size in range(1, MAX_SAMPLES):
        experiment = Experiment(samples=MAX_SAMPLES, hidden_units=MAX_HIDDEN_UNITS, batch_size=batch_size)
        try:
            check_affordable(experiment)
        except ExperimentError:
            continue
        return experiment
    raise AssertionError("no mini-batches are allowed with the most points and units")


async def heavy(target: Target, load: Load) -> Result:
    """Sessions that play, first among themselves and then beside one with the heaviest experiment allowed."""
    experiment = heaviest()
    began = time.perf_counter()
    known = truth(experiment, HEAVY_EPOCHS)
    an_epoch = (time.perf_counter() - began) / HEAVY_EPOCHS
    experiments = different(2 * load.sessions)
    before = await _besides(target, load, experiments[: load.sessions])
    heavy_one = Visitor(target.urls[0], experiment, known)
    try:
        came = await heavy_one.come()
        during = await _besides(target, load, experiments[load.sessions :])
    finally:
        await heavy_one.leave()
    alone, beside = (1000 * percentile(played.latencies, 95) for played in (before, during))
    rows = [
        Row("examples an update of the heaviest experiment", experiment.batch_size or 0, ""),
        Row("an epoch of it, trained alone", 1000 * an_epoch, "ms"),
        Row("its first boundary", came, "s"),
        Row("its frames, more than the first", heavy_one.player.held - 1, "", 1, more_is_better=True),
        Row("p95 of the latency of other sessions' blocks, without it", alone, "ms"),
        Row("… beside it", beside, "ms"),
        Row("… more, at most one slice", beside - alone, "ms", 1000 * max(BLOCK_SECONDS, an_epoch)),
        *playing_rows(during, load.sessions, None),
    ]
    return Result([*rows, *memory_rows(target)], [*before.errors, *during.errors, *heavy_one.errors])


async def _besides(
    target: Target, load: Load, experiments: Sequence[Experiment], attack: Attack | None = None
) -> Played:
    crowd = Crowd(target, experiments, 4 * load.seconds)
    try:
        errors = await crowd.come(0)
        for error in errors:
            raise RuntimeError(error)
        foreign = crowd.visitors[0].page
        if attack is None:
            return await crowd.play(load.seconds)
        attacking = asyncio.create_task(attack.run(load.messages, 2 * load.seconds, foreign))
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
    "heavy": Scenario("The heaviest experiment while others play", heavy, 6),
    "hostile": Scenario("Hostile messages while others play", hostile, 6),
}


def run(scenario: Scenario, target: Target, load: Load) -> Result:
    """Measure a scenario against servers that run."""

    async def measured(result: Awaitable[Result]) -> Result:
        return await result

    return asyncio.run(measured(scenario.run(target, load)))
