"""For those who ask for less motion nothing moves by itself, and nothing glides."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tools.server import Server

from .knobs import TEXTS, Knobs
from .stage import Stage

pytestmark = pytest.mark.browser

MESSAGE = TEXTS["stage"]["message_calm"]
# Whatever lasts longer than an eye sees, on the page or its layers.
GLIDING = """() => {
    const isLong = time => parseFloat(time) * (time.includes("ms") ? 1 : 1000) > 10;
    const glides = (element, layer) => {
        const {transitionDuration, animationDuration} = getComputedStyle(element, layer);
        return `${transitionDuration},${animationDuration}`.split(",").some(isLong);
    };
    const layers = [null, "::before", "::after"];
    const every = [...document.querySelectorAll("body, body *")];
    const found = every.filter(element => layers.some(layer => glides(element, layer)));
    return found.map(element => element.outerHTML.slice(0, 120));
}"""


@pytest.fixture
def calm(browser: Browser) -> Iterator[Page]:
    """A page of somebody who asks for less motion."""
    context = browser.new_context(viewport={"width": 1400, "height": 900}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def test_a_run_waits_for_play(calm: Page, server: Server) -> None:
    stage = Stage.open(calm, server.url)
    expect(stage.message).to_have_text(MESSAGE)
    expect(stage.button("play")).to_be_in_viewport()
    frames = stage.state.frames
    calm.wait_for_timeout(1500)
    assert (stage.state.epoch, stage.state.playing) == (0, False)
    assert stage.state.frames <= frames + 2
    expect(stage.root.get_by_test_id("spoken")).to_contain_text(
        TEXTS["stage"]["spoken_epoch"].format(epoch=0)
    )
    stage.press("play")
    stage.wait_until(lambda state: state.epoch > 100)
    expect(stage.message).to_be_empty()
    # Once started, a run that a knob begins anew plays on.
    Knobs(calm).slide("hidden_units", "5")
    stage.wait_until(lambda state: state.playing and state.epoch > 20)
    stage.press("rewind")
    stage.wait_until(lambda state: state.epoch == 0)
    expect(stage.message).to_be_empty()


def test_a_step_is_a_way_too(calm: Page, server: Server) -> None:
    stage = Stage.open(calm, server.url)
    stage.press("step")
    stage.wait_until(lambda state: state.epoch == 1)
    expect(stage.message).to_be_empty()
    assert not stage.state.playing


@pytest.mark.parametrize("name", ["home", "random_initialization"])
def test_comparisons_wait_too(calm: Page, server: Server, name: str) -> None:
    stage = Stage.open(calm, f"{server.url}/{name}")
    expect(stage.message).to_have_text(MESSAGE)
    calm.wait_for_timeout(1000)
    assert stage.state.epoch == 0


@pytest.mark.parametrize("name", ["", "home", "hidden_units", "derivatives"])
def test_nothing_glides(calm: Page, server: Server, name: str) -> None:
    calm.goto(f"{server.url}/{name}")
    Knobs(calm).wait_for_server()
    calm.wait_for_timeout(1000)
    assert calm.evaluate(GLIDING) == []


def test_the_rule_finds_what_glides(page: Page, server: Server) -> None:
    Stage.open(page, server.url)
    assert page.evaluate(GLIDING)
