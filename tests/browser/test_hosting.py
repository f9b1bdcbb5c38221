"""The app as a public host shows it: with its headers, with limits, and when every place is taken."""

from __future__ import annotations

import re
import time
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from shallownet import Experiment
from shallownet.texts import labels
from tools.server import Server, streamlit_server

from .stage import PATIENCE, Stage, assert_trained

pytestmark = pytest.mark.browser

WORDS = labels()["full"]


@pytest.fixture(scope="module")
def small() -> Iterator[Server]:
    limits = {"MAX_SESSIONS": "1", "MAX_EPOCHS": "1000", "MAX_HIDDEN_UNITS": "20"}
    environment = {f"SHALLOWNET_{name}": value for name, value in limits.items()}
    with streamlit_server("app.py", environment=environment) as running:
        yield running


def test_every_answer_of_the_server_has_the_headers(server: Server) -> None:
    for path in ("/", "/_stcore/health", "/_stcore/metrics", "/no/such/page"):
        with urllib.request.urlopen(server.url + path) as answer:
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


# A violation is an error on the console, which fails a test with the fixture `page`: those show that all
# pages live with the policy, this one that it is in force.
def test_the_browser_runs_no_script_of_elsewhere(browser: Browser, server: Server) -> None:
    page = browser.new_page()
    Stage.open(page, server.url)
    refused = page.evaluate(
        """() => new Promise((resolve) => {
            document.addEventListener("securitypolicyviolation", (event) => resolve(event.violatedDirective));
            const script = document.createElement("script");
            script.src = "data:text/javascript,window.isHere=1";
            document.head.append(script);
        })"""
    )
    assert refused == "script-src-elem"
    assert page.evaluate("window.isHere") is None
    page.close()


def metrics(server: Server) -> dict[str, str]:
    with urllib.request.urlopen(f"{server.url}/_stcore/metrics") as answer:
        lines = answer.read().decode().splitlines()
    return dict(line.rsplit(" ", 1) for line in lines if line.startswith("shallownet_"))


def test_metrics_count_what_visitors_ask(page: Page, server: Server) -> None:
    Stage.open(page, server.url).wait_until(lambda state: state.epoch > 300)
    told = metrics(server)
    assert int(told["shallownet_sessions"]) >= 1
    assert int(told["shallownet_blocks_trained_total"]) >= 1
    assert float(told["shallownet_answer_seconds_count"]) >= 2
    assert told['shallownet_answer_seconds_bucket{le="+Inf"}'] == told["shallownet_answer_seconds_count"]


def test_whoever_finds_every_place_taken_plays_without_the_server_and_gets_in_later(
    context: BrowserContext, small: Server
) -> None:
    first = context.new_page()
    stage = Stage.open(first, small.url)
    second = context.new_page()
    second.goto(small.url)
    expect(second.get_by_role("heading", name=WORDS["title"])).to_be_visible()
    frame = second.frame_locator("iframe")
    offline = frame.get_by_test_id("stage")
    expect(offline).to_have_attribute("data-epoch", "0")
    frame.get_by_role("button", name="Play").click()
    expect(offline).not_to_have_attribute("data-epoch", "0")
    # The other visitor has noticed nothing.
    stage.record()
    epoch = stage.state.epoch
    stage.wait_until(lambda state: state.epoch > min(epoch + 200, 999))
    assert_trained(Experiment(), stage.shown())
    again = second.get_by_role("button", name=WORDS["again"])
    again.click()
    expect(second.get_by_role("heading", name=WORDS["title"])).to_be_visible()
    first.close()
    # The server needs a moment to see that this page has gone.
    deadline = time.monotonic() + PATIENCE / 1000
    while metrics(small)["shallownet_sessions"] != "0":
        assert time.monotonic() < deadline
        time.sleep(0.1)
    again.click()
    Stage(second).wait_until(lambda state: state.epoch > 100)


def test_a_run_ends_at_the_owner_s_last_epoch_and_says_so(page: Page, small: Server) -> None:
    stage = Stage.open(page, f"{small.url}/?epoch=990")
    stage.press("play")
    stage.wait_until(lambda state: state.epoch == 1000 and not state.playing)
    said = labels()["stage"]["message_limit"].format(epoch="1,000")
    expect(page.get_by_text(said)).to_be_visible()
    expect(page.get_by_role("button", name=labels()["stage"]["go_on"])).to_be_hidden()


def test_a_link_beyond_the_owner_s_limits_names_them(page: Page, small: Server) -> None:
    page.goto(f"{small.url}/?hidden_units=30")
    alert = page.get_by_test_id("stAlert")
    expect(alert).to_contain_text(re.compile("hidden_units is 30, but it must be at most 20 on this server"))
    expect(page.get_by_test_id("stage")).to_be_visible()
