"""The pace at which a browser is listened to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from shallownet.ui.pace import Pace

MOST = 10


class Clock:
    """Time that passes only where somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch) -> Clock:
    """In place of the true one."""
    clock = Clock()

    class Loop:
        time = staticmethod(lambda: clock.now)

    monkeypatch.setattr("shallownet.ui.pace.asyncio.get_running_loop", Loop)
    monkeypatch.setattr("shallownet.ui.pace.asyncio.sleep", clock.sleep)
    return clock


def heard(clock: Clock, count: int, between: Callable[[int], float], scope_type: str = "websocket") -> list:
    """When each message was heard, by their numbers, if the sender lets so much time pass before each."""
    times = []

    async def receive():
        clock.now += between(len(times))
        return {"type": "websocket.receive", "bytes": b"%d" % len(times)}

    async def app(scope, receive, send) -> None:
        for number in range(count):
            assert (await receive())["bytes"] == b"%d" % number  # none is lost
            times.append(clock.now)

    # Not asyncio.run, which needs the true loop.
    running = Pace(app, MOST)({"type": scope_type}, receive, None)
    with pytest.raises(StopIteration):
        running.send(None)
    return times


def test_whoever_sends_all_at_once_is_heard_at_the_pace(clock) -> None:
    times = heard(clock, 200, lambda number: 0.0)
    assert times[:40] == pytest.approx([0.0] * 40)
    assert times[-1] == pytest.approx((200 - 40) / MOST)


@pytest.mark.parametrize("pause", [0.1, 0.5, 3.0])
def test_a_page_that_plays_never_waits(clock, pause) -> None:
    times = heard(clock, 300, lambda number: pause)
    assert times == pytest.approx([pause * (number + 1) for number in range(300)])


def test_after_a_pause_much_may_be_said_at_once_again(clock) -> None:
    times = heard(clock, 100, lambda number: 60.0 if number == 60 else 0.0)
    assert times[59] == pytest.approx(2.0)
    assert times[60:] == pytest.approx([62.0] * 40)


def test_requests_are_not_counted(clock) -> None:
    assert heard(clock, 200, lambda number: 0.0, "http") == [0.0] * 200


def test_two_browsers_do_not_wait_for_each_other() -> None:
    order = []

    async def browser(name: str, count: int) -> None:
        async def receive():
            return {"type": "websocket.receive", "bytes": b""}

        async def app(scope, receive, send) -> None:
            for _ in range(count):
                await receive()
            order.append(name)

        await Pace(app, 1000)({"type": "websocket"}, receive, None)

    async def both() -> None:
        await asyncio.gather(browser("loud", 4100), browser("polite", 1))

    asyncio.run(both())
    assert order == ["polite", "loud"]
