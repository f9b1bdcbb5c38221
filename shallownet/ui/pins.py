"""Runs kept to compare: they train in step beside the run on the page, and a table says how they differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import floor
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from shallownet.core.checks import ExperimentError
from shallownet.core.experiment import Recipe
from shallownet.core.replay import View
from shallownet.figures.palette import PALETTE
from shallownet.stage.comparison import Comparison, Variant
from shallownet.stage.labels import stage_labels
from shallownet.ui.beside import BesideRun
from shallownet.ui.differences import columns
from shallownet.ui.language import refusal
from shallownet.ui.live import LiveRun
from shallownet.ui.stage import show_stage

MOST_PINS = 5
"""So many runs may be kept: with the one on the page, as many as a stage can show."""

_KEY = "beside"
_PINS = "pins"
_RUN = "beside_run"
_FULL = "pins_full"
# From here on a cost has one digit after the point.
_LARGE = 1000


class Pin(NamedTuple):
    """A run that is kept.

    Attributes:
        number: by which it is known on screen, for as long as it is kept.
        recipe: the run.
    """

    number: int
    recipe: Recipe


Pins = tuple[Pin, ...]


def keep(pins: Pins, recipe: Recipe) -> Pins:
    """The pins with one more run; the same if it is kept already.

    Raises:
        ExperimentError: if there are ``MOST_PINS`` already.
    """
    if any(pin.recipe == recipe for pin in pins):
        return pins
    if len(pins) >= MOST_PINS:
        raise ExperimentError(f"{MOST_PINS} runs are kept, and no more can be compared at once.")
    free = next(number for number in range(1, MOST_PINS + 1) if all(pin.number != number for pin in pins))
    return tuple(sorted((*pins, Pin(free, recipe)), key=lambda pin: pin.number))


def unpin(pins: Pins, number: int) -> Pins:
    """The pins without the one of that number."""
    return tuple(pin for pin in pins if pin.number != number)


def variants_beside(pins: Pins, recipe: Recipe, words: Mapping[str, str]) -> tuple[Variant, ...]:
    """The networks to compare: those kept, and that of the run on the page unless it is one of them."""
    kept = [
        Variant(
            f"run-{pin.number}",
            words["kept_current" if pin.recipe == recipe else "kept"].format(number=pin.number),
            {},
            pin.recipe,
        )
        for pin in pins
    ]
    if any(pin.recipe == recipe for pin in pins):
        return tuple(kept)
    return (*kept, Variant("current", words["current"], {}))


def show_keep_button(live: LiveRun, texts: Mapping[str, Any]) -> None:
    """A button that keeps the run as it is now."""
    words = texts["pins"]
    st.button(
        words["button"],
        key="keep",
        icon=":material/push_pin:",
        on_click=_keep,
        args=(live, words["told"]),
    )
    if st.session_state.pop(_FULL, False):
        st.warning(words["full"].format(most=MOST_PINS))


def show_pins(live: LiveRun, texts: Mapping[str, Any], page_is_outdated: Callable[[], bool]) -> None:
    """The runs that are kept, beside the one on the page; nothing where none is.

    Args:
        live: the run on the page.
        texts: everything on screen.
        page_is_outdated: whether the page shows something else by now than it should.
    """
    pins = _pins()
    if not pins:
        return
    words = texts["pins"]
    recipe = live.recipe
    variants = variants_beside(pins, recipe, words)
    st.header(words["title"], anchor=False)
    if len(variants) == 1:
        st.caption(words["alone"])
        _show_unpin(pins, words)
        return
    beside: BesideRun | None = None
    try:
        beside = _follow(recipe, variants, texts)
        st.caption(words["hint"])
        show_stage(beside, _KEY, page_is_outdated)
    except ExperimentError as refused:
        st.info(refusal(refused))
    _show_table(variants, [one.of(recipe) for one in variants], beside, texts)
    _show_unpin(pins, words)


def pins_state() -> object:
    """What the page shows of the runs kept: which they are, and the epoch at which their costs are told."""
    beside: BesideRun | None = st.session_state.get(_RUN)
    return _pins(), beside and (beside.told, beside.epoch)


def _pins() -> Pins:
    pins: Pins = st.session_state.get(_PINS, ())
    return pins


def _keep(live: LiveRun, told: str) -> None:
    recipe = live.recipe
    try:
        pins = keep(_pins(), recipe)
    except ExperimentError:
        st.session_state[_FULL] = True
        return
    st.session_state[_PINS] = pins
    # What has come may lie below what is in sight.
    st.toast(told.format(number=next(pin.number for pin in pins if pin.recipe == recipe)))


def _unpin(number: int) -> None:
    st.session_state[_PINS] = unpin(_pins(), number)


def _follow(recipe: Recipe, variants: tuple[Variant, ...], texts: Mapping[str, Any]) -> BesideRun:
    """The comparison: begun with the first run kept, found again ever after."""
    learns_classes = any(one.of(recipe).experiment.problem == "classification" for one in variants)
    kinds = ("loss", "accuracy") if learns_classes else ("loss",)
    comparison = Comparison(variants, plots=tuple({"kind": kind} for kind in kinds))
    beside: BesideRun | None = st.session_state.get(_RUN)
    if beside is None:
        beside = BesideRun(_KEY, recipe, stage_labels(texts), PALETTE, comparison, followed=True)
        st.session_state[_RUN] = beside
    else:
        beside.follow(recipe, comparison)
        beside.speak(stage_labels(texts), comparison)
    return beside


def _show_table(
    variants: Sequence[Variant],
    recipes: Sequence[Recipe],
    beside: BesideRun | None,
    texts: Mapping[str, Any],
) -> None:
    """A row for each run: how it differs, and what it has come to."""
    words, stage = texts["pins"], texts["stage"]
    views = beside.at_rest() if beside is not None and beside.told else None
    measured = [_measured(view, beside.epoch, texts) for view in views] if beside and views else None
    unknown = [(words["nothing"],) * 2] * len(variants)
    costs, accuracies = zip(*(measured or unknown), strict=True)
    table = columns(recipes, texts)
    table[stage["train_loss"]] = list(costs)
    if any(one.experiment.problem == "classification" for one in recipes):
        has_test = any(one.experiment.test_fraction for one in recipes)
        table[stage["train_accuracy" if has_test else "accuracy"]] = list(accuracies)
    st.table({words["run"]: [one.label for one in variants], **table}, hide_index=True, width="content")
    if beside is not None:
        st.caption(words["measured" if measured else "unmeasured"].format(epoch=f"{beside.epoch:,}"))


def _measured(view: View, epoch: int, texts: Mapping[str, Any]) -> tuple[str, str]:
    """The cost and the accuracy of a network as its card writes them."""
    known, rows = view
    row = int(rows[0])
    nothing = texts["pins"]["nothing"]
    if epoch > known.epochs[row]:
        return texts["verdicts"]["diverged"], nothing
    is_classification = known.experiment.problem == "classification"
    # The cards have these numbers in 32 bits, and round halves up.
    cost, accuracy = float(np.float32(known.train_loss[row])), float(np.float32(known.train_accuracy[row]))
    return (
        f"{cost:.4f}" if cost < _LARGE else f"{cost:.1f}",
        f"{floor(1000 * accuracy + 0.5) / 10:.1f}%" if is_classification else nothing,
    )


def _show_unpin(pins: Pins, words: Mapping[str, str]) -> None:
    with st.container(horizontal=True):
        for pin in pins:
            st.button(
                words["unpin"].format(number=pin.number),
                key=f"unpin_{pin.number}",
                type="tertiary",
                icon=":material/close:",
                on_click=_unpin,
                args=(pin.number,),
            )
