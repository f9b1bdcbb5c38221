"""What says whose the project is, and which version, says the same everywhere."""

from __future__ import annotations

import tomllib

import yaml

from tools.server import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))


def test_the_citation_has_what_its_format_asks_for() -> None:
    assert CITATION["cff-version"] == "1.2.0"
    assert {"message", "title", "authors"} <= CITATION.keys()
    assert CITATION["type"] == "software"
    assert all(isinstance(CITATION[key], str) for key in ("message", "title", "version", "license"))
    # An entity has a name; a person would have given-names and family-names.
    assert all(set(author) == {"name"} for author in CITATION["authors"])


def test_it_is_the_project_s() -> None:
    assert CITATION["title"].startswith(PROJECT["name"])
    assert CITATION["version"] == PROJECT["version"]
    assert CITATION["license"] == PROJECT["license"]
    assert CITATION["keywords"] == PROJECT["keywords"]
    assert CITATION["authors"] == PROJECT["authors"]
    holders = ", ".join(author["name"] for author in CITATION["authors"])
    assert f"Copyright (c) 2026 {holders}\n" in (ROOT / "LICENSE").read_text(encoding="utf-8")


def test_the_form_for_bugs_asks_for_a_link_and_for_what_was_seen() -> None:
    form = yaml.safe_load((ROOT / ".github/ISSUE_TEMPLATE/bug.yml").read_text(encoding="utf-8"))
    assert form.keys() == {"name", "description", "labels", "body"}
    assert [field["id"] for field in form["body"]] == ["link", "seen", "where"]
