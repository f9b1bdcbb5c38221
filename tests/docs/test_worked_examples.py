"""docs/extending.md, followed to the letter in a copy of the project.

A comment in the line before a fenced block says where it goes:

- ``in `file`, before `line` `` or ``in `file`, after `line` ``: as it stands, before or after the first line
  of the file that begins so;
- ``in `file`, each line instead of the one with its key``: each of its lines ``key = value`` takes the place
  of the first line with that key;
- ``new file `file` ``: it is that file.

A ``*`` in the name of a file is every folder of a language. Blocks of ``sh`` are run, in the order of the
page.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.copies import copy_project
from tools.server import ROOT

from .pages import blocks, read, section

PAGE = read(ROOT / "docs" / "extending.md")
_IN = re.compile(r"in `(?P<file>[^`]+)`, (?P<where>before|after) `(?P<line>[^`]+)`")
_KEYS = re.compile(r"in `(?P<file>[^`]+)`, each line instead of the one with its key")
_NEW = re.compile(r"new file `(?P<file>[^`]+)`")

pytestmark = pytest.mark.slow


class Copy:
    """A copy of the project.

    Attributes:
        folder: where it is.
        commands: those that have been run.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = copy_project(folder)
        self.commands: list[str] = []

    def follow(self, title: str) -> None:
        """Do what a section of the page says; its last command runs tests."""
        for block in blocks(section(PAGE, title)):
            if block.kind == "sh":
                for command in block.text.splitlines():
                    self.run(command)
            else:
                self.write(block.comment, block.text)
        assert "pytest" in self.commands[-1]

    def write(self, comment: str, text: str) -> None:
        """Put a block where its comment says."""
        if found := _NEW.fullmatch(comment):
            for path in self.places(found["file"]):
                assert not path.exists(), path
                path.write_text(text, encoding="utf-8")
        elif found := _KEYS.fullmatch(comment):
            for path in self.places(found["file"]):
                lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
                for line in text.splitlines(keepends=True):
                    lines[self.place(path, lines, line[: line.index("= ") + 2])] = line
                path.write_text("".join(lines), encoding="utf-8")
        else:
            found = _IN.fullmatch(comment)
            assert found, f"a block does not say where it goes: {comment!r}"
            for path in self.places(found["file"]):
                lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
                lines.insert(self.place(path, lines, found["line"]) + (found["where"] == "after"), text)
                path.write_text("".join(lines), encoding="utf-8")

    def places(self, file: str) -> list[Path]:
        """The files of a name, one for each language where it has a ``*``."""
        folder, star, name = file.partition("*")
        if not star:
            return [self.folder / file]
        languages = sorted(path.parent for path in self.folder.glob(f"{folder}*/labels.toml"))
        assert languages
        return [language / name.lstrip("/") for language in languages]

    @staticmethod
    def place(path: Path, lines: list[str], beginning: str) -> int:
        """The first line that begins so."""
        found = next((number for number, line in enumerate(lines) if line.startswith(beginning)), None)
        assert found is not None, f"no line of {path} begins with {beginning!r}"
        return found

    def run(self, command: str) -> str:
        """Run a command as a reader would, with this interpreter's environment active; what it prints."""
        self.commands.append(command)
        path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
        # The copy's own package, wherever the installed one is.
        environment = {**os.environ, "PATH": path, "PYTHONPATH": str(self.folder)}
        environment.pop("PYTEST_ADDOPTS", None)
        done = subprocess.run(
            command, shell=True, cwd=self.folder, env=environment, capture_output=True, text=True, timeout=900
        )
        assert done.returncode == 0, f"{command}\n{done.stdout[-6000:]}\n{done.stderr[-3000:]}"
        return done.stdout

    def says(self, program: str) -> str:
        """What a line of Python prints in the copy."""
        return self.run(f'python -c "{program}"').strip()

    def accuracy(self, settings: str, epochs: int) -> float:
        """The share of its points that a network gets right there."""
        run = f"train(Experiment({settings}), {epochs})"
        return float(self.says(f"from shallownet import Experiment, train; print({run}.train_accuracy[-1])"))


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path / "shallownet")


@pytest.mark.browser
def test_add_an_activation(copy: Copy) -> None:
    copy.follow("Add an activation")
    assert any("test_modules" in command for command in copy.commands)
    assert copy.accuracy("activation='isru'", 2000) > 0.85


def test_add_a_data_set(copy: Copy) -> None:
    copy.follow("Add a data set")
    assert copy.accuracy("dataset='wave', initializer='he', hidden_units=8", 3000) > 0.95


def test_add_a_lesson(copy: Copy) -> None:
    copy.follow("Add a lesson")
    printed = copy.says("from shallownet.ui.lessons import LESSONS; print(list(LESSONS)[-1])")
    assert printed == "overlap"


def test_add_a_language(copy: Copy) -> None:
    copy.follow("Add a language")
    printed = copy.says("from shallownet.texts import labels; print(labels('fr')['app']['home'])")
    assert printed == "Accueil"
    assert copy.says("from shallownet.texts import languages; print(languages()['fr'])") == "Français"
