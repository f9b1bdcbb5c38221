"""Runs of the whole page where Streamlit's page asks for one of a part, which would leave something out."""

from __future__ import annotations

import logging

from google.protobuf.message import DecodeError
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetStates

LOGGER = logging.getLogger(__name__)

# The kinds of state that are there once: something was pressed, or a component has said something.
_EVENTS = {"trigger_value", "string_trigger_value", "chat_input_value", "json_trigger_value"}


class WholePage:
    """Makes some runs of a fragment, asked for through a websocket, ones of the whole page.

    The first that is asked for: when the connection breaks, Streamlit's page asks for the whole page only if
    a run was under way or the last one was of a fragment. Otherwise the first that a new server, or another
    replica, hears of it is a rerun of a fragment that it has never seen, which it skips; and every one that
    follows.

    One for which there are two reasons: Streamlit's page sends what happens within the same moment as one
    message, for the fragment of one of them. A button that is pressed while a stage asks for its next block
    would be heard, and what it shows would not be drawn.

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
        states = _States()

        async def whole_page() -> Message:
            nonlocal is_first
            message = await receive()
            said = message.get("bytes")
            if not said:
                return message
            try:
                asked = BackMsg.FromString(said)
            except DecodeError:
                return message  # for Streamlit to refuse
            if not asked.HasField("rerun_script"):
                return message
            reasons = states.update(asked.rerun_script.widget_states)
            is_all = is_first or reasons > 1
            is_first = False
            if not (asked.rerun_script.fragment_id and is_all):
                return message
            LOGGER.info("A browser asks for a part of a page; it is given all of it.")
            asked.rerun_script.fragment_id = ""
            return {**message, "bytes": asked.SerializeToString()}

        await self._app(scope, whole_page, send)


class _States:
    """What the widgets of a page are known to be at; a browser says them all in every message."""

    def __init__(self) -> None:
        self._known: dict[str, bytes] = {}

    def update(self, said: WidgetStates) -> int:
        """Take what is said, and return how many widgets something has happened to.

        A widget that is heard of for the first time has only been drawn.
        """
        states = {state.id: state for state in said.widgets}
        lasting = {
            name: state.SerializeToString()
            for name, state in states.items()
            if state.WhichOneof("value") not in _EVENTS
        }
        moved = [name for name, value in lasting.items() if self._known.get(name, value) != value]
        self._known = lasting
        return len(moved) + len(states) - len(lasting)
