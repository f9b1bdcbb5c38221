"""Hostile messages: nobody is shown a stack, and another session goes on playing."""

from __future__ import annotations

import asyncio

import pytest

from benchmarks.load.attack import Attack
from benchmarks.load.experiments import SAME, truth
from benchmarks.load.hostile import Malice
from benchmarks.load.protocol import Page
from benchmarks.load.visitor import Visitor
from tools.server import streamlit_server

HEADER = dict.fromkeys(("stage", "recipe", "session", "query", "run_id"), "0")


@pytest.mark.slow
def test_another_session_plays_on() -> None:
    async def play(url: str) -> None:
        visitor = Visitor(url, SAME, truth(SAME, 12_000))
        await visitor.come()
        before = visitor.blocks
        attack = Attack(url)
        await attack.run(200, 4, visitor.page, sessions=2)
        after = visitor.blocks
        newcomer = Visitor(url, SAME, truth(SAME, 12_000))
        await newcomer.come()
        await newcomer.leave()
        await visitor.leave()
        assert attack.sent == 200
        assert attack.closed > 0
        assert (visitor.errors, newcomer.errors) == ([], [])
        assert visitor.wrong == 0
        assert after > before + 2
        assert [*attack.stack_traces, *visitor.page.stack_traces] == []

    with streamlit_server() as server:
        asyncio.run(play(server.url))
        assert "Fatal Python error" not in server.log()


def test_only_this_machine_is_attacked() -> None:
    with pytest.raises(ValueError, match="not on this machine"):
        Attack("http://example.org")


def test_an_attack_can_be_repeated() -> None:
    page, foreign = Page("http://127.0.0.1", ""), Page("http://127.0.0.1", "")
    first, again = (Malice(page, HEADER, foreign, seed=5) for _ in range(2))
    assert [first.message() for _ in range(300)] == [again.message() for _ in range(300)]
    assert len({type(first.rude()) for _ in range(100)}) == 2
