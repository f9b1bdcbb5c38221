"""What a sweep has found so far: every run as a number that leads to it, and what they have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from math import log
from statistics import median
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from shallownet.figures.seeds import seeds_figure
from shallownet.figures.widths import widths_figure
from shallownet.sweeps.outcome import OUTCOMES, Finished, outcome
from shallownet.texts.lessons import SceneWords
from shallownet.ui.context import Context
from shallownet.ui.course_widths import address, line_accuracy, percent
from shallownet.ui.panels.drawing import draw
from shallownet.ui.panels.numbers import short
from shallownet.ui.panels.table import show_table
from shallownet.ui.sweep_run import SweepRun

Array = NDArray[np.float64]
Combination = tuple[Any, ...]
"""Activation, initializer and learning rate."""

COMBINED = ("activation", "initializer", "learning_rate")
MEASURES = ("train_accuracy", "train_loss")
"""What a number of the table may be."""
LEVEL = 0.01
"""Gaps between training and test accuracy that differ by no more than this are not called different."""

_STYLE = """
<style>
.heat { overflow-x: auto; }
.heat table { border-collapse: separate; border-spacing: 2px;
  font-variant-numeric: tabular-nums; font-size: 0.85rem; }
.heat th { font-weight: 500; padding: 0.1rem 0.5rem; text-align: right; white-space: nowrap; }
.heat thead th { text-align: center; }
.heat td { padding: 0; min-width: 3.4rem; height: 1.55rem; text-align: center; border-radius: 0.2rem; }
.heat td a { display: block; line-height: 1.55rem; color: inherit; text-decoration: none; }
.heat td a:hover, .heat td a:focus-visible { outline: 2px solid; border-radius: 0.2rem; }
.heat .diverged { font-style: italic; opacity: 0.85; }
.heat .unknown { border: 1px dashed color-mix(in srgb, currentColor 20%, transparent); }
.heat tfoot :is(td, th) { border-top: 1px solid color-mix(in srgb, currentColor 25%, transparent); }
</style>
"""
# From the poorest share on which colours begin, and how strong the strongest is: the numbers stay readable.
_PALEST, _STRONGEST = 0.4, 62


@dataclass(frozen=True)
class Shown:
    """The part of a sweep that is looked at.

    Attributes:
        context: of the page's section.
        run: the sweep.
        combination: of which the seeds and widths are shown.
        solved_at: the share from which a run counts as solved.
        measure: what the table shows, one of ``MEASURES``.
    """

    context: Context
    run: SweepRun
    combination: Combination
    solved_at: float
    measure: str = "train_accuracy"

    @property
    def widths(self) -> Sequence[int]:
        """The columns."""
        return self.run.plan.axes["hidden_units"]

    @property
    def seeds(self) -> Sequence[int]:
        """The rows."""
        return self.run.plan.axes["seed"]

    def index(self, seed: int, units: int) -> int:
        """Which run of the plan has that seed and width."""
        wanted = {**dict(zip(COMBINED, self.combination, strict=True)), "seed": seed, "hidden_units": units}
        return self.run.plan.index(wanted)

    def known(self, units: int) -> list[Finished]:
        """What is known of a width, in the order of the seeds."""
        every = (self.run.finished.get(self.index(seed, units)) for seed in self.seeds)
        return [one for one in every if one is not None]

    def ends(self, units: int) -> Counter[str]:
        """How often each of ``OUTCOMES`` was a width's end."""
        base = self.run.plan.base
        return Counter(outcome(base, one, self.solved_at) for one in self.known(units))


def combinations(run: SweepRun) -> list[Combination]:
    """All that the visitor can look at."""
    axes = run.plan.axes
    return [(a, i, r) for a in axes[COMBINED[0]] for i in axes[COMBINED[1]] for r in axes[COMBINED[2]]]


