"""Assets with a hash in their address are read once and answered from memory."""

from __future__ import annotations

import asyncio
import gzip

import pytest

from shallownet.ui.kept_assets import KeptAssets

SCRIPT = b"export const x = 1;\n" * 100
FILES = {
    "/static/js/index.abc.js": (b"text/javascript", SCRIPT),
    "/_stcore/bidi-components/shallownet.stage-0123abcdef/stage.js": (b"text/javascript", SCRIPT),
    "/static/media/font.woff2": (b"font/woff2", bytes(range(256))),
}


class Disk:
    """An app that counts how often it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def __call__(self, scope, receive, send) -> None:
        """Answer."""
        path = scope["path"]
        self.asked.append(path)
        assert not any(name == b"accept-encoding" for name, _ in scope["headers"]) or path not in FILES
        kind, body = FILES.get(path, (b"text/html; charset=utf-8", b"<!doctype html>"))
        headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode()), (b"etag", b'"1"')]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body[:10], "more_body": True})
        await send({"type": "http.response.body", "body": body[10:]})


def answer(app, path: str, method: str = "GET", **headers: str) -> tuple[dict[str, str], bytes]:
    sent: list[dict] = []

    async def send(message) -> None:
        sent.append(message)

    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    asyncio.run(app({"type": "http", "method": method, "path": path, "headers": raw}, None, send))
    told = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
    return told, b"".join(message.get("body", b"") for message in sent[1:])


@pytest.mark.parametrize("path", FILES)
def test_it_is_read_once_and_is_the_same(path: str) -> None:
    disk = Disk()
    app = KeptAssets(disk)
    for _ in range(3):
        headers, body = answer(app, path)
        assert body == FILES[path][1]
        assert headers["content-type"] == FILES[path][0].decode()
        assert int(headers["content-length"]) == len(body)
        assert "immutable" in headers["cache-control"]
    assert disk.asked == [path]


def test_whoever_can_unpack_gets_text_compressed() -> None:
    disk = Disk()
    app = KeptAssets(disk)
    for path in FILES:
        headers, body = answer(app, path, accept_encoding="br, gzip")
        assert int(headers["content-length"]) == len(body)
        if path.endswith(".js"):
            assert headers["content-encoding"] == "gzip"
            assert headers["vary"] == "Accept-Encoding"
            assert gzip.decompress(body) == SCRIPT
            assert len(body) < len(SCRIPT) / 5
        else:
            assert "content-encoding" not in headers
        assert answer(app, path)[1] == FILES[path][1]
    assert len(disk.asked) == len(FILES)


def test_the_page_that_stands_in_for_a_missing_file_is_not_kept() -> None:
    disk = Disk()
    app = KeptAssets(disk)
    for _ in range(2):
        headers, _ = answer(app, "/static/js/nothing.js")
        assert "immutable" not in headers.get("cache-control", "")
    assert len(disk.asked) == 2


@pytest.mark.parametrize(
    ("path", "method", "headers"),
    [
        ("/", "GET", {}),
        ("/_stcore/health", "GET", {}),
        ("/_stcore/bidi-components/another/stage.js", "GET", {}),
        ("/static/js/index.abc.js", "HEAD", {}),
        ("/static/js/index.abc.js", "GET", {"if_none_match": '"1"'}),
        ("/static/js/index.abc.js", "GET", {"range": "bytes=0-1"}),
    ],
)
def test_all_else_is_the_app_s_own(path: str, method: str, headers: dict[str, str]) -> None:
    disk = Disk()
    app = KeptAssets(disk)
    for _ in range(2):
        answer(app, path, method, **headers)
    assert len(disk.asked) == 2


def test_memory_is_bounded() -> None:
    disk = Disk()
    app = KeptAssets(disk, most_bytes=300)
    for _ in range(2):
        for path in FILES:
            assert answer(app, path)[1] == FILES[path][1]
    assert disk.asked.count("/static/media/font.woff2") == 1
    assert disk.asked.count("/static/js/index.abc.js") == 2
