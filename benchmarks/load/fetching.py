"""Files over HTTP as a browser with an empty cache fetches them: six connections, kept open."""

from __future__ import annotations

import asyncio
import gzip
import re
from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

from shallownet.stage import assets

CONNECTIONS = 6
"""To one host, as browsers have it."""
_NAMED = re.compile(rb"""(?:src|href)="([^"]+\.(?:js|css|woff2|png|svg)[^"]*)\"""")
_IMPORTED = re.compile(rb"""(?:from|import)\s*["'](\./[\w.-]+\.js)["']""")
_COOKIE = re.compile(r"_streamlit_xsrf=([^;]+)")


class FetchError(RuntimeError):
    """A file did not come."""


class Connection:
    """One connection to a server, for one request at a time."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self.xsrf = ""

    async def get(self, path: str) -> bytes:
        """The body of a file; what is compressed stays so.

        Raises:
            FetchError: the answer is not 200.
        """
        reader, answer = await self._exchange(path)
        status, *lines = answer.split("\r\n")
        fields = [line.partition(":")[::2] for line in lines if line]
        headers = {name.lower(): value.strip() for name, value in fields}
        body = await _body(reader, headers)
        if status.split()[1] != "200":
            raise FetchError(f"{path}: {status}")
        if cookie := _COOKIE.search(headers.get("set-cookie", "")):
            self.xsrf = cookie[1]
        if headers.get("connection") == "close":
            self.close()
        return body

    async def _exchange(self, path: str) -> tuple[asyncio.StreamReader, str]:
        head = f"GET {path} HTTP/1.1\r\nHost: {self._host}:{self._port}\r\nAccept-Encoding: gzip\r\n\r\n"
        if self._streams is not None:
            try:
                return await self._ask(*self._streams, head)
            except (OSError, asyncio.IncompleteReadError):
                # The server hung up on a connection that was kept open: another one, as a browser does.
                self.close()
        self._streams = await asyncio.open_connection(self._host, self._port, limit=2**20)
        try:
            return await self._ask(*self._streams, head)
        except asyncio.IncompleteReadError as cut:
            raise FetchError(f"{path}: the server hung up without an answer") from cut

    async def _ask(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: str
    ) -> tuple[asyncio.StreamReader, str]:
        if reader.at_eof():
            raise ConnectionResetError("hung up")
        writer.write(head.encode())
        return reader, (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")

    def close(self) -> None:
        """Hang up."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


async def _body(reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
    if headers.get("transfer-encoding") != "chunked":
        return await reader.readexactly(int(headers.get("content-length", 0)))
    parts = []
    while size := int(await reader.readuntil(b"\r\n"), 16):
        parts.append(await reader.readexactly(size))
        await reader.readexactly(2)
    await reader.readuntil(b"\r\n")
    return b"".join(parts)


class Browser:
    """The connections of one visitor to one server."""

    def __init__(self, url: str) -> None:
        self._free = [Connection(url) for _ in range(CONNECTIONS)]
        self._all = list(self._free)
        self._permits = asyncio.Semaphore(CONNECTIONS)
        self.xsrf = ""
        self.bytes = 0

    async def get(self, path: str) -> bytes:
        """One file, when a connection is free."""
        async with self._permits:
            connection = self._free.pop()
            try:
                body = await connection.get(path)
            finally:
                self._free.append(connection)
        self.bytes += len(body)
        self.xsrf = connection.xsrf or self.xsrf
        return body

    async def get_all(self, paths: Iterable[str]) -> None:
        """Several files, six at a time."""
        async with asyncio.TaskGroup() as group:
            for path in paths:
                group.create_task(self.get(path))

    def close(self) -> None:
        """Hang up."""
        for connection in self._all:
            connection.close()


async def named_files(browser: Browser) -> list[str]:
    """The paths of everything that a server's first page names, and what those modules import."""
    page = _plain(await browser.get("/"))
    named = [urljoin("/", name.decode()) for name in _NAMED.findall(page)]
    return await with_imports(browser, named)


async def with_imports(browser: Browser, paths: Iterable[str]) -> list[str]:
    """These files and the modules that they import, and so on; each once."""
    known = list(dict.fromkeys(paths))
    for path in known:  # grows meanwhile
        if path.endswith(".js"):
            imported = _IMPORTED.findall(_plain(await browser.get(path)))
            known += [one for name in imported if (one := urljoin(path, name.decode())) not in known]
    return known


def _plain(body: bytes) -> bytes:
    return gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body


def component_path(component_name: str, file: str) -> str:
    """Where a component's file is served."""
    return f"/_stcore/bidi-components/{component_name}/{file}"


async def stage_files(browser: Browser, component_name: str) -> list[str]:
    """The paths of the stage's style sheet and modules."""
    entries = [component_path(component_name, file) for file in (assets.STYLE, assets.ENTRY)]
    return await with_imports(browser, entries)
