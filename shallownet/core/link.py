"""A run as the query of a link: what differs from the defaults, in words that no language changes.

Only unreserved characters are written, which no browser and no mail program encodes. What is read is never
trusted: its size is bounded first, every number is checked, and what cannot be used is told and left out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields
from functools import lru_cache
from typing import NamedTuple

from shallownet.core.checks import ExperimentError, number, refuse, whole
from shallownet.core.datasets import DATASETS
from shallownet.core.experiment import CHECKS, EDITABLE, MAX_EPOCH, Edit, Experiment, Recipe
from shallownet.core.own_points import OwnPoints, decode_points, encode_points

VERSION = 1
"""Of the link's language; a later one would be told apart by it."""

LONGEST_LINK = 2000
"""Characters of a whole link that every program takes."""

MOST_READ = 8000
"""Characters of a link's query; longer ones are not looked at."""
MOST_KEPT = 70_000
"""The same where a page brings back its own run, which may be on thousands of own points."""
MOST_EDITS = 500

_SEPARATOR = "~"
_FULL_BATCH = "full"
_WHOLE = re.compile(r"-?[0-9]{1,12}")
_DECIMAL = re.compile(r"-?(?:[0-9]{1,25}\.?[0-9]{0,25}|\.[0-9]{1,25})(?:e-?[0-9]{1,3})?")
_ENTRY = re.compile(r"(W1|W2|b1)\.([0-9.]{1,9})")
# A problem is that of its data set.
_WRITTEN = tuple(field.name for field in fields(Experiment) if field.name != "problem")
# What own points say themselves.
_SAID_BY_POINTS = ("dataset", "samples", "noise", "class_share")
_OWN = "own"
_DEFAULT = Experiment()

QUERY_NAMES = ("v", *_WRITTEN, "edits", "epoch")
"""Every name that a run's query may have."""


class Reading(NamedTuple):
    """What a query says.

    Attributes:
        recipe: the run, as far as the query says it; the rest as by default.
        epoch: the epoch to show.
        refused: a sentence for each part that is unknown or broken.
    """

    recipe: Recipe
    epoch: int
    refused: tuple[str, ...]


def write_query(recipe: Recipe, epoch: int = 0) -> dict[str, str]:
    """The names and values that say a run and an epoch; nothing at all for the default run at epoch 0."""
    experiment = recipe.experiment
    implied = () if experiment.points is None else _SAID_BY_POINTS
    query = {
        name: _text(getattr(experiment, name))
        for name in _WRITTEN
        if name not in implied and getattr(experiment, name) != _usual(name, experiment.dataset)
    }
    if recipe.edits:
        query["edits"] = _SEPARATOR.join(token for edit in recipe.edits for token in _tokens(edit))
    if epoch:
        query["epoch"] = str(epoch)
    return {"v": str(VERSION), **query} if query else {}


def read_query(query: Mapping[str, str], ignored: Collection[str] = (), longest: int = MOST_READ) -> Reading:
    """What a query says; whatever it is, some run comes out of it.

    Args:
        query: names and values, decoded.
        ignored: names that mean something to somebody else.
        longest: how many characters are read.
    """
    if too_long := length_refusal(query, longest):
        return Reading(Recipe(_DEFAULT), 0, (too_long,))
    refused: list[str] = []
    known = {*QUERY_NAMES, *ignored}
    unknown = (name for name in query if name not in known)
    refused += [str(refuse("A part of the link", name, "the name of a setting")) for name in unknown]
    version = query.get("v", str(VERSION))
    if version != str(VERSION):
        refused.append(str(refuse("v", version, f"{VERSION}, the only version of links there is")))
    experiment = _read_experiment(query, refused)
    recipe = _read_edits(experiment, query.get("edits", ""), refused)
    epoch = 0
    if "epoch" in query:
        try:
            epoch = whole(0, MAX_EPOCH)("epoch", _value(query["epoch"]))
        except ExperimentError as error:
            refused.append(str(error))
    return Reading(recipe, epoch, tuple(refused))


