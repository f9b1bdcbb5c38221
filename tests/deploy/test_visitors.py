"""Visitors of replicas behind nginx, in a browser: each at home on one, and at another when that one dies."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count, islice
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from shallownet import Experiment, Recipe
from shallownet.core.link import Reading, read_query
from tests.browser.conftest import VIEWPORT
from tests.browser.knobs import Knobs
from tests.browser.stage import Stage, assert_trained
from tests.browser.test_own_data import PETS, section, upload

from .asking import wait_until
from .replicas import Deployment, deployment

pytestmark = pytest.mark.browser

STREAM = "/_stcore/stream"


@pytest.fixture
def deployed() -> Iterator[Deployment]:
    with deployment() as running:
        yield running


@pytest.fixture
def visitors(browser: Browser) -> Iterator[Iterator[BrowserContext]]:
    """Browser profiles without end, each with cookies and a cache of its own."""
    with ExitStack() as stack:
        yield (stack.enter_context(browser.new_context(viewport=VIEWPORT)) for _ in count())


def said_by(address: str) -> Reading:
    """What the playground's address says."""
    return read_query(dict(parse_qsl(urlsplit(address).query)))


def home(deployed: Deployment, visitor: BrowserContext) -> int:
    """The port of the replica that this visitor's cookie leads to, of those that are there."""
    # The first answer to a newcomer brings the cookie.
    assert visitor.request.get(f"{deployed.nginx.url}/_stcore/host-config").ok
    before = len(deployed.nginx.visits("/_stcore/health"))
    assert visitor.request.get(f"{deployed.nginx.url}/_stcore/health").ok
    wait_until(lambda: len(deployed.nginx.visits("/_stcore/health")) > before)
    return deployed.nginx.visits("/_stcore/health")[-1].ports[-1]


def test_a_visit_stays_on_one_replica_and_a_second_visitor_s_assets_are_kept(
    deployed: Deployment, visitors: Iterator[BrowserContext]
) -> None:
    nginx = deployed.nginx
    for number, visitor in zip(range(2), visitors, strict=False):
        before = len(nginx.all_visits())
        errors: list[str] = []
        visitor.on("console", lambda message, errors=errors: errors.append(f"{message.type}: {message.text}"))
        page = visitor.new_page()
        stage = Stage.open(page, nginx.url)
        # Uploads and downloads are kept in the memory of the process that has the session.
        own = section(page)
        upload(own, "pets.csv", PETS.encode())
        expect(own.get_by_text("60 rows, 3 columns")).to_be_visible()
        stage.wait_until(lambda state: state.epoch > 200)
        assert_trained(Experiment(), [stage.pause()])
        streams = len(nginx.visits(STREAM))
        page.close()
        wait_until(lambda streams=streams: len(nginx.visits(STREAM)) > streams)
        seen = nginx.all_visits()[before:]
        assert {visit.path for visit in seen} >= {"/", STREAM, "/_stcore/host-config"}
        assert any(visit.path.startswith("/_stcore/upload_file/") for visit in seen)
        # The page itself comes from any: the cookie comes with it.
        assert len({port for visit in seen if visit.path != "/" for port in visit.ports}) == 1
        assert all(visit.status < 400 for visit in seen)
        assets = [visit for visit in seen if visit.path.startswith("/static/")]
        assert len(assets) > 50
        if number == 1:
            assert all(visit.is_from_cache for visit in assets)
        assert not [error for error in errors if error.startswith("error")]


def test_a_killed_replica_s_visitor_goes_on_at_the_other_with_the_same_run(
    deployed: Deployment, visitors: Iterator[BrowserContext]
) -> None:
    nginx = deployed.nginx
    page = next(visitors).new_page()
    stage = Stage.open(page, nginx.url)
    stage.wait_until(lambda state: state.epoch > 100)
    Knobs(page).slide("learning_rate", "1", "ArrowLeft")
    stage.wait_until(lambda state: state.recipe != Recipe(Experiment()).hash)
    held = stage.wait_until(lambda state: state.epoch > 300)
    doomed = home(deployed, page.context)
    (other,) = deployed.ports - {doomed}
    # Somebody whose home is the other replica does not notice.
    neighbour = next(
        visitor for visitor in islice(visitors, 30) if home(deployed, visitor) == other
    ).new_page()
    undisturbed = Stage.open(neighbour, nginx.url)
    assert not nginx.visits(STREAM), "a page's connection has ended before the replica has"

    os.kill(deployed.on(doomed).pid, signal.SIGKILL)
    wait_until(lambda: len(nginx.visits(STREAM)) == 1)
    assert nginx.visits(STREAM)[0].ports == (doomed,)
    assert home(deployed, page.context) == other

    passed = undisturbed.state.epoch
    undisturbed.wait_until(lambda state: state.epoch > passed + 100)
    neighbour.close()

    stage.record()
    resumed_past = stage.state.epoch
    assert stage.state.recipe == held.recipe
    stage.wait_until(lambda state: state.epoch > resumed_past + 1000, patience=60_000)
    paused = stage.pause()
    page.wait_for_url(lambda url: said_by(url).epoch == paused.epoch)
    recipe = said_by(page.url).recipe
    assert recipe.hash == held.recipe
    assert [edit.field for edit in recipe.edits] == ["learning_rate"]
    assert_trained(recipe, stage.shown())

    # Whoever opens the address instead gets the same run at the same epoch.
    page.reload()
    again = Stage(page)
    opened = again.wait_until(lambda state: state.frames > 0 and state.epoch == paused.epoch)
    assert (opened.recipe, opened.loss) == (paused.recipe, paused.loss)

    page.close()
    wait_until(lambda: len(nginx.visits(STREAM)) >= 4)
    ended = [visit.ports[-1] for visit in nginx.visits(STREAM)]
    assert ended == [doomed, *[other] * (len(ended) - 1)]
