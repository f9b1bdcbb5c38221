"""The app in a real browser: a server for the session, a page for each test."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from tools.server import Server, streamlit_server

from .stage import PATIENCE

expect.set_options(timeout=PATIENCE)

# At an address below the root Streamlit's page asks for the server both there and at the root:
# https://github.com/streamlit/streamlit/issues/7074. The one that is not there is written to the console.
STREAMLITS_OWN_PROBE = re.compile(r"://[^/]+/\w+/_stcore/(health|host-config)$")
VIEWPORT = {"width": 1400, "height": 900}


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The app, started as a visitor's server would be."""
    with streamlit_server("app.py") as running:
        yield running


# Whoever has seen the introduction, or skipped it, is not shown it again; ``introduction.js`` looks here.
INTRODUCED = "try { localStorage.setItem('shallownet_introduced', 'yes'); } catch {}"


@pytest.fixture
def newcomer(browser: Browser) -> Iterator[BrowserContext]:
    """A browser profile of its own: no cache, no cookies. An error in any of its pages fails the test."""
    fresh = browser.new_context(viewport=VIEWPORT)
    errors: list[str] = []

    def note(message: ConsoleMessage) -> None:
        url = message.location.get("url", "")
        if message.type == "error" and not ("404" in message.text and STREAMLITS_OWN_PROBE.search(url)):
            errors.append(f"{message.text} ({url})")

    fresh.on("console", note)
    fresh.on("weberror", lambda error: errors.append(f"uncaught: {error.error}"))
    yield fresh
    fresh.close()
    assert not errors, "in the browser's console:\n" + "\n".join(errors)


@pytest.fixture
def context(newcomer: BrowserContext) -> BrowserContext:
    """The same, of a visitor who has seen the introduction."""
    newcomer.add_init_script(INTRODUCED)
    return newcomer


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """An empty page; go to ``server.url`` with it."""
    return context.new_page()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A page on a phone."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    context.add_init_script(INTRODUCED)
    yield context.new_page()
    context.close()
