"""A stage without a screen: how the real one's player consumes frames and when it asks for more.

The numbers stand in the stage's JavaScript too; ``tests/load`` compares them, so that they never drift.
Times are seconds on any one clock. Nothing ticks: between two events what has become due is counted.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

FRAME_SECONDS = 1 / 60
"""pace.js"""
DEFAULT_SPEED = 5
LOW_FRAMES = 90
"""player.js: more is asked for when fewer lie ahead, or up to twice as many, by chance."""
LARGEST_ASK = 180
"""player.js: each ask is for twice as many frames as the last one, up to these."""
FIRST_FRAMES = 30
"""intake.js: the first ask's."""
PATIENCE_SECONDS = 2.0
PATIENCE_FACTOR = 3.0
MEMORY = 0.8
MORE_PATIENCE_SECONDS = 1.0
EMPTY_ANSWER_PAUSE_SECONDS = 0.06
"""asking.js"""
FIRST_TOLD = 300
"""resting.js: the server is told of a run while it plays, at about this epoch."""


class Player:
    """The queue of one stage that plays at the default speed from epoch 0.

    Attributes:
        last: the newest epoch held, -1 for none.
        outstanding: the ask under way, or None.
        tries: how often it has been sent.
        asked_at: when it was sent first.
        sent_at: when it was sent last.
        due: frames that should have been shown so far.
        starved: those of them that were not there.
        held: frames received so far.
    """

    def __init__(self) -> None:
        self.last = -1
        self.outstanding: dict[str, Any] | None = None
        self.tries = 0
        self.asked_at = self.sent_at = 0.0
        self.due = self.starved = 0
        self.is_told = False
        self._batch = FIRST_FRAMES
        self._low = float(LOW_FRAMES)
        self._latency = 0.0
        self._header: Mapping[str, Any] = {}
        self._run_id: str | None = None
        self._locale: str | None = None
        self._is_followed = False
        self._limit = 0
        self._ended = False
        self.held = self._shown = 0
        self._clock = 0.0
        self._not_before = 0.0

    @property
    def queued(self) -> int:
        """Frames held that have not been shown."""
        return self.held - self._shown

    @property
    def shown_epoch(self) -> int:
        """The epoch on screen."""
        return self.last - self.queued * DEFAULT_SPEED

    def advance(self, now: float) -> None:
        """Show what has become due."""
        if self._shown == 0:
            return
        steps = max(int((now - self._clock) / FRAME_SECONDS), 0)
        self._clock += steps * FRAME_SECONDS
        taken = min(steps, self.queued)
        self._shown += taken
        if not self._ended or self.queued:
            self.due += steps
            self.starved += steps - taken

    def receive(self, header: Mapping[str, Any], now: float) -> float | None:
        """Take a block; the seconds since the first try of the ask that it answers, or None if of none."""
        self.advance(now)
        self._header = header
        if "run" in header:
            self._run_id, self._is_followed = header["run_id"], header["run"]["followed"]
            self._locale = header["run"]["labels"]["locale"]
        self._limit = header["limit"]
        after, count = header["from"], header["count"]
        end = after + count * DEFAULT_SPEED if after >= 0 else (count - 1) * DEFAULT_SPEED
        brought = max((end - self.last) // DEFAULT_SPEED, 0) if after <= self.last else 0
        if self.last < 0 <= end:
            brought = count
        if brought:
            self.last = end
            self.held += brought
        self._ended = header["end"] is not None and end == self.last
        if self._shown == 0 and self.held:
            self._shown, self._clock = 1, now
        ask = self.outstanding
        if ask is None or after != ask["from"] or not (brought or count == 0 or self.tries > 1):
            return None
        self.outstanding, self.tries = None, 0
        if not brought:
            self._not_before = now + EMPTY_ANSWER_PAUSE_SECONDS
        self._latency = max(now - self.asked_at, MEMORY * self._latency)
        return now - self.asked_at

    def wakes_at(self) -> float | None:
        """When it will ask, or ask again, if nothing comes before; None for never."""
        if self.outstanding is not None:
            patience = max(PATIENCE_SECONDS, PATIENCE_FACTOR * self._latency)
            return self.sent_at + patience + MORE_PATIENCE_SECONDS * (self.tries - 1)
        if self._ended:
            return None
        steps = self.queued - int(self._low) + 1
        return max(self._clock + max(steps, 0) * FRAME_SECONDS, self._not_before)

    def ask(self, now: float) -> dict[str, Any]:
        """What it asks at ``now``: the ask under way again, or the next."""
        self.advance(now)
        if self.outstanding is None:
            self.asked_at = now
            self.outstanding = {
                "stage": self._header["stage"],
                "recipe": self._header["recipe"],
                "from": self.last,
                "stride": DEFAULT_SPEED,
                "frames": self._batch,
                "limit": self._limit,
                "pending": None,
                "have_run": self._run_id,
                "locale": self._locale,
                "action": None,
                "session": self._header["session"],
                "query": self._header["query"],
                "entry": None,
            }
            self._batch = min(2 * self._batch, LARGEST_ASK)
            self._low = LOW_FRAMES * (1 + random.random())
        self.sent_at = now
        self.tries += 1
        return self.outstanding

    def tells_at(self) -> float | None:
        """When the server is to be told of the run; None if never, or if the frames until then lack."""
        lacking = FIRST_TOLD // DEFAULT_SPEED + 1 - self._shown
        if self.is_told or not self._is_followed or lacking > self.queued:
            return None
        return self._clock + max(lacking, 0) * FRAME_SECONDS

    def tell(self, now: float) -> dict[str, Any] | None:
        """What the server is to be told of the run, once, if it is time."""
        self.advance(now)
        if self.is_told or not self._is_followed or self.shown_epoch < FIRST_TOLD:
            return None
        self.is_told = True
        return {"recipe": self._header["recipe"], "epoch": self.shown_epoch}
