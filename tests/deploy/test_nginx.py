"""nginx before two replicas: who answers whom, what is compressed and kept, what is refused."""

from __future__ import annotations

import gzip
import os
import signal
import socket
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
import streamlit
from websockets.exceptions import InvalidStatus

from shallownet.stage.assets import component_name, modules
from tools.nginx import Proxy, proxy
from tools.server import streamlit_server

from .asking import ask, open_page, visits, wait_until
from .replicas import SHARED, Deployment, deployment

pytestmark = pytest.mark.slow

STATIC = Path(streamlit.__file__).parent / "static"
SCRIPT = "/" + next(iter((STATIC / "static" / "js").glob("index.*.js"))).relative_to(STATIC).as_posix()
STYLE = "/" + next(iter((STATIC / "static" / "css").glob("index.*.css"))).relative_to(STATIC).as_posix()
FONT = "/" + next(iter((STATIC / "static" / "media").glob("*.woff2"))).relative_to(STATIC).as_posix()
MODULES = f"/_stcore/bidi-components/{component_name()}"
# Headers that nginx is to change, or that differ from one answer to the next.
OWN = {
    "accept-ranges",
    "cache-control",
    "connection",
    "content-encoding",
    "content-length",
    "date",
    "etag",
    "server",
    "set-cookie",
    "transfer-encoding",
    "vary",
}


@pytest.fixture(scope="module")
def deployed() -> Iterator[Deployment]:
    with deployment() as running:
        yield running


@pytest.fixture(scope="module")
def nginx(deployed: Deployment) -> Proxy:
    return deployed.nginx


# --- which replica ---------------------------------------------------------------------------------------


def asked_of(nginx: Proxy, **headers: str) -> int:
    """The port of the replica that answers a visitor with these headers."""
    path = f"/{uuid4().hex}"
    assert ask(nginx.url + path, **headers).status == 200
    (visit,) = visits(nginx, path, 1)
    (port,) = visit.ports
    return port


def test_visitors_are_spread_and_each_stays(nginx: Proxy, deployed: Deployment) -> None:
    cookies = [f"replica={uuid4().hex}" for _ in range(60)]
    homes = [asked_of(nginx, cookie=cookie) for cookie in cookies]
    assert homes == [asked_of(nginx, cookie=cookie) for cookie in cookies]
    assert set(homes) == deployed.ports
    assert min(Counter(homes).values()) >= 12


def test_a_page_s_websocket_goes_where_its_requests_go(nginx: Proxy) -> None:
    for cookie in (f"replica={uuid4().hex}" for _ in range(6)):
        home = asked_of(nginx, cookie=cookie)
        seen = len(nginx.visits("/_stcore/stream"))
        with open_page(nginx, cookie=cookie) as page:
            assert page.subprotocol == "streamlit"
        # It is logged when it ends.
        wait_until(lambda seen=seen: len(nginx.visits("/_stcore/stream")) > seen)
        visit = nginx.visits("/_stcore/stream")[-1]
        assert (visit.status, visit.ports) == (101, (home,))


def test_a_new_visitor_gets_a_cookie_and_keeps_it(nginx: Proxy) -> None:
    given = ask(nginx.url).headers["Set-Cookie"]
    name_and_value, *attributes = given.split("; ")
    assert attributes == ["Path=/", "HttpOnly", "SameSite=Lax"]
    again = ask(nginx.url, cookie=name_and_value)
    assert again.headers["Set-Cookie"] is None
    # TLS may end before nginx.
    assert ask(nginx.url, x_forwarded_proto="https").headers["Set-Cookie"].endswith("; SameSite=Lax; Secure")
    # What nginx has not given is not believed.
    assert ask(nginx.url, cookie="replica=1").headers["Set-Cookie"].startswith("replica=")


def test_a_browser_that_sends_no_cookie_stays_too(nginx: Proxy, deployed: Deployment) -> None:
    visitors = [
        {"x_forwarded_for": f"192.0.2.{number}", "user_agent": "in a frame"} for number in range(1, 25)
    ]
    homes = [asked_of(nginx, **visitor) for visitor in visitors]
    assert homes == [asked_of(nginx, **visitor) for visitor in visitors]
    assert set(homes) == deployed.ports


