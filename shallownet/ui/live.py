"""One visitor's run behind one stage: it answers asks, and turns moved knobs into edits or new runs.

The frames of an answer follow from the recipe and the ask (with little time there may be fewer of them), so
losing or repeating one is harmless. A knob that is moved while an answer is being trained runs the page in
another thread, at once (Streamlit's fast reruns): a run does one thing at a time.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shallownet.core.experiment import EDITABLE, MAX_EPOCH, Experiment, Recipe, digest
from shallownet.core.meters import METERS
from shallownet.core.nudge import freeing_nudge
from shallownet.core.replay import View, begin, stretch_together
from shallownet.core.trajectory import Trajectory
from shallownet.core.work import check_affordable
from shallownet.stage.comparison import Comparison, Variant, comparison_payload, describe_comparison
from shallownet.stage.pack import describe_run, frames_payload, pack, points_payload
from shallownet.ui.ask import DEFAULT_LIMIT, DEFAULT_STRIDE, FIRST_FRAMES, Ask, Pending, whole_number
from shallownet.ui.drawn import LIMITS, Drawn
from shallownet.ui.process import BLOCK_SECONDS, TRAINING, one_at_a_time
from shallownet.ui.reach import reach


class LiveRun:
    """A run behind a stage: one network, or the variants of a comparison trained in lockstep.

    Args:
        stage: a name for the stage, one of its kind on the page.
        experiment: what to begin with.
        texts: the stage's labels.
        palette: its colours by theme.
        comparison: the networks compared; None for one network on the full stage.
        followed: whether anything else on the page wants to know where the stage comes to rest.
        drawable: whether points of a classification can be drawn on its map.

    Attributes:
        recipe: what is being trained; of a comparison, what its variants share.
        runs: what is known of each network's run so far.
        epoch: the epoch on screen, as far as the stage has told.
        told: whether the stage has told it since the run began.
        nudged_in_vain: whether the last nudge found no unit with a twin, until that is told.
    """

    def __init__(
        self,
        stage: str,
        experiment: Experiment,
        texts: Mapping[str, str],
        palette: Mapping[str, object],
        comparison: Comparison | None = None,
        *,
        followed: bool = False,
        drawable: bool = False,
    ) -> None:
        self.lock = threading.RLock()
        self._stage = stage
        self._texts, self._palette = texts, palette
        self.comparison = comparison
        self._followed = followed
        self._drawable = drawable
        self._drawn: int | None = None
        self._edits_announced = 0
        self._stride = DEFAULT_STRIDE
        self.begin(experiment)

    @property
    def known(self) -> Trajectory:
        """What is known of the first network's run."""
        return self.runs[0]

    @property
    def recipes(self) -> list[Recipe]:
        """What each network trains."""
        return self.variants_of(self.recipe)

    @property
    def stage_recipe(self) -> str:
        """What the stage knows the present recipe by."""
        return self._name(self.recipe)

    @property
    def variants(self) -> Sequence[Variant]:
        """What sets each network apart; nothing, where there is one."""
        return self.comparison.variants if self.comparison else (Variant("network", "", {}),)

    def variants_of(self, recipe: Recipe) -> list[Recipe]:
        """What each network would train if they shared that recipe."""
        if self.comparison is None:
            return [recipe]
        return [variant.of(recipe) for variant in self.comparison.variants]

    @property
    @one_at_a_time
    def settings(self) -> Experiment:
        """The experiment with the settings now in force, those about to be included."""
        now = self.recipe.settings_from(MAX_EPOCH)
        return replace(now, **self.pending.settings) if self.pending else now  # type: ignore[arg-type]

    @property
    def was_changed(self) -> bool:
        """Whether the run has not had the settings now in force from epoch 0 on."""
        return self.recipe != Recipe(self.settings)

    @one_at_a_time
    def begin(self, experiment: Experiment) -> None:
        """Start a new run.

        Raises:
            ExperimentError: if its epochs would take too long; then nothing has changed.
        """
        recipe = Recipe(experiment)
        recipes = self.variants_of(recipe)
        check_affordable(*(one.experiment for one in recipes))
        self._prepare_meters(recipes)
        self.recipe = recipe
        self.runs: list[Trajectory] = [begin(one) for one in recipes]
        self.limit = DEFAULT_LIMIT
        self.epoch = 0
        self.told = False
        self.nudged_in_vain = False
        self.pending: Pending | None = None
        # The recipe that the present one was edited from, and the epoch up to which they are the same.
        self._base: tuple[str, int] | None = None
        self._answer(-1, self._stride, FIRST_FRAMES, with_run=True)

    @one_at_a_time
    def change(self, **settings: Any) -> None:
        """Change settings: while it trains where that is possible, else by starting a new run.

        Raises:
            ExperimentError: if a value is not allowed; then nothing has changed.
        """
        wanted = replace(self.settings, **settings)
        if wanted == self.settings:
            return
        if all(field in EDITABLE for field in settings):
            check_affordable(*(one.experiment for one in self.variants_of(Recipe(wanted))))
            new = {field: getattr(wanted, field) for field in settings}
            self._announce(new, None)
        else:
            self.begin(wanted)

    @one_at_a_time
    def draw(self, drawn: Drawn) -> None:
        """Start a new run on the points that were drawn, unless they are those of this one.

        Raises:
            ExperimentError: if they will not do; then nothing has changed, and the stage shows the run's.
        """
        self._drawn = drawn.number
        self.change(problem="classification", dataset="own", points=drawn.points)

    @one_at_a_time
    def nudge(self, size: float) -> None:
        """Add ``size`` to one weight of a unit that has a twin, at the epoch on screen."""
        self._announce({}, size)

    def _announce(self, settings: Mapping[str, Any], nudge: float | None) -> None:
        self._edits_announced += 1
        waiting = self.pending or Pending(0, {})
        nudge = waiting.nudge if nudge is None else nudge
        self.pending = Pending(self._edits_announced, {**waiting.settings, **settings}, nudge)

    @one_at_a_time
    def told_in_vain(self) -> bool:
        """Whether the last nudge found no unit with a twin; that is told once."""
        told, self.nudged_in_vain = self.nudged_in_vain, False
        return told

    @one_at_a_time
    def reply(self, ask: Ask) -> None:
        """Answer an ask; the answer is in the next ``block``."""
        self._stride = ask.stride
        if ask.action == "reseed" and ask.recipe == self._name(self.recipe):  # else it is told what was done
            settings = self.settings
            self.begin(replace(settings, seed=(settings.seed + 1) % 2**32))
            return
        with_run = ask.have_run != self._run_name
        if ask.recipe != self._name(self.recipe):
            # The stage shows another recipe: give it this one from the start. If this one is an edit of the
            # stage's, the stage keeps what they share.
            self._answer(-1, ask.stride, ask.frames, with_run=with_run)
            return
        self.limit = ask.limit
        if self.pending is not None and ask.pending == self.pending.number:
            self._edit(self.pending, max(ask.after, 0))
        self._answer(ask.after, ask.stride, ask.frames, with_run=with_run)

    @one_at_a_time
    def settle(self, message: object) -> None:
        """Take note of the epoch at which a stage says that it has come to rest."""
        if isinstance(message, Mapping) and message.get("recipe") == self.stage_recipe:
            self.epoch = whole_number(message.get("epoch"), 0, self._last_epoch, self.epoch)
            self.told = True

    @one_at_a_time
    def at(self, epoch: int) -> list[View]:
        """Each network at an epoch, trained as far as needed; one that has diverged at its last good one."""
        shared = reach(self.runs, epoch)
        self.runs = shared.known
        return shared.views

    @one_at_a_time
    def at_rest(self) -> list[View]:
        """Each network at the epoch on screen, as far as the stage has told it."""
        return self.at(self.epoch)

    @property
    def _last_epoch(self) -> int:
        return max(int(run.epochs[-1]) for run in self.runs)

    def _edit(self, pending: Pending, epoch: int) -> None:
        """Put the settings that the knobs show in force from ``epoch`` on; later edits are dropped."""
        # A stage can only show what it was sent.
        epoch = min(epoch, self._last_epoch)
        shown, then = self.settings, self.recipe.settings_from(epoch)
        # All of them, not only the one just moved: a later edit that is dropped was on the knobs too.
        changed: dict[str, Any] = {
            field: getattr(shown, field)
            for field in EDITABLE
            if getattr(shown, field) != getattr(then, field)
        }
        freed: dict[str, float] = {}
        if pending.nudge is not None:
            known, rows = self.at(epoch)[0]
            flat = self.recipe.departing(epoch, known.flat[rows[0]])
            freed = freeing_nudge(known.shape, flat, pending.nudge)
        self.pending = None
        self.nudged_in_vain = pending.nudge is not None and not freed
        if self.nudged_in_vain and not pending.settings:
            return
        edited = self.recipe.edited(epoch, **changed, **freed)
        if edited != self.recipe:
            self._base = (self._name(self.recipe), epoch)
            self.recipe = edited
            self.runs = [run.cut(epoch, one) for run, one in zip(self.runs, self.recipes, strict=True)]

    def _prepare_meters(self, recipes: Sequence[Recipe]) -> None:
        """Compute what meters need once for a run: outside the training lock, as it may take long."""
        for name in self.comparison.meters if self.comparison else ():
            for recipe in recipes:
                METERS[name].prepare(recipe.experiment)

    def _name(self, recipe: Recipe) -> str:
        """What the stage knows a recipe by."""
        return (
            recipe.hash if self.comparison is None else digest([one.hash for one in self.variants_of(recipe)])
        )

    @property
    def _run_name(self) -> str:
        """What the stage knows the run by: the same when an edit is made."""
        return self._name(Recipe(self.recipe.experiment)) if self.comparison else self.recipe.run_hash

    @one_at_a_time
    def block(self) -> bytes:
        """The last answer as bytes, with the edit that is pending now."""
        pending = None if self.pending is None else {"id": self.pending.number}
        drawn = {} if self._drawn is None else {"drawn": self._drawn}
        return pack({**self._header, "pending": pending, **drawn}, *self._payloads)

    def _answer(self, after: int, stride: int, count: int, *, with_run: bool) -> None:
        with TRAINING:
            shared = stretch_together(self.runs, after, stride, count, self.limit, BLOCK_SECONDS)
            if self.comparison is None:
                known, rows = shared.views[0]
                frames = frames_payload(known.select(rows))
            else:
                frames = comparison_payload(shared.epochs, shared.views, self.comparison.meters)
        self.runs = shared.known
        base, cut = self._base if self._base is not None else (None, None)
        self._header: dict[str, Any] = {
            "stage": self._stage,
            "recipe": self._name(self.recipe),
            "run_id": self._run_name,
            "base": base,
            "cut": cut,
            "from": after,
            "count": len(frames),
            "end": self._end(int(shared.epochs[-1]) if len(frames) else after),
            "limit": self.limit,
        }
        self._payloads: list[NDArray[np.float32]] = [frames]
        if with_run:
            more = {"labels": self._texts, "palette": self._palette, "followed": self._followed}
            can_draw = self._drawable and self.recipe.experiment.problem == "classification"
            drawing = {"drawing": LIMITS} if can_draw else {}
            self._header["run"] = {**self._described(), **more, **drawing}
            self._payloads.insert(0, points_payload(self.recipe.experiment))

    def _described(self) -> dict[str, Any]:
        if self.comparison is None:
            return describe_run(self.recipe.experiment)
        return describe_comparison(self.comparison, [one.experiment for one in self.recipes], self._texts)

    def _end(self, last: int) -> dict[str, Any] | None:
        ends = [run.diverged_at for run in self.runs if run.diverged_at is not None]
        if len(ends) == len(self.runs) and last >= self._last_epoch:
            return {"kind": "diverged", "epoch": max(ends), "last_good": self._last_epoch}
        return {"kind": "finished", "epoch": self.limit} if last >= self.limit else None
