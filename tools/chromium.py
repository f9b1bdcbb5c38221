"""A Chromium for the browser tests: one that is there, else one that can be had.

``python -m tools.chromium`` prints its path. In order: ``$CHROMIUM``, the usual names on ``PATH`` and in
``/Applications``, the one Playwright has downloaded; then Playwright's own download; then, for root only, the
system's package manager (never ``sudo``).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Playwright

from tools import packages

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
APPLICATIONS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
# Software rendering in a container, and no traffic of the browser's own beside the page's.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DOWNLOAD_LIMIT = 300.0


class NoChromiumError(RuntimeError):
    """No Chromium is there and none could be had."""


def find() -> Path | None:
    """Return the first Chromium on this machine that starts, or None.

    Raises:
        NoChromiumError: ``$CHROMIUM`` names one that does not start: a choice is never passed over.
    """
    chosen = os.environ.get("CHROMIUM")
    if chosen:
        path = shutil.which(chosen)
        if path is None or not _starts(path):
            raise NoChromiumError(f"CHROMIUM is {chosen!r}, which does not start as a browser.")
        return Path(path)
    return next((Path(path) for path in _candidates() if _starts(path)), None)


def ensure() -> Path:
    """Return a Chromium that starts, installing one if need be.

    Raises:
        NoChromiumError: None is there, and neither Playwright nor the package manager brings one.
    """
    found = find()
    for install in (_download, lambda: packages.install("chromium")):
        if found:
            break
        install()
        found = find()
    if found is None:
        raise NoChromiumError(
            "The browser tests need a Chromium and none could be installed. "
            "Install Chromium or Google Chrome, or set CHROMIUM to its path."
        )
    return found


def launch(playwright: Playwright) -> Browser:
    """Start the headless browser of this machine; the caller closes it."""
    return playwright.chromium.launch(executable_path=ensure(), args=list(ARGUMENTS))


def _candidates() -> Iterator[str]:
    yield from filter(None, map(shutil.which, NAMES))
    yield from filter(os.path.exists, APPLICATIONS)
    yield from _downloaded()


def _downloaded() -> Iterator[str]:
    """Yield Playwright's own Chromium if it is there, asked in a process of its own.

    Playwright's synchronous interface cannot be started twice in one thread, and a caller may have done so.
    """
    question = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as playwright: print(playwright.chromium.executable_path)"
    )
    answer = subprocess.run([sys.executable, "-c", question], capture_output=True, text=True, timeout=60)
    path = answer.stdout.strip()
    if answer.returncode == 0 and os.path.exists(path):
        yield path


def _starts(path: str) -> bool:
    """Tell whether a browser can run here: a distribution's name may be a stub, a library may be missing."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _download() -> None:
    packages.run([sys.executable, "-m", "playwright", "install", "chromium"], DOWNLOAD_LIMIT)


if __name__ == "__main__":
    try:
        print(ensure())
    except NoChromiumError as error:
        sys.exit(str(error))