def test_another_site_s_page_is_refused_and_the_app_s_own_is_not(nginx: Proxy) -> None:
    with open_page(nginx):
        pass
    with pytest.raises(InvalidStatus) as refusal, open_page(nginx, origin="https://elsewhere.example"):
        pass
    assert refusal.value.response.status_code == 403


# --- compressed, and kept --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "is_kept"),
    [
        (SCRIPT, True),
        (STYLE, True),
        *((f"{MODULES}/{name}", True) for name in ("stage.css", *modules())),
        ("/", False),
        ("/_stcore/host-config", False),
    ],
)
def test_text_is_compressed_and_what_carries_a_hash_is_kept_for_a_year(
    nginx: Proxy, deployed: Deployment, path: str, is_kept: bool
) -> None:
    plain = ask(deployed.replicas[0].url + path)
    for accepted, encoding in [("gzip, deflate, br", "gzip"), ("", None)]:
        answer = ask(nginx.url + path, accept_encoding=accepted)
        assert (answer.status, answer.headers["Content-Encoding"]) == (200, encoding)
        body = gzip.decompress(answer.body) if encoding else answer.body
        assert body == plain.body
        assert answer.headers.get_all("Vary") == ["Accept-Encoding"]
        cached = answer.headers["Cache-Control"]
        assert cached == ("public, max-age=31536000, immutable" if is_kept else "no-cache")


def test_a_font_is_kept_as_it_is(nginx: Proxy) -> None:
    answer = ask(nginx.url + FONT, accept_encoding="gzip")
    assert answer.body == (STATIC / FONT[1:]).read_bytes()
    assert answer.headers["Content-Encoding"] is None
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    "path", ["/static/js/index.00000000.js", "/_stcore/bidi-components/shallownet.stage-0123456789/stage.js"]
)
def test_an_asset_of_another_version_is_not_kept(nginx: Proxy, path: str) -> None:
    # Streamlit answers the first with its page, and a replica of that version may be there in a moment.
    for _ in range(2):
        assert ask(nginx.url + path).headers["Cache-Control"] == "no-cache"
    assert not any(visit.is_from_cache for visit in visits(nginx, path, 2))


def test_however_many_visitors_arrive_a_replica_gives_an_asset_once(deployed: Deployment) -> None:
    with proxy(tuple(deployed.ports)) as fresh, ThreadPoolExecutor(20) as visitors:
        answers = list(visitors.map(lambda _: ask(fresh.url + SCRIPT, accept_encoding="gzip"), range(100)))
        assert {answer.status for answer in answers} == {200}
        assert len({answer.body for answer in answers}) == 1
        assert sum(not visit.is_from_cache for visit in visits(fresh, SCRIPT, 100)) == 1


def test_what_a_replica_says_in_its_headers_is_passed_on_once(nginx: Proxy, deployed: Deployment) -> None:
    for path in ("/", SCRIPT, f"{MODULES}/stage.js", "/_stcore/health", "/_stcore/host-config"):
        said, passed_on = ask(deployed.replicas[0].url + path).headers, ask(nginx.url + path).headers
        for name in {name.lower() for name in said} - OWN:
            assert passed_on.get_all(name) == said.get_all(name), f"{name} of {path}"
        assert passed_on.get_all("Server") == ["nginx"]


