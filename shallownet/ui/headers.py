"""The headers that tell a browser what the pages of this app may do, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib import metadata
from pathlib import Path

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shallownet.export.page import hash_source, page_script

_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


@cache
def content_policy(ancestors: str) -> str:
    """What the app's pages may load, run and talk to.

    Streamlit writes its styles as it goes and a line of script into its page; the run for whoever finds every
    place taken has its script in it. Pictures made here travel as ``data:``, downloads as ``blob:``.

    Args:
        ancestors: the origins whose pages may show this app in a frame.
    """
    index = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    scripts = [hash_source(text) for text in (*_INLINE_SCRIPT.findall(index), page_script())]
    if not _is_installed():
        scripts.append("blob:")  # so the stage's modules travel then, see ``stage.component``
    policy = {
        "default-src": "'self'",
        "script-src": " ".join(["'self'", *scripts]),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "frame-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": ancestors,
    }
    return "; ".join(f"{name} {sources}" for name, sources in policy.items())


def _is_installed() -> bool:
    """Whether Streamlit finds the stage's modules as files."""
    try:
        metadata.distribution("shallownet")
    except metadata.PackageNotFoundError:
        return False
    return True


def headers(ancestors: str) -> Iterable[tuple[str, str]]:
    """The headers of every answer."""
    yield "Content-Security-Policy", content_policy(ancestors)
    yield "X-Content-Type-Options", "nosniff"
    # Links say whole runs, own points among them: no other site learns them.
    yield "Referrer-Policy", "same-origin"
    yield "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
    yield "Cross-Origin-Opener-Policy", "same-origin"


class SecurityHeaders:
    """Puts the headers on every answer.

    Args:
        app: what answers.
        ancestors: the origins whose pages may show this app in a frame.
    """

    def __init__(self, app: ASGIApp, ancestors: str) -> None:
        self._app = app
        self._headers = list(headers(ancestors))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                told = MutableHeaders(scope=message)
                for name, value in self._headers:
                    told[name] = value
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)
