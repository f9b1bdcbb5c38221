"""What was changed while a run trained: each edit with its epoch, from what to what, and a way to undo it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

import streamlit as st

from shallownet.core.experiment import Edit, Recipe
from shallownet.ui.differences import called, written
from shallownet.ui.knob_fields import GOES_WITH
from shallownet.ui.live import LiveRun

# A list longer than this scrolls by itself.
_ROWS_IN_SIGHT = 5
_TALLEST = 225


class Change(NamedTuple):
    """An edit as the visitor sees it.

    Attributes:
        edit: the edit.
        before: the value that it replaced; for a weight None if its run is not known as far as that yet.
    """

    edit: Edit
    before: float | int | None


def changes(live: LiveRun) -> list[Change]:
    """The edits of a run's recipe with what they replaced, the latest first; without those about to go."""
    with live.lock:
        undone = live.pending.undone if live.pending else ()
        edits = [(index, edit) for index, edit in enumerate(live.recipe.edits) if edit not in undone]
        return [Change(edit, _before(live, index)) for index, edit in reversed(edits)]


def _before(live: LiveRun, index: int) -> float | int | None:
    edit = live.recipe.edits[index]
    earlier = Recipe(live.recipe.experiment, live.recipe.edits[:index])
    if not edit.sets_entry:
        value: float | int | None = getattr(earlier.settings_from(edit.epoch), edit.field)
        return value
    if edit.epoch > live.known.epochs[-1]:
        return None
    known, rows = live.at(edit.epoch)[0]
    place = known.shape.place_of(edit.field)
    return float(earlier.departing(edit.epoch, known.flat[rows[0]])[place])


def show_history(
    live: LiveRun, texts: Mapping[str, Mapping[str, str]], fixed: Collection[str] = frozenset()
) -> None:
    """The list; nothing where nothing was changed.

    Args:
        live: the run.
        texts: the labels of the language.
        fixed: what may not be changed, so that no edit of it can be undone: knobs and ``"weights"``.
    """
    made = changes(live)
    if not made:
        return
    label = texts["edits"]
    height: Any = _TALLEST if len(made) > _ROWS_IN_SIGHT else "content"
    with st.container(gap=None, key="edits"):
        st.caption(f"**{label['title']}**")
        with st.container(height=height, border=False, gap=None):
            for number, change in enumerate(made):
                with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                    st.caption(sentence(change, texts), width="content")
                    if _changed_by(change.edit) not in fixed:
                        _show_undo(change, number, live, label)


def _changed_by(edit: Edit) -> str:
    """The knob that an edit was made with, or ``"weights"``."""
    if edit.sets_entry:
        return "weights"
    return "penalty" if edit.field in GOES_WITH["penalty"] else edit.field


def _show_undo(change: Change, number: int, live: LiveRun, label: Mapping[str, str]) -> None:
    st.button(
        label["undo"],
        key=f"undo_{number}",
        type="tertiary",
        help=label["undo_help"],
        on_click=live.undo,
        args=(change.edit,),
    )


def sentence(change: Change, texts: Mapping[str, Mapping[str, str]]) -> str:
    """One line that says what was changed, when, and how."""
    edit, label = change.edit, texts["edits"]
    after = written(edit.field, edit.value, texts)
    values = {"epoch": f"{edit.epoch:,}", "what": called(edit.field, texts), "after": after}
    if edit.sets_entry and change.before is None:
        return label["set"].format(**values)
    return label["changed"].format(**values, before=written(edit.field, change.before, texts))
