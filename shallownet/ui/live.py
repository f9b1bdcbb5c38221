"""One visitor's run behind one stage: it answers asks, and turns moved knobs into edits or new runs.

The frames of an answer follow from the recipe and the ask (with little time there may be fewer of them), so
losing or repeating one is harmless.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shallownet.core.experiment import EDITABLE, MAX_EPOCH, Experiment, Recipe
from shallownet.core.replay import begin, stretch
from shallownet.core.trajectory import Trajectory
from shallownet.core.work import check_affordable
from shallownet.stage.pack import describe_run, frames_payload, pack, points_payload
from shallownet.ui.process import BLOCK_SECONDS, TRAINING

DEFAULT_LIMIT = 100_000
DEFAULT_STRIDE = 5
# The first block is short: it is trained and sent before anything can be seen.
_FIRST_FRAMES = 30
_MOST_FRAMES = 600
_LARGEST_STRIDE = 10_000


@dataclass(frozen=True)
class Ask:
    """What a stage asks for: the frames after an epoch of a recipe.

    Attributes:
        recipe: hash of the recipe that the stage shows.
        after: the last epoch it holds, -1 for none; when it answers a pending edit, the epoch on screen.
        stride: epochs between two frames.
        frames: how many.
        limit: the epoch at which the run is to end.
        pending: the pending edit that is answered, or None.
        have_run: the run that the stage can already draw, or None.
        action: ``"reseed"`` for new random weights, or None.
    """

    recipe: str
    after: int
    stride: int
    frames: int
    limit: int
    pending: int | None
    have_run: str | None
    action: str | None

    @classmethod
    def parse(cls, message: object) -> Ask | None:
        """The ask in a browser's message, its numbers kept within bounds; None if it is not one."""
        if not isinstance(message, Mapping) or not isinstance(message.get("recipe"), str):
            return None

        def whole(field: str, low: int, high: int, otherwise: int) -> int:
            value = message.get(field)
            # NaN is the number that differs from itself; asking math.isnan would fail for huge integers.
            if not isinstance(value, (int, float)) or isinstance(value, bool) or value != value:
                return otherwise
            return int(min(max(value, low), high))

        pending, have_run, action = (message.get(field) for field in ("pending", "have_run", "action"))
        return cls(
            recipe=message["recipe"],
            after=whole("from", -1, MAX_EPOCH, -1),
            stride=whole("stride", 1, _LARGEST_STRIDE, DEFAULT_STRIDE),
            frames=whole("frames", 1, _MOST_FRAMES, _FIRST_FRAMES),
            limit=whole("limit", 1, MAX_EPOCH, DEFAULT_LIMIT),
            pending=pending if isinstance(pending, int) and not isinstance(pending, bool) else None,
            have_run=have_run if isinstance(have_run, str) else None,
            action=action if action == "reseed" else None,
        )


@dataclass(frozen=True)
class Pending:
    """Knobs moved while training: they take effect at the epoch that the stage says it shows."""

    number: int
    settings: Mapping[str, float | int | None]


