"""Places for so many visitors."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from shallownet.texts import labels
from shallownet.ui import places, site
from shallownet.ui.offline import offline_page
from shallownet.ui.places import Places

APP = Path(__file__).parents[2] / "app.py"


class Here:
    """A runtime with these sessions."""

    def __init__(self, *sessions: str) -> None:
        self.sessions = set(sessions)

    def is_active_session(self, session: str) -> bool:
        """Whether it is one of them."""
        return session in self.sessions


def test_there_are_so_many_and_no_more() -> None:
    here = Here("a", "b", "c")
    free = Places(2)
    assert [free.take(one, here) for one in ("a", "b", "c")] == [True, True, False]  # type: ignore[arg-type]
    assert free.taken(here) == 2  # type: ignore[arg-type]


def test_the_place_of_whoever_has_left_is_free_again() -> None:
    here = Here("a", "b", "c")
    free = Places(2)
    for one in ("a", "b"):
        free.take(one, here)  # type: ignore[arg-type]
    here.sessions.remove("a")
    assert free.taken(here) == 1  # type: ignore[arg-type]
    assert free.take("c", here)  # type: ignore[arg-type]
    here.sessions.add("d")
    assert not free.take("d", here)  # type: ignore[arg-type]


def test_a_visitor_without_a_place_is_greeted_and_gets_in_when_there_is_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    has = [False]
    monkeypatch.setattr(site, "has_place", lambda: has[0])
    app = AppTest.from_file(str(APP), default_timeout=60).run()
    words = labels()["full"]
    assert not app.exception
    assert [title.value for title in app.title] == [words["title"]]
    assert "200" in app.markdown[0].value
    has[0] = True
    app.button("again").click().run()
    assert not app.exception
    assert not app.title


def test_outside_a_server_there_is_a_place_for_everybody() -> None:
    assert places.has_place()


def test_the_page_that_needs_no_server_is_made_once() -> None:
    assert offline_page("en") is offline_page("en")
    assert offline_page("en").startswith("<!doctype html>")
