"""In a notebook a trajectory shows itself as the stage, to play and scrub; see ``register``.

Nothing is imported here but the standard library: without a notebook this costs nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shallownet.core.trajectory import Trajectory

HEIGHT = 820
"""Of the stage in a cell's output, in pixels: enough for one network where the cell is 800 wide or wider."""

# For the frames that the runs do not hold; if time is short there are fewer.
_SECONDS = 2.0
_TYPE = ("shallownet.core.trajectory", "Trajectory")


@dataclass(frozen=True, eq=False)
class Stage:
    """What a notebook shows as a stage: one run, or up to six side by side.

    Attributes:
        runs: one trajectory or several, each trained as far as it is to be seen.
        names: of the runs, where there are several; () for "run 1" and so on.
        epoch: what it opens at, paused; None for the last one known.
        height: in pixels; what does not fit in can be scrolled to.
    """

    runs: Trajectory | Sequence[Trajectory]
    names: Sequence[str] = ()
    epoch: int | None = None
    height: int = HEIGHT

    def _repr_html_(self) -> str:
        """The page of ``export.page`` in a frame of its own.

        The frame may run the page's script and nothing else: what it shows is in it, and it can reach
        neither the notebook nor the network. The theme follows the visitor's preference.

        Raises:
            ExperimentError: if the runs or the epoch are not what a page can show.
            ValueError: if there are names, but not one for each run.
        """
        from shallownet.core.trajectory import Trajectory
        from shallownet.export.page import page
        from shallownet.figures.palette import PALETTE
        from shallownet.stage.comparison import Comparison, Variant
        from shallownet.stage.recording import last_epoch
        from shallownet.texts import labels

        runs = [self.runs] if isinstance(self.runs, Trajectory) else list(self.runs)
        comparison = None
        if len(runs) > 1:
            names = self.names or [f"run {place}" for place in range(1, len(runs) + 1)]
            variants = [
                Variant(f"run-{place}", name, {}, run.recipe)
                for place, (name, run) in enumerate(zip(names, runs, strict=True))
            ]
            comparison = Comparison(tuple(variants))
        epoch = last_epoch(runs) if self.epoch is None else self.epoch
        document = page(runs, epoch, labels(), PALETTE, comparison=comparison, seconds=_SECONDS)
        # Inside an attribute these two are all that has to be written in another way.
        inside = document.replace("&", "&amp;").replace('"', "&quot;")
        return (
            f'<iframe srcdoc="{inside}" sandbox="allow-scripts" title="shallownet"'
            f' style="width:100%;height:{self.height}px;border:0"></iframe>'
        )


def register(ipython: Any = None) -> bool:
    """Let trajectories show themselves as the stage in an IPython session.

    ``import shallownet`` does it where IPython runs already.

    Args:
        ipython: an ``InteractiveShell``; None for the one that runs, if one does. IPython is never imported.

    Returns:
        Whether there is a session.
    """
    if ipython is None and (running := sys.modules.get("IPython")) is not None:
        ipython = running.get_ipython()
    if ipython is None:
        return False
    ipython.display_formatter.formatters["text/html"].for_type_by_name(*_TYPE, _html)
    return True


def load_ipython_extension(ipython: Any) -> None:
    """What ``%load_ext shallownet`` calls."""
    register(ipython)


def _html(run: Trajectory) -> str:
    return Stage(run)._repr_html_()
