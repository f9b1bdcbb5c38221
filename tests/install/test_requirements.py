"""What hosted Streamlit reads to deploy the app straight from the repository."""

from __future__ import annotations

import tomllib

import pytest

from tools.server import ROOT


def test_requirements_are_the_dependencies_and_the_project_itself():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line and not line.startswith("#")] == [*project["dependencies"], "-e ."]


def test_the_manifest_in_the_package_names_the_project():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    inner = tomllib.loads((ROOT / "shallownet/pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (inner["name"], inner["version"]) == (project["name"], project["version"])


@pytest.mark.parametrize("name", ["uv.lock", "Pipfile", "environment.yml"])
def test_no_other_file_at_the_root_wins_over_requirements(name: str):
    assert not (ROOT / name).exists()
