"""What a process takes of memory and of the processor, read from ``/proc``."""

from __future__ import annotations

import os
import time
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def memory(pid: int) -> tuple[float, float]:
    """Megabytes (10⁶) resident now, and at most so far: VmRSS and VmHWM."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    values = dict(line.split(":", 1) for line in lines if line.startswith(("VmRSS", "VmHWM")))
    now, most = (int(values[name].split()[0]) * 1024 / 1e6 for name in ("VmRSS", "VmHWM"))
    return now, most


def processor_seconds(pid: int) -> float:
    """Seconds of processor time that a process has used so far, in user and kernel."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


class Usage:
    """How many cores' worth of time processes take from now on."""

    def __init__(self, pids: tuple[int, ...]) -> None:
        self._pids = pids
        self._began = time.perf_counter()
        self._before = sum(map(processor_seconds, pids))

    def share(self) -> float:
        """Percent of one core, so far."""
        used = sum(map(processor_seconds, self._pids)) - self._before
        return 100 * used / (time.perf_counter() - self._began)
