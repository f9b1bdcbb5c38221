"""A font with Hangul for the tests that look at Korean pages: one that is there, else the package manager's.

``python -m tools.letters`` looks for one, and installs one where this is root already. A visitor's system
brings its own.
"""

from __future__ import annotations

import shutil
import subprocess

from tools import packages

PACKAGE = "fonts-nanum"


def are_there() -> bool:
    """Whether a program that draws by fontconfig has Korean letters."""
    if not shutil.which("fc-list"):
        return True  # not a system whose fonts are asked for this way
    found = subprocess.run(["fc-list", ":lang=ko", "family"], capture_output=True, text=True, timeout=60)
    return bool(found.stdout.strip())


if __name__ == "__main__":
    if not are_there():
        packages.install(PACKAGE)
    print("Korean letters:", "there" if are_there() else "none; pages are drawn with boxes in their place")
