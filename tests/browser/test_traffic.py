"""What the stage costs on the wire: weights, not pixels, and its modules once."""

from __future__ import annotations

from collections import Counter

import pytest
from playwright.sync_api import Page, Request

from shallownet.stage import assets
from tools.server import Server

from .stage import Stage
from .traffic import Traffic, size

pytestmark = pytest.mark.browser

MOST_BYTES_A_FRAME = 300


def test_a_frame_is_a_few_hundred_bytes_and_the_modules_come_once(page: Page, server: Server) -> None:
    requests: list[str] = []
    page.on("request", lambda request: requests.append(address(request)))
    traffic = Traffic(page)
    stage = Stage.open(page, server.url)
    start = stage.wait_until(lambda state: state.frames > 60)
    received, requested = len(traffic.received), len(requests)
    end = stage.wait_until(lambda state: state.frames > start.frames + 300)
    blocks = traffic.received[received:]
    assert size(blocks) <= MOST_BYTES_A_FRAME * (end.frames - start.frames)
    assert requests[requested:] == []
    folder = f"/_stcore/bidi-components/{assets.component_name()}/"
    modules = Counter(one.partition(folder)[2] for one in requests if folder in one)
    assert modules == dict.fromkeys([*assets.modules(), assets.STYLE], 1)
    marks = [b"export default function", b"requestAnimationFrame", assets.packed_style()[:60].encode()]
    for payload in traffic.received:
        data = payload.encode() if isinstance(payload, str) else payload
        assert not any(mark in data for mark in marks)


def address(request: Request) -> str:
    return request.url.partition("?")[0]
