"""Sessions that send hostile messages, only ever to this machine, and what the server shows them."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from benchmarks.load.fetching import Browser, FetchError
from benchmarks.load.hostile import Malice
from benchmarks.load.protocol import Page, open_socket
from benchmarks.load.truth import split

FIRST_BLOCK_SECONDS = 30.0
HANGING_UP_SECONDS = 5.0
_FAILURES = (ConnectionClosed, InvalidHandshake, FetchError, OSError, TimeoutError)


class Attack:
    """Hostile sessions.

    Attributes:
        sent: messages sent.
        closed: connections on which the server hung up.
        refused: connections that could not be opened, or brought no page.
        exceptions: what the server showed them as failures.
        stack_traces: lines of stacks shown to them.
    """

    def __init__(self, url: str) -> None:
        if urlsplit(url).hostname != "127.0.0.1":
            raise ValueError(f"{url} is not on this machine")
        self._url = url
        self.sent = self.closed = self.refused = 0
        self.exceptions: list[str] = []
        self.stack_traces: list[str] = []

    async def run(self, messages: int, seconds: float, foreign: Page, sessions: int = 4) -> None:
        """Send so many messages, spread over about so many seconds.

        Four of five go from sessions that have opened the page; the rest, on which the server hangs up, are
        each the first on a connection of its own.

        Args:
            messages: how many.
            seconds: the pace; it takes longer if the server does.
            foreign: another session's page, to be named by these.
            sessions: how many have the page open at a time.
        """
        rude = messages // 5
        shares = [(messages - rude + number) // sessions for number in range(sessions)]
        async with asyncio.TaskGroup() as group:
            group.create_task(self._knock(rude, seconds, foreign))
            for number, share in enumerate(shares):
                group.create_task(self._visit(number, share, seconds, foreign))

    async def _knock(self, messages: int, seconds: float, foreign: Page) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        header = dict.fromkeys(("stage", "recipe", "session", "query", "run_id"), "0")
        malice = Malice(foreign, header, foreign, seed=-1)
        sent = 0
        for _attempt in range(2 * messages):
            if sent >= messages:
                break
            await asyncio.sleep(max(began + seconds * sent / messages - loop.time(), 0))
            page = Page(self._url, "")
            try:
                socket = await self._open()
            except _FAILURES:
                self.refused += 1
                continue
            sent += 1
            self.sent += 1
            try:
                await socket.send(malice.rude())
                try:
                    async with asyncio.timeout(HANGING_UP_SECONDS):
                        await self._listen(socket, page)
                    self.closed += 1
                except TimeoutError:
                    pass  # a message cut to a true one
                await socket.close()
            except _FAILURES:
                self.closed += 1
            self._note(page)

    async def _visit(self, number: int, messages: int, seconds: float, foreign: Page) -> None:
        loop = asyncio.get_running_loop()
        began, sent = loop.time(), 0
        for attempt in range(messages):
            if sent >= messages:
                break
            page = Page(self._url, "")
            try:
                socket = await self._open()
                try:
                    malice = await self._malice(socket, page, foreign, number * messages + attempt)
                    listening = asyncio.create_task(self._listen(socket, page))
                    try:
                        while sent < messages and not listening.done():
                            await asyncio.sleep(max(began + seconds * sent / messages - loop.time(), 0))
                            await socket.send(malice.message())
                            sent += 1
                            self.sent += 1
                        await asyncio.wait([listening], timeout=1)
                        self.closed += listening.done()
                    finally:
                        listening.cancel()
                        await asyncio.gather(listening, return_exceptions=True)
                finally:
                    await socket.close()
            except ConnectionClosed:
                self.closed += 1
            except _FAILURES:
                self.refused += 1
                await asyncio.sleep(0.1)
            self._note(page)

    async def _open(self) -> ClientConnection:
        browser = Browser(self._url)
        try:
            await browser.get("/_stcore/health")
        finally:
            browser.close()
        return await open_socket(self._url, browser.xsrf)

    async def _malice(self, socket: ClientConnection, page: Page, foreign: Page, seed: int) -> Malice:
        """Opens the page as any visitor does."""
        await socket.send(page.opening())
        async with asyncio.timeout(FIRST_BLOCK_SECONDS):
            while True:
                answer = await socket.recv()
                block = page.read(answer) if isinstance(answer, bytes) else None
                if block is not None:
                    return Malice(page, split(block)[0], foreign, seed)

    async def _listen(self, socket: ClientConnection, page: Page) -> None:
        async for answer in socket:
            if isinstance(answer, bytes):
                page.read(answer)

    def _note(self, page: Page) -> None:
        self.exceptions += page.exceptions
        self.stack_traces += page.stack_traces
