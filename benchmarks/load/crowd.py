"""Many visitors, spread over one server or several, and what they went through."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.load.experiments import truth
from benchmarks.load.player import DEFAULT_SPEED, FRAME_SECONDS
from benchmarks.load.process import Shares, Usage, memory, memory_of_all
from benchmarks.load.visitor import Visitor, now
from benchmarks.table import Row
from shallownet.core.experiment import Experiment

FULL_RATE = 0.99
"""Share of the frames due that must be there."""
SETTLE_SECONDS = 10.0
"""From when all are there until playing is measured; what it takes to come is another scenario."""
LAST_ANSWER_SECONDS = 10.0
EPOCHS_A_SECOND = DEFAULT_SPEED / FRAME_SECONDS


@dataclass(frozen=True)
class Target:
    """Servers under test: their addresses, and their processes where these are known."""

    urls: tuple[str, ...]
    pids: tuple[int, ...] = ()


@dataclass(frozen=True)
class Played:
    """What a crowd went through while it was measured.

    Attributes:
        latencies: seconds from an ask to its block, of all that were under way then, sorted.
        shares: for each session, the share of the frames due that were there.
        blocks: blocks with frames checked since the sessions were opened.
        wrong: those of them that were not right.
        errors: in words.
        processor: who took how much of it.
    """

    latencies: list[float]
    shares: list[float]
    blocks: int
    wrong: int
    errors: list[str]
    processor: Shares


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that so many percent of them, sorted, do not exceed; infinite if there are none."""
    return values[max(math.ceil(len(values) * percent / 100) - 1, 0)] if values else math.inf


def first_of(error: BaseException) -> BaseException:
    """The first of the errors of a group; an error alone is itself."""
    return first_of(error.exceptions[0]) if isinstance(error, BaseExceptionGroup) else error


class Crowd:
    """Visitors to a target, each with an experiment of its own or all with one."""

    def __init__(self, target: Target, experiments: Sequence[Experiment], seconds: float) -> None:
        """Prepare what their blocks must hold for so many seconds of playing."""
        self.target = target
        epochs = int((seconds + LAST_ANSWER_SECONDS) * EPOCHS_A_SECOND) + 2000
        urls = target.urls
        self.visitors = [
            Visitor(urls[number % len(urls)], experiment, truth(experiment, epochs))
            for number, experiment in enumerate(experiments)
        ]
        self.first: list[float] = []
        """Seconds to the first boundary of each that came."""

    async def come(
        self, within: float, files: tuple[str, ...] = (), modules: tuple[str, ...] = ()
    ) -> list[str]:
        """All come at equal distances within so many seconds; what went wrong."""

        async def one(number: int, visitor: Visitor) -> None:
            await asyncio.sleep(within * number / len(self.visitors))
            self.first.append(await visitor.come(files, modules))

        coming = (one(number, visitor) for number, visitor in enumerate(self.visitors))
        ended = await asyncio.gather(*coming, return_exceptions=True)
        return [f"a visitor did not get in: {first_of(error)!r}" for error in ended if error is not None]

    async def play(self, seconds: float, settle: float = SETTLE_SECONDS) -> Played:
        """Measure for so long, after a moment to settle."""
        await asyncio.sleep(settle)
        began = now()
        for visitor in self.visitors:
            visitor.measure()
        usage = Usage(self.target.pids)
        await asyncio.sleep(seconds)
        shares = []
        for visitor in self.visitors:
            due, starved = visitor.due_and_starved()
            shares.append(1 - starved / due if due else 0.0)
        ended = now()
        return await self._sum_up(began, ended, shares, usage.shares())

    async def _sum_up(self, began: float, ended: float, shares: list[float], processor: Shares) -> Played:
        asked = [visitor for visitor in self.visitors if visitor.player.outstanding is not None]
        deadline = ended + LAST_ANSWER_SECONDS
        while any(v.player.outstanding and v.player.asked_at < ended for v in asked) and now() < deadline:
            await asyncio.sleep(0.05)
        errors = [error for visitor in self.visitors for error in visitor.errors]
        if late := sum(bool(v.player.outstanding and v.player.asked_at < ended) for v in asked):
            errors.append(f"{late} asks were not answered within {LAST_ANSWER_SECONDS:g} s")
        names = [visitor.session for visitor in self.visitors if visitor.session]
        if len(set(names)) < len(names):
            errors.append("two visitors were given one session")
        return Played(
            sorted(s for v in self.visitors for at, s in v.latencies if at + s >= began and at < ended),
            shares,
            sum(visitor.blocks for visitor in self.visitors),
            sum(visitor.wrong for visitor in self.visitors),
            errors,
            processor,
        )

    async def leave(self) -> None:
        """All go."""
        await asyncio.gather(*(visitor.leave() for visitor in self.visitors))


def playing_rows(played: Played, sessions: int | None, latency: float | None) -> list[Row]:
    """Rows of a crowd that played, with the targets for sessions at full rate and for p95."""
    full = sum(share >= FULL_RATE for share in played.shares)
    times = [1000 * seconds for seconds in played.latencies]
    return [
        Row(f"sessions that had {FULL_RATE:.0%} of their frames when due", full, "", sessions, True),
        Row("share of frames there when due, all sessions", sum(played.shares) / len(played.shares), ""),
        Row("… the worst session", min(played.shares), ""),
        Row("latency of a block, median", percentile(times, 50), "ms"),
        Row("… 95th percentile", percentile(times, 95), "ms", latency),
        Row("… the longest", percentile(times, 100), "ms"),
        Row("blocks checked, number by number", played.blocks, ""),
        Row("wrong blocks", played.wrong, "", 0),
        Row("errors", len(played.errors), "", 0),
        Row("processor of the servers", played.processor.servers, "% of a core"),
        Row("… of the generator", played.processor.generator, "% of a core"),
        Row("… of everything else on the machine", played.processor.others, "% of a core"),
    ]


def memory_rows(target: Target, most: float | None = None) -> list[Row]:
    """Rows of the resident memory of each process that is known."""
    rows = []
    for pid in target.pids:
        resident, peak = memory(pid)
        rows.append(Row("resident memory of a server (VmRSS)", resident, "MB", most))
        rows.append(Row("… at most so far (VmHWM)", peak, "MB"))
        rows.append(Row("… now, with the processes it has started (Pss)", memory_of_all(pid), "MB", most))
    return rows
