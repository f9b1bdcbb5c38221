"""A run exported as one HTML file: opened from a disk, with the network off, it plays like the app."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Route, expect

from shallownet import Edit, Experiment, Recipe, train, train_many
from shallownet.export.page import page as exported_page
from shallownet.figures.palette import PALETTE
from shallownet.stage.comparison import Comparison, Variant
from shallownet.texts import labels

from .stage import TEXTS, Shown, Stage, assert_trained, steps

pytestmark = pytest.mark.browser

EPOCHS = 10_000
STRIDE = 5
SIZES = [(1400, 900), (390, 844)]
Opened = Callable[..., Stage]


@pytest.fixture
def opened(context: BrowserContext, tmp_path: Path) -> Iterator[Opened]:
    """Writes a page and opens it as a file; whatever it asks for beside itself fails the test."""
    asked: list[str] = []
    path = tmp_path / "run.html"

    def refuse(route: Route) -> None:
        if route.request.url == path.as_uri():
            route.continue_()
        else:
            asked.append(route.request.url)
            route.abort()

    context.set_offline(True)
    context.route("**/*", refuse)

    def open_page(run: Any, epoch: int = 0, size: tuple[int, int] = SIZES[0], **arguments: Any) -> Stage:
        arguments = {"texts": labels(), "palette": PALETTE, **arguments}
        path.write_text(exported_page(run, epoch, **arguments), encoding="utf-8")
        page = context.new_page()
        page.set_viewport_size({"width": size[0], "height": size[1]})
        return Stage.open(page, path.as_uri())

    yield open_page
    assert asked == []


@pytest.fixture(scope="module")
def default_run() -> Any:
    return train(Experiment(), EPOCHS, STRIDE)


@pytest.mark.parametrize("size", SIZES)
def test_the_default_run_plays_steps_and_scrubs(
    opened: Opened, default_run: Any, size: tuple[int, int]
) -> None:
    stage = opened(default_run, 1000, size)
    opening = stage.state
    assert (opening.epoch, opening.playing) == (1000, False)
    # All of it can be reached from the start, not only what has been seen.
    assert stage.timeline.get_attribute("max") == str(EPOCHS)
    stage.record()
    first = stage.picture
    stage.press("play")
    stage.page.wait_for_timeout(1000)
    assert stage.picture != first
    paused = stage.pause()
    assert paused.epoch > opening.epoch
    stage.page.keyboard.press("ArrowRight")
    assert stage.wait_until(lambda state: state.epoch != paused.epoch).epoch == paused.epoch + STRIDE
    stage.press("step_back")
    stage.wait_until(lambda state: state.epoch == paused.epoch)
    half = stage.scrub(0.5)
    assert abs(half.epoch - EPOCHS / 2) < EPOCHS / 50
    stage.set_speed(100)
    stage.press("play")
    stage.wait_until(lambda state: state.epoch > half.epoch + 1000)
    stage.set_speed(0.1)
    slowly = stage.state.epoch
    stage.wait_until(lambda state: state.epoch > slowly)
    stage.press("rewind")
    stage.wait_until(lambda state: state.epoch == 0)
    assert_trained(Experiment(), stage.shown())
    width = stage.page.evaluate("document.documentElement.scrollWidth")
    assert width <= size[0]


def test_it_ends_without_a_button_that_does_nothing_and_plays_again(opened: Opened) -> None:
    stage = opened(train(Experiment(), 60), 60)
    expect(stage.message).to_have_text(TEXTS["message_finished"].format(epoch=60))
    for name in ("go_on", "reseed"):
        expect(stage.button(name)).to_be_hidden()
    expect(stage.button("step")).to_be_disabled()
    stage.page.keyboard.press("ArrowRight")
    stage.next_frames(5)
    assert stage.state.epoch == 60
    stage.record()
    # Every epoch is there, and at first every one is shown.
    stage.page.keyboard.press(" ")
    stage.wait_until(lambda state: state.epoch < 60)
    stage.wait_until(lambda state: not state.playing and state.epoch == 60)
    assert [frame.epoch for frame in stage.shown()][-61:] == list(range(61))
    expect(stage.message).to_have_text(TEXTS["message_finished"].format(epoch=60))


def test_it_follows_the_visitors_preference(opened: Opened, default_run: Any) -> None:
    stage = opened(default_run, 500)
    expect(stage.root).to_have_attribute("data-theme", "light")
    light = stage.picture
    for scheme in ("dark", "light"):
        stage.page.emulate_media(color_scheme=scheme)
        expect(stage.root).to_have_attribute("data-theme", scheme)
        stage.next_frames(3)
        background = stage.page.evaluate("getComputedStyle(document.body).backgroundColor")
        surface = PALETTE[scheme]["surface"].removeprefix("#")
        assert background == f"rgb({', '.join(str(byte) for byte in bytes.fromhex(surface))})"
        assert (stage.picture == light) == (scheme == "light")
        assert stage.state.epoch == 500


def test_edits_are_replayed(opened: Opened) -> None:
    recipe = Recipe(
        Experiment(test_fraction=0.2), (Edit(200, "learning_rate", 0.2), Edit(300, "W1[1,1]", 3.0))
    )
    stage = opened(train(recipe, 400, 1), 150)
    stage.record()
    stage.press("play")
    stage.wait_until(lambda state: not state.playing)
    assert stage.state.recipe == recipe.hash
    assert_trained(recipe, stage.shown())
    expect(stage.root.get_by_text(TEXTS["test_loss"], exact=True)).to_be_visible()


def test_a_run_that_diverged_says_so_and_no_more(opened: Opened) -> None:
    run = train(Experiment(learning_rate=1e5, activation="relu"), 1000, 1)
    last = int(run.epochs[-1])
    stage = opened(run, last)
    said = labels()["page"]["message_diverged"].format(epoch=run.diverged_at, last_good=last)
    expect(stage.message).to_have_text(said)


def test_a_long_run_plays_through_all_the_frames_it_has(opened: Opened) -> None:
    """Frames that lie 10 epochs apart are shown at 10 epochs a frame, and none is passed over."""
    stage = opened(train(Experiment(samples=20), 20_000, 10))
    stage.record()
    stage.press("play")
    stage.wait_until(lambda state: state.epoch > 500)
    stage.pause()
    assert set(steps(stage.shown())) == {10}


def test_several_networks(opened: Opened) -> None:
    variants = tuple(Variant(name, name, {"initializer": name}) for name in ("zeros", "small", "large"))
    comparison = Comparison(variants, meters=("dead_units", "verdict"), histogram=True, lines=True)
    recipes = [variant.of(Recipe(Experiment())) for variant in variants]
    runs = train_many(recipes, 2000, 10)
    for size in SIZES:
        stage = opened(runs, 1000, size, comparison=comparison)
        assert stage.state.epoch == 1000
        stage.press("play")
        stage.wait_until(lambda state: state.epoch > 1100)
        end = stage.scrub(1.0)
        assert end.epoch == 2000
        losses = stage.root.evaluate("stage => JSON.parse(stage.dataset.losses)")
        for loss, run in zip(losses, runs, strict=True):
            assert loss == pytest.approx(run.train_loss[-1], rel=1e-6)
        expect(stage.message).to_have_text(TEXTS["message_finished"].format(epoch="2,000"))


def test_no_text_is_taken_for_markup(opened: Opened) -> None:
    hostile = "</script><img src=x onerror=document.title='broken'><!--\"'&amp;</style></title>"
    said = {name: text if "{" in text else hostile for name, text in labels()["page"].items()}
    stage_texts = {**TEXTS, "network": hostile, "play": hostile, "message_finished": hostile}
    texts = {**labels(), "page": said, "stage": stage_texts}
    stage = opened(train(Experiment(), 10), 10, texts=texts)
    expect(stage.message).to_have_text(hostile)
    expect(stage.page.locator("h1")).to_have_text(hostile)
    expect(stage.root.get_by_text(hostile).first).to_be_visible()
    assert "img" not in stage.page.evaluate("[...document.querySelectorAll('*')].map(e => e.localName)")
    assert stage.page.title().startswith(hostile)
    assert_trained(Experiment(), [Shown("", stage.state.epoch, stage.state.loss)])


@pytest.mark.parametrize("in_force", [True, False])
def test_only_the_pages_own_script_runs(
    browser: Browser, default_run: Any, tmp_path: Path, in_force: bool
) -> None:
    """What somebody puts in beside it stays without effect; without the policy it would have one."""
    document = exported_page(default_run, 0, labels(), PALETTE)
    added = "<script>document.title = 'broken'</script><main"
    changed = document.replace("<main", added)
    if not in_force:
        changed = changed.replace("Content-Security-Policy", "X-None")
    path = tmp_path / "changed.html"
    path.write_text(changed, encoding="utf-8")
    # In a context of its own: that the browser complains is as it should be.
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto(path.as_uri())
    Stage(page).wait_until(lambda state: state.frames > 0)
    assert (page.title() != "broken") == in_force
    context.close()


@pytest.mark.parametrize(("without", "said"), [("unpacking", "too_old"), ("scripts", "no_script")])
def test_a_browser_that_cannot_play_it_says_so(
    browser: Browser, default_run: Any, tmp_path: Path, without: str, said: str
) -> None:
    path = tmp_path / "run.html"
    path.write_text(exported_page(default_run, 0, labels(), PALETTE), encoding="utf-8")
    context = browser.new_context(offline=True, java_script_enabled=without != "scripts")
    if without == "unpacking":
        context.add_init_script("delete window.DecompressionStream")
    page = context.new_page()
    page.goto(path.as_uri())
    for name in ("too_old", "no_script"):
        text = page.get_by_text(labels()["page"][name], exact=True)
        expect(text).to_be_visible() if name == said else expect(text).to_be_hidden()
    context.close()


def test_frames_larger_than_those_of_the_default_run(opened: Opened) -> None:
    experiment = replace(Experiment(), hidden_units=50, features=("x1", "x2", "x1x2", "sin_x1"))
    stage = opened(train(experiment, 300), 300)
    assert_trained(experiment, [stage.state])
    stage.press("rewind")
    stage.press("play")
    stage.wait_until(lambda state: state.epoch > 50)
    assert_trained(experiment, [stage.pause()])
