"""A request whose answer is known before its body is read."""

from __future__ import annotations

import asyncio

import pytest

from shallownet.ui.read_first import ReadFirst

PIECE = b"x" * 1000


def told(method: str, pieces: int, most_bytes: int, *, reads: int = 0) -> list[str]:
    """What happens in turn, where the answer is given after so many pieces of the body are read."""
    events: list[str] = []

    async def receive() -> dict:
        events.append("read")
        return {"type": "http.request", "body": PIECE, "more_body": events.count("read") < pieces}

    async def send(message: dict) -> None:
        events.append(message["type"])

    async def app(scope, receive, send) -> None:
        for _ in range(reads):
            await receive()
        await send({"type": "http.response.start", "status": 400, "headers": []})
        await send({"type": "http.response.body", "body": b"no"})

    asyncio.run(ReadFirst(app, most_bytes)({"type": "http", "method": method}, receive, send))
    return events


@pytest.mark.parametrize("reads", [0, 1, 3, 5])
def test_the_answer_comes_when_everything_is_read(reads: int) -> None:
    answer = ["http.response.start", "http.response.body"]
    assert told("PUT", 5, 100_000, reads=reads) == ["read"] * 5 + answer


def test_who_sends_too_much_is_answered_at_once() -> None:
    assert told("PUT", 50, 3000)[:4] == ["read"] * 3 + ["http.response.start"]


def test_what_has_no_body_is_not_waited_for() -> None:
    assert "read" not in told("GET", 5, 100_000)


def test_who_hangs_up_is_not_waited_for() -> None:
    async def hung_up() -> dict:
        return {"type": "http.disconnect"}

    sent: list[dict] = []

    async def send(message: dict) -> None:
        sent.append(message)

    async def app(scope, receive, send) -> None:
        await send({"type": "http.response.start", "status": 400, "headers": []})

    asyncio.run(ReadFirst(app, 100_000)({"type": "http", "method": "PUT"}, hung_up, send))
    assert len(sent) == 1
