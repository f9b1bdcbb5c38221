"""``python -m benchmarks.load SCENARIO``: one scenario, against servers of its own or given ones."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace

from benchmarks.load.crowd import Target
from benchmarks.load.scenarios import SCENARIOS, run
from benchmarks.load.settings import PLAY_SECONDS, Load, Result, Scenario
from benchmarks.table import show
from tools.server import streamlit_server


def measure() -> None:
    """Run all scenarios, each on a fresh server, different sessions on two as well; print their tables."""
    for name, scenario in SCENARIOS.items():
        load = Load(scenario.sessions)
        with servers(scenario) as target:
            report(scenario, target, load, run(scenario, target, load))
        if name == "different":
            load = replace(load, sessions=scenario.sessions * 3 // 2)
            with servers(scenario, 2) as target:
                report(scenario, target, load, run(scenario, target, load))


@contextmanager
def servers(scenario: Scenario, replicas: int = 1) -> Iterator[Target]:
    """Servers for a scenario, until the block ends."""
    with ExitStack() as stack:
        started = [stack.enter_context(streamlit_server(options=scenario.options)) for _ in range(replicas)]
        yield Target(tuple(one.url for one in started), tuple(one.pid for one in started))


def report(scenario: Scenario, target: Target, load: Load, result: Result) -> bool:
    """Print a scenario's table and what went wrong; whether all was met."""
    count = len(target.urls)
    servers_there = "1 server" if count == 1 else f"{count} servers"
    show(f"{scenario.title}: {load.sessions} sessions, {servers_there}", result.rows)
    for error, times in Counter(result.errors).most_common(10):
        print(f"{times} × {error[:300]}")
    return not result.errors and all(row.met for row in result.rows)


def main() -> None:
    """Measure and print; exit with 1 if something was missed."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.load",
        description="Visitors over Streamlit's websocket; every block is checked.",
    )
    parser.add_argument("scenario", choices=SCENARIOS)
    parser.add_argument("--sessions", type=int, help="how many; the scenario's own number by default")
    parser.add_argument("--seconds", type=float, default=PLAY_SECONDS, help="of measuring")
    parser.add_argument("--messages", type=int, default=10_000, help="hostile ones")
    parser.add_argument("--url", action="append", default=[], help="a running server; may be repeated")
    parser.add_argument("--pid", action="append", type=int, default=[], help="its process, for its memory")
    parser.add_argument("--replicas", type=int, default=1, help="so many servers of its own, without --url")
    said = parser.parse_args()
    scenario = SCENARIOS[said.scenario]
    load = Load(said.sessions or scenario.sessions, said.seconds, said.messages)
    with ExitStack() as stack:
        if said.url:
            target = Target(tuple(url.rstrip("/") for url in said.url), tuple(said.pid))
        else:
            target = stack.enter_context(servers(scenario, said.replicas))
        is_met = report(scenario, target, load, run(scenario, target, load))
    sys.exit(not is_met)