# --- refused ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/metrics",
        "/_stcore/metrics",
        "/_stcore/metrics/",
        "/_stcore/metrics?family=x",
        "//_stcore//metrics",
        "/_stcore/%6detrics",
        "/static/../_stcore/metrics",
        "/static/%2e%2e/_stcore/metrics",
        "/_stcore/script-health-check",
    ],
)
def test_the_numbers_are_not_for_visitors(nginx: Proxy, deployed: Deployment, path: str) -> None:
    assert ask(deployed.replicas[0].url + "/_stcore/metrics").status == 200
    # As it is: a client library would tidy the path.
    address = urlsplit(nginx.url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as line:
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: {address.netloc}\r\nConnection: close\r\n\r\n".encode())
        assert line.makefile("rb").readline().split()[1] == b"404"


def test_what_is_too_large_is_refused_before_it_reaches_a_replica(nginx: Proxy) -> None:
    upload = f"/_stcore/upload_file/{uuid4().hex}/{uuid4().hex}"
    assert ask(nginx.url + upload, "PUT", bytes(12_000_000)).status == 413
    assert not visits(nginx, upload, 1)[0].ports
    # Streamlit's own answer: nobody has this session.
    for again in range(5):
        allowed = f"{upload}{again}"
        assert ask(nginx.url + allowed, "PUT", bytes(10_500_000)).status in (400, 403)
        assert visits(nginx, allowed, 1)[0].ports
    elsewhere = f"/{uuid4().hex}"
    assert ask(nginx.url + elsewhere, "POST", bytes(70_000)).status == 413
    assert not visits(nginx, elsewhere, 1)[0].ports


def test_a_class_behind_one_address_is_let_in(deployed: Deployment) -> None:
    # What 200 pages ask for, assets apart.
    paths = ["/", "/_stcore/health", "/_stcore/host-config", "/favicon.png", "/manifest.json"] * 200
    with proxy(tuple(deployed.ports)) as fresh, ThreadPoolExecutor(20) as visitors:
        began = time.monotonic()
        statuses = Counter(visitors.map(lambda path: ask(fresh.url + path).status, paths))
        assert statuses == {200: 1000}
        assert time.monotonic() - began < 60


def test_a_flood_is_refused_at_once_and_only_whose_it_is(deployed: Deployment) -> None:
    small = {"zone=requests burst=1500 nodelay": "zone=requests burst=9 nodelay", "rate=100r/s": "rate=1r/m"}
    with proxy(tuple(deployed.ports), changes=small) as strict:
        began = time.monotonic()
        flood = [ask(f"{strict.url}/{uuid4().hex}", x_forwarded_for="192.0.2.1").status for _ in range(40)]
        assert Counter(flood) == {200: 10, 429: 30}
        assert time.monotonic() - began < 20
        assert ask(strict.url, x_forwarded_for="192.0.2.2").status == 200


def test_pages_beyond_the_limit_are_refused_until_one_is_closed(deployed: Deployment) -> None:
    with proxy(tuple(deployed.ports), changes={"limit_conn pages 500": "limit_conn pages 2"}) as strict:
        with open_page(strict), open_page(strict):
            with pytest.raises(InvalidStatus) as refusal, open_page(strict):
                pass
            assert refusal.value.response.status_code == 429
        wait_until(lambda: opens(strict))


def opens(nginx: Proxy) -> bool:
    try:
        with open_page(nginx):
            return True
    except InvalidStatus:
        return False


def test_who_does_not_finish_a_request_is_hung_up_on(deployed: Deployment) -> None:
    with proxy(
        tuple(deployed.ports), changes={"client_header_timeout 10s": "client_header_timeout 1s"}
    ) as strict:
        address = urlsplit(strict.url)
        with socket.create_connection((address.hostname, address.port), timeout=10) as line:
            line.sendall(b"GET / HTTP/1.1\r\nHost: ")
            assert hung_up_on(line)


def hung_up_on(line: socket.socket) -> bool:
    try:
        return line.recv(1) == b""
    except ConnectionResetError:
        return True


# --- health ----------------------------------------------------------------------------------------------


def is_green(url: str) -> bool:
    try:
        return ask(url).status == 200
    except OSError:
        return False


def test_health_is_green_while_any_replica_is() -> None:
    with deployment() as running:
        health = f"{running.nginx.url}/health"
        first, second = running.replicas
        assert is_green(health)
        assert ask(running.nginx.url + SCRIPT).status == 200

        os.kill(first.pid, signal.SIGKILL)
        wait_until(lambda: not is_green(f"{first.url}/_stcore/health"))
        assert all(is_green(health) for _ in range(10))

        os.kill(second.pid, signal.SIGKILL)
        wait_until(lambda: not is_green(f"{second.url}/_stcore/health"))
        answer = ask(health)
        assert (answer.status, answer.headers["Retry-After"]) == (503, "10")
        assert ask(running.nginx.url).status == 503
        # An asset that was asked for once is still there.
        assert ask(running.nginx.url + SCRIPT).status == 200

        with streamlit_server(port=first.port, environment=SHARED):
            # A replica found dead is left alone for ten seconds.
            wait_until(lambda: is_green(health))
            assert asked_of(running.nginx) == first.port
