"""One visitor's run behind one stage: it answers asks, and turns moved knobs into edits or new runs.

The frames of an answer follow from the recipe and the ask (with little time there may be fewer of them), so
losing or repeating one is harmless. A knob that is moved while an answer is being trained runs the page in
another thread, at once (Streamlit's fast reruns): a run does one thing at a time.
"""

from __future__ import annotations

import itertools
import logging
import secrets
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shallownet.core.checks import ExperimentError, refuse
from shallownet.core.experiment import EDITABLE, MAX_EPOCH, Edit, Experiment, Recipe, as_recipe, digest
from shallownet.core.meters import METERS
from shallownet.core.nudge import freeing_nudge
from shallownet.core.replay import View
from shallownet.core.trajectory import Trajectory
from shallownet.core.work import check_affordable, check_affordable_throughout
from shallownet.stage.comparison import Comparison, Variant, comparison_payload
from shallownet.stage.pack import frames_payload, pack
from shallownet.texts import FIRST_LANGUAGE
from shallownet.texts.refusals import in_language
from shallownet.ui.ask import DEFAULT_LIMIT, DEFAULT_STRIDE, FIRST_FRAMES, Ask, Entry, Pending, whole_number
from shallownet.ui.drawn import Drawn
from shallownet.ui.edits import sets_entry_at, with_entry, with_settings, without
from shallownet.ui.gauges import ANSWER_SECONDS
from shallownet.ui.limits import LIMITS
from shallownet.ui.presentation import Presentation
from shallownet.ui.process import one_at_a_time
from shallownet.ui.run_link import RunLink
from shallownet.ui.shared_runs import RUNS

LOGGER = logging.getLogger(__name__)


