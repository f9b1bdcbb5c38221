"""A Streamlit server in a process of its own, for a test or a benchmark."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START_LIMIT = 60.0


@dataclass(frozen=True)
class Server:
    """A running server: its address, without a slash at the end, its log, its port and its process."""

    url: str
    log_file: Path
    port: int
    pid: int

    def log(self) -> str:
        """Return everything the server has written so far."""
        return self.log_file.read_text(encoding="utf-8", errors="replace")


@contextmanager
def streamlit_server(
    script: Path | str = "app.py",
    *,
    folder: Path = ROOT,
    python: Path | str = sys.executable,
    options: tuple[str, ...] = (),
    port: int | None = None,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Server]:
    """Run ``streamlit run script`` in `folder` until the block ends.

    Args:
        script: The app, relative to `folder`.
        folder: The working directory, whose ``.streamlit/config.toml`` applies.
        python: The interpreter of the environment to run in.
        options: More command-line options for Streamlit.
        port: Where it listens; a free one by default.
        environment: Variables set for it.

    Raises:
        RuntimeError: The server ends or does not answer within a minute; the message holds its log.
    """
    port = port or free_port()
    command = [
        str(python),
        "-m",
        "streamlit",
        "run",
        str(script),
        "--server.headless",
        "true",
        "--server.address",
        "127.0.0.1",
        "--server.port",
        str(port),
        *options,
    ]
    # Settings and paths of the caller's shell are not the server's.
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name != "PYTHONPATH" and not name.startswith(("STREAMLIT_", "SHALLOWNET_"))
    }
    with tempfile.TemporaryDirectory(prefix="shallownet-server-") as logs:
        log_file = Path(logs) / "log.txt"
        with log_file.open("wb") as log:
            process = subprocess.Popen(
                command,
                cwd=folder,
                env={**inherited, "PYTHONUNBUFFERED": "1", **(environment or {})},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        server = Server(f"http://127.0.0.1:{port}", log_file, port, process.pid)
        try:
            _wait_until_healthy(server, process)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_healthy(server: Server, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_LIMIT
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"Streamlit ended with code {process.returncode}:\n{server.log()}")
        try:
            with urllib.request.urlopen(f"{server.url}/_stcore/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise RuntimeError(f"Streamlit did not answer within {START_LIMIT:.0f} s:\n{server.log()}")
