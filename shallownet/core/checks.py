"""Checks of single values: the value in its canonical type, or one sentence that says what is allowed."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable

import numpy as np


class ExperimentError(ValueError):
    """A setting that is not allowed; the message names the field, the value and what is allowed."""


def refuse(field: str, value: object, allowed: str) -> ExperimentError:
    """The error that says what ``field`` is and what it must be."""
    try:
        shown = " ".join(repr(value).split())  # one sentence, one line
    except ValueError:  # Python declines to write out whole numbers of thousands of digits
        shown = f"a huge {type(value).__name__}"
    if len(shown) > 80:
        shown = shown[:77] + "..."
    return ExperimentError(f"{field} is {shown}, but it must be {allowed}.")


def name_from(registry: Iterable[str]) -> Callable[[str, object], str]:
    """A check for the names in a registry."""
    names = tuple(registry)

    def check(field: str, value: object) -> str:
        if not isinstance(value, str) or value not in names:
            raise refuse(field, value, "one of " + ", ".join(names))
        return str(value)

    return check


def whole(low: int, high: int) -> Callable[[str, object], int]:
    """A check for whole numbers from ``low`` to ``high``."""

    def check(field: str, value: object) -> int:
        allowed = f"a whole number from {low} to {high}"
        if isinstance(value, (bool, np.bool_)):
            raise refuse(field, value, allowed)
        try:
            result = operator.index(value)  # type: ignore[arg-type]
        except TypeError:
            raise refuse(field, value, allowed) from None
        if not low <= result <= high:
            raise refuse(field, value, allowed)
        return result

    return check


def number(low: float, high: float) -> Callable[[str, object], float]:
    """A check for finite numbers from ``low`` to ``high``."""

    def check(field: str, value: object) -> float:
        allowed = f"a number from {low:g} to {high:g}"
        # Strings convert to float too, and True is 1.0: neither is what the caller meant.
        if isinstance(value, (bool, np.bool_, str, bytes, np.ndarray)):
            raise refuse(field, value, allowed)
        try:
            result = float(value)  # type: ignore[arg-type]
        except (TypeError, ValueError, OverflowError):
            raise refuse(field, value, allowed) from None
        if not (math.isfinite(result) and low <= result <= high):
            raise refuse(field, value, allowed)
        return result + 0.0  # -0.0 becomes 0.0, so that equal experiments look equal

    return check
