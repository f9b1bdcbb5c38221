"""A visitor's table in the browser: uploaded, played on the stage, taken away and brought back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from shallownet import Experiment, Recipe
from shallownet.tables.choosing import make_points, usual_choice
from shallownet.tables.table import read_table
from tools.server import Server

from .knobs import TEXTS, unfold
from .stage import Stage, assert_trained

pytestmark = pytest.mark.browser

WORDS = TEXTS["own_data"]
PETS = "height;weight;kind\n" + "".join(
    f"{150 + k % 9 * 5},5;{50 + k * k % 41};{('Kätzchen', 'Hund')[k % 2]}\n" for k in range(60)
)


def section(page: Page) -> Locator:
    """The section, unfolded."""
    return unfold(page, WORDS["title"])


def upload(own: Locator, name: str, data: bytes) -> None:
    own.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": data})


def run_of(text: str, **settings: object) -> Experiment:
    table = read_table(text)
    return Experiment(dataset="own", points=make_points(table, usual_choice(table)).points, **settings)


def test_an_uploaded_table_is_played_taken_away_and_brought_back(page: Page, server: Server) -> None:
    stage = Stage.open(page, server.url)
    own = section(page)
    upload(own, "pets.csv", PETS.encode("latin-1"))
    expect(own.get_by_text("60 rows, 3 columns")).to_be_visible()
    expect(own.get_by_text("Class 1, orange: Kätzchen")).to_be_visible()
    own.get_by_role("button", name=WORDS["use"]).click()
    run = run_of(PETS)
    assert_trained(run, [stage.wait_for_run(run, past=50)])
    # The section has not folded, and the stage has the points themselves.
    expect(own.get_by_role("button", name=WORDS["use"])).to_be_visible()
    with page.expect_download() as saved:
        own.get_by_role("button", name=WORDS["download"]).click()
    text = saved.value.path().read_text(encoding="utf-8")
    assert text.splitlines()[0] == "x1,x2,y,class"
    rows = [tuple(map(float, line.split(",")[:3])) for line in text.splitlines()[1:]]
    assert tuple(rows) == run.points


def test_a_pasted_table_is_played(page: Page, server: Server) -> None:
    stage = Stage.open(page, server.url)
    own = section(page)
    own.get_by_role("textbox", name=WORDS["paste"]).fill(PETS)
    own.get_by_role("button", name=WORDS["read"]).click()
    own.get_by_role("button", name=WORDS["use"]).click()
    run = run_of(PETS)
    assert_trained(run, [stage.wait_for_run(run, past=20)])


def test_a_pasted_table_stays_in_the_box_until_it_is_in_use(page: Page, server: Server) -> None:
    stage = Stage.open(page, server.url)
    own = section(page)
    box, read = (
        own.get_by_role("textbox", name=WORDS["paste"]),
        own.get_by_role("button", name=WORDS["read"]),
    )
    box.fill(PETS)
    read.click()
    expect(own.get_by_text("60 rows, 3 columns")).to_be_visible()
    expect(box).to_have_value(PETS)
    box.fill("hello world this is no table")
    read.click()
    error = own.get_by_role("alert")
    expect(error).to_have_count(1)
    expect(error).to_contain_text("0 rows below its header")
    expect(own.get_by_role("button", name=WORDS["use"])).to_have_count(0)
    expect(box).to_have_value("hello world this is no table")
    above, below = read.bounding_box(), error.bounding_box()
    assert above is not None
    assert below is not None
    assert 0 <= below["y"] - above["y"] - above["height"] < 40, "directly under the button"
    box.fill(PETS.replace("Hund", "Katze"))
    read.click()
    expect(error).to_have_count(0)
    own.get_by_role("button", name=WORDS["use"]).click()
    run = run_of(PETS.replace("Hund", "Katze"))
    stage.wait_for_run(run, past=20)
    expect(box).to_have_value("")


def test_what_is_no_table_is_said_and_the_stage_plays_on(page: Page, server: Server) -> None:
    stage = Stage.open(page, server.url)
    own = section(page)
    upload(own, "picture.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 9)
    expect(own.get_by_text("The file is no text")).to_be_visible()
    then = stage.state
    stage.wait_until(lambda state: state.epoch > then.epoch + 20)
    assert stage.state.recipe == Recipe(Experiment()).hash
