"""Questions about several networks side by side: which is ahead, and what has become of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from shallownet.core.diagnosis import VERDICTS
from shallownet.core.experiment import Recipe
from shallownet.core.meters import METERS
from shallownet.core.observe import Observed
from shallownet.core.replay import View
from shallownet.ui.context import Context
from shallownet.ui.copies import copies_at
from shallownet.ui.panels.numbers import styled
from shallownet.ui.question import Found, Options, Question

Array = NDArray[np.float64]

NOBODY = "none"
"""The key of the option that no single network is ahead."""


def variants(context: Context) -> Options:
    """The networks on the stage as options, and what the words list besides."""
    return {**{one.name: one.label for one in context.run.variants}, **context.words.options}


def verdicts(context: Context) -> Options:
    """Every verdict as an option."""
    return {name: context.texts["verdicts"][name] for name in VERDICTS}


def lowest_cost(epoch: int) -> Question:
    """Which network has the lowest cost after so many epochs?"""
    return _ahead(epoch, "train_loss", ".4f", lambda costs: costs)


def nearest_to_zero(meter: str, epoch: int) -> Question:
    """For which network is a meter nearest to 0?"""
    return _ahead(epoch, meter, ".3f", np.abs)


def most_right(epoch: int) -> Question:
    """Which network gets more points right after so many epochs? Nobody, if the best are within 1 %."""
    return _ahead(epoch, "train_accuracy", ".1%", lambda shares: -shares, margin=0.01)


def _ahead(
    epoch: int,
    name: str,
    style: str,
    rank: Callable[[Array], Array],
    margin: float | None = None,
) -> Question:
    """Which network has the lowest rank?

    Args:
        epoch: when.
        name: a meter, or a measure of the run.
        style: how its numbers are written; those that look alike are level.
        rank: makes of the numbers what is to be low.
        margin: how far apart two numbers may be and still be level; by default what the style does not show.
    """

    def answer(context: Context) -> Found:
        views = _views(context, epoch)
        numbers = _measured(context, views, name)
        running = {name: numbers[name] for name, view in views.items() if not _has_diverged(view, epoch)}
        values = {"epoch": epoch, "numbers": _listed(context, views, numbers, style, epoch)}
        if not running:
            return NOBODY, {**values, "reason": _reason(context, "diverged")}
        ranks = dict(zip(running, rank(np.array(list(running.values()))), strict=True))
        best = min(ranks, key=ranks.__getitem__)
        if margin is None:
            level = [one for one in running if format(running[one], style) == format(running[best], style)]
        else:
            level = [one for one in running if ranks[one] - ranks[best] < margin]
        if len(level) > 1:
            return NOBODY, {**values, "reason": _reason(context, "level")}
        winner = variants(context)[best]
        return best, {**values, "winner": winner, "best": styled(running[best], style)}

    return Question(answer, variants, epoch)


def within(meter: str, variant: str, epoch: int, bounds: Sequence[tuple[str, float]]) -> Question:
    """Between which bounds is a meter of one variant (of all, the largest, if "")?

    Args:
        meter: its name.
        variant: which network.
        epoch: when.
        bounds: option keys, each with the value below which it is right; the last one is right beyond.
    """

    def answer(context: Context) -> Found:
        views = _views(context, epoch)
        numbers = _measured(context, views, meter)
        value = numbers[variant] if variant else max(numbers.values())
        right = next((key for key, below in bounds if value < below), bounds[-1][0])
        style = ".1%" if METERS[meter].format == "share" else ".3g"
        listed = _listed(context, views, numbers, style, epoch)
        return right, {"epoch": epoch, "value": styled(value, style), "numbers": listed}

    return Question(answer, epoch=epoch)


def verdict_of(variant: str, epoch: int) -> Question:
    """What has become of one network after so many epochs?"""

    def answer(context: Context) -> Found:
        views = _views(context, epoch)
        found = {name: VERDICTS[int(code)] for name, code in _measured(context, views, "verdict").items()}
        labels, said = variants(context), context.texts["verdicts"]
        listed = ", ".join(f"**{labels[name]}**: {said[verdict]}" for name, verdict in found.items())
        values = {"epoch": epoch, "verdict": said[found[variant]], "numbers": listed}
        if found[variant] == "frozen":
            values["reason"] = context.words.say(f"frozen_{_why_frozen(views[variant])}")
        return found[variant], values

    return Question(answer, verdicts, epoch)


def _why_frozen(view: View) -> str:
    """Why no weight of a frozen network has a gradient, from its numbers."""
    then = Observed(view.known, np.array([0, view.rows[-1]]))
    (first_W1, last_W1), (first_W2, last_W2) = then.W1, then.W2
    if (first_W1 != last_W1).any() or (first_W2 != last_W2).any():
        return "arrived"
    if not then.A1[-1].any() and not last_W2.any():
        return "silent"
    return "dead" if not then.slopes[-1].any() else "cancelled"


def _views(context: Context, epoch: int) -> dict[str, View]:
    """Each network on the stage at an epoch, with the settings that the knobs show from epoch 0 on.

    That is the very run on the stage, unless something was changed on the way: then a copy.
    """
    live = context.run
    if live.was_changed:
        views = copies_at(tuple(live.variants_of(Recipe(live.settings))), epoch)
    else:
        views = tuple(live.at(epoch))
    return {one.name: view for one, view in zip(live.variants, views, strict=True)}


def _measured(context: Context, views: Mapping[str, View], name: str) -> dict[str, float]:
    """A meter, or a measure of the run, of each network."""
    found = {}
    for variant, view in views.items():
        if name in METERS:
            last = Observed(view.known, view.rows[-1:])
            found[variant] = float(METERS[name].compute(last).reshape(-1)[0])
        else:
            found[variant] = float(getattr(view.known, name)[view.rows[-1]])
    return found


def _has_diverged(view: View, epoch: int) -> bool:
    return view.known.diverged_at is not None and view.known.diverged_at <= epoch


def _listed(
    context: Context, views: Mapping[str, View], numbers: Mapping[str, float], style: str, epoch: int
) -> str:
    """Every network with its number; one that has diverged with the epoch too."""
    names, told = variants(context), []
    for name, number in numbers.items():
        # A name may have a number of its own.
        text = f"**{names[name]}** {styled(number, style)}"
        if _has_diverged(views[name], epoch):
            diverged = context.texts["lesson"]["diverged_at"]
            text = f"{text} ({diverged.format(epoch=views[name].known.diverged_at)})"
        told.append(text)
    return ", ".join(told)


def _reason(context: Context, why: str) -> str:
    text: str = context.texts["lesson"][f"nobody_{why}"]
    return text
