"""The stage's entry under Streamlit's calls: it stays while its element does, and goes with it."""

from __future__ import annotations

import base64

import pytest
from playwright.sync_api import Page, expect

from shallownet import Experiment
from shallownet.figures.palette import PALETTE
from shallownet.stage import assets
from shallownet.stage.pack import pack
from shallownet.texts import labels
from shallownet.ui.live import LiveRun
from tools.server import Server

from .stage import Stage

pytestmark = pytest.mark.browser

ENTRY = f"/_stcore/bidi-components/{assets.component_name()}/{assets.ENTRY}"
BEGIN = """async ([address, text]) => {
    const {default: mount} = await import(address);
    const data = Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
    const frames = count => new Promise(done => {
        const next = () => (count-- > 0 ? requestAnimationFrame(next) : done());
        next();
    });"""

# Streamlit calls the entry at every update. When the next update comes before a call's promise has settled,
# it runs the function which that call returned at once, though nothing has been taken off the page.
OVERTAKEN = (
    BEGIN
    + """
    const parentElement = document.createElement("div");
    document.body.append(parentElement);
    const asked = [];
    const update = () => mount({data, parentElement, setTriggerValue: (name, value) => asked.push(value)});
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
)

# What was shown before, once more and in a second place: Streamlit does so now and then, for a moment.
AS_IT_WAS = (
    BEGIN
    + """
    const parentElement = document.createElement("div");
    document.body.append(parentElement);
    const kept = () => /shallownet_language=(..)/.exec(document.cookie)?.[1];
    const language = () => [document.documentElement.lang, kept()];
    const unmount = mount({data, parentElement, setTriggerValue: () => {}});
    const meanwhile = language();
    parentElement.remove();
    unmount();
    return {meanwhile, afterwards: language()};
}"""
)


# The same stage in a second place, for a moment.
IN_TWO_PLACES = (
    BEGIN
    + """
    const place = () => {
        const parentElement = document.createElement("div");
        document.body.append(parentElement);
        const asked = [];
        const setTriggerValue = (name, value) => name === "ask" && asked.push(value);
        const unmount = mount({data, parentElement, setTriggerValue});
        return {asked, leave: () => { parentElement.remove(); unmount(); }};
    };
    const first = place();
    await frames(10);
    const second = place();
    await frames(10);
    const before = first.asked.length;
    second.leave();
    await frames(10);
    return {first: before, second: second.asked.length, afterwards: first.asked.length - before};
}"""
)


def test_an_overtaken_update_does_not_take_it_down(page: Page, server: Server) -> None:
    Stage.open(page, server.url).pause()
    block = LiveRun("overtaken", Experiment(), labels()["stage"], PALETTE).block()
    outcome = page.evaluate(OVERTAKEN, [ENTRY, base64.b64encode(block).decode()])
    assert outcome["kept"]
    assert outcome["painted"] > 3
    assert outcome["stopped"]


def test_the_page_follows_the_bar_that_stays(page: Page, server: Server) -> None:
    Stage.open(page, server.url).pause()
    korean = labels("ko")
    words = {"site": {**korean["site"], "choose": korean["language"]["choose"]}}
    words |= {name: korean[name] for name in ("keys", "introduction")}
    site = {"language": "ko", "languages": {"en": "English", "ko": "한국어"}, "labels": words}
    site["streamlit"] = {"names": [], "texts": []}
    outcome = page.evaluate(AS_IT_WAS, [ENTRY, base64.b64encode(pack({"site": site})).decode()])
    assert outcome == {"meanwhile": ["ko", "ko"], "afterwards": ["en", "en"]}
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name=labels()["keys"]["title"])).to_be_visible()


def test_of_two_places_the_one_that_stays_asks_on(page: Page, server: Server) -> None:
    Stage.open(page, server.url).pause()
    block = LiveRun("twofold", Experiment(), labels()["stage"], PALETTE).block()
    asked = page.evaluate(IN_TWO_PLACES, [ENTRY, base64.b64encode(block).decode()])
    assert all(count > 0 for count in asked.values()), asked