class LiveRun:
    """A run behind a stage.

    Args:
        stage: a name for the stage, one of its kind on the page.
        experiment: what to begin with.
        texts: the stage's labels.
        palette: its colours by theme.

    Attributes:
        known: what is known of the run so far; its recipe is the run's.
    """

    def __init__(
        self, stage: str, experiment: Experiment, texts: Mapping[str, str], palette: Mapping[str, object]
    ) -> None:
        self._stage = stage
        self._texts, self._palette = texts, palette
        self._edits_announced = 0
        self._stride = DEFAULT_STRIDE
        self.begin(experiment)

    @property
    def recipe(self) -> Recipe:
        """What is being trained."""
        return self.known.recipe

    @property
    def settings(self) -> Experiment:
        """The experiment with the settings now in force, those about to be included."""
        now = self.recipe.settings_from(MAX_EPOCH)
        return replace(now, **self.pending.settings) if self.pending else now  # type: ignore[arg-type]

    def begin(self, experiment: Experiment) -> None:
        """Start a new run.

        Raises:
            ExperimentError: if its epochs would take too long; then nothing has changed.
        """
        check_affordable(experiment)
        self.known: Trajectory = begin(Recipe(experiment))
        self.limit = DEFAULT_LIMIT
        self.pending: Pending | None = None
        # The recipe that the present one was edited from, and the epoch up to which they are the same.
        self._base: tuple[str, int] | None = None
        self._answer(-1, self._stride, _FIRST_FRAMES, with_run=True)

    def change(self, **settings: Any) -> None:
        """Change settings: while it trains where that is possible, else by starting a new run.

        Raises:
            ExperimentError: if a value is not allowed; then nothing has changed.
        """
        wanted = replace(self.settings, **settings)
        if wanted == self.settings:
            return
        if all(field in EDITABLE for field in settings):
            check_affordable(wanted)
            self._edits_announced += 1
            waiting = self.pending.settings if self.pending else {}
            new = {field: getattr(wanted, field) for field in settings}
            self.pending = Pending(self._edits_announced, {**waiting, **new})
        else:
            self.begin(wanted)

    def reply(self, ask: Ask) -> None:
        """Answer an ask; the answer is in the next ``block``."""
        self._stride = ask.stride
        if ask.action == "reseed" and ask.recipe == self.recipe.hash:  # else it is told again what was done
            settings = self.settings
            self.begin(replace(settings, seed=(settings.seed + 1) % 2**32))
            return
        with_run = ask.have_run != self.recipe.run_hash
        if ask.recipe != self.recipe.hash:
            # The stage shows another recipe: give it this one from the start. If this one is an edit of the
            # stage's, the stage keeps what they share.
            self._answer(-1, ask.stride, ask.frames, with_run=with_run)
            return
        self.limit = ask.limit
        if self.pending is not None and ask.pending == self.pending.number:
            self._edit(max(ask.after, 0))
        self._answer(ask.after, ask.stride, ask.frames, with_run=with_run)

    def _edit(self, epoch: int) -> None:
        """Put the settings that the knobs show in force from ``epoch`` on; later edits are dropped."""
        shown, then = self.settings, self.recipe.settings_from(epoch)
        # All of them, not only the one just moved: a later edit that is dropped was on the knobs too.
        changed = {
            field: getattr(shown, field)
            for field in EDITABLE
            if getattr(shown, field) != getattr(then, field)
        }
        edited = self.recipe.edited(epoch, **changed)
        if edited != self.recipe:
            self._base = (self.recipe.hash, epoch)
            self.known = self.known.cut(epoch, edited)
        self.pending = None

    def block(self) -> bytes:
        """The last answer as bytes, with the edit that is pending now."""
        pending = None if self.pending is None else {"id": self.pending.number}
        return pack({**self._header, "pending": pending}, *self._payloads)

    def _answer(self, after: int, stride: int, count: int, *, with_run: bool) -> None:
        with TRAINING:
            self.known, frames = stretch(self.known, after, stride, count, self.limit, BLOCK_SECONDS)
        base, cut = self._base if self._base is not None else (None, None)
        self._header: dict[str, Any] = {
            "stage": self._stage,
            "recipe": self.recipe.hash,
            "run_id": self.recipe.run_hash,
            "base": base,
            "cut": cut,
            "from": after,
            "count": len(frames),
            "end": self._end(after, frames),
            "limit": self.limit,
        }
        self._payloads: list[NDArray[np.float32]] = [frames_payload(frames)]
        if with_run:
            run = {**describe_run(self.recipe.experiment), "labels": self._texts, "palette": self._palette}
            self._header["run"] = run
            self._payloads.insert(0, points_payload(self.recipe.experiment))

    def _end(self, after: int, frames: Trajectory) -> dict[str, Any] | None:
        last = int(frames.epochs[-1]) if len(frames) else after
        if self.known.diverged_at is not None and last >= self.known.epochs[-1]:
            return {
                "kind": "diverged",
                "epoch": self.known.diverged_at,
                "last_good": int(self.known.epochs[-1]),
            }
        return {"kind": "finished", "epoch": self.limit} if last >= self.limit else None
