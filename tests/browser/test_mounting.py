"""The stage's entry under Streamlit's calls: it stays while its element does, and goes with it."""

from __future__ import annotations

import base64

import pytest
from playwright.sync_api import Page

from shallownet import Experiment
from shallownet.figures.palette import PALETTE
from shallownet.stage import assets
from shallownet.texts import labels
from shallownet.ui.live import LiveRun
from tools.server import Server

from .stage import Stage

pytestmark = pytest.mark.browser

# Streamlit calls the entry at every update. When the next update comes before a call's promise has settled,
# it runs the function which that call returned at once, though nothing has been taken off the page.
OVERTAKEN = """async ([address, text]) => {
    const {default: mount} = await import(address);
    const data = Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
    const parentElement = document.createElement("div");
    document.body.append(parentElement);
    const asked = [];
    const update = () => mount({data, parentElement, setTriggerValue: (name, value) => asked.push(value)});
    const frames = count => new Promise(done => {
        const next = () => (count-- > 0 ? requestAnimationFrame(next) : done());
        next();
    });
    const first = update();
    const root = parentElement.querySelector("[data-testid=stage]");
    first();
    const second = update();
    await frames(10);
    const kept = parentElement.querySelector("[data-testid=stage]") === root && root.isConnected;
    const painted = Number(root.dataset.frames);
    parentElement.remove();
    second();
    const left = root.dataset.frames;
    await frames(10);
    return {kept, painted, stopped: root.dataset.frames === left};
}"""


def test_an_overtaken_update_does_not_take_it_down(page: Page, server: Server) -> None:
    Stage.open(page, server.url).pause()
    block = LiveRun("overtaken", Experiment(), labels()["stage"], PALETTE).block()
    address = f"/_stcore/bidi-components/{assets.component_name()}/{assets.ENTRY}"
    outcome = page.evaluate(OVERTAKEN, [address, base64.b64encode(block).decode()])
    assert outcome["kept"]
    assert outcome["painted"] > 3
    assert outcome["stopped"]
