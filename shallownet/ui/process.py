"""What the process that serves visitors needs once: calm garbage collection, one training at a time."""

from __future__ import annotations

import gc
import threading

import threadpoolctl  # comes with scikit-learn

TRAINING = threading.Lock()
"""Held while a block is trained. Every small NumPy call drops and retakes the interpreter's lock; thirty
threads doing so at once would spend their time handing it round."""

BLOCK_SECONDS = 0.1
"""Time budget for training one block: nobody waits longer for somebody else's."""


_settled = threading.Event()


def prepare() -> None:
    """Settle the process, once everything a page needs is imported; only the first call does anything.

    What the imports made will never be garbage: frozen, it is not looked through again by the full
    collections that would otherwise stop every visitor. And the networks are too small for BLAS to gain from
    threads.
    """
    if _settled.is_set():
        return
    _settled.set()
    gc.collect()
    gc.freeze()
    threadpoolctl.threadpool_limits(limits=1)
