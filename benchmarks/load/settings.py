"""What a scenario is given and gives."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from benchmarks.load.crowd import Target
from benchmarks.table import Row

PLAY_SECONDS = 30.0


@dataclass(frozen=True)
class Load:
    """How much of a scenario: sessions, the seconds for which they are measured, and hostile messages."""

    sessions: int
    seconds: float = PLAY_SECONDS
    messages: int = 10_000


@dataclass(frozen=True)
class Result:
    """What a scenario measured, and what went wrong in words."""

    rows: list[Row]
    errors: list[str]


Run = Callable[[Target, Load], Awaitable[Result]]


@dataclass(frozen=True)
class Scenario:
    """A situation.

    Attributes:
        title: over its table.
        run: what measures it.
        sessions: by default.
        options: of the server that is started for it.
    """

    title: str
    run: Run
    sessions: int
    options: tuple[str, ...] = ()
