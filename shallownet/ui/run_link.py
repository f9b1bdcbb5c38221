"""How the links to a stage say its run, and how one that a stage brings back is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from shallownet.core.experiment import Experiment, Recipe
from shallownet.core.link import (
    LONGEST_LINK,
    MOST_KEPT,
    QUERY_NAMES,
    VERSION,
    joined,
    read_query,
    write_query,
)

SCENE = "scene"
"""Says which scene of a lesson a link leads to."""

_DEFAULT = Recipe(Experiment())


@dataclass(frozen=True)
class RunLink:
    """The links to one stage.

    Attributes:
        address: where they lead, without a query; None where the page's address does not say the run.
        usual: the run of a link that says none.
        scene: the scene of a lesson; "" outside of lessons.
    """

    address: str | None = None
    usual: Recipe = _DEFAULT
    scene: str = ""

    @property
    def for_stage(self) -> dict[str, Any] | None:
        """What a stage needs to know in order to write the page's address; None where it does not."""
        if self.address is None:
            return None
        names = [*([SCENE] if self.scene else []), *QUERY_NAMES]
        return {"url": self.address, "names": names, "version": VERSION, "longest": LONGEST_LINK}

    def write(self, recipe: Recipe) -> str:
        """A run as a query, without the question mark and without an epoch."""
        scene = {SCENE: self.scene} if self.scene else {}
        run = {} if recipe == self.usual else write_query(recipe) or {"v": str(VERSION)}
        return joined({**scene, **run})

    def read(self, query: str) -> Recipe:
        """The run that such a query says, however many own points it has; some run comes out of any."""
        parts = dict(parse_qsl(query))
        parts.pop(SCENE, None)
        return read_query(parts, longest=MOST_KEPT).recipe if says_run(parts) else self.usual


def says_run(parts: Mapping[str, str]) -> bool:
    """Whether a query, taken apart, says a run, be it the default one."""
    return not parts.keys().isdisjoint(name for name in QUERY_NAMES if name != "epoch")
