"""What a stage is told of a run, beside its frames, once for all of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shallownet.core.experiment import Experiment
from shallownet.stage.comparison import Comparison, describe_comparison
from shallownet.stage.pack import describe_run, points_payload
from shallownet.ui.drawn import LIMITS
from shallownet.ui.run_link import RunLink


@dataclass(frozen=True)
class Presentation:
    """How a stage shows its runs.

    Attributes:
        texts: its labels.
        palette: its colours by theme.
        link: how links to it say its run.
        followed: whether anything else on the page wants to know where it comes to rest.
        editable: whether weights may be edited in the drawing.
        drawable: whether points of a classification can be drawn on its map.
        reseeds: whether it may draw other initial weights.
    """

    texts: Mapping[str, str]
    palette: Mapping[str, object]
    link: RunLink
    followed: bool
    editable: bool
    drawable: bool
    reseeds: bool

    def of(
        self, experiments: Sequence[Experiment], comparison: Comparison | None
    ) -> tuple[dict[str, Any], NDArray[np.float32]]:
        """The part of a block's header that describes a run, and the points that go with it.

        Args:
            experiments: those of the networks on stage.
            comparison: how they are compared; None for one network.
        """
        first = experiments[0]
        if comparison is None:
            described = describe_run(first)
        else:
            described = describe_comparison(comparison, experiments, self.texts)
        can_draw = self.drawable and first.problem == "classification"
        header = {
            **described,
            "labels": self.texts,
            "palette": self.palette,
            "followed": self.followed,
            "address": self.link.for_stage,
            "editable": self.editable,
            **({"drawing": LIMITS} if can_draw else {}),
            "reseeds": self.reseeds,
        }
        return header, points_payload(*experiments)
