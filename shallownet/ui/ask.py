"""What a stage asks of the server, read from a browser's message; and the change that it is to answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shallownet.core.experiment import MAX_EPOCH, Edit
from shallownet.core.link import MOST_KEPT

DEFAULT_LIMIT = 100_000
DEFAULT_STRIDE = 5
# The first block is short: it is trained and sent before anything can be seen.
FIRST_FRAMES = 30
_MOST_FRAMES = 600
_LARGEST_STRIDE = 10_000


# What a visitor typed is repeated in the refusal, so it is taken as it is, but not at any length.
_LONGEST_TEXT = 40
_LARGEST_NUMBER = 2**53


@dataclass(frozen=True)
class Entry:
    """A weight or bias that a visitor has set in the drawing.

    Attributes:
        number: tells one from another.
        field: what the stage calls it; it need not exist.
        value: what was typed or dragged to: a number, or a text that is none.
    """

    number: int
    field: str
    value: float | str

    @classmethod
    def parse(cls, message: object) -> Entry | None:
        """The entry in a browser's message; None if there is none."""
        if not isinstance(message, Mapping):
            return None
        field, value = message.get("field"), message.get("value")
        number = whole_number(message.get("id"), 0, _LARGEST_NUMBER, 0)
        if not isinstance(field, str) or not isinstance(value, (int, float, str)):
            return None
        return cls(number, field[:_LONGEST_TEXT], value[:_LONGEST_TEXT] if isinstance(value, str) else value)


@dataclass(frozen=True)
class Ask:
    """What a stage asks for: the frames after an epoch of a recipe.

    Attributes:
        recipe: hash of the recipe that the stage shows.
        after: the last epoch it holds, -1 for none; when it answers a pending edit, the epoch on screen.
        stride: epochs between two frames.
        frames: how many.
        limit: the epoch at which the run is to end.
        pending: the pending edit that is answered, or None.
        have_run: the run that the stage can already draw, or None.
        action: ``"reseed"`` for new random weights, or None.
        locale: the language of the labels that the stage has, or None.
        session: the session whose run the stage holds, or None.
        query: the recipe as the query of a link, so that another session can go on with it, or None.
        entry: the weight or bias that is set at ``after``, or None.
    """

    recipe: str
    after: int
    stride: int
    frames: int
    limit: int
    pending: int | None
    have_run: str | None
    action: str | None
    locale: str | None = None
    session: str | None = None
    query: str | None = None
    entry: Entry | None = None

    @classmethod
    def parse(cls, message: object) -> Ask | None:
        """The ask in a browser's message, its numbers kept within bounds; None if it is not one."""
        if not isinstance(message, Mapping) or not isinstance(message.get("recipe"), str):
            return None

        def whole(field: str, low: int, high: int, otherwise: int) -> int:
            return whole_number(message.get(field), low, high, otherwise)

        names = ("pending", "have_run", "action", "locale", "session", "query")
        pending, have_run, action, locale, session, query = (message.get(name) for name in names)
        return cls(
            recipe=message["recipe"],
            after=whole("from", -1, MAX_EPOCH, -1),
            stride=whole("stride", 1, _LARGEST_STRIDE, DEFAULT_STRIDE),
            frames=whole("frames", 1, _MOST_FRAMES, FIRST_FRAMES),
            limit=whole("limit", 1, MAX_EPOCH, DEFAULT_LIMIT),
            pending=pending if isinstance(pending, int) and not isinstance(pending, bool) else None,
            have_run=have_run if isinstance(have_run, str) else None,
            action=action if action == "reseed" else None,
            locale=locale if isinstance(locale, str) else None,
            session=session if isinstance(session, str) else None,
            query=query if isinstance(query, str) and len(query) <= MOST_KEPT else None,
            entry=Entry.parse(message.get("entry")),
        )


@dataclass(frozen=True)
class Pending:
    """What was changed while training: it takes effect at the epoch that the stage says it shows.

    Attributes:
        number: tells one from another.
        settings: the settings that were moved.
        nudge: what is added to one weight of a unit that has a twin; None for no nudge.
        undone: the edits that are taken back.
    """

    number: int
    settings: Mapping[str, float | int | None]
    nudge: float | None = None
    undone: tuple[Edit, ...] = ()


def whole_number(value: object, low: int, high: int, otherwise: int) -> int:
    """A number from a browser as a whole one within bounds; ``otherwise`` if it is none."""
    # NaN is the number that differs from itself; asking math.isnan would fail for huge integers.
    if not isinstance(value, (int, float)) or isinstance(value, bool) or value != value:
        return otherwise
    return int(min(max(value, low), high))
