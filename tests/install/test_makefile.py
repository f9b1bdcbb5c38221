"""What make says on a machine that cannot run the app."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tools.server import ROOT


@pytest.mark.parametrize(
    ("python", "said"),
    [
        ("exit 1", "No Python 3.11 or newer"),
        ('case "$2" in *ensurepip*) exit 1 ;; esac', "ensurepip module is missing"),
    ],
    ids=["too old", "without ensurepip"],
)
def test_a_python_that_will_not_do_gives_one_clear_error(tmp_path: Path, python: str, said: str):
    interpreter = tmp_path / "python"
    interpreter.write_text(f"#!/bin/sh\n{python}\n", encoding="utf-8")
    interpreter.chmod(0o755)
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))
    }
    venv = tmp_path / "venv"
    done = subprocess.run(
        ["make", f"PYTHON={interpreter}", f"VENV={venv}", f"{venv}/made.stamp"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert said in done.stderr
    assert not venv.exists()
