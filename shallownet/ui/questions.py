"""Questions to guess before the answer is revealed; the answer is computed from the visitor's own run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from shallownet.core.diagnosis import VERDICTS
from shallownet.core.experiment import Recipe
from shallownet.core.meters import METERS
from shallownet.core.nudge import freeing_nudge
from shallownet.core.observe import Observed
from shallownet.core.symmetry import count_groups, twin_groups
from shallownet.core.training import train
from shallownet.core.trajectory import Trajectory
from shallownet.texts.lessons import fill
from shallownet.ui.context import Context
from shallownet.ui.panels.backpropagation import answer_walk
from shallownet.ui.panels.cases import answer_cases
from shallownet.ui.panels.curves import answer_curves, options_curves
from shallownet.ui.panels.derivatives import answer_derivation, answer_slopes
from shallownet.ui.panels.gradient_check import answer_check
from shallownet.ui.panels.keepdims import answer_keepdims
from shallownet.ui.process import TRAINING

_EPOCHS = 1000

Options = Mapping[str, str]
Found = tuple[str, Mapping[str, object]]
"""The key of the right option, and the values that the answer's words speak of."""


@dataclass(frozen=True)
class Question:
    """A question of a scene.

    Attributes:
        answer: finds the right option in the run.
        options: what can be guessed; by default what the words list.
        epoch: when, if the question is about one epoch; its words speak of it as {epoch}.
    """

    answer: Callable[[Context], Found]
    options: Callable[[Context], Options] = lambda context: context.words.options
    epoch: int | None = None


def variants(context: Context) -> Options:
    """The networks on the stage as options, and what the words list besides."""
    return {**{one.name: one.label for one in context.run.variants}, **context.words.options}


def _measured(context: Context, epoch: int, name: str) -> dict[str, float]:
    """A measure of each network on the stage at an epoch (a diverged one's at its last good epoch)."""
    found = {}
    for variant, view in zip(context.run.variants, context.run.at(epoch), strict=True):
        row = view.rows[-1]
        if name in METERS:
            found[variant.name] = float(METERS[name].compute(Observed(*view)).reshape(-1)[0])
        else:
            found[variant.name] = float(getattr(view.known, name)[row])
    return found


def _listed(context: Context, numbers: Mapping[str, float], style: str) -> str:
    names = variants(context)
    return ", ".join(f"{names[name]} {format(number, style)}" for name, number in numbers.items())


def lowest_cost(epoch: int) -> Question:
    """Which network has the lowest cost after so many epochs?"""

    def answer(context: Context) -> Found:
        costs = _measured(context, epoch, "train_loss")
        live = context.run
        diverged = {
            variant.name
            for variant, run in zip(live.variants, live.runs, strict=True)
            if run.diverged_at is not None and run.diverged_at <= epoch
        }
        best = min(costs, key=lambda name: (name in diverged, costs[name]))
        return best, {
            "epoch": epoch,
            "winner": variants(context)[best],
            "numbers": _listed(context, costs, ".4f"),
        }

    return Question(answer, variants, epoch)


def most_right(epoch: int) -> Question:
    """Which network gets more points right after so many epochs? ``equal`` when the best are level."""

    def answer(context: Context) -> Found:
        shares = _measured(context, epoch, "train_accuracy")
        ordered = sorted(shares, key=lambda name: shares[name])
        level = shares[ordered[-1]] - shares[ordered[-2]] < 0.01
        values = {"epoch": epoch, "numbers": _listed(context, shares, ".1%")}
        return "equal" if level else ordered[-1], values

    return Question(answer, variants, epoch)


def nearest_to_zero(name: str, epoch: int) -> Question:
    """For which network is a meter nearest to 0?"""

    def answer(context: Context) -> Found:
        numbers = _measured(context, epoch, name)
        best = min(numbers, key=lambda variant: abs(numbers[variant]))
        values = {
            "epoch": epoch,
            "winner": variants(context)[best],
            "numbers": _listed(context, numbers, ".3f"),
        }
        return best, values

    return Question(answer, variants, epoch)


def within(name: str, variant: str, epoch: int, bounds: Sequence[tuple[str, float]]) -> Question:
    """Between which bounds is a meter of one variant (of all, the largest, if "")?

    Args:
        name: the meter.
        variant: which network.
        epoch: when.
        bounds: option keys, each with the value below which it is right; the last one is right beyond.
    """

    def answer(context: Context) -> Found:
        numbers = _measured(context, epoch, name)
        value = numbers[variant] if variant else max(numbers.values())
        right = next((key for key, below in bounds if value < below), bounds[-1][0])
        style = ".1%" if METERS[name].format == "share" else ".3g"
        shown = {"epoch": epoch, "value": format(value, style), "numbers": _listed(context, numbers, style)}
        return right, shown

    return Question(answer, epoch=epoch)


def verdicts(context: Context) -> Options:
    """Every verdict as an option."""
    return {name: context.texts["verdicts"][name] for name in VERDICTS}


def verdict_of(variant: str, epoch: int) -> Question:
    """What has become of one network after so many epochs?"""

    def answer(context: Context) -> Found:
        codes = _measured(context, epoch, "verdict")
        names = {name: VERDICTS[int(code)] for name, code in codes.items()}
        labels = variants(context)
        verdicts = context.texts["verdicts"]
        listed = ", ".join(f"{labels[name]}: {verdicts[verdict]}" for name, verdict in names.items())
        right = names[variant]
        values = {"epoch": epoch, "verdict": verdicts[right], "numbers": listed}
        return right, values

    return Question(answer, verdicts, epoch)


