"""Runs that no stage shows: trained for a panel, piece by piece, and kept for whoever asks next."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

from shallownet.core.trajectory import Trajectory
from shallownet.ui.process import BLOCK_SECONDS, TRAINING

Further = Callable[[list[Trajectory], float], tuple[list[Trajectory], bool]]
"""Trains runs on for so many seconds: the runs as they are then, and whether that was all."""

# Between two pieces: without it the lock would be taken back before anybody who waits for it could.
_BREATH = 0.002


class Kept:
    """Runs that are trained as far as anybody has asked for.

    Attributes:
        runs: as they are known now.
    """

    def __init__(self, runs: Sequence[Trajectory]) -> None:
        self.runs = list(runs)


def train_in_pieces(several: Sequence[Kept], further: Further) -> Iterator[None]:
    """Train runs together, never for longer at a time than others can wait.

    Args:
        several: what is trained; what one piece has given is kept, whatever becomes of the next.
        further: how.

    Yields:
        After each piece but the last: time to show what there is.
    """
    while True:
        with TRAINING:
            runs, done = further([run for kept in several for run in kept.runs], BLOCK_SECONDS)
            for kept in several:
                count = len(kept.runs)
                kept.runs, runs = runs[:count], runs[count:]
        if done:
            return
        yield
        time.sleep(_BREATH)
