"""The headers of every answer."""

from __future__ import annotations

import asyncio
import re

from shallownet.ui.headers import SecurityHeaders, content_policy, headers
from shallownet.ui.offline import offline_page

ANCESTORS = "'self' https://school.example"


def answered(scope_type: str) -> list[dict]:
    """What is sent for a request."""
    sent: list[dict] = []

    async def app(scope, receive, send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"x-own", b"1")]})
        await send({"type": "http.response.body", "body": b"ok"})

    async def send(message) -> None:
        sent.append(message)

    asyncio.run(SecurityHeaders(app, ANCESTORS)({"type": scope_type, "path": "/"}, None, send))
    return sent


def test_every_answer_has_them_beside_its_own() -> None:
    start, body = answered("http")
    told = {name.decode(): value.decode() for name, value in start["headers"]}
    assert told.pop("x-own") == "1"
    assert told == {name.lower(): value for name, value in headers(ANCESTORS)}
    assert body["body"] == b"ok"


def test_what_is_no_answer_to_a_request_is_passed_on() -> None:
    start, _ = answered("websocket")
    assert start["headers"] == [(b"x-own", b"1")]


def test_the_policy_lets_no_foreign_or_written_in_script_run() -> None:
    rules = dict(rule.split(" ", 1) for rule in content_policy(ANCESTORS).split("; "))
    assert rules["default-src"] == "'self'"
    assert rules["frame-ancestors"] == ANCESTORS
    sources = rules["script-src"].split()
    assert sources[0] == "'self'"
    assert sources[1:]
    assert all(re.fullmatch(r"'sha256-[A-Za-z0-9+/]{43}='", source) for source in sources[1:])
    for name, value in rules.items():
        if name != "style-src":  # Streamlit writes its styles as it goes
            assert "unsafe" not in value
        assert "*" not in value


def test_the_page_without_a_server_brings_a_script_that_is_allowed() -> None:
    own = re.search(r"script-src (\S+);", offline_page("en").replace("&#x27;", "'"))
    assert own is not None
    assert own[1] in content_policy(ANCESTORS)
