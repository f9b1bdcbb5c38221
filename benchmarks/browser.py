"""The stage in headless Chromium: frames, bytes and the time to the first picture.

The first picture is timed against the first content of a blank Streamlit page, in the same run, always with
an empty browser cache. Cold is the first visit after a server's start.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, ViewportSize, sync_playwright

from benchmarks.table import Row
from shallownet import Experiment, train
from shallownet.export.page import page as exported_page
from shallownet.figures.palette import PALETTE
from shallownet.texts import labels
from tools import chromium
from tools.server import Server, streamlit_server

SECONDS = 10
SETTLE_SECONDS = 3
EXPORTED_EPOCHS = 10_000
VISITS = 5
COLD_VISITS = 3
VIEWPORT = ViewportSize(width=1400, height=900)

PAINTED = '[data-testid=stage][data-frames]:not([data-frames="0"])'
BLANK = "import streamlit as st\n\nst.write('hello')\n"
HELLO = "text=hello"


def measure() -> list[Row]:
    """Return the browser's rows of the table; takes about two minutes."""
    with sync_playwright() as playwright, TemporaryDirectory(prefix="shallownet-blank-") as folder:
        blank = Path(folder)
        (blank / "blank.py").write_text(BLANK, encoding="utf-8")
        browser = chromium.launch(playwright)
        try:
            return [*playing(browser), *exported(browser), *first_picture(browser, blank)]
        finally:
            browser.close()


@dataclass
class Traffic:
    """Bytes over the page's websockets since the start, by direction."""

    received: int = 0
    sent: int = 0

    def count_received(self, event: dict[str, Any]) -> None:
        """Take a ``Network.webSocketFrameReceived`` event."""
        self.received += payload_bytes(event)

    def count_sent(self, event: dict[str, Any]) -> None:
        """Take a ``Network.webSocketFrameSent`` event."""
        self.sent += payload_bytes(event)


def payload_bytes(event: dict[str, Any]) -> int:
    """Return the length of a frame's payload, which DevTools gives in base64 unless it is text."""
    data: str = event["response"]["payloadData"]
    if event["response"]["opcode"] == 1:
        return len(data.encode())
    return len(data) * 3 // 4 - data.count("=", -2)


def playing(browser: Browser) -> list[Row]:
    """Watch the default experiment play at the default speed."""
    with streamlit_server() as server:
        context = browser.new_context(viewport=VIEWPORT)
        page = context.new_page()
        traffic = Traffic()
        devtools = context.new_cdp_session(page)
        devtools.on("Network.webSocketFrameReceived", traffic.count_received)
        devtools.on("Network.webSocketFrameSent", traffic.count_sent)
        devtools.send("Network.enable")
        page.goto(server.url)
        stage = page.locator(PAINTED).first
        stage.wait_for(state="attached")
        page.wait_for_timeout(1000 * SETTLE_SECONDS)
        read = "stage => [performance.now(), Number(stage.dataset.frames), Number(stage.dataset.epoch)]"
        before, received, sent = stage.evaluate(read), traffic.received, traffic.sent
        page.wait_for_timeout(1000 * SECONDS)
        after, received, sent = stage.evaluate(read), traffic.received - received, traffic.sent - sent
        context.close()
    milliseconds, frames, epochs = (late - early for early, late in zip(before, after, strict=True))
    # A stage that stands still has no bytes per frame; it misses the first target by far.
    painted = max(frames, 1)
    return [
        Row(f"frames painted, over {SECONDS} s", 1000 * frames / milliseconds, "/s", 55, True),
        Row("epochs shown at the default speed", 1000 * epochs / milliseconds, "/s", 270, True),
        Row("received over the websocket for each frame painted", received / painted, "bytes", 300),
        Row("sent over the websocket for each frame painted", sent / painted, "bytes"),
    ]


def exported(browser: Browser) -> list[Row]:
    """Watch the default experiment play from a file, with the network off."""
    document = exported_page(train(Experiment(), EXPORTED_EPOCHS, 5), 0, labels(), PALETTE).encode()
    with TemporaryDirectory(prefix="shallownet-page-") as folder:
        path = Path(folder) / "run.html"
        path.write_bytes(document)
        context = browser.new_context(viewport=VIEWPORT, offline=True)
        opened = context.new_page()
        opened.goto(path.as_uri())
        stage = opened.locator(PAINTED).first
        stage.wait_for(state="attached")
        opened.keyboard.press("Space")
        opened.wait_for_timeout(1000 * SETTLE_SECONDS)
        read = "stage => [performance.now(), Number(stage.dataset.frames)]"
        before = stage.evaluate(read)
        opened.wait_for_timeout(1000 * SECONDS)
        after = stage.evaluate(read)
        context.close()
    milliseconds, frames = (late - early for early, late in zip(before, after, strict=True))
    return [
        Row(
            f"frames painted from a file, offline, over {SECONDS} s",
            1000 * frames / milliseconds,
            "/s",
            55,
            True,
        ),
        Row(f"that file, the default run to epoch {EXPORTED_EPOCHS:,}", len(document) / 1000, "kB", 300),
    ]


def first_picture(browser: Browser, blank: Path) -> list[Row]:
    """Time visits to the app and to a blank page in turn, first on cold servers, then on warm ones."""
    quiet = ("--browser.gatherUsageStats", "false")
    cold_app, cold_blank, warm_app, warm_blank = [], [], [], []
    for _ in range(COLD_VISITS):
        with streamlit_server() as server:
            cold_app.append(visit(browser, server, PAINTED))
        with streamlit_server("blank.py", folder=blank, options=quiet) as server:
            cold_blank.append(visit(browser, server, HELLO))
    with streamlit_server() as app, streamlit_server("blank.py", folder=blank, options=quiet) as plain:
        visit(browser, app, PAINTED)
        visit(browser, plain, HELLO)
        for _ in range(VISITS):
            warm_app.append(visit(browser, app, PAINTED))
            warm_blank.append(visit(browser, plain, HELLO))
    warm, cold = median(warm_app) - median(warm_blank), median(cold_app) - median(cold_blank)
    return [
        Row(f"first content of a blank page, warm, median of {VISITS}", median(warm_blank), "s"),
        Row(f"first boundary on screen, warm, median of {VISITS}", median(warm_app), "s"),
        Row("… later than the blank page", warm, "s", 1.5),
        Row(f"first content of a blank page, cold, median of {COLD_VISITS}", median(cold_blank), "s"),
        Row(f"first boundary on screen, cold, median of {COLD_VISITS}", median(cold_app), "s"),
        Row("… later than the blank page", cold, "s", 2.5),
    ]


def visit(browser: Browser, server: Server, shown: str) -> float:
    """Return the seconds from the address to the first element that matches `shown`, with an empty cache."""
    context = browser.new_context(viewport=VIEWPORT)
    page = context.new_page()
    started = time.perf_counter()
    page.goto(server.url, wait_until="commit")
    page.locator(shown).first.wait_for(state="attached")
    seconds = time.perf_counter() - started
    context.close()
    return seconds
