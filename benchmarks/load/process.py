"""What a process takes of memory and of the processor, read from ``/proc``."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def memory(pid: int) -> tuple[float, float]:
    """Megabytes (10⁶) resident now, and at most so far: VmRSS and VmHWM."""
    values = _values(f"/proc/{pid}/status")
    return values["VmRSS"], values["VmHWM"]


def memory_of_all(pid: int) -> float:
    """Megabytes (10⁶) of a process and of those it has started, what they share counted once: their Pss."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    children = [child for task in tasks for child in _children(task)]
    return _values(f"/proc/{pid}/smaps_rollup")["Pss"] + sum(map(memory_of_all, children))


def _values(path: str) -> dict[str, float]:
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    named = (line.split(":", 1) for line in lines if line.endswith(" kB"))
    return {name: int(value.split()[0]) * 1024 / 1e6 for name, value in named}


def processor_seconds(pid: int) -> float:
    """Seconds of processor time that a process has used so far, in user and kernel."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def machine_seconds() -> float:
    """Seconds of processor time that everything on this machine has used so far."""
    line = Path("/proc/stat").read_text(encoding="utf-8").splitlines()[0]
    user, nice, system, _idle, _waiting, hardware, software, *_ = map(int, line.split()[1:])
    return (user + nice + system + hardware + software) / _TICKS


@dataclass(frozen=True)
class Shares:
    """Percent of one core that the servers, this process and everything else on the machine took."""

    servers: float
    generator: float
    others: float


class Usage:
    """Who takes the processor from now on."""

    def __init__(self, servers: tuple[int, ...]) -> None:
        self._servers = servers
        self._began = time.perf_counter()
        self._before = self._read()

    def _read(self) -> tuple[float, float, float]:
        servers = sum(map(processor_seconds, self._servers))
        return servers, processor_seconds(os.getpid()), machine_seconds()

    def shares(self) -> Shares:
        """The shares so far."""
        servers, generator, machine = (
            100 * (late - early) / (time.perf_counter() - self._began)
            for early, late in zip(self._before, self._read(), strict=True)
        )
        return Shares(servers, generator, machine - servers - generator)


def _children(task: Path) -> list[int]:
    """The processes that a thread has started; of one that has just ended, none."""
    try:
        return [int(child) for child in (task / "children").read_text("ascii").split()]
    except FileNotFoundError:
        return []
