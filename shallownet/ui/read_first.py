"""An answer waits until what was sent is read."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class ReadFirst:
    """Answers a request only when its body is read, however early the answer is known.

    Streamlit refuses the upload of a session that is gone before it has read it, and the connection is
    closed. A proxy that is still sending finds it broken, takes the replica for dead and leaves it alone for
    a while: one such upload would shut everybody out.

    Args:
        app: what answers.
        most_bytes: so much is read; who sends more is answered at once.
    """

    def __init__(self, app: ASGIApp, most_bytes: int) -> None:
        self._app, self._most_bytes = app, most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        left, is_read = self._most_bytes, False

        async def reading() -> Message:
            nonlocal left, is_read
            message = await receive()
            left -= len(message.get("body", b""))
            is_read = is_read or not message.get("more_body", False)
            return message

        async def answering(message: Message) -> None:
            while not is_read and left > 0:
                await reading()
            await send(message)

        await self._app(scope, reading, answering)
