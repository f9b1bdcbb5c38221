"""A browser that comes back to a server which does not know its session."""

from __future__ import annotations

import asyncio
from urllib.parse import urlencode

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection

from benchmarks.load.fetching import Browser
from benchmarks.load.player import Player
from benchmarks.load.protocol import Page, open_socket
from benchmarks.load.truth import split
from shallownet.core.experiment import Experiment, Recipe
from shallownet.core.link import write_query
from shallownet.ui.whole_page import WholePageFirst
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


@pytest.mark.parametrize("said", [b"\xff\xff", b"", "text"])
def test_what_is_no_message_of_streamlit_s_is_left_to_it(said: bytes | str) -> None:
    message = {"type": "websocket.receive", "bytes" if isinstance(said, bytes) else "text": said}
    heard = []

    async def receive():
        return message

    async def app(scope, receive, send) -> None:
        heard.append(await receive())

    asyncio.run(WholePageFirst(app)({"type": "websocket"}, receive, None))
    assert heard == [message]
