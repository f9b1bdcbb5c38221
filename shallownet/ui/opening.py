"""What a link opens: a run at an epoch, and what of the knobs its author has hidden or locked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from shallownet.core.checks import ExperimentError, refuse
from shallownet.core.experiment import Experiment, Recipe
from shallownet.core.link import MOST_READ, Reading, read_query
from shallownet.core.work import check_affordable_throughout
from shallownet.ui.language import LINK_PART
from shallownet.ui.limits import LIMITS

EVERYTHING = "all"
"""Instead of the names of single knobs."""

RESERVED = ("embed", "embed_options", LINK_PART)
"""Parts of a link that say nothing of the run: Streamlit's own, and the language."""

_SEPARATOR = "~"
_MOST_PARTS = 100


@dataclass(frozen=True)
class Opening:
    """What a link says.

    Attributes:
        recipe: the run.
        epoch: the epoch to show.
        hidden: the knobs that are not shown.
        locked: the knobs that are shown and cannot be moved.
        refused: a sentence for each part that is unknown or broken.
    """

    recipe: Recipe
    epoch: int
    hidden: frozenset[str]
    locked: frozenset[str]
    refused: tuple[str, ...]


def open_link(query: Mapping[str, str], knobs: Collection[str]) -> Opening:
    """What a link says; some run comes out of any.

    Args:
        query: names and values, decoded.
        knobs: the names that may be hidden or locked.
    """
    reading = _affordable(read_query(query, ignored=(*RESERVED, "hide", "lock")))
    refused = list(reading.refused)
    hidden, locked = (named_knobs(name, query.get(name, ""), knobs, refused) for name in ("hide", "lock"))
    return Opening(reading.recipe, reading.epoch, hidden, locked, tuple(refused))


def parts_of(text: str) -> dict[str, str]:
    """A query as a browser writes it, as names and values; nothing at all if it is too long."""
    if len(text) > MOST_READ or text.count("&") >= _MOST_PARTS:
        return {}
    return dict(parse_qsl(text, keep_blank_values=True))


def _affordable(reading: Reading) -> Reading:
    """The same, or the default run where this server allows less or an epoch would take it too long."""
    try:
        LIMITS.check(reading.recipe)
        check_affordable_throughout(reading.recipe)
    except ExperimentError as error:
        return Reading(Recipe(Experiment()), 0, (*reading.refused, str(error)))
    try:
        LIMITS.check_epoch(reading.epoch)
    except ExperimentError as error:
        return reading._replace(epoch=0, refused=(*reading.refused, str(error)))
    return reading


def named_knobs(name: str, text: str, knobs: Collection[str], refused: list[str]) -> frozenset[str]:
    """The knobs that a part of a link names.

    Args:
        name: that of the part.
        text: what it says.
        knobs: all that there are.
        refused: is given a sentence for each that there is not.
    """
    named = [part for part in text.split(_SEPARATOR) if part]
    if EVERYTHING in named:
        return frozenset(knobs)
    for part in named:
        if part not in knobs:
            refused.append(str(refuse(name, part, f"{EVERYTHING} or one of {', '.join(knobs)}")))
    return frozenset(named).intersection(knobs)
