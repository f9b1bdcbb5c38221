"""Messages that no browser sends, for a server that must neither fall nor talk."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg

from benchmarks.load.protocol import Page

Message = bytes | str

_NUMBERS = (-1, -(2**63), 2**31, 2**63, 2**64, 10**30, 0, 1.5, -0.0, 1e308, float("nan"), float("inf"))
_OTHERS: tuple[Any, ...] = (
    None,
    True,
    [],
    {},
    "",
    "5",
    "x" * 10_000,
    "\x00",
    "\ud800",
    [[]] * 50,
    {"a": {"b": []}},
)
_FIELDS = (
    *("stage", "recipe", "from", "stride", "frames", "limit"),
    *("pending", "have_run", "action", "locale", "session", "query", "entry"),
)
_BIGGEST = 30_000_000


class Malice:
    """Makes hostile messages from what a page of its own looks like.

    Args:
        page: of a session of its own.
        block: the header of the block that came with it.
        foreign: the page of another session.
        seed: the same messages for the same seed.
    """

    def __init__(self, page: Page, block: dict[str, Any], foreign: Page, seed: int = 0) -> None:
        self._page, self._foreign = page, foreign
        self._random = random.Random(seed)
        self._ask: dict[str, Any] = {
            **dict.fromkeys(_FIELDS),
            **{name: block[name] for name in ("stage", "recipe", "session", "query")},
            **{"from": -1, "stride": 5, "frames": 30, "limit": 100_000, "have_run": block["run_id"]},
        }
        # The largest ones are rare: they would measure the loopback.
        self._kinds: tuple[tuple[int, Callable[[], Message]], ...] = (
            (8, self.wrong_field),
            (4, self.wrong_entry),
            (4, self.wrong_event),
            (4, self.foreign_fragment),
            (3, self.foreign_stage),
            (3, self.not_json),
            (3, self.deep_json),
            (3, self.wrong_widget),
            (2, self.wrong_page),
            (2, self.hostile_query),
            (2, self.other_kind),
            (1, self.huge_text),
        )
        self._rude: tuple[tuple[int, Callable[[], Message]], ...] = (
            (50, self.truncated),
            (50, self.garbled),
            (25, self.text_frame),
            (1, self.oversized),
        )

    def message(self) -> Message:
        """The next message, of any kind that a session may survive."""
        return self._one_of(self._kinds)

    def rude(self) -> Message:
        """The next one on which a server may only hang up."""
        return self._one_of(self._rude)

    def _one_of(self, kinds: tuple[tuple[int, Callable[[], Message]], ...]) -> Message:
        ((_, make),) = self._random.choices(kinds, [weight for weight, _ in kinds])
        return make()

    def oversized(self) -> Message:
        """More than the server takes of a message."""
        return self._page.raw_trigger("x" * _BIGGEST)

    def wrong_field(self) -> Message:
        """An ask with fields that are out of bounds, not numbers, or of another type."""
        ask = dict(self._ask)
        for field in self._random.sample(_FIELDS, self._random.randint(1, 4)):
            ask[field] = self._random.choice(_NUMBERS + _OTHERS)
        return self._said([{"event": "ask", "value": ask}])

    def wrong_entry(self) -> Message:
        """An ask that sets a weight that is none, or to what is no number."""
        field = self._random.choice(("W1.0.0", "W1.-1.0", "W9.9.9", "b2", "__class__", "W1." + "9" * 300, 7))
        value = self._random.choice(_NUMBERS + _OTHERS)
        entry = {"id": self._random.choice((1, 2**60, -1, "1")), "field": field, "value": value}
        return self._said([{"event": "ask", "value": {**self._ask, "entry": entry}}])

    def wrong_event(self) -> Message:
        """Events of other names, or with values of other shapes."""
        event = self._random.choice(("ask", "rest", "draw", "address", "nothing", "", 5, None, "__init__"))
        value = self._random.choice((*_NUMBERS, *_OTHERS, {"points": [[1e308] * 3] * 99, "id": 1}))
        said: object = {"event": event, "value": value}
        return self._said(self._random.choice(([said], said, [said] * 200, [[said]], [5, None, said])))

    def truncated(self) -> Message:
        """A true message, cut anywhere."""
        whole = self._page.trigger("ask", self._ask)
        return whole[: self._random.randrange(len(whole))]

    def garbled(self) -> Message:
        """A true message with some bytes changed, or bytes that mean nothing."""
        whole = bytearray(self._page.trigger("ask", self._ask))
        if self._random.random() < 0.3:
            return self._random.randbytes(self._random.randrange(1, 500))
        for _ in range(self._random.randint(1, 20)):
            whole[self._random.randrange(len(whole))] = self._random.randrange(256)
        return bytes(whole)

    def foreign_fragment(self) -> Message:
        """An ask in a fragment of another session, or in one that does not exist."""
        names = (self._foreign.fragment_id, "0" * 32, "../../etc/passwd", "x" * 10_000, "\x00")
        text = json.dumps([{"event": "ask", "value": self._ask}])
        return self._page.raw_trigger(text, fragment_id=self._random.choice(names))

    def foreign_stage(self) -> Message:
        """An ask of another session's stage, or of one that does not exist."""
        name = self._random.choice(
            (self._foreign.stage_id, "$$ID-" + "0" * 32 + "-playground", "", "__", "x")
        )
        return self._page.raw_trigger(json.dumps([{"event": "ask", "value": self._ask}]), stage_id=name)

    def not_json(self) -> Message:
        """A trigger that is no JSON."""
        texts = ("", "{", "[", "nul", "NaN", "[1,]", "'ask'", "\x00", "[" * 999, '"\\ud800"', "[{}]", "7")
        return self._page.raw_trigger(self._random.choice(texts))

    def deep_json(self) -> Message:
        """JSON as deep as it gets."""
        depth = self._random.choice((100, 900, 5_000, 100_000))
        one, other = self._random.choice((("[", "]"), ('{"a":', "}")))
        text = one * depth + "1" + other * depth
        inside = json.dumps([{"event": "ask", "value": self._ask}])[:-3] + ',"entry":' + text + "}}]"
        return self._page.raw_trigger(self._random.choice((text, inside)))

    def huge_text(self) -> Message:
        """An ask whose recipe or query is a megabyte long."""
        field = self._random.choice(("recipe", "query", "session", "have_run"))
        return self._said([{"event": "ask", "value": {**self._ask, field: "v=1&seed=3&" * 100_000}}])

    def hostile_query(self) -> Message:
        """A run brought back from an earlier session that is no run, or takes for ever."""
        query = self._random.choice(
            (
                "v=1&samples=1000000000&hidden_units=99999999",
                "v=1&edits=" + "1~learning_rate~9~" * 3000,
                "v=1&learning_rate=1e999&noise=nan",
                "v=2&points=%00%00" + "A" * 60_000,
                "&" * 60_000,
                "v=1&seed=-1&epoch=99999999999999",
            )
        )
        ask = {**self._ask, "session": "another", "recipe": "0" * 12, "query": query}
        return self._said([{"event": "ask", "value": ask}])

    def wrong_widget(self) -> Message:
        """A widget's state of another type than the widget's, or out of its bounds."""
        message = BackMsg.FromString(self._page.trigger("ask", self._ask))
        for widget in message.rerun_script.widget_states.widgets[:-1]:
            kind = self._random.randrange(5)
            if kind == 0:
                widget.double_value = float("nan")
            elif kind == 1:
                widget.int_value = -(2**63)
            elif kind == 2:
                widget.string_value = "x" * 5000
            elif kind == 3:
                widget.double_array_value.data.extend([1e308] * 100)
            else:
                widget.json_value = "{"
        if self._random.random() < 0.5:
            message.rerun_script.fragment_id = ""
        return bytes(message.SerializeToString())

    def wrong_page(self) -> Message:
        """A page that does not exist, or an address with anything in it."""
        message = BackMsg()
        client = message.rerun_script
        client.page_script_hash = self._random.choice(("", "0" * 32, "x" * 10_000, "../app.py"))
        client.query_string = self._random.choice(
            ("hidden_units=-1", "v=1&hidden_units=1e9&samples=1e9", "%", "a=" * 5000, "seed=" + "9" * 7000)
        )
        return bytes(message.SerializeToString())

    def other_kind(self) -> Message:
        """The other messages that a client may send."""
        message = BackMsg()
        kind = self._random.randrange(6)
        if kind == 0:
            message.clear_cache = True
        elif kind == 1:
            message.stop_script = True
        elif kind == 2:
            message.debug_shutdown_runtime = True
        elif kind == 3:
            message.debug_disconnect_websocket = True
        elif kind == 4:
            message.load_git_info = True
        else:
            message.file_urls_request.file_names.extend(["x" * 1000] * 50)
        return bytes(message.SerializeToString())

    def text_frame(self) -> Message:
        """A frame of text, where only bytes are spoken."""
        return self._random.choice(("", "hello", "[" * 10_000))

    def _said(self, events: object) -> Message:
        # Not strict: NaN and Infinity are what JavaScript would never send.
        return self._page.raw_trigger(json.dumps(events))
