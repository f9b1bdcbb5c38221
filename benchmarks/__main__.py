"""``python -m benchmarks [engine] [browser]``: measure the one, the other or, without a name, both."""

from __future__ import annotations

import argparse

from benchmarks.table import show


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Measure the engine and the stage."
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help="engine, browser; both by default")
    parts = parser.parse_args().parts or ["engine", "browser"]
    if unknown := sorted(set(parts) - {"engine", "browser"}):
        parser.error(f"no benchmark called {', '.join(unknown)}; there are engine and browser")
    # Each part's imports wait until it is asked for: the browser's servers should start on a quiet machine.
    if "engine" in parts:
        from benchmarks import engine

        show("Engine", engine.measure())
    if "browser" in parts:
        from benchmarks import browser

        show("Stage in headless Chromium", browser.measure())


if __name__ == "__main__":
    main()
