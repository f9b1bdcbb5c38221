"""Copies of the repository as a deploy would see it, and one fresh virtual environment to try them in."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest

from tests.copies import copy_project
from tools.server import ROOT

Project = Literal["editable", "wheel", "absent"]
PIP_LIMIT = 900.0


class Environment:
    """A virtual environment in which the four packages stay and the project comes and goes."""

    def __init__(self, folder: Path) -> None:
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        scripts = folder / ("Scripts" if os.name == "nt" else "bin")
        self.python = scripts / "python"
        self.project: Project = "absent"

    def pip(self, *arguments: str, cwd: Path) -> None:
        """Run pip as a reader of the README would; its output is in the failure."""
        command = [str(self.python), "-m", "pip", "--disable-pip-version-check", *arguments]
        done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=PIP_LIMIT)
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"

    def run(self, program: str, cwd: Path) -> str:
        """Run a Python program in `cwd` and return what it printed."""
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        done = subprocess.run(
            [str(self.python), "-c", program],
            cwd=cwd,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A copy of the repository as a fresh clone would have it."""
    return copy_project(tmp_path / "repository")


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Environment]:
    """A virtual environment in which only requirements.txt's packages, not yet the project, are installed.

    Made once: the download of the four packages is most of the time these tests take.
    """
    folder = tmp_path_factory.mktemp("environment")
    made = Environment(folder / "venv")
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    packages = [line for line in lines if line and not line.startswith(("#", "-e"))]
    made.pip("install", *packages, cwd=folder)
    yield made
    shutil.rmtree(folder)


@pytest.fixture
def install(environment: Environment) -> Callable[[Project, Path], Environment]:
    """A function that puts the project into the environment in one of three ways, and no other."""

    def put(project: Project, repository: Path) -> Environment:
        if environment.project != "absent":
            environment.pip("uninstall", "--yes", "shallownet", cwd=repository)
            environment.project = "absent"
        if project == "editable":
            environment.pip("install", "-r", "requirements.txt", cwd=repository)
        elif project == "wheel":
            environment.pip("install", "--no-deps", ".", cwd=repository)
        environment.project = project
        return environment

    return put
