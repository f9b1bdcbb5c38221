"""The plane of a cost surface, as a visitor chooses it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from streamlit.delta_generator import DeltaGenerator

from shallownet.core.plane import Plane, principal_plane, random_plane, through_two
from shallownet.core.trajectory import Trajectory
from shallownet.ui.context import Context
from shallownet.ui.panels.choosing import choose

AXES = ("weights", "random", "principal")
"""Two parameters; two random directions; the two principal components of the path."""

_DRAWS = range(1, 6)


def choose_plane(
    context: Context, run: Trajectory, columns: Sequence[DeltaGenerator]
) -> tuple[str, Plane | None]:
    """One of ``AXES``, and the plane through the end of a run.

    Says ``surface_axes`` and ``surface_axes_…`` for each of ``AXES``, ``surface_first``, ``surface_second``,
    ``surface_draw``; ``surface_random_axis`` and ``surface_principal_axis`` for the planes' names.

    Args:
        context: of the panel.
        run: up to the epoch on screen.
        columns: three, for the choices.

    Returns:
        The kind; and the plane, or None where there is no such plane as the run has not moved yet.
    """
    words = context.words
    with columns[0]:
        kind = choose(
            context,
            "axes",
            words.say("surface_axes"),
            AXES,
            AXES[0],
            lambda one: words.say(f"surface_axes_{one}"),
        )
    if kind == "weights":
        return kind, _through_two(context, run, columns[1:])
    if kind == "random":
        with columns[1]:
            seed = choose(context, "draw", words.say("surface_draw"), _DRAWS, _DRAWS[0])
        plane = random_plane(run.parameters[-1], seed)
    else:
        try:
            plane = principal_plane(run)
        except ValueError:
            return kind, None
    first, second = (words.say(f"surface_{kind}_axis", number=number) for number in (1, 2))
    return kind, replace(plane, names=(first, second))


def titles(context: Context, plane: Plane) -> tuple[str, str]:
    """What stands at the axes; says ``surface_principal_title`` where there are shares of the variance."""
    if plane.shares is None:
        return plane.names
    first, second = (
        context.words.say("surface_principal_title", name=name, share=f"{share:.0%}")
        for name, share in zip(plane.names, plane.shares, strict=True)
    )
    return first, second


def _through_two(context: Context, run: Trajectory, columns: Sequence[DeltaGenerator]) -> Plane:
    words, entries = context.words, run.shape.entries()
    with columns[0]:
        first = choose(context, "first", words.say("surface_first"), entries, "W1[1,1]")
    others = [entry for entry in entries if entry != first]
    with columns[1]:
        default = "W2[1,1]" if first != "W2[1,1]" else others[0]
        second = choose(context, "second", words.say("surface_second"), others, default)
    return through_two(run.parameters[-1], first, second)
