"""A few sessions against a real server: what they are sent is theirs and right, and the check can fail."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from benchmarks.load.crowd import Crowd, Target
from benchmarks.load.experiments import SAME, different, truth
from benchmarks.load.protocol import NoStage
from benchmarks.load.truth import WrongBlock, split
from benchmarks.load.visitor import Visitor
from shallownet.core.experiment import Experiment
from tools.server import Server, streamlit_server

EPOCHS = 6000


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with streamlit_server() as started:
        yield started


def test_every_session_is_sent_its_own_run(server: Server) -> None:
    async def play() -> None:
        crowd = Crowd(Target((server.url,), (server.pid,)), [SAME, SAME, *different(2)], 3)
        assert await crowd.come(0) == []
        played = await crowd.play(2, settle=0.2)
        await crowd.leave()
        assert (played.wrong, played.errors) == (0, [])
        assert played.blocks >= 4 * 3
        assert len({visitor.session for visitor in crowd.visitors}) == 4
        assert played.latencies

    asyncio.run(play())


def test_a_block_of_another_session_is_told(server: Server) -> None:
    async def play() -> None:
        expected, other = Experiment(seed=7), Experiment(seed=8)
        visitor = Visitor(server.url, other, truth(expected, EPOCHS))
        with pytest.raises(WrongBlock, match="recipe"):
            await visitor.come()
        await visitor.leave()
        assert (visitor.blocks, visitor.wrong) == (0, 1)

    asyncio.run(play())


def test_one_bit_of_a_frame_is_told(server: Server) -> None:
    async def play() -> None:
        def tamper(block: bytes) -> bytes:
            if split(block)[0]["from"] < 0:
                return block
            return block[:-1] + bytes([block[-1] ^ 1])

        visitor = Visitor(server.url, SAME, truth(SAME, EPOCHS))
        visitor.on_block = tamper
        await visitor.come()
        await asyncio.sleep(1)
        await visitor.leave()
        assert visitor.wrong > 0
        assert any("other numbers" in error for error in visitor.errors)

    asyncio.run(play())


def test_a_page_without_a_stage_is_told(server: Server) -> None:
    async def play() -> None:
        visitor = Visitor(server.url, SAME, truth(SAME, EPOCHS), page_name="hidden_units")
        with pytest.raises(NoStage, match="the page has no stage"):
            await visitor.come()
        await visitor.leave()

    asyncio.run(play())
