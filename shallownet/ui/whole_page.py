"""A browser that comes back to a server which does not know it is shown the whole page before a part."""

from __future__ import annotations

import logging

from google.protobuf.message import DecodeError
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

LOGGER = logging.getLogger(__name__)


class WholePageFirst:
    """Makes the first run that is asked for through a websocket one of the whole page.

    When the connection breaks, Streamlit's page asks for the whole page only if a run was under way or the
    last one was of a fragment. Otherwise the first that a new server, or another replica, hears of it is a
    rerun of a fragment that it has never seen, which it skips; and every one that follows.

    Args:
        app: what answers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        is_first = True

        async def whole_page_first() -> Message:
            nonlocal is_first
            message = await receive()
            said = message.get("bytes") if is_first else None
            if said:
                try:
                    asked = BackMsg.FromString(said)
                except DecodeError:
                    return message  # for Streamlit to refuse
                is_first = not asked.HasField("rerun_script")
                if asked.rerun_script.fragment_id:
                    LOGGER.info("A browser asks for a part of a page first; it is given all of it.")
                    asked.rerun_script.fragment_id = ""
                    return {**message, "bytes": asked.SerializeToString()}
            return message

        await self._app(scope, whole_page_first, send)
