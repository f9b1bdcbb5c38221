"""nginx before two or more servers, with the configuration it is deployed with.

``python -m tools.nginx`` prints the path of one: ``$NGINX``, one that is there, else, for root only, one from
the system's package manager.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools import packages
from tools.server import ROOT, free_port

TEMPLATE = ROOT / "deploy" / "nginx.conf.template"
# Not on everybody's PATH.
FOLDERS = ("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin")
START_LIMIT = 20.0
# A line in the log format of the template.
_VISIT = re.compile(
    r'^\S+ (?P<status>\d+) \S+ (?P<path>\S+) \S+ replica="(?P<replicas>[^"]*)" cache=(?P<cache>\S+)',
    re.MULTILINE,
)


class NoNginxError(RuntimeError):
    """No nginx is there and none could be had."""


@dataclass(frozen=True)
class Visit:
    """A line of nginx's log."""

    path: str
    status: int
    # Of the replicas that were asked, in turn; none for an asset, which the cache asks for.
    ports: tuple[int, ...]
    is_from_cache: bool


@dataclass(frozen=True)
class Proxy:
    """A running nginx: its address, without a slash at the end, and its log."""

    url: str
    log_file: Path

    def log(self) -> str:
        """Return everything nginx has written so far."""
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    def visits(self, path: str) -> list[Visit]:
        """Return the answers given for a path, without its query, in the order in which they ended."""
        return [visit for visit in self.all_visits() if visit.path == path]

    def all_visits(self) -> list[Visit]:
        """Return all answers given, in the order in which they ended."""
        return [
            Visit(
                line["path"],
                int(line["status"]),
                tuple(map(int, re.findall(r":(\d+)", line["replicas"]))),
                line["cache"] == "HIT",
            )
            for line in _VISIT.finditer(self.log())
        ]


def find() -> Path | None:
    """Return the first nginx on this machine that starts, or None.

    Raises:
        NoNginxError: ``$NGINX`` names one that does not start: a choice is never passed over.
    """
    chosen = os.environ.get("NGINX")
    if chosen:
        path = shutil.which(chosen)
        if path is None or not _starts(path):
            raise NoNginxError(f"NGINX is {chosen!r}, which does not start as nginx.")
        return Path(path)
    search = os.pathsep.join((os.environ.get("PATH", ""), *FOLDERS))
    there = shutil.which("nginx", path=search)
    return Path(there) if there and _starts(there) else None


def ensure() -> Path:
    """Return an nginx that starts, installing one if need be.

    Raises:
        NoNginxError: None is there, and the package manager brings none.
    """
    found = find()
    if found is None:
        packages.install("nginx")
        found = find()
    if found is None:
        raise NoNginxError(
            "The tests of the deployment need nginx and it could not be installed. "
            "Install nginx, or set NGINX to its path."
        )
    return found


def configuration(*, listen: str, replicas: Sequence[str], directory: str, trusted_proxy: str) -> str:
    """Return the deployed configuration with its four names filled in.

    Raises:
        ValueError: The template has another name in braces.
    """
    text = TEMPLATE.read_text(encoding="utf-8")
    values = {
        "LISTEN": listen,
        "REPLICAS": " ".join(f"server {address};" for address in replicas),
        "TRUSTED_PROXY": trusted_proxy,
        "DIRECTORY": directory,
    }
    # As nginx's image does it, but that a name that nothing sets is an error.
    unknown = set(re.findall(r"\$\{(\w+)\}", text)) - values.keys()
    if unknown:
        raise ValueError(f"{TEMPLATE.name} names {sorted(unknown)}, which nothing fills in.")
    return re.sub(r"\$\{(\w+)\}", lambda name: values[name[1]], text)


@contextmanager
def proxy(
    ports: Sequence[int], *, trusted_proxy: str = "127.0.0.1", changes: dict[str, str] | None = None
) -> Iterator[Proxy]:
    """Run nginx on loopback before the servers at these ports, until the block ends.

    Args:
        ports: The replicas'.
        trusted_proxy: Whose X-Forwarded-For says who the visitor is.
        changes: Text of the configuration, and what stands there instead, such as a limit within reach.

    Raises:
        RuntimeError: nginx ends or does not answer; the message holds its log.
        ValueError: What is to be changed is not there.
    """
    program = ensure()
    with tempfile.TemporaryDirectory(prefix="nginx-") as name:
        folder = Path(name)
        # When root starts it, the workers are somebody else, who must get through.
        folder.chmod(0o755)
        port = free_port()
        text = configuration(
            listen=f"127.0.0.1:{port}",
            replicas=[f"127.0.0.1:{replica}" for replica in ports],
            directory=name,
            trusted_proxy=trusted_proxy,
        )
        for old, new in (changes or {}).items():
            if old not in text:
                raise ValueError(f"The configuration does not say {old!r}.")
            text = text.replace(old, new)
        file = folder / "nginx.conf"
        file.write_text(text, encoding="utf-8")
        running = Proxy(f"http://127.0.0.1:{port}", folder / "log.txt")
        with running.log_file.open("ab") as log:
            process = subprocess.Popen(
                [str(program), "-p", name, "-c", str(file), "-g", "daemon off;"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            _wait_until_it_answers(running, process)
            yield running
        finally:
            # Not the graceful way, which waits for open pages.
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _starts(path: str) -> bool:
    try:
        return subprocess.run([path, "-v"], capture_output=True, timeout=20).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _wait_until_it_answers(running: Proxy, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_LIMIT
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"nginx ended with code {process.returncode}:\n{running.log()}")
        try:
            # Its own answer, whatever the replicas do.
            urllib.request.urlopen(f"{running.url}/metrics", timeout=5).close()
        except urllib.error.HTTPError:
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    raise RuntimeError(f"nginx did not answer within {START_LIMIT:.0f} s:\n{running.log()}")


if __name__ == "__main__":
    try:
        print(ensure())
    except NoNginxError as error:
        sys.exit(str(error))
