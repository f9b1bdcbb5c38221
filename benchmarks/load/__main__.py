"""``python -m benchmarks.load SCENARIO``: one scenario, against servers of its own or given ones."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from benchmarks.load.crowd import Target
from benchmarks.load.scenarios import PLAY_SECONDS, SCENARIOS, Load, Scenario, run
from benchmarks.table import show
from tools.server import streamlit_server


@contextmanager
def servers(scenario: Scenario, replicas: int | None = None) -> Iterator[Target]:
    """Servers for a scenario, until the block ends."""
    with ExitStack() as stack:
        started = [
            stack.enter_context(streamlit_server(options=scenario.options))
            for _ in range(replicas or scenario.replicas)
        ]
        yield Target(tuple(one.url for one in started), tuple(one.pid for one in started))


def measure(name: str, target: Target, load: Load) -> bool:
    """Run a scenario and print its table; whether all was met."""
    scenario = SCENARIOS[name]
    result = run(scenario, target, load)
    show(f"{scenario.title}: {load.sessions} sessions, {len(target.urls)} server(s)", result.rows)
    for error, count in Counter(result.errors).most_common(10):
        print(f"{count} × {error}")
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
    parser.add_argument("--url", action="append", default=[], help="a running server; may be repeated")
    parser.add_argument("--pid", action="append", type=int, default=[], help="its process, for its memory")
    parser.add_argument("--replicas", type=int, help="so many servers of its own, without --url")
    said = parser.parse_args()
    scenario = SCENARIOS[said.scenario]
    load = Load(said.sessions or scenario.sessions, said.seconds)
    if said.url:
        urls = tuple(url.rstrip("/") for url in said.url)
        all_met = measure(said.scenario, Target(urls, tuple(said.pid)), load)
    else:
        with servers(scenario, said.replicas) as target:
            all_met = measure(said.scenario, target, load)
    sys.exit(not all_met)


if __name__ == "__main__":
    main()
