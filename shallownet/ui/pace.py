"""The pace at which a browser is listened to: whoever sends much more than a page does waits, nobody else."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_AT_ONCE_SECONDS = 4
"""What a page may say at once, in seconds of its pace: as it opens, or after a while without the server."""


class Pace:
    """Takes so many messages a second from each websocket.

    None is lost and no connection is closed: the next is read later, and what has not been read waits with
    whoever sent it, as on a slow line.

    Args:
        app: what answers.
        most: messages a second, in the long run.
    """

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        clock = asyncio.get_running_loop().time
        # When it would be done with what was said so far, one message after the other.
        busy_until = clock()

        async def at_a_pace() -> Message:
            nonlocal busy_until
            message = await receive()
            if message["type"] == "websocket.receive":
                busy_until = max(busy_until, clock()) + 1 / self._most
                await asyncio.sleep(max(busy_until - clock() - _AT_ONCE_SECONDS, 0))
            return message

        await self._app(scope, at_a_pace, send)
