"""The headless player: when it asks, how much, how often, and which frames came too late."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.load.player import (
    DEFAULT_SPEED,
    FIRST_FRAMES,
    FRAME_SECONDS,
    LARGEST_ASK,
    LOW_FRAMES,
    PATIENCE_SECONDS,
    Player,
)


def block(after: int, count: int, **more: Any) -> dict[str, Any]:
    fixed = {"stage": "playground", "recipe": "r", "run_id": "i", "limit": 100_000, "query": "", "end": None}
    return {**fixed, "session": "s", "from": after, "count": count, **more}


def opened() -> Player:
    player = Player()
    player.receive(block(-1, FIRST_FRAMES, run={"followed": True, "labels": {"locale": "en"}}), 0.0)
    return player


def test_asks_double_up_to_the_largest() -> None:
    player, now, sizes = opened(), 0.0, []
    for _ in range(6):
        at = player.wakes_at()
        assert at is not None
        now = max(at, now)
        ask = player.ask(now)
        sizes.append(ask["frames"])
        player.receive(block(ask["from"], ask["frames"]), now)
    assert sizes == [FIRST_FRAMES, 60, 120, LARGEST_ASK, LARGEST_ASK, LARGEST_ASK]
    assert player.starved == 0


def test_it_asks_as_soon_as_too_few_lie_ahead() -> None:
    player = opened()
    player.receive(block(player.last, 120), 0.0)
    assert player.queued == 149
    at = player.wakes_at()
    assert at == pytest.approx((149 - LOW_FRAMES + 1) * FRAME_SECONDS)
    player.advance(at + 1e-9)
    assert player.queued == LOW_FRAMES - 1


def test_frames_that_are_not_there_are_counted() -> None:
    player = opened()
    player.ask(0.0)
    player.advance(1.0 + 1e-9)
    assert (player.due, player.starved) == (60, 60 - (FIRST_FRAMES - 1))


def test_an_ask_is_repeated_with_growing_patience() -> None:
    player = opened()
    ask = player.ask(0.0)
    assert player.wakes_at() == PATIENCE_SECONDS
    assert player.ask(PATIENCE_SECONDS) is ask
    assert player.wakes_at() == 2 * PATIENCE_SECONDS + 1
    assert player.receive(block(ask["from"], 30), 2.5) == 2.5
    assert player.outstanding is None


def test_what_is_held_already_brings_nothing() -> None:
    player = opened()
    ask = player.ask(0.0)
    assert player.receive(block(-1, FIRST_FRAMES), 0.1) is None
    assert player.held == FIRST_FRAMES
    assert player.receive(block(ask["from"], 30), 0.2) == pytest.approx(0.2)
    assert player.last == (2 * FIRST_FRAMES - 1) * DEFAULT_SPEED


def test_nothing_is_due_after_the_end() -> None:
    player = opened()
    ask = player.ask(0.0)
    player.receive(block(ask["from"], 1, end={"kind": "finished", "epoch": 150}), 0.0)
    player.advance(10.0)
    assert (player.queued, player.wakes_at()) == (0, None)
    assert player.starved <= 600 - 30
    before = player.due
    player.advance(20.0)
    assert player.due == before


def test_the_server_is_told_of_the_run_once() -> None:
    player = opened()
    assert player.tells_at() is None
    player.receive(block(player.last, 120), 0.0)
    at = player.tells_at()
    assert at is not None
    assert player.tell(at - 0.01) is None
    assert player.tell(at + 1e-9) == {"recipe": "r", "epoch": 300}
    assert (player.tells_at(), player.tell(9.0)) == (None, None)
