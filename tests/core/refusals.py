"""What each field allows, and what a refusal must say: shared by the tests of experiments, edits and runs."""

from __future__ import annotations

from shallownet.core.activations import ACTIVATIONS
from shallownet.core.datasets import DATASETS
from shallownet.core.initializers import INITIALIZERS

# field: lowest allowed, highest allowed. `noise` is the flower's.
WHOLE = {
    "samples": (10, 10_000),
    "data_seed": (0, 2**32 - 1),
    "hidden_units": (1, 50),
    "seed": (0, 2**32 - 1),
    "batch_size": (1, 10_000),
}
NUMBERS = {
    "noise": (0.0, DATASETS["flower"].max_noise),
    "test_fraction": (0.0, 0.9),
    "learning_rate": (0.0, 1e6),
    "l1": (0.0, 1e3),
    "l2": (0.0, 1e3),
    "class_share": (0.05, 0.95),
    "leaky_slope": (0.0, 1.0),
    "constant": (-10.0, 10.0),
}
NAMES = {
    "dataset": list(DATASETS),
    "problem": ["classification", "regression"],
    "activation": list(ACTIVATIONS),
    "initializer": list(INITIALIZERS),
}


def check_sentence(message: str, field: str, value: object, allowed: list[str]) -> None:
    """One sentence, not a page: the field, the value (a very long one may be cut), what is allowed."""
    assert field in message
    assert message.endswith(".")
    assert "\n" not in message
    assert len(message) < 500
    shown = " ".join(repr(value).split())
    if len(shown) < 40:
        assert shown in message or str(value) in message
    for word in allowed:
        assert word in message.replace(",", "") or word in message


def shown_bounds(low: float, high: float) -> list[str]:
    return [f"{low:g}", f"{high}" if isinstance(high, int) else f"{high:g}"]
