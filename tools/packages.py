"""What the machine's package manager can bring, when this is root already (never ``sudo``)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

# Tool on PATH -> the commands that install a package with it, whose name follows the last.
PACKAGE_MANAGERS = {
    "apt-get": (("apt-get", "update"), ("apt-get", "install", "--yes")),
    "dnf": (("dnf", "install", "--assumeyes"),),
    "apk": (("apk", "add"),),
    "pacman": (("pacman", "--sync", "--refresh", "--noconfirm"),),
}
PACKAGE_LIMIT = 600.0


def install(package: str) -> None:
    """Use the package manager, as root alone; whether it worked shows in what is found afterwards."""
    if os.geteuid() != 0:
        return
    manager = next(filter(shutil.which, PACKAGE_MANAGERS), None)
    commands = PACKAGE_MANAGERS.get(manager or "", ())
    for number, command in enumerate(commands, start=1):
        run([*command, package] if number == len(commands) else list(command), PACKAGE_LIMIT)


def run(command: list[str], limit: float) -> None:
    """Run an installation step for at most `limit` seconds, its output on stderr."""
    print("+", *command, file=sys.stderr, flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    # A session of its own, so that a time limit ends the download's child processes too.
    with subprocess.Popen(
        command, stdout=sys.stderr, stdin=subprocess.DEVNULL, env=environment, start_new_session=True
    ) as process:
        try:
            process.wait(limit)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            print(f"… took longer than {limit:.0f} s and was ended", file=sys.stderr)
