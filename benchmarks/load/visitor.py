"""One visitor: a real session that plays as a browser does, and checks every block it is sent."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from urllib.parse import urlencode

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from benchmarks.load.fetching import Browser
from benchmarks.load.player import Player
from benchmarks.load.protocol import SHORTEST_WORTH_READING, NoStage, Page, open_socket
from benchmarks.load.truth import Truth, WrongBlock
from shallownet.core.experiment import Experiment, Recipe
from shallownet.core.link import write_query

now = time.perf_counter
FIRST_BLOCK_SECONDS = 60.0


class Visitor:
    """A session.

    Attributes:
        latencies: (when it was asked, seconds to the block) of each ask answered.
        errors: what went wrong, in words.
        blocks: how many came with frames; all were checked.
        wrong: how many were not right.
        session: the name that the server gave it.
        first_block_at: when the first block with frames had come; NaN before.
        on_block: what becomes of a block before it is checked; a test changes it.
    """

    def __init__(self, url: str, experiment: Experiment, truth: Truth, page_name: str = "") -> None:
        self.url, self._truth = url, truth
        self.page = Page(url, urlencode(write_query(Recipe(experiment)), safe="~"), page_name)
        self.player = Player()
        self.browser = Browser(url)
        self.latencies: list[tuple[float, float]] = []
        self.errors: list[str] = []
        self.blocks = self.wrong = 0
        self.session = ""
        self.first_block_at = float("nan")
        self.on_block: Callable[[bytes], bytes] = lambda block: block
        self._counted = (0, 0)
        self._socket: ClientConnection | None = None
        self._reader: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._sends: set[asyncio.Task[None]] = set()
        self._first: asyncio.Future[None] | None = None
        self._is_playing = True

    async def come(self, files: tuple[str, ...] = (), modules: tuple[str, ...] = ()) -> float:
        """Open the page and wait for the first boundary; the seconds from the first request to it.

        Args:
            files: paths of what the browser fetches before it opens the websocket.
            modules: paths of the stage's files, fetched when the page has named the stage.

        Raises:
            NoStage: the page came without one.
        """
        began = now()
        if files:
            await self.browser.get("/")
            await self.browser.get_all(files)
        await self.browser.get_all(["/_stcore/health", "/_stcore/host-config"])
        self._first = asyncio.get_running_loop().create_future()
        self._socket = await open_socket(self.url, self.browser.xsrf)
        self._reader = asyncio.create_task(self._read(self._socket))
        await self._socket.send(self.page.opening())
        async with asyncio.timeout(FIRST_BLOCK_SECONDS):
            await self._first
        if modules:
            await self.browser.get_all(modules)
        self.browser.close()
        return now() - began

    async def leave(self) -> None:
        """Close the page."""
        self.stop()
        self.browser.close()
        if self._socket is not None:
            await self._socket.close()
        if self._reader is not None:
            await self._reader

    def stop(self) -> None:
        """Ask for nothing any more; what is under way is still waited for."""
        self._is_playing = False
        if self._timer is not None:
            self._timer.cancel()

    def measure(self) -> None:
        """Count due frames from now on."""
        self.player.advance(now())
        self._counted = (self.player.due, self.player.starved)

    def due_and_starved(self) -> tuple[int, int]:
        """Frames due since ``measure``, and those of them that were not there."""
        self.player.advance(now())
        return self.player.due - self._counted[0], self.player.starved - self._counted[1]

    async def _read(self, socket: ClientConnection) -> None:
        try:
            async for message in socket:
                if isinstance(message, bytes) and len(message) >= SHORTEST_WORTH_READING:
                    self._take(message)
        except ConnectionClosed as closed:
            self._fail(f"the connection was closed: {closed}")
        if self._is_playing:
            self._fail("the connection was closed")

    def _fail(self, error: str | Exception) -> None:
        self.errors.append(str(error))
        if self._first is not None and not self._first.done():
            self._first.set_exception(error if isinstance(error, Exception) else RuntimeError(error))

    def _take(self, message: bytes) -> None:
        page = self.page
        block = page.read(message)
        if block is not None:
            self._receive(self.on_block(block))
        elif page.finished_runs and self._first is not None and not self._first.done():
            shown = " / ".join([*page.exceptions, *page.texts]) or "nothing"
            if not page.stage_id:
                self._fail(NoStage(f"the page has no stage; it shows: {shown[:500]}"))
        while page.exceptions:
            self.errors.append(page.exceptions.pop())

    def _receive(self, block: bytes) -> None:
        came = now()
        try:
            header = self._truth.check(block)
            if self.session and header["session"] != self.session:
                raise WrongBlock(f"the block is session {header['session']}'s, not {self.session}'s")
        except (WrongBlock, KeyError, ValueError) as wrong:
            self.wrong += 1
            self._fail(wrong)
            return
        self.session = header["session"]
        self.blocks += header["count"] > 0
        asked = self.player.asked_at
        seconds = self.player.receive(header, came)
        if seconds is not None:
            self.latencies.append((asked, seconds))
        if self._first is not None and not self._first.done() and header["count"]:
            self.first_block_at = came
            self._first.set_result(None)
        self._plan()

    def _plan(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if not self._is_playing:
            return
        times = [at for at in (self.player.wakes_at(), self.player.tells_at()) if at is not None]
        if times:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_at(loop.time() + max(min(times) - now(), 0), self._wake)

    def _wake(self) -> None:
        at = self.player.wakes_at()
        if at is not None and at <= now():
            self._send(self.page.trigger("ask", self.player.ask(now())))
        told = self.player.tell(now())
        if told is not None:
            self._send(self.page.trigger("rest", told))
        self._plan()

    def _send(self, message: bytes) -> None:
        assert self._socket is not None
        sending = asyncio.create_task(self._socket.send(message))
        self._sends.add(sending)
        sending.add_done_callback(self._sent)

    def _sent(self, sending: asyncio.Task[None]) -> None:
        self._sends.discard(sending)
        if not sending.cancelled() and sending.exception() is not None and self._is_playing:
            self._fail(f"an ask could not be sent: {sending.exception()}")
