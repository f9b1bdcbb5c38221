"""What the stage says in words is what the picture shows, and it is said politely."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect
from scipy import ndimage

from shallownet import Experiment, train, train_many
from shallownet.core.datasets import extent, generate
from shallownet.core.network import forward
from shallownet.core.trajectory import Trajectory
from shallownet.stage import assets
from shallownet.ui.lessons import LESSONS
from tools.server import Server

from .drawing import LABELS, Drawing
from .stage import Stage

pytestmark = pytest.mark.browser

# Everything that was said from now on, with the time; a text is set as a whole.
LISTEN = """spoken => {
    window.said = [];
    new MutationObserver(() => window.said.push([performance.now(), spoken.textContent])).observe(
        spoken, {childList: true, subtree: true, characterData: true});
}"""


def spoken(stage: Stage) -> Locator:
    return stage.root.get_by_test_id("spoken")


def in_words(run: Trajectory) -> str:
    """What ought to be said of a classification's last epoch, but for the epoch itself."""
    e, parameters = run.experiment, run.parameters[-1]
    points = generate(e)

    def is_one(X: np.ndarray) -> np.ndarray:
        return (forward(parameters, X, e.activation, e.problem).Z2 > 0).ravel()

    side, y = is_one(points.train.X), points.train.Y[0] > 0
    sentences = [told("classes", run.train_loss[-1], run.train_accuracy[-1])]
    if e.test_fraction:
        sentences.append(told("test_classes", run.test_loss[-1], run.test_accuracy[-1]))
    counts = {
        "right_0": (~side & ~y).sum(),
        "all_0": (~y).sum(),
        "right_1": (side & y).sum(),
        "all_1": y.sum(),
    }
    sentences.append(LABELS["spoken_sides"].format(**counts))
    line = np.linspace(-extent(e), extent(e), 97)
    grid = is_one(np.stack([along.ravel() for along in np.meshgrid(line, line)])).reshape(97, 97)
    zero, one = (ndimage.label(part)[1] for part in (~grid, grid))
    if zero and one:
        sentences.append(LABELS["spoken_regions"].format(regions_0=zero, regions_1=one))
    else:
        sentences.append(LABELS["spoken_one_side"].format(side=int(one > 0)))
    return " ".join(sentences)


def told(kind: str, loss: float, accuracy: float) -> str:
    # In 32 bits, as the stage has it, a share is seldom half way between two tenths of a percent.
    return LABELS[f"spoken_{kind}"].format(
        loss=f"{loss:.4f}", accuracy=f"{100 * float(np.float32(accuracy)):.1f}%"
    )


def epoch_in_words(epoch: int) -> str:
    return LABELS["spoken_epoch"].format(epoch=f"{epoch:,}")


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"dataset": "moons", "test_fraction": 0.25, "initializer": "he", "hidden_units": 6},
        {"initializer": "zeros"},
        {"class_share": 0.9},
    ],
    ids=str,
)
def test_the_picture_in_words(page: Page, server: Server, settings: dict[str, Any]) -> None:
    query = "&".join(f"{name}={value}" for name, value in settings.items())
    stage = Stage.open(page, f"{server.url}/?epoch=1300&{query}")
    stage.wait_until(lambda state: state.epoch == 1300)
    run = train(Experiment(**settings), 1300, [1300])
    status = spoken(stage)
    expect(status).to_have_text(epoch_in_words(1300) + in_words(run))
    expect(status).to_have_attribute("aria-live", "polite")
    expect(status).to_have_attribute("role", "status")
    box = status.bounding_box()
    assert box is not None
    assert max(box["width"], box["height"]) <= 1, "for those who do not see the picture"
    # The map refers to it.
    ids = stage.root.get_by_role("img", name=LABELS["map_picture"]).get_attribute("aria-describedby")
    assert ids is not None
    described = " ".join(page.locator(f"#{one}").inner_text() for one in ids.split())
    assert described == f"{epoch_in_words(1300)} {in_words(run)}"


def test_a_regression_in_words(page: Page, server: Server) -> None:
    stage = Stage.open(page, f"{server.url}/?dataset=bumps&epoch=400")
    stage.wait_until(lambda state: state.epoch == 400)
    run = train(Experiment(dataset="bumps", problem="regression"), 400, [400])
    e = run.experiment
    train_points = generate(e).train
    A2 = forward(run.parameters[-1], train_points.X, e.activation, e.problem).A2
    cost = LABELS["spoken_values"].format(loss=f"{run.train_loss[-1]:.4f}")
    expect(spoken(stage)).to_contain_text(epoch_in_words(400) + cost)
    said = spoken(stage).inner_text().replace("−", "-")
    words = LABELS["spoken_ranges"].split("{")
    assert words[0] in said
    numbers = [
        float(part)
        for part in said.partition(words[0])[2].replace(",", "").rstrip(".").split()
        if _is_number(part)
    ]
    wanted = [A2.min(), A2.max(), train_points.Y.min(), train_points.Y.max()]
    np.testing.assert_allclose(numbers, wanted, rtol=0.06)


