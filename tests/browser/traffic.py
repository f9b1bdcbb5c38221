"""What goes over a page's websockets."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, WebSocket
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

Payload = bytes | str


class Traffic:
    """Everything sent and received from now on; create it before the page is opened."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.sent: list[Payload] = []
        self.received: list[Payload] = []
        page.on("websocket", self._follow)

    def _follow(self, socket: WebSocket) -> None:
        # Playwright marks the functions it calls, and a bound append cannot be marked.
        socket.on("framesent", lambda payload: self.sent.append(payload))
        socket.on("framereceived", lambda payload: self.received.append(payload))

    @property
    def reruns(self) -> int:
        """Completed script runs of the whole page; a fragment's do not count."""
        return sum(ends_full_run(payload) for payload in self.received)

    def wait_until(self, condition: Callable[[], bool], patience: float = 15_000) -> None:
        """Wait for something to have come or gone."""
        waited = 0
        while not condition():
            assert waited < patience, "waited in vain"
            self._page.wait_for_timeout(30)
            waited += 30

    def wait_for_silence(self) -> None:
        """Wait until nothing has come or gone for half a second."""
        seen, quiet = -1, 0
        while quiet < 500:
            now = len(self.sent) + len(self.received)
            quiet = quiet + 50 if now == seen else 0
            seen = now
            self._page.wait_for_timeout(50)


def ends_full_run(payload: Payload) -> bool:
    """Whether it is the message with which a script run of the whole page ends."""
    if isinstance(payload, str):
        return False
    message = ForwardMsg.FromString(payload)
    return message.WhichOneof("type") == "script_finished" and (
        message.script_finished == ForwardMsg.ScriptFinishedStatus.FINISHED_SUCCESSFULLY
    )


def asks(sent: list[Payload]) -> list[dict[str, Any]]:
    """What stages asked for, frames and the rest, in what was sent."""
    messages = [BackMsg.FromString(payload) for payload in sent if isinstance(payload, bytes)]
    states = [state for message in messages for state in message.rerun_script.widget_states.widgets]
    events = [event for state in states for event in json.loads(state.json_trigger_value or "[]")]
    return [event["value"] for event in events if event["event"] == "ask"]


def size(payloads: list[Payload]) -> int:
    """Bytes of these frames together."""
    return sum(len(payload.encode() if isinstance(payload, str) else payload) for payload in payloads)
