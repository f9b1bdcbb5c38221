"""What this process knows of runs, shared by all who look at the same: one training for a whole class.

Everything known of a run follows from its recipe, so that visitors may share it, and what is dropped can be
trained again, bit for bit.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from weakref import WeakValueDictionary

from shallownet.core.engine import networks_together
from shallownet.core.experiment import Recipe
from shallownet.core.replay import Gap, SharedStretch, View, begin, gap, stretch_so_far
from shallownet.core.trajectory import Trajectory
from shallownet.ui.gauges import BLOCKS_KNOWN, BLOCKS_TRAINED
from shallownet.ui.limits import LIMITS
from shallownet.ui.process import BLOCK_SECONDS, TRAINING
from shallownet.ui.trainer import TRAINER

# However little memory there is, so many snapshots of a run stay.
_FEWEST_SNAPSHOTS = 200
# What a run takes besides its snapshots, roughly, in bytes; and each point of own data in its recipe.
_OVERHEAD, _POINT = 8192, 150


# So many others are trained along in one turn, which may then be as long as so many turns: together they take
# less than one after the other.
_MOST_ALONG, _MOST_TURNS = 7, 3
# Who has asked within so many seconds is expected to ask on: a stage has at most three seconds of frames.
_EXPECTED_SECONDS = 4.0


@dataclass(frozen=True, eq=False)
class _Wanted:
    """What somebody waits for, or will ask for next.

    Attributes:
        lacking: what is to be trained for it.
        pattern: that of ``lacking``.
        since: a time of ``time.monotonic``.
    """

    lacking: Gap
    pattern: tuple[object, ...]
    since: float

    @classmethod
    def of(cls, lacking: Gap) -> _Wanted:
        """What is wanted from now on."""
        return cls(lacking, lacking.pattern, time.monotonic())

    def is_open(self, run: SharedRun) -> bool:
        """Whether the run is as it was: what has been trained since then leaves another gap."""
        return all(now is then for now, then in zip(run.known, self.lacking.runs, strict=True))

    def cut(self, length: int) -> _Wanted:
        """The first of the epochs that lack."""
        return replace(self, lacking=replace(self.lacking, missing=self.lacking.missing[:length]))


class SharedRun:
    """One network's run, or those of several that train in step.

    Args:
        pool: where it is kept.
        known: what is known of each at first.

    Attributes:
        nbytes: how much memory it takes.
        expected: what the last to ask will ask for next, if it is not known.
    """

    def __init__(self, pool: SharedRuns, known: Sequence[Trajectory]) -> None:
        self._pool = pool
        self._in_step = True
        self.known = known

    @property
    def known(self) -> Sequence[Trajectory]:
        """What is known of each by now: values, which never change."""
        return self._known

    @known.setter
    def known(self, known: Sequence[Trajectory]) -> None:
        self._known = tuple(known)
        self.expected: _Wanted | None = None  # it would keep alive what was known before
        self.nbytes = _OVERHEAD + sum(run.nbytes + _POINT * len(run.experiment.points or ()) for run in known)

    @property
    def last_epoch(self) -> int:
        """How far the longest is known."""
        return max(int(run.epochs[-1]) for run in self.known)

    def stretch(self, after: int, stride: int, count: int, limit: int) -> SharedStretch:
        """What ``replay.stretch_together`` gives: from what is known, or trained in one turn."""
        shared = self._stretch(after, stride, count, limit)
        if len(shared.epochs):
            following = self._gap(shared.known, int(shared.epochs[-1]), stride, count, limit)
            self.expected = _Wanted.of(following) if following is not None else None
        return shared

    def _stretch(self, *asked: int) -> SharedStretch:
        known = self.known
        lacking = self._gap(known, *asked)
        if lacking is None:
            BLOCKS_KNOWN.add()
            return stretch_so_far(known, *asked)
        with self._pool.waiting(self, lacking), TRAINING:
            # Perhaps somebody else has had it trained in the meantime, or as much of it as time allowed.
            before, known = known, self.known
            still = self._gap(known, *asked)
            is_news = known is not before and len(stretch_so_far(known, *asked).epochs) > 0
            if still is not None and not is_news:
                known = self._train(still)
                # After a turn that brought nothing asked for, what it did bring must not be trained again.
                self._in_step = len(stretch_so_far(known, *asked).epochs) > 0
        return stretch_so_far(known, *asked)

    def _gap(self, known: Sequence[Trajectory], *asked: int) -> Gap | None:
        return gap(known, *asked, in_step=self._in_step)

    def _train(self, lacking: Gap) -> Sequence[Trajectory]:
        """Train for one turn, and whoever waits for the like along with it.

        Returns:
            What is then known of this run, whatever of it there is no room for afterwards.
        """
        others = self._pool.going_along(self, lacking)
        gaps = [lacking, *(one for _, one in others)]
        filled = TRAINER.fill(gaps, BLOCK_SECONDS * min(len(gaps), _MOST_TURNS))
        for run, known in zip([self, *(run for run, _ in others)], filled, strict=True):
            run.known = known
        BLOCKS_TRAINED.add(len(gaps))
        self._pool.make_room()
        return filled[0]

    def at(self, epoch: int) -> list[View]:
        """Each network at an epoch, trained as far as needed; one that has diverged at its last good one."""
        while True:
            if all(run.diverged_at is not None for run in self.known):
                epoch = min(epoch, self.last_epoch)
            shared = self.stretch(epoch - 1, 1, 1, epoch)
            # Nothing yet, if time ran out or if it has just turned out that all of them diverge before.
            if len(shared.epochs):
                return shared.views

    def thin(self) -> None:
        """Forget about half of the snapshots, unless there are few."""
        self.known = [run.thinned(max(_FEWEST_SNAPSHOTS, len(run) // 2)) for run in self.known]

    @property
    def can_be_thinned(self) -> bool:
        """Whether there is anything to forget."""
        return any(len(run) > 1.1 * _FEWEST_SNAPSHOTS for run in self.known)


class SharedRuns:
    """Everything known of every visitor's runs, within so much memory.

    The runs that nobody looks at go first, the longest unused before the others; then every second snapshot
    of those that take the most. A run that somebody looks at keeps a few hundred.

    Args:
        most_bytes: the memory.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        # All that there are; and those kept for whoever comes next, the longest unused first.
        self._alive: WeakValueDictionary[tuple[Recipe, ...], SharedRun] = WeakValueDictionary()
        self._kept: OrderedDict[tuple[Recipe, ...], SharedRun] = OrderedDict()
        self._queue: list[tuple[SharedRun, _Wanted]] = []

    def of(self, recipes: Sequence[Recipe], known: Sequence[Trajectory] | None = None) -> SharedRun:
        """The run of these recipes, trained in step.

        Args:
            recipes: one for each network.
            known: what the caller knows of them; used where it is more.
        """
        key = tuple(recipes)
        with self._lock:
            run = self._alive.get(key)
            if run is None:
                run = self._alive[key] = SharedRun(self, known or [begin(recipe) for recipe in key])
            elif known is not None and max(int(one.epochs[-1]) for one in known) > run.last_epoch:
                run.known = known
            self._kept[key] = run
            self._kept.move_to_end(key)
        self.make_room()
        return run

    @contextmanager
    def waiting(self, run: SharedRun, lacking: Gap) -> Iterator[None]:
        """Wait for a turn; meanwhile others may train this along with what they lack."""
        mine = run, _Wanted.of(lacking)
        with self._lock:
            self._queue.append(mine)
        try:
            yield
        finally:
            with self._lock:
                self._queue.remove(mine)

    def going_along(self, run: SharedRun, lacking: Gap) -> list[tuple[SharedRun, Gap]]:
        """What can be trained along with that: for those who wait, then for those who will before long.

        The latter keep company cheap: alone a network takes twice as long. They get no more epochs than are
        trained anyway, so that nobody waits for what has not been asked for. Networks so large that each has
        the processor's cache to itself gain nothing, and would only make the turn longer.

        Returns:
            Each run once.
        """
        most = min(_MOST_ALONG, networks_together(run.known[0].experiment) // len(run.known) - 1)
        if most < 1:
            return []
        with self._lock:
            waiting, others = list(self._queue), list(self._alive.values())
        oldest, length = time.monotonic() - _EXPECTED_SECONDS, len(lacking.missing)
        expected = [(other, other.expected) for other in others]
        soon = [(other, one.cut(length)) for other, one in expected if one is not None and one.since > oldest]
        soon.sort(key=lambda pair: pair[1].since)
        pattern = lacking.pattern
        found: dict[int, tuple[SharedRun, Gap]] = {}
        for other, one in (*waiting, *soon):
            if other is not run and one.pattern == pattern and one.is_open(other):
                found.setdefault(id(other), (other, one.lacking))
        return list(found.values())[:most]

    @property
    def nbytes(self) -> int:
        """How much memory all of them take."""
        return sum(run.nbytes for run in list(self._alive.values()))

    def __len__(self) -> int:
        return len(self._alive)

    def make_room(self) -> None:
        """Forget what there is no memory for."""
        with self._lock:
            while self._kept and self.nbytes > self._most_bytes:
                self._kept.popitem(last=False)
            while self.nbytes > self._most_bytes:
                largest = max(self._alive.values(), key=lambda run: run.nbytes, default=None)
                if largest is None or not largest.can_be_thinned:
                    return
                largest.thin()


RUNS = SharedRuns(LIMITS.cache_mb * 2**20)
"""Those of this process."""
