"""The app in a fresh virtual environment: the project installed either way, and not installed."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tools.server import ROOT, Server, streamlit_server

pytestmark = [pytest.mark.install, pytest.mark.browser]

ASSETS = "/_stcore/bidi-components/shallownet."
FIRST_PICTURE_MS = 60_000


def component_name() -> str:
    """Return the stage's registered name, with the hash of its assets, as the manifest has it."""
    manifest = tomllib.loads((ROOT / "shallownet/pyproject.toml").read_text(encoding="utf-8"))
    return manifest["tool"]["streamlit"]["component"]["components"][0]["name"]


def assets_fetched_while_the_stage_paints(browser: Browser, server: Server) -> list[str]:
    """Open the app, wait until frames advance, and return the component assets the browser fetched."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    try:
        page = context.new_page()
        fetched: list[str] = []
        page.on("response", lambda answer: fetched.append(answer.url) if answer.ok else None)
        page.goto(server.url)
        stage = page.get_by_test_id("stage").first
        expect(stage).to_be_visible(timeout=FIRST_PICTURE_MS)
        expect(stage).to_have_attribute("data-frames", re.compile(r"^[1-9]"), timeout=FIRST_PICTURE_MS)
        painted = stage.get_attribute("data-frames") or ""
        expect(stage).not_to_have_attribute("data-frames", painted)
    finally:
        context.close()
    return [url.removeprefix(server.url) for url in fetched if ASSETS in url]


def test_from_requirements_the_packaged_assets_are_served(browser: Browser, repository: Path, install):
    environment = install("editable", repository)
    with streamlit_server(folder=repository, python=environment.python) as server:
        fetched = assets_fetched_while_the_stage_paints(browser, server)
        assert f"{ASSETS}{component_name()}/stage.js" in fetched
        assert "not discovered" not in server.log()


def test_without_the_project_installed_the_modules_go_inline_with_one_log_line(
    browser: Browser, repository: Path, install
):
    environment = install("absent", repository)
    with streamlit_server(folder=repository, python=environment.python) as server:
        assert not assets_fetched_while_the_stage_paints(browser, server)
        # A second visitor adds no second line.
        assert not assets_fetched_while_the_stage_paints(browser, server)
        assert server.log().count("not discovered") == 1, server.log()


def test_from_a_wheel_the_packaged_assets_are_served(browser: Browser, repository: Path, install):
    # The app's own files stay; the package comes from the wheel alone.
    environment = install("wheel", repository)
    (repository / "shallownet").rename(repository.parent / "set aside")
    origin = environment.run("import shallownet; print(shallownet.__file__)", cwd=repository)
    assert "site-packages" in origin
    with streamlit_server(folder=repository, python=environment.python) as server:
        fetched = assets_fetched_while_the_stage_paints(browser, server)
        assert f"{ASSETS}{component_name()}/stage.js" in fetched
        assert "not discovered" not in server.log()