def length_refusal(query: Mapping[str, str], longest: int = MOST_READ) -> str | None:
    """A sentence if a query is longer than is read; None if it is not."""
    size = sum(len(name) + len(value) + 2 for name, value in query.items())
    return f"The link has {size} characters, but at most {longest} are read." if size > longest else None


def _usual(name: str, dataset: str) -> object:
    return DATASETS[dataset].noise if name == "noise" else getattr(_DEFAULT, name)


def _text(value: object) -> str:
    if value is None:
        return _FULL_BATCH
    if isinstance(value, OwnPoints):
        return _encoded(value)
    if isinstance(value, tuple):
        return _SEPARATOR.join(value)
    if isinstance(value, float):
        # The shortest digits that give this very number again.
        return repr(value).removesuffix(".0").replace("e+", "e")
    return str(value)


def _value(text: str) -> object:
    """The number that a text is, else the text."""
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text


# A run's query is written with every block.
_encoded = lru_cache(maxsize=32)(encode_points)


def _field_value(name: str, text: str) -> object:
    if name == "batch_size" and text == _FULL_BATCH:
        return None
    return tuple(text.split(_SEPARATOR)) if name == "features" else _value(text)


def _read_experiment(query: Mapping[str, str], refused: list[str]) -> Experiment:
    settings: dict[str, object] = {}
    has_points = "points" in query
    if has_points:
        try:
            settings |= {"points": decode_points(query["points"]), "dataset": _OWN}
        except ExperimentError as error:
            refused.append(str(error))
    elif query.get("dataset") == _OWN:
        refused.append(str(refuse("dataset", _OWN, "followed by its points")))
    for name in _WRITTEN:
        if name not in query or name == "points":
            continue
        if name in _SAID_BY_POINTS and (has_points or query.get("dataset") == _OWN):
            continue
        try:
            if name == "noise":  # its limit is that of the data set, which is read before it
                row = DATASETS[str(settings.get("dataset", _DEFAULT.dataset))]
                settings[name] = number(0.0, row.max_noise)(name, _value(query[name]))
            else:
                settings[name] = CHECKS[name](name, _field_value(name, query[name]))
        except ExperimentError as error:
            refused.append(str(error))
    problem = DATASETS[str(settings.get("dataset", _DEFAULT.dataset))].problem
    return Experiment(**settings, problem=problem)  # type: ignore[arg-type]


def _tokens(edit: Edit) -> Iterator[str]:
    yield str(edit.epoch)
    # W1[2,1] as W1.2.1: brackets would be encoded.
    yield edit.field.replace("[", ".").replace(",", ".").rstrip("]")
    yield _text(edit.value)


def _read_edits(experiment: Experiment, text: str, refused: list[str]) -> Recipe:
    tokens = text.split(_SEPARATOR) if text else []
    if len(tokens) % 3:
        refused.append(str(refuse("edits", text, "an epoch, a name and a value for each edit")))
    edits: list[Edit] = []
    triples = list(zip(*[iter(tokens)] * 3, strict=False))
    if len(triples) > MOST_EDITS:
        refused.append(f"edits holds {len(triples)} edits, but at most {MOST_EDITS} are read.")
    for epoch, name, value in triples[:MOST_EDITS]:
        try:
            field = _ENTRY.sub(_entry, name) if _ENTRY.fullmatch(name) else name
            read = _field_value(name, value) if field in EDITABLE else _value(value)
            edit = Edit(_value(epoch), field, read)  # type: ignore[arg-type]
            Recipe(experiment, (edit,))  # refuses what the network does not have
            edits.append(edit)
        except ExperimentError as error:
            refused.append(str(error))
    return Recipe(experiment, tuple(edits))


def _entry(found: re.Match[str]) -> str:
    return f"{found[1]}[{found[2].replace('.', ',')}]"


def joined(query: Mapping[str, str]) -> str:
    """A query as text, without the question mark; nothing in it needs to be encoded."""
    return "&".join(f"{name}={value}" for name, value in query.items())
