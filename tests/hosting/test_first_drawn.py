"""A browser that draws a page's knobs for the first time from its second run.

Runs may follow each other faster than a busy browser draws, and then it draws the last. A knob that was set
in the first alone would begin there at its widget's default, tell that with the next message, and so change
the run.
"""

from __future__ import annotations

import asyncio

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.load.fetching import Browser
from benchmarks.load.protocol import Page, initial_state, open_socket
from shallownet.ui.lessons import LESSONS
from tools.server import Server, streamlit_server

WITHIN_OTHERS = "activation=leaky_relu&initializer=constant&l2=0.1&batch_size=128"


@pytest.fixture(scope="module")
def server():
    with streamlit_server() as running:
        yield running


async def begun_in_two_runs(server: Server, name: str, query: str) -> list[dict[str, str]]:
    """How a browser begins each widget of a page that it draws in the first run, and in the second."""
    browser = Browser(server.url)
    await browser.get_all(["/_stcore/health"])
    page, runs = Page(server.url, query, name), []
    socket = await open_socket(server.url, browser.xsrf)
    # As long as nothing is drawn, no widget has a state to tell.
    asked = page.opening()
    for _ in range(2):
        await socket.send(asked)
        runs.append({})
        while (message := await _next(socket)).WhichOneof("type") != "script_finished":
            state = initial_state(message.delta.new_element)
            if state is not None:
                runs[-1][state.id] = str(state)
    await socket.close()
    browser.close()
    return runs


async def _next(socket) -> ForwardMsg:
    return ForwardMsg.FromString(await asyncio.wait_for(socket.recv(), 30))


@pytest.mark.parametrize(("name", "query"), [("", WITHIN_OTHERS), *((name, "") for name in LESSONS)])
def test_a_knob_first_drawn_in_a_second_run_is_as_in_the_first(server: Server, name: str, query: str) -> None:
    first, second = asyncio.run(begun_in_two_runs(server, name, query))
    assert len(first) >= 3
    assert second == first
