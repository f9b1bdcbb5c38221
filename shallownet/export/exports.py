"""Everything a run can be taken away as: one row of ``EXPORTS`` each, from which menus and tests follow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from shallownet.core.link import LONGEST_LINK
from shallownet.core.replay import Stretching, stretch_together
from shallownet.core.trajectory import Trajectory
from shallownet.export.archive import weights_npz
from shallownet.export.notebook import notebook
from shallownet.export.page import page
from shallownet.export.picture import picture_png, picture_svg
from shallownet.export.script import script
from shallownet.export.table import table
from shallownet.export.weights import weights_at, weights_json
from shallownet.export.words import caption
from shallownet.figures.palette import PALETTE
from shallownet.texts import labels

# A long run of a large network has many frames to be trained again, and others wait for their turn meanwhile.
_PAGE_SECONDS = 1.0


@dataclass(frozen=True, eq=False)
class Moment:
    """What is on screen.

    Attributes:
        run: a trajectory that holds the epoch.
        epoch: the epoch on screen.
        theme: ``"light"`` or ``"dark"``.
        language: of the words in a file.
        link: an address at which the run can be gone on with, or None.
        train: how frames that are not known are trained.
    """

    run: Trajectory
    epoch: int
    theme: str = "light"
    language: str = "en"
    link: str | None = None
    train: Stretching = stretch_together

    @property
    def caption(self) -> str:
        """The line above a picture."""
        return caption(self.run, self.epoch, self.language)


@dataclass(frozen=True)
class Export:
    """One kind of file.

    Attributes:
        name: the name used in code and for its label.
        suffix: of its file's name, with the dot.
        media_type: as browsers are told.
        make: the file at a moment. What it raises for an epoch that the run does not hold is an
            ``ExperimentError``.
    """

    name: str
    suffix: str
    media_type: str
    make: Callable[[Moment], bytes]

    def file_name(self, moment: Moment) -> str:
        """A name that tells the files of several runs apart: data set, epoch, and the recipe's short name."""
        recipe = moment.run.recipe
        return f"{recipe.experiment.dataset}-{moment.epoch}-{recipe.hash[:6]}{self.suffix}"


def _page(now: Moment) -> str:
    # A link that few programs take would do no good in a file either.
    link = now.link if now.link and len(now.link) <= LONGEST_LINK else None
    return page(
        now.run, now.epoch, labels(now.language), PALETTE, link=link, seconds=_PAGE_SECONDS, train=now.train
    )


def _text(make: Callable[[Moment], str]) -> Callable[[Moment], bytes]:
    return lambda moment: make(moment).encode("utf-8")


EXPORTS: dict[str, Export] = {
    row.name: row
    for row in (
        Export("page", ".html", "text/html", _text(_page)),
        Export(
            "script",
            ".py",
            "text/x-python",
            _text(lambda now: script(now.run.recipe, now.epoch, now.language)),
        ),
        Export(
            "notebook",
            ".ipynb",
            "application/x-ipynb+json",
            _text(lambda now: notebook(now.run.recipe, now.epoch, now.language)),
        ),
        Export(
            "weights_json",
            ".json",
            "application/json",
            _text(lambda now: weights_json(weights_at(now.run, now.epoch))),
        ),
        Export(
            "weights_npz",
            ".npz",
            "application/zip",
            lambda now: weights_npz(weights_at(now.run, now.epoch)),
        ),
        # The one that is of the whole run: a table of one line would be little use.
        Export("table", ".csv", "text/csv", _text(lambda now: table(now.run))),
        Export(
            "picture_png",
            ".png",
            "image/png",
            lambda now: picture_png(now.run, now.epoch, now.theme, now.caption),
        ),
        Export(
            "picture_svg",
            ".svg",
            "image/svg+xml",
            _text(lambda now: picture_svg(now.run, now.epoch, now.theme, now.caption)),
        ),
    )
}
"""Every export by name."""
