"""What the server counts of its own work: never who a visitor is or what is trained."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Sequence
from math import inf

_BOUNDS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, inf)
"""Upper bounds of a histogram's buckets, in seconds."""


class Counter:
    """A number that only grows."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.value = 0

    def add(self, count: int = 1) -> None:
        """Count so many more."""
        with self._lock:
            self.value += count


class Histogram:
    """How long something took, each time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts = [0] * len(_BOUNDS)
        self.sum = 0.0

    def add(self, seconds: float) -> None:
        """Count one more."""
        with self._lock:
            self._counts[bisect_left(_BOUNDS, seconds)] += 1
            self.sum += seconds

    @property
    def count(self) -> int:
        """How many there were."""
        return sum(self._counts)

    @property
    def buckets(self) -> Sequence[tuple[float, int]]:
        """Each bound, and how many took no longer."""
        with self._lock:
            counts = list(self._counts)
        return [(bound, sum(counts[: i + 1])) for i, bound in enumerate(_BOUNDS)]

    def quantile(self, share: float) -> float:
        """The bound below which that share of them lies; 0 where there are none."""
        buckets = self.buckets
        wanted = share * buckets[-1][1]
        return next((bound for bound, count in buckets if count and count >= wanted), 0.0)


BLOCKS_TRAINED = Counter()
"""Answers for which something had to be trained."""
BLOCKS_KNOWN = Counter()
"""Answers of what another visitor, or the same one, has had trained before."""
VISITORS_TURNED_AWAY = Counter()
"""Visitors who found every place taken."""
ANSWER_SECONDS = Histogram()
"""From an ask to its answer, waiting included."""
WAIT_SECONDS = Histogram()
"""How long somebody waited for the training lock."""
