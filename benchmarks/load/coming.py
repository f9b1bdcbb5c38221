"""Scenarios of visitors who come, stay or go: arrivals, open sessions, churn."""

from __future__ import annotations

import asyncio

from benchmarks.load import fetching
from benchmarks.load.crowd import Crowd, Target, first_of, memory_rows, percentile
from benchmarks.load.experiments import SAME, different, truth
from benchmarks.load.process import memory, processor_seconds
from benchmarks.load.settings import Load, Result
from benchmarks.load.visitor import Visitor
from benchmarks.table import Row

ARRIVALS_WITHIN = 5.0
FIRST_BOUNDARY = 8.0
MOST_MEMORY = 400
LARGEST_GROWTH = 10.0
TOGETHER = 5
"""Sessions open at a time in the churn."""
BEFORE = 100
"""Sessions after which its memory is read first."""
SESSION_TTL = 3
"""Seconds for which the server of the churn keeps a session whose connection is closed; Streamlit's own
number is 120."""
GIVEN_BACK = 11
"""Seconds within which a server gives free memory back to the system; it does so every ten."""
EPOCHS = 3000


async def arrivals(target: Target, load: Load) -> Result:
    """All within five seconds, each with an empty cache; once there they play."""
    files, modules = await _learn_files(target.urls[0])
    crowd = Crowd(target, [SAME] * load.sessions, ARRIVALS_WITHIN + 60)
    try:
        used = sum(map(processor_seconds, target.pids))
        errors = await crowd.come(ARRIVALS_WITHIN, files, modules)
        used = sum(map(processor_seconds, target.pids)) - used
        first = sorted(crowd.first)
        errors += [error for visitor in crowd.visitors for error in visitor.errors]
        fetched = sum(visitor.browser.bytes for visitor in crowd.visitors)
        rows = [
            Row("visitors who saw a boundary", len(first), "", load.sessions, True),
            Row("first boundary, median", percentile(first, 50), "s"),
            Row("… 95th percentile", percentile(first, 95), "s"),
            Row("… the last visitor's", percentile(first, 100), "s", FIRST_BOUNDARY),
            Row("files that each fetched", len(files) + len(modules) + 3, ""),
            Row("fetched by each, compressed", fetched / load.sessions / 1e6, "MB"),
            Row("processor time of the servers for each", used / load.sessions, "s"),
            Row("wrong blocks", sum(visitor.wrong for visitor in crowd.visitors), "", 0),
            Row("errors", len(errors), "", 0),
        ]
        return Result([*rows, *memory_rows(target)], errors)
    finally:
        await crowd.leave()


async def _learn_files(url: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a browser fetches for the page and for the stage; a first visitor warms the server too."""
    visitor = Visitor(url, SAME, truth(SAME, EPOCHS))
    await visitor.come()
    visitor.stop()
    browser = fetching.Browser(url)
    try:
        files = await fetching.named_files(browser)
        modules = await fetching.stage_files(browser, visitor.page.component_name)
    finally:
        browser.close()
        await visitor.leave()
    return tuple(files), tuple(modules)


async def open_sessions(target: Target, load: Load) -> Result:
    """Sessions that all stay open and play, each an experiment of its own: what they take of memory."""
    before = memory_rows(target)
    within = min(load.sessions * 0.2, 30)
    crowd = Crowd(target, different(load.sessions), within + load.seconds)
    try:
        errors = await crowd.come(within)
        await asyncio.sleep(load.seconds)
        errors += [error for visitor in crowd.visitors for error in visitor.errors]
        rows = [
            *(
                Row(f"before anybody came: {row.name}", row.value, row.unit)
                for row in before
                if "so far" not in row.name
            ),
            Row("sessions open, on experiments of their own", len(crowd.first), "", load.sessions, True),
            Row("frames that they hold together", sum(v.player.held for v in crowd.visitors), ""),
            *memory_rows(target, MOST_MEMORY),
            Row("wrong blocks", sum(visitor.wrong for visitor in crowd.visitors), "", 0),
            Row("errors", len(errors), "", 0),
        ]
        return Result(rows, errors)
    finally:
        await crowd.leave()


async def churn(target: Target, load: Load) -> Result:
    """Sessions that come, play a little and go, a few at a time: whether memory comes back."""
    experiments = different(load.sessions)
    errors: list[str] = []
    wrong = 0
    readings: list[list[tuple[float, float]]] = []
    waiting = iter(list(enumerate(experiments)))
    marks = (min(BEFORE, load.sessions // 2), load.sessions)

    async def guests(until: int) -> None:
        nonlocal wrong
        for number, experiment in waiting:
            visitor = Visitor(target.urls[number % len(target.urls)], experiment, truth(experiment, EPOCHS))
            try:
                await visitor.come()
                while visitor.blocks < 3 and not visitor.errors:
                    await asyncio.sleep(0.05)
            except (RuntimeError, OSError, TimeoutError, AssertionError, ExceptionGroup) as error:
                errors.append(f"a visitor did not get in: {first_of(error)!r}")
            finally:
                await visitor.leave()
            errors.extend(visitor.errors)
            wrong += visitor.wrong
            if number >= until - TOGETHER:
                return

    for mark in marks:
        await asyncio.gather(*(guests(mark) for _ in range(TOGETHER)))
        await asyncio.sleep(SESSION_TTL + 1)
        # The server forgets old sessions when others come and go, so one more does on each.
        for url in target.urls:
            last = Visitor(url, SAME, truth(SAME, EPOCHS))
            await last.come()
            await last.leave()
        await asyncio.sleep(GIVEN_BACK)
        readings.append([memory(pid) for pid in target.pids])
    rows = []
    for (early, _), (late, _) in zip(*readings, strict=True):
        rows += [
            Row(f"resident after {marks[0]} sessions had come and gone (VmRSS)", early, "MB"),
            Row(f"… after {marks[1]}", late, "MB"),
            Row("… more than before", 100 * (late - early) / early, "%", LARGEST_GROWTH),
        ]
    rows += [
        Row("seconds for which a closed session is kept", SESSION_TTL, "s"),
        Row("wrong blocks", wrong, "", 0),
        Row("errors", len(errors), "", 0),
    ]
    return Result(rows, errors)
