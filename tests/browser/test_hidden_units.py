"""The page of sweeps as a visitor uses it: results as they come, Stop, a run opened, and leaving."""

from __future__ import annotations

import re
import time

import psutil  # comes with distributed
import pytest
from playwright.sync_api import Locator, Page, expect

from shallownet import Recipe
from shallownet.texts.lessons import words_of
from shallownet.ui.course_widths import EPOCHS, PLAN, PUBLISHED
from tools.server import Server

from .knobs import TEXTS
from .stage import PATIENCE, Stage, assert_trained

pytestmark = pytest.mark.browser

WORDS = words_of("hidden_units.md")
RUNS = 70
"""Seven widths of ten seeds, as the page proposes."""
COURSE, SWEEP = WORDS.scenes["course"], WORDS.scenes["sweep"]


def open_page(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/hidden_units")
    expect(button(page, COURSE.say("train"))).to_be_enabled()


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def known(page: Page) -> int:
    return page.locator(".heat td.known, .heat td.diverged").count()


def wait_for_some(page: Page) -> None:
    page.wait_for_function("() => document.querySelectorAll('.heat td.known').length > 0", timeout=PATIENCE)


def test_the_course_s_networks_and_one_of_them_opened(page: Page, server: Server) -> None:
    open_page(page, server)
    pictures = page.locator(".widths img")
    expect(pictures).to_have_count(1)
    button(page, COURSE.say("train")).click()
    expect(pictures).to_have_count(1 + len(PUBLISHED), timeout=4 * PATIENCE)
    expect(
        page.get_by_text("The best of the seven is the one with 5 hidden units, at 91.25%")
    ).to_be_visible()
    for picture in pictures.all():
        assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
    with page.expect_popup() as opened:
        page.locator(".widths a").nth(2).click()
    stage = Stage(opened.value)
    run = PLAN.experiment(2)
    state = stage.wait_until(lambda state: state.epoch == EPOCHS)
    assert state.recipe == Recipe(run).hash
    assert_trained(run, [state])
    # The page behind it is what it was.
    expect(pictures).to_have_count(1 + len(PUBLISHED))


def test_results_come_as_they_are_known_and_stop_works(page: Page, server: Server) -> None:
    open_page(page, server)
    button(page, SWEEP.say("start")).click()
    wait_for_some(page)
    expect(page.get_by_role("progressbar").first).to_be_visible()
    button(page, SWEEP.say("stop")).click()
    go_on = button(page, SWEEP.say("go_on"))
    expect(go_on).to_be_visible()
    expect(button(page, SWEEP.say("stop"))).to_have_count(0)
    expect(button(page, SWEEP.say("start"))).to_be_enabled()
    # The table may come to stand as it was at that moment a little later than the words do.
    words = page.get_by_text(re.compile(r"^Stopped at \d+ "))
    expect(words).to_be_visible()
    stopped = int(words.inner_text().split()[2])
    assert 0 < stopped < RUNS
    page.wait_for_timeout(1500)
    assert known(page) == stopped
    go_on.click()
    page.wait_for_function(
        "count => document.querySelectorAll('.heat td.known').length > count", arg=stopped, timeout=PATIENCE
    )


def test_it_trains_only_while_the_visitor_is_there(page: Page, server: Server) -> None:
    open_page(page, server)
    begun = time.monotonic()
    button(page, SWEEP.say("start")).click()
    wait_for_some(page)
    before = known(page)
    whole = (time.monotonic() - begun) * RUNS / before
    page.get_by_role("link", name=TEXTS["app"]["home"], exact=True).click()
    expect(page.get_by_test_id("stage")).to_be_visible()
    page.wait_for_timeout(1000 * min(max(whole, 4), 30))
    page.get_by_role("link", name=TEXTS["app"]["hidden_units"], exact=True).first.click()
    # After so long all would have been known at any pace of this machine; but it goes on where it was.
    expect(page.locator(".heat")).to_be_visible()
    assert before <= known(page) < RUNS
    expect(button(page, SWEEP.say("stop"))).to_be_visible()


def test_it_ends_when_the_visitor_closes_the_page(page: Page, server: Server) -> None:
    open_page(page, server)
    button(page, SWEEP.say("start")).click()
    wait_for_some(page)
    page.close()
    spent = [_cpu_seconds(server.pid)]
    for _ in range(3):
        time.sleep(2)
        spent.append(_cpu_seconds(server.pid))
    # What was under way is done, and nothing after it.
    assert spent[-1] - spent[-2] < 1.0


def _cpu_seconds(pid: int) -> float:
    """What a process has used of the processors so far."""
    times = psutil.Process(pid).cpu_times()
    return times.user + times.system


def test_it_ends_with_figures_and_fits_a_phone(page: Page, server: Server) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_page(page, server)
    slider = page.get_by_role("slider", name=SWEEP.say("epochs"))
    slider.focus()
    for _ in range(3):
        slider.press("ArrowLeft")
    expect(slider).to_have_attribute("aria-valuetext", "200")
    button(page, SWEEP.say("start")).click()
    expect(page.locator(".heat td.known")).to_have_count(RUNS, timeout=4 * PATIENCE)
    expect(page.get_by_role("figure", name=SWEEP.say("gap_picture"))).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.get_by_test_id("stMain").evaluate("area => area.scrollWidth <= area.clientWidth")