def _moved_farthest(context: Context) -> Found:
    """In which array the parameter is that has moved farthest from its start."""
    with TRAINING:
        run = train(context.run.recipes[0], _EPOCHS, record=[0, _EPOCHS])
    moved = np.abs(run.flat[-1] - run.flat[0])
    entries = run.shape.entries()
    farthest: dict[str, float] = {}
    for entry, distance in zip(entries, moved, strict=True):
        farthest[entry[:2]] = max(farthest.get(entry[:2], 0.0), float(distance))
    winner = entries[int(moved.argmax())]
    numbers = ", ".join(f"{name} {distance:.3f}" for name, distance in farthest.items())
    return winner[:2], {"epoch": int(run.epochs[-1]), "numbers": numbers, "winner": winner}


def _rising_epochs(context: Context) -> Found:
    with TRAINING:
        losses = train(context.run.recipes[0], _EPOCHS, record=1).train_loss
    rises = int(np.count_nonzero(np.diff(losses) > 0))
    right = "never" if rises == 0 else "sometimes" if rises < 0.1 * _EPOCHS else "often"
    first, last = (f"{loss:.4f}" for loss in losses[[0, -1]])
    return right, {"epoch": len(losses) - 1, "rises": rises, "first": first, "last": last}


def _nudge_options(context: Context) -> Options:
    n_h = context.run.settings.hidden_units
    return {str(count): str(count) for count in sorted({0, 1, 2, n_h - 1, n_h})}


def _nudges_needed(context: Context) -> Found:
    """Nudge a copy of the run again and again until all units differ, and count."""
    recipe = Recipe(context.run.recipe.experiment)
    n_h = recipe.experiment.hidden_units
    counts = []
    for nudges in range(n_h + 1):
        epoch = 100 * (nudges + 1)
        with TRAINING:
            now = train(recipe, epoch, record=[epoch])
        counts.append(_distinct(now))
        freed = freeing_nudge(now.shape, now.flat[-1], 1e-4)
        if not freed:
            break
        recipe = recipe.edited(epoch, **freed)
    needed = len(counts) - 1
    return str(needed), {"units": n_h, "needed": needed, "counts": " → ".join(map(str, counts))}


def _distinct(known: Trajectory) -> int:
    return int(count_groups(twin_groups(known.shape, known.flat[-1:]))[0])


def _leaves_diagonal(context: Context) -> Found:
    """How far the run so far has come from the diagonal of its first two units."""
    known = context.run.known
    n_x, n_h, _ = known.shape
    W1 = known.flat[:, : n_h * n_x].reshape(-1, n_h, n_x)
    away = np.abs(W1[:, 0] - W1[:, min(1, n_h - 1)]).max()
    right = "never" if away == 0 else "leaves"
    return right, {"distance": f"{away:.3g}", "epoch": int(known.epochs[-1])}


def show_question(name: str, context: Context) -> None:
    """Draw a question: its options, and the answer once a guess was made and the answer asked for."""
    label = context.texts["lesson"]
    question = QUESTIONS[name]
    shown_for = f"{context.key}.answered"
    options = dict(question.options(context))
    guess_key = f"{context.key}.guess {' '.join(options)}"
    asked = fill(context.words.question, {"epoch": question.epoch})
    with st.container(border=True):
        st.markdown(f"**{label['guess']}**  \n{asked}")
        guess = st.radio(
            asked,
            list(options),
            index=None,
            format_func=lambda key: options.get(key, key),
            label_visibility="collapsed",
            key=guess_key,
        )

        def reveal() -> None:
            # As things are now: the page may have been drawn before the guess arrived.
            st.session_state[shown_for] = (st.session_state.get(guess_key), _asked_of(context))

        st.button(label["reveal"], key=f"{context.key}.reveal", on_click=reveal, disabled=guess is None)
        if guess is not None and st.session_state.get(shown_for) == (guess, _asked_of(context)):
            right, values = question.answer(context)
            verdict = label["right"] if right == guess else label["wrong"].format(right=options[right])
            st.markdown(f"**{verdict}** {context.words.answer(right, **values)}")


def _asked_of(context: Context) -> str:
    """What a question is asked of: another run is another question, and so are other settings."""
    if context.live is not None:
        return context.live.stage_recipe
    beside = ("answered", "reveal", "guess")
    own = {key: value for key, value in st.session_state.items() if str(key).startswith(context.key)}
    return repr(sorted((str(key), repr(value)) for key, value in own.items() if not _named(key, beside)))


def _named(key: object, names: Sequence[str]) -> bool:
    return any(f".{name}" in str(key) for name in names)


QUESTIONS: dict[str, Question] = {
    "curves": Question(answer_curves, options_curves),
    "centred": nearest_to_zero("mean_a1", 300),
    "spread": within(
        "positive_share", "relu", 300, (("quarter", 0.25), ("half", 0.5), ("most", 0.75), ("all", np.inf))
    ),
    "race": lowest_cost(1500),
    "line": most_right(1000),
    "more_units": within("logistic_gap", "", 3000, (("tiny", 0.01), ("small", 0.1), ("large", np.inf))),
    "regression": lowest_cost(1000),
    "trick": most_right(1000),
    "derivation": Question(answer_derivation),
    "slopes": Question(answer_slopes),
    "walk": Question(answer_walk),
    "check": Question(answer_check),
    "keepdims": Question(answer_keepdims),
    "loop": Question(_rising_epochs, epoch=_EPOCHS),
    "rates": lowest_cost(500),
    "surface": Question(_moved_farthest, epoch=_EPOCHS),
    "starts": verdict_of("constant", 500),
    "nudge": Question(_nudges_needed, _nudge_options),
    "mirror": Question(_leaves_diagonal),
    "cases": Question(answer_cases, verdicts),
    "large": lowest_cost(100),
}
"""Every question by name."""
