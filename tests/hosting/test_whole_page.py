"""A browser that asks for a part of the page where only the whole of it would do."""

from __future__ import annotations

import asyncio
import re
from urllib.parse import urlencode

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection

from benchmarks.load.fetching import Browser
from benchmarks.load.player import Player
from benchmarks.load.protocol import Page, open_socket
from benchmarks.load.truth import split
from shallownet.core.experiment import Experiment, Recipe
from shallownet.core.link import write_query
from shallownet.texts import labels
from shallownet.ui.whole_page import WholePage
from tools.server import streamlit_server

RECIPE = Recipe(Experiment(seed=7))


async def run_of(socket: ClientConnection, page: Page) -> tuple[list[str], list[bytes]]:
    """The fragments that the next run is of, none for the whole page; and the blocks that it brings."""
    fragments: list[str] = []
    blocks: list[bytes] = []
    while True:
        payload = await asyncio.wait_for(socket.recv(), 30)
        assert isinstance(payload, bytes)
        message = ForwardMsg.FromString(payload)
        if message.WhichOneof("type") == "new_session":
            fragments = list(message.metadata.run.fragment_ids)
        block = page.read(payload)
        if block is not None:
            blocks.append(block)
        if message.WhichOneof("type") == "script_finished":
            return fragments, blocks


def test_a_stage_that_asks_a_server_which_lost_it_is_answered() -> None:
    async def visit(url: str) -> None:
        browser = Browser(url)
        await browser.get_all(["/_stcore/health"])
        page, player = Page(url, urlencode(write_query(RECIPE))), Player()
        first = await open_socket(url, browser.xsrf)
        await first.send(page.opening())
        fragments, (block,) = await run_of(first, page)
        assert fragments == []
        player.receive(split(block)[0], 0.0)
        await first.send(page.trigger("ask", player.ask(0.0)))
        fragments, (block,) = await run_of(first, page)
        assert fragments == [page.fragment_id]
        player.receive(split(block)[0], 0.0)
        await first.close()

        # Another session: Streamlit's page does not always ask for the whole page before the stage asks.
        second = await open_socket(url, browser.xsrf)
        await second.send(page.trigger("ask", player.ask(0.0)))
        fragments, (block,) = await run_of(second, page)
        assert fragments == []
        header = split(block)[0]
        assert (header["recipe"], header["from"]) == (RECIPE.hash, -1)
        await second.send(page.trigger("ask", player.ask(0.0)))
        fragments, (block,) = await run_of(second, page)
        assert fragments == [page.fragment_id]
        assert split(block)[0]["from"] > 0
        await second.close()
        browser.close()

    with streamlit_server() as server:
        asyncio.run(visit(server.url))
        assert "Couldn't find fragment" not in server.log()


ASK = WidgetState(id="stage__events", json_trigger_value="[]")
PRESSED = WidgetState(id="button", trigger_value=True)


def slider(value: float) -> WidgetState:
    state = WidgetState(id="slider")
    state.double_array_value.data.append(value)
    return state


def fragments_run(*messages: list[WidgetState]) -> list[str]:
    """The fragment that each message in turn is let through with, after a first of the whole page."""
    said = [BackMsg(), *(BackMsg() for _ in messages)]
    for message, states in zip(said, [[slider(1)], *messages], strict=True):
        message.rerun_script.fragment_id = "part"
        message.rerun_script.widget_states.widgets.extend(states)
    heard = through([{"type": "websocket.receive", "bytes": one.SerializeToString()} for one in said])
    return [BackMsg.FromString(one["bytes"]).rerun_script.fragment_id for one in heard][1:]


def through(messages: list[dict]) -> list[dict]:
    """What the app hears of the messages of a websocket."""
    waiting, heard = list(messages), []

    async def receive():
        return waiting.pop(0)

    async def app(scope, receive, send) -> None:
        for _ in messages:
            heard.append(await receive())

    asyncio.run(WholePage(app)({"type": "websocket"}, receive, None))
    return heard


@pytest.mark.parametrize(
    "states",
    {
        "a stage": [slider(1), ASK],
        "a button of the part": [slider(1), PRESSED],
        "a slider of the part": [slider(2)],
        "what has only just been drawn": [slider(1), ASK, WidgetState(id="new", int_value=3)],
        "what is not there any more": [ASK],
    }.items(),
    ids=lambda item: item[0],
)
def test_a_part_is_enough_for(states: tuple[str, list[WidgetState]]) -> None:
    assert fragments_run(states[1]) == ["part"]


@pytest.mark.parametrize(
    "states",
    {
        "a button": [slider(1), ASK, PRESSED],
        "a slider": [slider(2), ASK],
        "another stage": [slider(1), ASK, WidgetState(id="other__events", json_trigger_value="[]")],
    }.items(),
    ids=lambda item: item[0],
)
def test_beside_a_stage_a_part_is_not_enough_for(states: tuple[str, list[WidgetState]]) -> None:
    later = [state for state in states[1] if state.id == "slider"] + [ASK]
    assert fragments_run(states[1], later) == ["", "part"]


class PageWithBar(Page):
    """A page that knows the bar above it, too."""

    bar_id = ""

    def read(self, payload: bytes) -> bytes | None:
        if found := re.search(rb"\$\$ID-[0-9a-f]+-site_bar", payload):
            self.bar_id = found[0].decode()
        return super().read(payload)


def test_a_choice_in_the_moment_of_an_ask_is_seen() -> None:
    async def visit(url: str) -> None:
        browser = Browser(url)
        await browser.get_all(["/_stcore/health"])
        page, player = PageWithBar(url, urlencode(write_query(RECIPE))), Player()
        socket = await open_socket(url, browser.xsrf)
        await socket.send(page.opening())
        _, (block,) = await run_of(socket, page)
        player.receive(split(block)[0], 0.0)
        both = BackMsg.FromString(page.trigger("ask", player.ask(0.0)))
        bar = BackMsg.FromString(page.raw_trigger('[{"event": "language", "value": "ko"}]', page.bar_id))
        both.rerun_script.widget_states.widgets.append(bar.rerun_script.widget_states.widgets[-1])
        page.texts.clear()
        await socket.send(both.SerializeToString())
        fragments, (block,) = await run_of(socket, page)
        assert fragments == []
        # The ask is answered, too.
        assert split(block)[0]["from"] > 0
        assert any(labels("ko")["app"]["hint"] in text for text in page.texts)
        await socket.close()
        browser.close()

    with streamlit_server() as server:
        asyncio.run(visit(server.url))


@pytest.mark.parametrize("said", [b"\xff\xff", b"", "text"])
def test_what_is_no_message_of_streamlit_s_is_left_to_it(said: bytes | str) -> None:
    message = {"type": "websocket.receive", "bytes" if isinstance(said, bytes) else "text": said}
    assert through([message]) == [message]
