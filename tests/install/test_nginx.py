"""Where the nginx of the deployment's tests comes from."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tools import nginx, packages


@pytest.fixture
def bare_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without nginx; returns the one folder on its PATH."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("NGINX", raising=False)
    monkeypatch.setattr(nginx, "FOLDERS", ())
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
    there = program(bare_machine / "nginx")
    assert nginx.ensure() == there
    assert not commands


def test_one_that_is_not_on_the_path_is_found(bare_machine: Path, commands, monkeypatch, tmp_path: Path):
    (tmp_path / "sbin").mkdir()
    there = program(tmp_path / "sbin" / "nginx")
    monkeypatch.setattr(nginx, "FOLDERS", (str(tmp_path / "sbin"),))
    assert nginx.ensure() == there


def test_a_chosen_one_that_does_not_start_is_an_error_that_names_it(bare_machine: Path, monkeypatch):
    program(bare_machine / "nginx")
    monkeypatch.setenv("NGINX", str(program(bare_machine / "mine", code=1)))
    with pytest.raises(nginx.NoNginxError, match="mine"):
        nginx.ensure()


@pytest.mark.parametrize(("user", "packaged"), [(0, True), (1000, False)])
def test_without_one_root_alone_uses_the_package_manager(
    bare_machine: Path, commands, monkeypatch, user: int, packaged: bool
):
    program(bare_machine / "apt-get")
    monkeypatch.setattr(os, "geteuid", lambda: user)
    with pytest.raises(nginx.NoNginxError, match="set NGINX"):
        nginx.ensure()
    installed = [["apt-get", "update"], ["apt-get", "install", "--yes", "nginx"]]
    assert commands == (installed if packaged else [])
