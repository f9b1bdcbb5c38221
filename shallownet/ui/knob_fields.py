"""Which knob changes what: the fields of an experiment that go with a knob of another name."""

from __future__ import annotations

from collections.abc import Mapping

GOES_WITH: Mapping[str, tuple[str, ...]] = {
    "dataset": ("noise",),
    "activation": ("leaky_slope",),
    "initializer": ("constant",),
    "penalty": ("l1", "l2"),
    "new_sample": ("data_seed",),
}
"""What else a knob sets."""
