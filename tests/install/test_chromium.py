"""Where the browser of the browser tests comes from."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tools import chromium, packages


@pytest.fixture
def bare_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without a browser; returns the one folder on its PATH."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(chromium, "APPLICATIONS", ())
    monkeypatch.setattr(chromium, "_downloaded", lambda: iter(()))
    return tmp_path


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The installation steps taken, none of which is carried out."""
    taken: list[list[str]] = []
    monkeypatch.setattr(packages, "run", lambda command, limit: taken.append(command))
    return taken


def program(path: Path, code: int = 0) -> Path:
    path.write_text(f"#!/bin/sh\nexit {code}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def test_one_that_is_there_is_used(bare_machine: Path, commands):
    there = program(bare_machine / "google-chrome")
    assert chromium.ensure() == there
    assert not commands


def test_one_that_does_not_start_is_passed_over(bare_machine: Path, commands):
    program(bare_machine / "chromium", code=1)
    there = program(bare_machine / "google-chrome")
    assert chromium.ensure() == there


def test_the_chosen_one_comes_first(bare_machine: Path, monkeypatch, tmp_path: Path):
    program(bare_machine / "chromium")
    chosen = program(tmp_path / "my-browser")
    monkeypatch.setenv("CHROMIUM", str(chosen))
    assert chromium.ensure() == chosen


def test_a_chosen_one_that_does_not_start_is_an_error_that_names_it(bare_machine: Path, monkeypatch):
    program(bare_machine / "chromium")
    monkeypatch.setenv("CHROMIUM", "/nowhere/browser")
    with pytest.raises(chromium.NoChromiumError, match="/nowhere/browser"):
        chromium.ensure()


@pytest.mark.parametrize(("user", "packages"), [(0, True), (1000, False)])
def test_without_one_it_is_downloaded_then_root_alone_uses_the_package_manager(
    bare_machine: Path, commands, monkeypatch, user: int, packages: bool
):
    program(bare_machine / "apt-get")
    monkeypatch.setattr(os, "geteuid", lambda: user)
    with pytest.raises(chromium.NoChromiumError, match="set CHROMIUM"):
        chromium.ensure()
    assert commands[0][1:] == ["-m", "playwright", "install", "chromium"]
    assert [command[0] for command in commands[1:]] == (["apt-get", "apt-get"] if packages else [])


def test_a_step_that_hangs_is_ended(capfd):
    packages.run(["sleep", "60"], limit=0.2)
    assert "was ended" in capfd.readouterr().err