class LiveRun:
    """A run behind a stage: one network, or the variants of a comparison trained in lockstep.

    Args:
        stage: a name for the stage, one of its kind on the page.
        run: what to begin with.
        texts: the stage's labels.
        palette: its colours by theme.
        comparison: the networks compared; None for one network on the full stage.
        followed: whether anything else on the page wants to know where the stage comes to rest.
        epoch: what the stage is to go to first, and to rest at.
        link: how links to the stage say its run; by default the page's address does not.
        editable: whether weights may be edited in the drawing.
        drawable: whether points of a classification can be drawn on its map.

    Attributes:
        recipe: what is being trained; of a comparison, what its variants share.
        sent: the last epoch that the stage has been sent; others who look at the run may be further.
        epoch: the epoch on screen, as far as the stage has told.
        told: whether the stage has told it since the run began.
        session: names the visitor's session, so that a stage that goes on with the run of an earlier one is
            told from one that is merely behind.
        nudged_in_vain: whether the last nudge found no unit with a twin, until that is told.
        reseeds: whether the stage may draw other initial weights.
    """

    reseeds = True

    def __init__(
        self,
        stage: str,
        run: Experiment | Recipe,
        texts: Mapping[str, str],
        palette: Mapping[str, object],
        comparison: Comparison | None = None,
        *,
        followed: bool = False,
        epoch: int = 0,
        link: RunLink | None = None,
        editable: bool = True,
        drawable: bool = False,
    ) -> None:
        self.lock = threading.RLock()
        self.session = secrets.token_hex(8)
        self._answers = itertools.count(1)
        self._heard_earlier = False
        self._stage = stage
        self.comparison = comparison
        self._presentation = Presentation(
            texts, palette, link or RunLink(), followed, editable, drawable, self.reseeds
        )
        self._drawn: int | None = None
        self._edits_announced = 0
        self._stride = DEFAULT_STRIDE
        self.begin(run, epoch)

    @property
    def runs(self) -> Sequence[Trajectory]:
        """What is known of each network's run so far, by whomever it was asked for."""
        return self._shared.known

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
    def begin(self, run: Experiment | Recipe, epoch: int = 0) -> None:
        """Start a new run.

        Args:
            run: what to train.
            epoch: what the stage is to go to and to rest at; at 0 it plays.

        Raises:
            ExperimentError: if its epochs would take too long; then nothing has changed.
        """
        recipe = as_recipe(run)
        recipes = self.variants_of(recipe)
        LIMITS.check(*recipes)
        LIMITS.check_epoch(epoch)
        check_affordable_throughout(*recipes)
        self._prepare_meters(recipes)
        self.recipe = recipe
        self._shared = RUNS.of(recipes)
        self.limit = min(max(DEFAULT_LIMIT, epoch), LIMITS.max_epochs)
        self.epoch = self.sent = 0
        self._journey = {"id": secrets.token_hex(8), "epoch": epoch} if epoch else None
        self.told = False
        self.nudged_in_vain = False
        self.pending: Pending | None = None
        self._heard: dict[str, Any] | None = None
        self._departure: NDArray[np.float32] | None = None
        # The recipe that the present one was edited from, and the epoch up to which they are the same.
        self._base: tuple[str, int] | None = None
        self._answer(-1, self._stride, FIRST_FRAMES, with_run=True)

    @one_at_a_time
    def speak(self, texts: Mapping[str, str], comparison: Comparison | None = None) -> None:
        """Say everything in another language; the run goes on.

        Args:
            texts: the stage's labels.
            comparison: the same networks, by their names there.
        """
        names = [variant.label for variant in self.variants]
        self.comparison = comparison
        if texts == self._presentation.texts and names == [variant.label for variant in self.variants]:
            return
        self._presentation = replace(self._presentation, texts=texts)
        # What was answered last, once more: the stage may be waiting for it.
        self._answer(*self._answered, with_run=True)

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

    def _announce(
        self, settings: Mapping[str, Any], nudge: float | None, undone: tuple[Edit, ...] = ()
    ) -> None:
        self._edits_announced += 1
        waiting = self.pending or Pending(0, {})
        nudge = waiting.nudge if nudge is None else nudge
        both = {**waiting.settings, **settings}
        self.pending = Pending(self._edits_announced, both, nudge, (*waiting.undone, *undone))

    @one_at_a_time
    def set_entry(self, field: str, value: object, epoch: int) -> None:
        """Set a weight or bias at an epoch; later edits are dropped, the settings on the knobs stay.

        The stage is told with the next answer.

        Args:
            field: its name, see ``ENTRY``.
            value: a number.
            epoch: the network trains on from there.

        Raises:
            ExperimentError: if there is no such entry or the value is not allowed; then nothing has changed.
        """
        # A stage can only show what it was sent.
        epoch = min(epoch, self._last_epoch)
        self._go_over(with_entry(self.recipe, self.settings, epoch, field, value), epoch)

    def _hear(self, entry: Entry, epoch: int) -> None:
        """Set what was set in the drawing, or tell the stage why not; what is told twice is done once."""
        if self._heard is not None and self._heard["id"] == entry.number:
            return
        refused = None
        try:
            if self.comparison is not None:
                raise refuse("field", entry.field, "set where one network is on stage")
            self.set_entry(entry.field, entry.value, epoch)
        except ExperimentError as error:
            refused = in_language(str(error), self._presentation.texts.get("locale", FIRST_LANGUAGE))
        self._heard = {"id": entry.number, "refused": refused}

    @one_at_a_time
    def undo(self, edit: Edit) -> None:
        """Take an edit back and keep the others: the run goes back to its epoch and is trained anew.

        Undoing what is not there any more (a button pressed twice) changes nothing.
        """
        self._announce({}, None, (edit,))

    @one_at_a_time
    def told_in_vain(self) -> bool:
        """Whether the last nudge found no unit with a twin; that is told once."""
        told, self.nudged_in_vain = self.nudged_in_vain, False
        return told

    @one_at_a_time
    def reply(self, ask: Ask) -> None:
        """Answer an ask; the answer is in the next ``block``."""
        self._stride = ask.stride
        if ask.session is not None and ask.session != self.session:
            self._go_on_with(ask)
        is_present = ask.recipe == self._name(self.recipe)  # else it is told what was done
        if ask.action == "reseed" and self.reseeds and is_present:
            settings = self.settings
            self.begin(replace(settings, seed=(settings.seed + 1) % 2**32))
            return
        # Of two answers in quick succession Streamlit's page may hand over the second alone.
        has_words = ask.locale in (None, self._presentation.texts.get("locale"))
        with_run = ask.have_run != self._run_name or not has_words
        if ask.recipe != self._name(self.recipe):
            # The stage shows another recipe: give it this one from the start. If this one is an edit of the
            # stage's, the stage keeps what they share.
            self._answer(-1, ask.stride, ask.frames, with_run=with_run)
            return
        self.limit = min(ask.limit, LIMITS.max_epochs)
        after = ask.after
        if self.pending is not None and ask.pending == self.pending.number:
            after = min(after, self._edit(self.pending, max(after, 0)))
        if ask.entry is not None:
            self._hear(ask.entry, max(ask.after, 0))
        self._answer(after, ask.stride, ask.frames, with_run=with_run)

    def _go_on_with(self, ask: Ask) -> None:
        """Take over the run of an earlier session, which the stage still holds, if its link says it."""
        self._heard_earlier = True
        if ask.recipe == self._name(self.recipe):
            self._journey = None  # the stage is where its visitor left it
            return
        if ask.query is None:
            return
        held = self._presentation.link.read(ask.query)
        if self._name(held) != ask.recipe:
            LOGGER.info("A stage holds a run that this version reads otherwise; it is given a new one.")
            return
        try:
            self.begin(held)
        except ExperimentError:
            LOGGER.info("A stage holds a run that is not trained here.")

    @one_at_a_time
    def settle(self, message: object) -> None:
        """Take note of the epoch at which a stage says that it has come to rest."""
        if isinstance(message, Mapping) and message.get("recipe") == self.stage_recipe:
            self.epoch = whole_number(message.get("epoch"), 0, self._last_epoch, self.epoch)
            self.told = True

    @one_at_a_time
    def at(self, epoch: int) -> list[View]:
        """Each network at an epoch, trained as far as needed; one that has diverged at its last good one."""
        return self._shared.at(epoch)

    @one_at_a_time
    def at_rest(self) -> list[View]:
        """Each network at the epoch on screen, as far as the stage has told it."""
        return self.at(self.epoch)

    @property
    def _last_epoch(self) -> int:
        return self._shared.last_epoch

    def _edit(self, pending: Pending, epoch: int) -> int:
        """Put the settings that the knobs show in force from ``epoch`` on; later edits are dropped.

        What is undone is gone from its own epoch on, and leaves later edits alone.

        Returns:
            The epoch that the stage is to go on from.
        """
        # A stage can only show what it was sent.
        epoch = min(epoch, self._last_epoch)
        recipe, cut = without(self.recipe, pending.undone)
        freed: dict[str, float] = {}
        if pending.nudge is not None:
            known, rows = self.at(epoch)[0]
            flat = self.recipe.departing(epoch, known.flat[rows[0]])
            freed = freeing_nudge(known.shape, flat, pending.nudge)
        self.pending = None
        self.nudged_in_vain = pending.nudge is not None and not freed
        if pending.settings or freed:
            shown = replace(recipe.settings_from(MAX_EPOCH), **pending.settings)  # type: ignore[arg-type]
            recipe = with_settings(recipe, shown, epoch, freed)
        cut = epoch if cut is None else min(cut, epoch)
        self._go_over(recipe, cut)
        return cut

    def _go_over(self, recipe: Recipe, epoch: int) -> None:
        """Train another recipe from now on, one that is the same up to ``epoch``."""
        if recipe == self.recipe:
            return
        old, self.recipe, is_known = self.recipe, recipe, epoch <= self._last_epoch
        self._base = (self._name(old), epoch)
        kept = [run.cut(epoch, one) for run, one in zip(self.runs, self.recipes, strict=True)]
        self._shared = RUNS.of(self.recipes, kept)
        self.sent = min(self.sent, epoch)
        self._departure = None
        if is_known and sets_entry_at(epoch, old, recipe):
            # The frame that the stage holds of that epoch is another one from now on.
            self._departure = self._frames(np.array([epoch]), self.at(epoch))

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
        session = {"session": self.session, "knows_earlier": self._heard_earlier}
        header = {**self._header, **session, "pending": pending, "heard": self._heard, **drawn}
        return pack(header, *self._payloads)

    def _answer(self, after: int, stride: int, count: int, *, with_run: bool) -> None:
        self._answered = after, stride, count
        began = time.perf_counter()
        shared = self._shared.stretch(after, stride, count, self.limit)
        frames = self._frames(shared.epochs, shared.views)
        ANSWER_SECONDS.add(time.perf_counter() - began)
        self.sent = max([self.sent, *shared.epochs[-1:].tolist()])
        base, cut = self._base if self._base is not None else (None, None)
        self._header: dict[str, Any] = {
            "stage": self._stage,
            # Streamlit does not pass on what a stage has just been given: two answers are never the same, nor
            # is "nothing yet" said twice.
            "answer": next(self._answers),
            "recipe": self._name(self.recipe),
            "run_id": self._run_name,
            "base": base,
            "cut": cut,
            "from": after,
            "count": len(frames),
            "end": self._end(int(shared.epochs[-1]) if len(frames) else after),
            "limit": self.limit,
            "query": self._presentation.link.write(self.recipe),
            "journey": self._journey,
            "departure": self._departure is not None,
            "edits": sorted({edit.epoch for edit in self.recipe.edits}),
        }
        self._payloads: list[NDArray[np.float32]] = [frames]
        if self._departure is not None:
            self._payloads.append(self._departure)
        if with_run:
            described = [one.experiment for one in self.recipes]
            self._header["run"], points = self._presentation.of(described, self.comparison)
            self._payloads.insert(0, points)

    def _frames(self, epochs: NDArray[np.int64], views: Sequence[View]) -> NDArray[np.float32]:
        if self.comparison is not None:
            return comparison_payload(epochs, views, self.comparison.meters)
        ((known, rows),) = views
        return frames_payload(known.select(rows))

    def _end(self, last: int) -> dict[str, Any] | None:
        ends = [run.diverged_at for run in self.runs if run.diverged_at is not None]
        if len(ends) == len(self.runs) and last >= self._last_epoch:
            return {"kind": "diverged", "epoch": max(ends), "last_good": self._last_epoch}
        if last < self.limit:
            return None
        return {"kind": "limit" if self.limit == LIMITS.max_epochs else "finished", "epoch": self.limit}
