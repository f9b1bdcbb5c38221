"""Requests without a browser."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from collections.abc import Callable
from email.message import Message
from typing import NamedTuple

from websockets.sync.client import ClientConnection, connect

from tools.nginx import Proxy, Visit


class Answer(NamedTuple):
    """Status, headers and body."""

    status: int
    headers: Message
    body: bytes


def ask(url: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
    """Send one request, and return the answer whatever its status; ``accept_encoding=`` is a header."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(url, data=body, headers=named, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return Answer(answer.status, answer.headers, answer.read())
    except urllib.error.HTTPError as refusal:
        with refusal:
            return Answer(refusal.code, refusal.headers, refusal.read())


def open_page(nginx: Proxy, **headers: str) -> ClientConnection:
    """Open a page's websocket as Streamlit's page does: ``with open_page(nginx):``."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return connect(
        f"{nginx.url.replace('http', 'ws', 1)}/_stcore/stream",
        origin=named.pop("origin", nginx.url),
        subprotocols=["streamlit"],
        additional_headers=named,
    )


def visits(nginx: Proxy, path: str, count: int) -> list[Visit]:
    """The requests for this path, so many; nginx writes each down once it has ended."""
    wait_until(lambda: len(nginx.visits(path)) >= count)
    found = nginx.visits(path)
    assert len(found) == count
    return found


def wait_until(condition: Callable[[], bool], patience: float = 30) -> None:
    """Wait until it is so."""
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
