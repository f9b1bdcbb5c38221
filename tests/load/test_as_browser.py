"""What the load generator sends and fetches is what a real browser does."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, WebSocket
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from benchmarks.load import fetching
from benchmarks.load.player import Player
from benchmarks.load.protocol import Page
from benchmarks.load.truth import split
from tools.server import Server, streamlit_server

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with streamlit_server() as started:
        yield started


@pytest.fixture(scope="module")
def visit(server: Server, browser: Browser) -> tuple[list[bytes], list[bytes], list[str]]:
    """What a browser sent, what it received, and the paths that it fetched."""
    context = browser.new_context(timezone_id="UTC", locale="en-US")
    page = context.new_page()
    sent: list[bytes] = []
    received: list[bytes] = []
    fetched: list[str] = []

    def follow(socket: WebSocket) -> None:
        socket.on("framesent", lambda payload: sent.append(payload))
        socket.on("framereceived", lambda payload: received.append(payload))

    page.on("websocket", follow)
    page.on("request", lambda request: fetched.append(urlsplit(request.url).path))
    page.goto(f"{server.url}/?seed=3")
    stage = "() => Number(document.querySelector('[data-testid=stage]')?.dataset.epoch) > 500"
    page.wait_for_function(stage)
    context.close()
    return sent, received, fetched


def triggered(message: BackMsg) -> tuple[dict[str, WidgetState], list[dict[str, Any]]]:
    """The states of the widgets, and what the stage says."""
    states = {widget.id: widget for widget in message.rerun_script.widget_states.widgets}
    (name,) = [name for name in states if name.endswith("__events")]
    return states, json.loads(states.pop(name).json_trigger_value)


def test_messages(server: Server, visit: tuple[list[bytes], list[bytes], list[str]]) -> None:
    sent, received, _ = visit
    page, player = Page(server.url, "seed=3"), Player()
    opening = BackMsg.FromString(sent[0])
    assert BackMsg.FromString(page.opening()).rerun_script == opening.rerun_script
    for payload in received:
        block = page.read(payload)
        if block is not None:
            player.receive(split(block)[0], 0.0)
        if page.finished_runs:
            break
    theirs = BackMsg.FromString(sent[1])
    ours = BackMsg.FromString(page.trigger("ask", player.ask(0.0)))
    their_states, their_ask = triggered(theirs)
    our_states, our_ask = triggered(ours)
    assert our_states == their_states
    assert our_ask == their_ask
    assert list(our_ask[0]["value"]) == list(their_ask[0]["value"])
    for message in (ours, theirs):
        message.rerun_script.ClearField("widget_states")
    assert ours == theirs


def test_files(server: Server, visit: tuple[list[bytes], list[bytes], list[str]]) -> None:
    """Those of the first page and of the stage; pieces for other elements are fetched later still."""
    _, received, fetched = visit
    page = Page(server.url, "")
    for payload in received:
        page.read(payload)

    async def find() -> tuple[list[str], list[str]]:
        browser = fetching.Browser(server.url)
        files = await fetching.named_files(browser)
        modules = await fetching.stage_files(browser, page.component_name)
        browser.close()
        return files, modules

    with ThreadPoolExecutor() as beside:  # Playwright's own loop runs in this thread
        files, modules = beside.submit(lambda: asyncio.run(find())).result()
    folder = fetching.component_path(page.component_name, "")
    assert set(modules) == {path for path in fetched if path.startswith(folder)}
    static = {path for path in fetched if path.startswith("/static/js/")}
    assert {path for path in files if path.startswith("/static/js/")} <= static
    assert len(files) > len(static) / 3
