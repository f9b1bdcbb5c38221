"""The order in which an epoch visits its examples."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def is_full_batch(batch_size: int | None, m: int) -> bool:
    """Whether an epoch over m examples is one update."""
    return batch_size is None or batch_size >= m


def updates_per_epoch(batch_size: int | None, m: int) -> int:
    """How many updates an epoch over m examples makes."""
    return 1 if batch_size is None else -(-m // min(batch_size, m))


def smallest_update(batch_size: int | None, m: int) -> int:
    """How many examples the smallest update of an epoch over m examples sees: often the last one's rest."""
    return m if is_full_batch(batch_size, m) else m % (batch_size or m) or min(batch_size or m, m)


def order(seed: int, epoch: int, m: int) -> NDArray[np.intp]:
    """The shuffled columns of an epoch, shape (m,): a function of (seed, epoch) alone, so that a run can
    be taken up at any epoch."""
    return np.random.RandomState([seed, epoch]).permutation(m)
