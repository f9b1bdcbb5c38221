"""A measurement beside what it must show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A measured value. `target` is a floor when `more_is_better`, else a ceiling; None: for information."""

    name: str
    value: float
    unit: str
    target: float | None = None
    more_is_better: bool = False

    @property
    def met(self) -> bool:
        """Tell whether the target is reached; a row without one has nothing to miss."""
        if self.target is None:
            return True
        return self.value >= self.target if self.more_is_better else self.value <= self.target


def show(title: str, rows: Iterable[Row]) -> None:
    """Print the rows as one table."""
    print(f"\n{title}\n{'-' * len(title)}")
    for row in rows:
        wanted = ""
        if row.target is not None:
            sign = "≥" if row.more_is_better else "≤"
            wanted = f"{sign} {row.target:g}".ljust(8) + ("met" if row.met else "MISSED")
        print(f"{row.name:<62}{row.value:>9.4g} {row.unit:<13}{wanted}".rstrip(), flush=True)