def name_of(combination: Combination, texts: Mapping[str, Any]) -> str:
    """What a combination is called."""
    activation, initializer, rate = combination
    return f"{texts['activations'][activation]}, {texts['initializers'][initializer]}, α = {short(rate)}"


def show_heat(shown: Shown) -> None:
    """A table of links to the runs, a row a seed and a column a width; below, how the widths fared."""
    say = shown.context.words.say
    st.caption(say(f"heat_{shown.measure}"))
    heads = "".join(f'<th scope="col">{units}</th>' for units in shown.widths)
    rows = [
        f'<tr><th scope="row">{escape(say("seed", seed=seed))}</th>'
        + "".join(_cell(shown, seed, units) for units in shown.widths)
        + "</tr>"
        for seed in shown.seeds
    ]
    feet = [_foot(say("median"), [_median(shown, units) for units in shown.widths])]
    ends = [shown.ends(units) for units in shown.widths]
    for name in OUTCOMES:
        counted = [f"{100 * one[name] / one.total():.0f}%" if one else "" for one in ends]
        feet.append(_foot(shown.context.texts["outcomes"][name], counted))
    corner = f'<th scope="col">{escape(say("widths"))}</th>'
    st.html(
        f'{_STYLE}<div class="heat"><table><thead><tr>{corner}{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody><tfoot>{''.join(feet)}</tfoot></table></div>"
    )


def _cell(shown: Shown, seed: int, units: int) -> str:
    index = shown.index(seed, units)
    one = shown.run.finished.get(index)
    if one is None:
        return '<td class="unknown"></td>'
    say, accuracy = shown.context.words.say, one.train_accuracy
    told = {"units": units, "seed": seed}
    if one.diverged_at is not None:
        text, kind = shown.context.texts["verdicts"]["diverged"], "diverged"
        said, colour = say("cell_diverged", epoch=f"{one.diverged_at:,}", **told), "transparent"
    else:
        text, kind = _written(shown, getattr(one, shown.measure)), "known"
        said = say("cell", accuracy=percent(accuracy), cost=f"{one.train_loss:.4f}", **told)
        if np.isfinite(one.test_accuracy):
            said += say("cell_test", accuracy=percent(one.test_accuracy))
        strength = _STRONGEST * _goodness(shown, one)
        colour = f"color-mix(in srgb, #0f8f7f {strength:.0f}%, transparent)"
    link = address(shown.run.plan.experiment(index), one)
    said = escape(said)
    return (
        f'<td class="{kind}" style="background: {colour}"><a href="{link}" target="_blank" title="{said}"'
        f' aria-label="{said}">{text}</a></td>'
    )


def _written(shown: Shown, number: float) -> str:
    return f"{100 * number:.1f}" if shown.measure == "train_accuracy" else f"{number:.3f}"


def _goodness(shown: Shown, one: Finished) -> float:
    """From 0, where the colours begin, to 1."""
    if shown.measure == "train_accuracy":
        return max(0.0, one.train_accuracy - _PALEST) / (1 - _PALEST)
    return max(0.0, 1 - one.train_loss / log(2))  # the cost of a network that gives both classes 1/2


def _foot(name: str, cells: Sequence[str]) -> str:
    return (
        f'<tr><th scope="row">{escape(name)}</th>' + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
    )


def _median(shown: Shown, units: int) -> str:
    """The median of a width, as the table shows its runs."""
    if not (known := shown.known(units)):
        return ""
    middle = median(_ranked(one, shown.measure) for one in known)
    diverged: str = shown.context.texts["verdicts"]["diverged"]
    return _written(shown, middle) if np.isfinite(middle) else diverged


def show_combinations(shown: Shown) -> None:
    """The median of every combination and width."""
    say = shown.context.words.say
    rows = []
    for combination in combinations(shown.run):
        part = replace(shown, combination=combination)
        rows.append(
            [
                name_of(combination, shown.context.texts),
                *(_median(part, units) for units in shown.widths),
            ]
        )
    show_table(" | ".join((say("combination"), *map(str, shown.widths))), rows)


