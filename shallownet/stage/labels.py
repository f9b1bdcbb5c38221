"""What the stage says: its own labels, and the names of what it shows."""

from __future__ import annotations

from collections.abc import Mapping

from shallownet.core.diagnosis import VERDICTS


def stage_labels(texts: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Everything a stage may have to say; what is named after a row of a table, by a prefix and its name."""
    return {
        **texts["stage"],
        **{f"activation_{name}": text for name, text in texts["activations"].items()},
        **{f"meter_{name}": text for name, text in texts["meters"].items()},
        **{f"verdict_{code}": texts["verdicts"][name] for code, name in enumerate(VERDICTS)},
    }