def _is_number(text: str) -> bool:
    return text.lstrip("-")[:1].isdigit()


def test_a_comparison_has_a_sentence_for_each_network(page: Page, server: Server) -> None:
    scene = LESSONS["activation_functions"].scenes[1]
    assert scene.experiment is not None
    page.goto(f"{server.url}/activation_functions?scene={scene.name}")
    stage = Stage(page)
    stage.wait_until(lambda state: state.epoch > 200)
    epoch = stage.pause().epoch
    experiments = [Experiment(activation=name) for name in ("sigmoid", "tanh")]
    runs = train_many(experiments, epoch, [epoch])
    expect(spoken(stage)).to_contain_text(epoch_in_words(epoch))
    for card, run in zip(page.get_by_test_id("network-card").all(), runs, strict=True):
        ids = card.locator(".stage-map").get_attribute("aria-describedby")
        assert ids is not None
        text = page.locator(f"#{ids.split()[1]}").inner_text()
        # Its map has fewer points, and a region may be as fine as a line.
        wanted = in_words(run).partition("Regions")[0]
        name = card.get_attribute("aria-label")
        assert text.startswith(LABELS["spoken_network"].format(name=name, text=wanted).rstrip()), text


def test_it_is_said_once_at_rest_and_seldom_while_it_plays(page: Page, server: Server) -> None:
    stage = Stage.open(page, server.url)
    status = spoken(stage)
    expect(status).to_contain_text(LABELS["spoken_epoch"].split("{")[0])
    page.wait_for_timeout(2500)  # what is said of a new run
    status.evaluate(LISTEN)
    page.wait_for_timeout(7000)
    assert stage.state.playing
    assert len(page.evaluate("window.said")) <= 1
    epoch = stage.pause().epoch
    expect(status).to_contain_text(epoch_in_words(epoch))
    page.evaluate("window.said.length = 0")
    # Steps in a row are told when the last of them has come.
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    stage.wait_until(lambda state: state.epoch < epoch)
    page.wait_for_timeout(1000)
    said = page.evaluate("window.said")
    assert len(said) == 1
    assert said[0][1].startswith(epoch_in_words(stage.state.epoch))
    page.wait_for_timeout(1500)
    assert len(page.evaluate("window.said")) == 1


def test_a_value_that_is_tried_out_is_not_said(page: Page, server: Server) -> None:
    stage, drawing = Stage.paused(page, server.url), Drawing(page)
    expect(spoken(stage)).to_contain_text(epoch_in_words(stage.state.epoch))
    before = spoken(stage).inner_text()
    editor = drawing.click("b2")
    editor.value.fill("5")
    page.wait_for_timeout(1000)
    assert spoken(stage).inner_text() == before
    editor.value.press("Enter")
    expect(spoken(stage)).not_to_have_text(before)


def test_regions_are_counted_as_the_line_parts_them(page: Page, server: Server) -> None:
    Stage.open(page, server.url).pause()
    folder = f"/_stcore/bidi-components/{assets.component_name()}"
    count = f"async ([values, size]) => (await import('{folder}/regions.js')).countRegions(values, size)"

    def regions(*rows: str) -> list[int]:
        values = [{"+": 1.0, "-": -1.0, "P": 9.0, "N": -9.0}[sign] for row in rows for sign in row]
        found: list[int] = page.evaluate(count, [values, len(rows)])
        return found

    assert regions("++", "++") == [0, 1]
    assert regions("---", "---", "---") == [1, 0]
    # Where the corners alternate, the middle decides; 0 is no more than 0.
    assert regions("+-+", "-+-", "+-P") == [1, 4]
    assert regions("P-", "-+") == [2, 1]
    assert regions("N+", "+-") == [1, 2]
    assert regions("-----", "-+++-", "-+-+-", "-+++-", "-----") == [2, 1]
    random = np.random.RandomState(3)
    for _ in range(20):
        values = ndimage.gaussian_filter(random.randn(49, 49), 3)
        expected = [ndimage.label(side)[1] for side in (values <= 0, values > 0)]
        assert page.evaluate(count, [values.ravel().tolist(), 49]) == pytest.approx(expected, abs=1)