def show_figures(shown: Shown) -> None:
    """How the seeds spread; and, where there are test points, where training and test accuracy part."""
    context, base = shown.context, shown.run.plan.base
    say, theme = context.words.say, context.theme
    widths = [units for units in shown.widths if shown.known(units)]
    line = (say("baseline"), line_accuracy(base))
    for column, name, field, level in zip(
        st.columns(2, gap="medium"),
        ("spread", "spread_cost"),
        ("train_accuracy", "train_loss"),
        (line, None),
        strict=True,
    ):
        values = {str(units): [_ranked(one, field) for one in shown.known(units)] for units in widths}
        axis = say(f"{name}_axis")
        figure = seeds_figure(values, theme, title=say(name), axis=axis, level=level)
        with column:
            draw(context, name, figure, alt=say("spread_picture", what=axis))
    if base.test_fraction == 0:
        return
    train, test = (_numbers(shown, widths, f"{kind}_accuracy") for kind in ("train", "test"))
    left, right = st.columns(2, gap="medium", vertical_alignment="center")
    with left:
        curves = {say("gap_train"): train, say("gap_test"): test}
        names = {"title": say("gap"), "units": say("widths"), "axis": say("gap_axis")}
        draw(context, "gap", widths_figure(widths, curves, theme, **names), alt=say("gap_picture"))
    with right:
        st.markdown(gap_found(widths, train, test, context.words))


def _ranked(one: Finished, field: str) -> float:
    """A number by which runs can be ranked: one that has diverged is worse than any other."""
    if one.diverged_at is None:
        number: float = getattr(one, field)
        return number
    return np.inf if field.endswith("loss") else -np.inf


def _numbers(shown: Shown, widths: Sequence[int], field: str) -> Array:
    """(W, S); NaN for what is not known or has diverged."""
    numbers = np.full((len(widths), len(shown.seeds)), np.nan)
    for row, units in enumerate(widths):
        for column, seed in enumerate(shown.seeds):
            one = shown.run.finished.get(shown.index(seed, units))
            if one is not None and one.diverged_at is None:
                numbers[row, column] = getattr(one, field)
    return numbers


def gap_found(widths: Sequence[int], train: Array, test: Array, words: SceneWords) -> str:
    """What training and test accuracy say of the widths; nothing where every run has diverged."""
    alive = np.isfinite(train).any(axis=1)
    if not alive.any():
        return ""
    units = np.asarray(widths)[alive]
    medians = np.nanmedian(train[alive], axis=1), np.nanmedian(test[alive], axis=1)
    gaps = np.round(medians[0] - medians[1], 4)  # as they are written
    best, tested, widest_gap = (int(np.argmax(numbers)) for numbers in (*medians, gaps))
    said = words.say(
        "gap_found",
        train=percent(medians[0][best]),
        train_units=units[best],
        test=percent(medians[1][tested]),
        test_units=units[tested],
        gap=points(gaps[widest_gap]),
        gap_units=units[widest_gap],
    )
    return f"{said} {_trend_found(units, gaps, words)}".rstrip()


def _trend_found(units: NDArray[np.int64], gaps: Array, words: SceneWords) -> str:
    """Whether the gap grows with the width, and where it does not; nothing of a single width."""
    if len(units) < 2:
        return ""
    if gaps.max() <= gaps[0] + LEVEL:
        return words.say("gap_none")
    if gaps[-1] == gaps.max() and (np.maximum.accumulate(gaps) - gaps).max() <= LEVEL:
        return words.say("gap_widening")
    fall = int(np.argmin(np.diff(gaps)))
    return words.say(
        "gap_uneven",
        fewer=units[fall],
        more=units[fall + 1],
        before=points(gaps[fall]),
        after=points(gaps[fall + 1]),
    )


def points(difference: float) -> str:
    """A difference of two shares in percentage points, which the words name."""
    return percent(difference).removesuffix("%")
