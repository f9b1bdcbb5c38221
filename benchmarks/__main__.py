"""``python -m benchmarks [PART …]``: measure these parts, or all of them."""

from __future__ import annotations

import argparse

from benchmarks.table import show

PARTS = ("engine", "sweeps", "browser", "lessons", "load", "kills")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Measure the engine and the stage."
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; all by default")
    parts = parser.parse_args().parts or PARTS
    if unknown := sorted(set(parts) - set(PARTS)):
        parser.error(f"no benchmark called {', '.join(unknown)}; there are {', '.join(PARTS)}")
    # Each part's imports wait until it is asked for: the browser's servers should start on a quiet machine.
    if "engine" in parts:
        from benchmarks import engine

        show("Engine", engine.measure())
    if "sweeps" in parts:
        from benchmarks import sweeps

        show("Sweeps", sweeps.measure())
    if "browser" in parts:
        from benchmarks import browser

        show("Stage in headless Chromium", browser.measure())
    if "lessons" in parts:
        from benchmarks import lessons

        show("Lessons in headless Chromium", lessons.measure())
    if "load" in parts:
        from benchmarks import load

        load.measure()
    if "kills" in parts:
        from benchmarks import kills

        show("A server that is killed while browsers play", kills.measure())


if __name__ == "__main__":
    main()
