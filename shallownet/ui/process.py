"""What the process that serves visitors needs once: calm garbage collection, one training at a time."""

from __future__ import annotations

import ctypes
import gc
import importlib
import platform
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

import threadpoolctl  # comes with scikit-learn

from shallownet.ui.gauges import WAIT_SECONDS


class Turns:
    """A lock that is given in the order in which it was asked for.

    A plain one may go again and again to the thread that has just released it: one visitor's long
    computation, though done in pieces, would keep all others waiting to its end.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._queue: deque[threading.Lock] = deque()

    def __enter__(self) -> None:
        began = time.perf_counter()
        turn = threading.Lock()
        turn.acquire()
        with self._guard:
            self._queue.append(turn)
            if len(self._queue) == 1:
                turn.release()
        turn.acquire()
        WAIT_SECONDS.add(time.perf_counter() - began)

    def __exit__(self, *raised: object) -> None:
        with self._guard:
            self._queue.popleft()
            if self._queue:
                self._queue[0].release()

    def locked(self) -> bool:
        """Whether somebody has it."""
        with self._guard:
            return bool(self._queue)


_Method = TypeVar("_Method", bound=Callable[..., Any])


def one_at_a_time(method: _Method) -> _Method:
    """A method that waits, by its object's ``lock``, until no other such method of it is under way."""

    @wraps(method)
    def alone(self: Any, *args: Any, **kwargs: Any) -> Any:
        with self.lock:
            return method(self, *args, **kwargs)

    return cast(_Method, alone)


TRAINING = Turns()
"""Held while a block is trained. Every small NumPy call drops and retakes the interpreter's lock; thirty
threads doing so at once would spend their time handing it round."""

BLOCK_SECONDS = 0.1
"""Time budget for training at one turn."""


# For how long a thread may keep the interpreter's lock from others. Between two blocks that the trainer's
# process trains it changes hands five times; at Python's 5 ms the trainer would idle for a tenth of its time.
_SWITCH_SECONDS = 0.0005

_settled = threading.Event()


def give_back_memory() -> None:
    """Give free pages back to the system, where glibc would keep them.

    Every run of a page has a thread, threads have heaps of their own, and each heap keeps what its threads
    once needed. https://man7.org/linux/man-pages/man3/malloc_trim.3.html
    """
    if platform.libc_ver()[0] == "glibc":
        ctypes.CDLL(None).malloc_trim(0)


def read_scikit_learn() -> None:
    """Import scikit-learn's data sets, which every visitor needs, without the pandas that they would bring.

    To scikit-learn pandas is optional; a server would carry 63 MB of it for visitors none of whom asks for a
    table. Who does imports it then. While it is ``None`` here it counts as not installed:
    https://docs.python.org/3/reference/import.html#the-module-cache
    """
    if "pandas" in sys.modules:
        importlib.import_module("sklearn.datasets")
        return
    sys.modules["pandas"] = None  # type: ignore[assignment]
    try:
        importlib.import_module("sklearn.datasets")
    finally:
        del sys.modules["pandas"]


def prepare_to_train() -> None:
    """Settle a process, once everything that it needs is imported.

    What the imports made will never be garbage: frozen, it is not looked through again by the full
    collections that would otherwise stop every visitor, and nearly double the time in which thousands of
    mini-batches are laid out. And the networks are too small for BLAS to gain from threads.
    """
    gc.collect()
    gc.freeze()
    threadpoolctl.threadpool_limits(limits=1)


def prepare() -> None:
    """Settle the process, once everything a page needs is imported; only the first call does anything."""
    if _settled.is_set():
        return
    _settled.set()
    read_scikit_learn()
    prepare_to_train()
    sys.setswitchinterval(_SWITCH_SECONDS)
