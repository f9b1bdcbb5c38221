"""Assets whose address carries a hash: read and compressed once, then answered from memory.

A first page fetches about a hundred of them, and to read each from the disk in a thread costs the server more
than all else that a visitor asks of it: 0.4 s of a core, so that a class of a hundred would wait half a
minute.
"""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass, field

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shallownet.ui.limits import LIMITS

_HASHED = re.compile(r"/(static|_stcore/bidi-components/shallownet\.stage-[0-9a-f]+)/")
_TEXT = ("text/", "application/javascript", "application/json", "application/wasm", "image/svg")
_CONDITIONAL = ("if-none-match", "if-modified-since", "if-range", "range")
# A page that stands in for a file that is not there, or says where others are, is no such asset.
_PAGE = "text/html"
_A_YEAR = "public, max-age=31536000, immutable"


@dataclass
class _Answer:
    """An answer as it comes from the app, and as it is kept."""

    status: int = 0
    headers: MutableHeaders = field(default_factory=MutableHeaders)
    body: bytes = b""
    compressed: bytes | None = None

    def keep(self) -> None:
        """Make it ready to be sent again and again."""
        self.headers["Cache-Control"] = _A_YEAR
        if self.headers.get("content-type", "").startswith(_TEXT):
            self.headers["Vary"] = "Accept-Encoding"
            packed = gzip.compress(self.body, mtime=0)
            self.compressed = packed if len(packed) < len(self.body) else None

    @property
    def is_asset(self) -> bool:
        """Whether it may be kept."""
        is_whole = self.status == 200 and "content-encoding" not in self.headers
        return is_whole and not self.headers.get("content-type", _PAGE).startswith(_PAGE)

    @property
    def nbytes(self) -> int:
        """How much memory it takes."""
        return len(self.body) + len(self.compressed or b"")

    async def send(self, send: Send, can_unpack: bool) -> None:
        """Send it, compressed to whoever can unpack it."""
        headers, body = MutableHeaders(raw=list(self.headers.raw)), self.body
        if can_unpack and self.compressed is not None:
            headers["Content-Encoding"], body = "gzip", self.compressed
        headers["Content-Length"] = str(len(body))
        await send({"type": "http.response.start", "status": self.status, "headers": headers.raw})
        await send({"type": "http.response.body", "body": body})


class KeptAssets:
    """Keeps the assets that the app answers with.

    Args:
        app: what answers.
        most_bytes: memory for them; what does not fit is answered by the app each time.
    """

    def __init__(self, app: ASGIApp, most_bytes: int = LIMITS.assets_mb * 2**20) -> None:
        self._app = app
        self._left = most_bytes
        self._kept: dict[str, _Answer] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        if not (scope["type"] == "http" and scope["method"] == "GET" and _HASHED.search(scope["path"])):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if any(name in headers for name in _CONDITIONAL):
            await self._app(scope, receive, send)
            return
        can_unpack = "gzip" in headers.get("accept-encoding", "")
        if (kept := self._kept.get(scope["path"])) is None:
            kept = await self._fetch(scope, receive)
        await kept.send(send, can_unpack)

    async def _fetch(self, scope: Scope, receive: Receive) -> _Answer:
        answer, parts = _Answer(), []

        async def take(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer.status, answer.headers = (
                    message["status"],
                    MutableHeaders(raw=list(message["headers"])),
                )
            elif message["type"] == "http.response.body":
                parts.append(message.get("body", b""))

        # As it is, not compressed anew for each.
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        await self._app({**scope, "headers": plain}, receive, take)
        answer.body = b"".join(parts)
        if answer.is_asset:
            answer.keep()
            if scope["path"] not in self._kept and answer.nbytes <= self._left:
                self._left -= answer.nbytes
                self._kept[scope["path"]] = answer
        return answer
