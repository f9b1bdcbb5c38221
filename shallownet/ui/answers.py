"""Answers that are read off the run of a single network, or off copies of it."""

from __future__ import annotations

import numpy as np

from shallownet.core.experiment import Recipe
from shallownet.core.stability import rose
from shallownet.ui.context import Context
from shallownet.ui.copies import copies_at, every_epoch, nudged_until_free
from shallownet.ui.panels.numbers import styled
from shallownet.ui.question import Found, Options

EPOCHS = 1000
"""How far a run is followed."""

_OFTEN = 0.1


def _recipe(context: Context) -> Recipe:
    """The run with the settings that the knobs show, from epoch 0 on."""
    return context.run.variants_of(Recipe(context.run.settings))[0]


def moved_farthest(context: Context) -> Found:
    """In which array the parameter is that has moved farthest from its start."""
    recipe = _recipe(context)
    (run, rows), *_ = copies_at((recipe,), EPOCHS)
    moved = np.abs(run.flat[rows[-1]] - run.flat[0])
    entries = run.shape.entries()
    farthest: dict[str, float] = {}
    for entry, distance in zip(entries, moved, strict=True):
        farthest[entry[:2]] = max(farthest.get(entry[:2], 0.0), float(distance))
    winner = entries[int(moved.argmax())]
    numbers = ", ".join(f"{name} {distance:.3f}" for name, distance in farthest.items())
    return winner[:2], {"epoch": int(run.epochs[rows[-1]]), "numbers": numbers, "winner": winner}


def rising_epochs(context: Context) -> Found:
    """How often the cost goes up; a step that ends in divergence goes up too."""
    run = every_epoch(_recipe(context), EPOCHS)
    losses, diverged_at = run.train_loss, run.diverged_at
    rises = int(np.count_nonzero(rose(losses))) + (diverged_at is not None)
    steps = len(losses) - 1 + (diverged_at is not None)
    right = "never" if rises == 0 else "sometimes" if rises < _OFTEN * steps else "often"
    why = right if diverged_at is None else "diverged"
    first, last = (f"{loss:.4f}" for loss in losses[[0, -1]])
    reason = context.words.say(f"reason_{why}", diverged=diverged_at)
    return right, {"epoch": steps, "rises": rises, "first": first, "last": last, "reason": reason}


def nudge_options(context: Context) -> Options:
    """Some numbers of nudges, the right ones among them; and what the words list besides."""
    n_h = context.run.settings.hidden_units
    counts = {str(count): str(count) for count in sorted({0, 1, 2, n_h - 1, n_h})}
    return {**counts, **context.words.options}


def nudges_needed(context: Context) -> Found:
    """How many nudges it takes until all units of the run differ."""
    experiment = _recipe(context).experiment
    counts, diverged_at = nudged_until_free(experiment)
    needed = len(counts) - 1
    values = {
        "units": experiment.hidden_units,
        "counts": " → ".join(map(str, counts)),
        "diverged": diverged_at,
    }
    return "diverged" if diverged_at is not None else str(needed), {**values, "needed": needed}


def leaves_diagonal(context: Context) -> Found:
    """How far the run so far has come from the diagonal of its first two units."""
    live = context.run
    known = live.known.select(live.known.epochs <= live.sent)
    n_x, n_h, _ = known.shape
    if n_h == 1:
        return "one", {}
    W1 = known.flat[:, : n_h * n_x].reshape(-1, n_h, n_x)
    away = np.abs(W1[:, 0] - W1[:, 1]).max()
    right = "never" if away == 0 else "leaves"
    return right, {"distance": styled(away, ".3g"), "epoch": int(known.epochs[-1])}
