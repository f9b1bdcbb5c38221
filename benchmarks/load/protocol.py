"""Streamlit's websocket protocol as a browser speaks it: the handshake, what is sent, what is read.

A browser sends the states of all widgets with every ask, and so does this. ``tests/load`` compares the two.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.NumberInput_pb2 import NumberInput
from streamlit.proto.Slider_pb2 import Slider
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

COMPONENT = "shallownet.stage"
XSRF_COOKIE = "_streamlit_xsrf"
SHORTEST_WORTH_READING = 40
"""Bytes; shorter messages say that a script has begun or ended."""


class NoStage(RuntimeError):
    """A page came without a stage; the message says what it showed instead."""


async def open_socket(url: str, xsrf: str) -> ClientConnection:
    """Open the stream of a server, with its token in a cookie and among the subprotocols.

    Args:
        url: the server's address, without a slash at the end.
        xsrf: the token of its cookie; "" if it gave none.
    """
    parts = urlsplit(url)
    scheme = {"http": "ws", "https": "wss"}[parts.scheme]
    # A second subprotocol that is empty would not be legal.
    protocols = [Subprotocol(name) for name in ("streamlit", xsrf) if name]
    return await connect(
        f"{scheme}://{parts.netloc}{parts.path}/_stcore/stream",
        origin=Origin(f"{parts.scheme}://{parts.netloc}"),
        subprotocols=protocols,
        additional_headers={"Cookie": f"{XSRF_COOKIE}={xsrf}"} if xsrf else {},
        open_timeout=60,
        ping_interval=None,
        max_size=None,
        proxy=None,
    )


def is_of_a_stage(block: bytes) -> bool:
    """Whether a block is a stage's: its header, after four bytes with its length, says which one's."""
    header = json.loads(block[4 : 4 + int.from_bytes(block[:4], "little")])
    return "stage" in header


class Page:
    """What a visitor's browser knows of the page: its widgets, its stage, and what went wrong."""

    def __init__(self, url: str, query: str, page_name: str = "") -> None:
        self._client = ClientState(query_string=query, page_name=page_name)
        context = self._client.context_info
        context.timezone, context.timezone_offset, context.locale = "UTC", 0, "en-US"
        context.url, context.is_embedded, context.color_scheme = f"{url}/{page_name}", False, "light"
        self._states: dict[str, WidgetState] = {}
        self.stage_id = ""
        self.component_name = ""
        self.exceptions: list[str] = []
        self.stack_traces: list[str] = []
        self.texts: list[str] = []
        self.finished_runs = 0

    @property
    def fragment_id(self) -> str:
        """The fragment that the stage is in; "" before it has come."""
        return self._client.fragment_id

    def opening(self) -> bytes:
        """The first message: run the page."""
        self._client.widget_states.SetInParent()
        message: bytes = BackMsg(rerun_script=self._client).SerializeToString()
        self._client.ClearField("page_name")
        return message

    def trigger(self, event: str, value: Mapping[str, Any]) -> bytes:
        """A message by which the stage triggers an event, such as ``ask``, and only its fragment runs."""
        said = [{"event": event, "value": value}]
        text = json.dumps(said, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
        return self.raw_trigger(text)

    def raw_trigger(self, text: str, stage_id: str | None = None, fragment_id: str | None = None) -> bytes:
        """The same of any text, of any stage in any fragment."""
        message = BackMsg(rerun_script=self._client)
        client = message.rerun_script
        if fragment_id is not None:
            client.fragment_id = fragment_id
        client.widget_states.widgets.extend(self._states.values())
        name = f"$$STREAMLIT_INTERNAL_KEY_{self.stage_id if stage_id is None else stage_id}__events"
        client.widget_states.widgets.add(id=name, json_trigger_value=text)
        serialized: bytes = message.SerializeToString()
        return serialized

    def read(self, payload: bytes) -> bytes | None:
        """Take a message from the server; the block, if it brings one to the stage."""
        message = ForwardMsg.FromString(payload)
        kind = message.WhichOneof("type")
        if kind == "new_session":
            if not message.metadata.run.fragment_ids:
                self._client.page_script_hash = message.new_session.page_script_hash
        elif kind == "script_finished":
            self.finished_runs += 1
        elif kind == "navigation":
            self._client.page_script_hash = message.navigation.page_script_hash
        elif kind == "delta" and message.delta.HasField("new_element"):
            return self._take(message.delta.new_element, message.delta.fragment_id)
        return None

    def _take(self, element: Element, fragment_id: str) -> bytes | None:
        kind = element.WhichOneof("type")
        if kind == "bidi_component":
            component = element.bidi_component
            # The bar above every page comes through the same component.
            if not component.component_name.startswith(COMPONENT) or not is_of_a_stage(component.bytes):
                return None
            self.stage_id, self.component_name = component.id, component.component_name
            self._client.fragment_id = fragment_id
            return component.bytes
        if kind == "exception":
            self.exceptions.append(f"{element.exception.type}: {element.exception.message}")
            self.stack_traces += element.exception.stack_trace
        elif kind in ("alert", "markdown"):
            self.texts.append(element.alert.body or element.markdown.body)
        else:
            state = initial_state(element)
            if state is not None:
                self._states[state.id] = state
        return None


def initial_state(element: Element) -> WidgetState | None:
    """The state that a browser gives to a widget that it mounts; None for what has no state."""
    kind = element.WhichOneof("type")
    if kind == "slider":
        return _slider(element.slider)
    if kind == "selectbox":
        box = element.selectbox
        if box.set_value:
            return WidgetState(id=box.id, string_value=box.raw_value)
        return WidgetState(id=box.id, string_value=box.options[box.default]) if box.options else None
    if kind == "button_group":
        group = element.button_group
        state = WidgetState(id=group.id)
        chosen = (group.options[index].content for index in group.default)
        state.string_array_value.data.extend(group.raw_values if group.set_value else chosen)
        return state
    if kind == "number_input":
        box = element.number_input
        value = box.value if box.set_value else box.default
        if box.data_type == NumberInput.INT:
            return WidgetState(id=box.id, int_value=int(value))
        return WidgetState(id=box.id, double_value=value)
    if kind == "text_area":
        area = element.text_area
        return WidgetState(id=area.id, string_value=area.value if area.set_value else area.default)
    if kind == "file_uploader":
        state = WidgetState(id=element.file_uploader.id)
        state.file_uploader_state_value.SetInParent()
        return state
    return None


def _slider(slider: Slider) -> WidgetState:
    state = WidgetState(id=slider.id)
    values = slider.value if slider.set_value else slider.default
    if slider.type == Slider.SELECT_SLIDER:
        chosen = (slider.options[int(index)] for index in values)
        state.string_array_value.data.extend(slider.raw_value if slider.set_value else chosen)
    else:
        state.double_array_value.data.extend(values)
    return state
