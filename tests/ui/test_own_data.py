"""Own data on the playground: every table gets points or one sentence, and what is on screen stays."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from shallownet import Experiment, ExperimentError
from shallownet.core.datasets import DATASETS, DRAWN
from shallownet.core.own_points import MAX_POINTS
from shallownet.tables.choosing import Choice, make_points, usual_choice
from shallownet.tables.table import read_table
from shallownet.texts import labels
from shallownet.texts.refusals import in_language
from shallownet.ui.own_data import csv_of
from shallownet.ui.own_words import plain

APP = Path(__file__).parents[2] / "app.py"
TEXTS = labels()
WORDS = TEXTS["own_data"]
PETS = "height,weight,kind\n" + "".join(
    f"{1.5 + k % 9 / 20},{50 + k * k % 41},{('cat', 'dog')[k % 2]}\n" for k in range(30)
)
THREE = PETS + "".join(f"1.{k},{90 + k},emu\n" for k in range(10))


@pytest.fixture
def app():
    return AppTest.from_file(str(APP), default_timeout=20).run()


def live(app):
    assert not app.exception
    return app.session_state["live_run"]


def knob(app, kind, label):
    return next(one for one in getattr(app, kind) if one.label == label)


def is_there(app, kind, label):
    return any(one.label == label for one in getattr(app, kind))


def upload(app, data, name="pets.csv"):
    data = data.encode() if isinstance(data, str) else data
    return knob(app, "file_uploader", WORDS["file"]).upload(name, data, "text/csv").run()


def paste(app, text):
    knob(app, "text_area", WORDS["paste"]).set_value(text)
    return knob(app, "button", WORDS["read"]).click().run()


def choose(app, field, value):
    return knob(app, "selectbox", WORDS[field]).set_value(value).run()


def use(app):
    return knob(app, "button", WORDS["use"]).click().run()


def said(app):
    assert not app.exception
    return " ".join(one.value for one in app.caption).replace("\\", "")


def refused(app):
    assert not app.exception
    (error,) = app.error
    return error.value.replace("\\", "")


def points_of(text, **choice):
    table = read_table(text)
    usual = usual_choice(table)
    return make_points(table, Choice(**{**vars(usual), **choice})).points


def test_nothing_is_chosen_before_there_is_a_table(app):
    assert not is_there(app, "button", WORDS["use"])
    assert not is_there(app, "selectbox", WORDS["x1"])
    assert live(app).settings == Experiment()


@pytest.mark.parametrize("bring", [upload, paste])
def test_a_table_becomes_the_runs_points(app, bring):
    bring(app, PETS)
    assert live(app).settings == Experiment(), "until it is used"
    assert "30 rows, 3 columns" in said(app)
    assert "Class 1, orange: dog (15 rows)." in said(app)
    assert "Class 0, blue: cat (15 rows)." in said(app)
    use(app)
    assert live(app).settings == Experiment(dataset="own", points=points_of(PETS))
    assert live(app).recipe.experiment.samples == 30
    assert not app.error


def box(app):
    return knob(app, "text_area", WORDS["paste"]).value


def test_what_was_pasted_stays_in_the_box_until_its_points_are_in_use(app):
    paste(app, PETS.replace("cat", "cta", 1))
    assert box(app) == PETS.replace("cat", "cta", 1)
    assert "Pasted table: 30 rows" in said(app)
    assert "Class 0, blue: cat, cta" in said(app)
    paste(app, PETS)
    assert box(app) == PETS
    assert "Class 0, blue: cat (15 rows)." in said(app)
    choose(app, "x1", "weight")
    choose(app, "x2", "height")
    assert box(app) == PETS
    use(app)
    assert live(app).settings.points == points_of(PETS, x1="weight", x2="height")
    assert box(app) == ""
    assert "Pasted table: 30 rows" in said(app), "its columns can still be chosen anew"


def test_what_was_pasted_is_still_there_after_another_page(app):
    paste(app, PETS)
    app.switch_page("pages/home.py").run()
    app.switch_page("pages/playground.py").run()
    assert box(app) == PETS
    use(app)
    app.switch_page("pages/home.py").run()
    app.switch_page("pages/playground.py").run()
    assert box(app) == ""


def test_the_points_of_a_file_leave_the_box_as_it_is(app):
    paste(app, THREE)
    use(upload(app, PETS))
    assert live(app).settings.points == points_of(PETS)
    assert box(app) == THREE


def test_points_that_are_refused_leave_the_box_as_it_is(app):
    knob(app, "selectbox", TEXTS["controls"]["batch"]).set_value(1).run()
    text = "a,b,c\n" + "".join(f"{k % 97},{k % 89},{k % 2}\n" for k in range(20_000))
    use(paste(app, text))
    assert "batch_size is 1," in refused(app)
    assert box(app) == text


def test_after_a_read_that_fails_there_is_one_error_and_no_table(app):
    paste(app, PETS)
    choose(app, "x1", "weight")
    assert app.error, "an old error about columns"
    paste(app, "no table")
    assert box(app) == "no table"
    assert "number of columns is 1," in refused(app)
    assert not is_there(app, "selectbox", WORDS["x1"])
    assert not is_there(app, "button", WORDS["use"])
    assert "Pasted table" not in said(app)
    paste(app, PETS)
    assert not app.error
    assert knob(app, "selectbox", WORDS["x1"]).value == "height"


def under_the_button(app):
    """The element that stands below the button that reads the table."""
    every = [one for one in app.main if one.type != "empty"]
    (at,) = [k for k, one in enumerate(every) if getattr(one, "label", None) == WORDS["read"]]
    return every[at + 1]


WORDS_ONLY = "name,kind,colour\n" + "Tom,cat,grey\n" * 12
PROSE = {
    "hello world this is no table": "The table has 0 rows below its header,"
    " “hello, world, this, is, no, table”, but it must have at least 10, each with two numbers and a class.",
    "height,weight,kind\n": "The table has 0 rows below its header, “height, weight, kind”,"
    " but it must have at least 10, each with two numbers and a class.",
    WORDS_ONLY: "Of the table's 3 columns 0 are of numbers, but at least 2 must be:"
    " its first row is “Tom, cat, grey”.",
    "This is a text\nof *several* lines now,\nit is no table": None,
    "a,b,c\n,,x\n?,NA,y\n": None,
    "long " * 90 + "\n": None,
}


@pytest.mark.parametrize("bring", [upload, paste])
@pytest.mark.parametrize("text", PROSE, ids=lambda text: text[:12])
def test_without_a_row_or_a_column_of_numbers_it_is_refused_at_once(app, text, bring):
    use(upload(app, PETS))
    before = live(app).recipe
    bring(app, text)
    sentence = refused(app)
    assert under_the_button(app).value.replace("\\", "") == sentence
    assert sentence == PROSE[text] or PROSE[text] is None
    assert len(sentence) < 200
    assert not is_there(app, "selectbox", WORDS["x1"])
    assert live(app).recipe == before


def test_such_a_refusal_is_said_in_korean_too():
    app = AppTest.from_file(str(APP), default_timeout=20)
    app.query_params["language"] = "ko"
    app.run()
    words = labels("ko")["own_data"]
    for text, found in {"hello world this is no table": "hello, world", WORDS_ONLY: "Tom, cat"}.items():
        knob(app, "text_area", words["paste"]).set_value(text)
        knob(app, "button", words["read"]).click().run()
        assert found in refused(app)
        assert "니다." in refused(app)
        assert "table's" not in refused(app)


def test_columns_and_class_can_be_chosen(app):
    upload(app, THREE)
    choose(app, "x1", "weight")
    assert "three different columns" in refused(app)
    assert knob(app, "button", WORDS["use"]).disabled
    choose(app, "x2", "height")
    choose(app, "one", "emu")
    assert "Class 1, orange: emu (10 rows)." in said(app)
    assert "Class 0, blue: cat, dog (30 rows)." in said(app)
    assert not app.error
    use(app)
    expected = points_of(THREE, x1="weight", x2="height", one="emu")
    assert live(app).settings.points == expected
    assert sum(y for *_, y in expected) == 10


def test_another_label_column_has_other_classes(app):
    text = "a,b,c,d\n" + "".join(f"{k},{k % 7},{'uv'[k % 2]},{'pqr'[k % 3]}\n" for k in range(30))
    upload(app, text)
    assert knob(app, "selectbox", WORDS["one"]).options == ["p", "q", "r"]
    choose(app, "one", "p")
    choose(app, "label", "c")
    assert knob(app, "selectbox", WORDS["one"]).options == ["u", "v"]
    assert knob(app, "selectbox", WORDS["one"]).value == "v"


def test_scaling_is_shown_and_can_be_undone(app):
    upload(app, PETS)
    assert "x₁ = (height − 1.7) / 0.067" in said(app)
    knob(app, "toggle", WORDS["scale"]).set_value(False).run()
    assert "/ 0.067" not in said(app)
    use(app)
    assert live(app).settings.points == points_of(PETS, is_scaled=False)
    assert {x1 for x1, *_ in live(app).settings.points} <= {
        round((1.5 + k / 20) * 256) / 256 for k in range(9)
    }
    knob(app, "toggle", WORDS["scale"]).set_value(True).run()
    use(app)
    assert live(app).settings.points == points_of(PETS)


def test_what_is_too_far_unscaled_is_refused_and_can_be_scaled_again(app):
    upload(app, PETS.replace("1.5,", "1500,"))
    knob(app, "toggle", WORDS["scale"]).set_value(False).run()
    assert "x1 is 'height', which reaches 1500" in refused(app)
    knob(app, "toggle", WORDS["scale"]).set_value(True).run()
    assert not app.error


def test_rows_left_out_are_named_by_their_row(app):
    upload(app, PETS + ",70,cat\n1.7,=1+1,cat\n1.7,60,\n" + "x,60,cat\n" * 5)
    text = said(app)
    assert "Rows left out: 8, namely row 32 (height is missing)" in text
    assert "row 33 (weight is “=1+1”, no number)" in text
    assert "row 34 (kind is missing)" in text
    assert "3 more" in text
    use(app)
    assert live(app).settings.points == points_of(PETS)


def test_one_class_only_is_taken_and_said(app):
    upload(app, PETS.replace("dog", "cat"))
    assert WORDS["one_class"] in said(app)
    assert not is_there(app, "selectbox", WORDS["one"])
    use(app)
    assert {y for *_, y in live(app).settings.points} == {1.0}
    assert not app.error


def test_ten_rows_will_do_and_nine_will_not(app):
    lines = PETS.splitlines(keepends=True)
    upload(app, "".join(lines[:11]))
    use(app)
    assert live(app).settings.samples == 10
    upload(app, "".join(lines[:10]))
    assert "9 rows 9 can be used, but at least 10 are needed." in refused(app)
    assert knob(app, "button", WORDS["use"]).disabled
    assert live(app).settings.samples == 10


def test_100_000_rows_are_thinned_and_that_is_said(app):
    upload(app, "a,b,c\n" + "".join(f"{k % 1013},{k % 907},{k % 4 // 3}\n" for k in range(100_000)))
    assert "Of 100,000 rows 10,000 are used" in said(app)
    use(app)
    assert live(app).settings.samples == MAX_POINTS
    assert sum(y for *_, y in live(app).settings.points) == MAX_POINTS / 4


BAD = {
    "nothing": b"",
    "a picture": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 9,
    "half a UTF-16": b"\xff\xfea",
    "too few columns": b"a,b\n1,2\n",
    "an open quote": b'a,b,c\n1,2,"' + b"x" * 140_000,
    "too large": b"1,2,3\n" * 1_700_000,
    "too many rows": b"1,2,3\n" * 300_000,
    "a page": b"<html><script>alert(1)</script></html>",
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_table_gets_a_sentence_and_the_run_loses_nothing(app, name):
    use(upload(app, PETS))
    before = live(app).recipe
    upload(app, BAD[name], "bad.csv")
    sentence = refused(app)
    with pytest.raises(ExperimentError) as caught:
        read_table(BAD[name], WORDS["unnamed"])
    assert sentence.replace("\n", " ") == in_language(str(caught.value), "en")
    assert live(app).recipe == before
    state = app.session_state["own_data"]
    assert "dog" in csv_of(live(app).settings, state.used, state.classes), "the names of its classes are kept"
    assert "rows, 3 columns" not in said(app)
    app.run()
    assert not app.error, "it is said once"


@pytest.mark.parametrize(
    ("encoding", "separator"), [("utf-16", "\t"), ("latin-1", ";"), ("utf-8-sig", ","), ("cp1252", "|")]
)
def test_other_encodings_and_separators_are_the_same_points(app, encoding, separator):
    upload(app, PETS.replace("cat", "Bär").replace(",", separator).encode(encoding))
    assert "Class 1, orange: dog (15 rows)." in said(app)
    assert "Class 0, blue: Bär (15 rows)." in said(app)
    use(app)
    assert live(app).settings.points == points_of(PETS)


def test_texts_of_a_file_are_shown_as_they_are(app):
    evil = "![x](http://x/y.png) <b>:red[$a$]</b>"
    upload(app, PETS.replace("cat", evil).replace("height", f"`{evil}`"), "*a*.csv")
    shown = [one.value for one in app.caption if "png" in one.value]
    assert shown
    assert all(plain(evil[:20]) in one and evil[:20] not in one for one in shown)
    choose(app, "x2", f"`{evil}`")
    assert evil not in app.error[0].value


def test_without_drawing_there_is_nothing_to_choose_about_it(app):
    use(upload(app, PETS))
    for field in ("samples", "noise"):
        assert not is_there(app, "slider", TEXTS["controls"][field])
    knob(app, "slider", TEXTS["controls"]["test_fraction"]).set_value(0.3).run()
    assert live(app).settings.points == points_of(PETS)
    assert live(app).settings.test_fraction == 0.3


def test_own_points_are_offered_where_there_are_some(app):
    menu = TEXTS["controls"]["dataset"]
    drawn = [TEXTS["datasets"][name] for name in DRAWN if DATASETS[name].problem == "classification"]
    assert knob(app, "selectbox", menu).options == drawn
    use(upload(app, PETS))
    assert knob(app, "selectbox", menu).options == [*drawn, TEXTS["datasets"]["own"]]
    assert knob(app, "selectbox", menu).value == "own"
    knob(app, "selectbox", menu).set_value("moons").run()
    assert live(app).settings == Experiment(dataset="moons")
    assert knob(app, "selectbox", menu).options == drawn
    use(app)
    assert live(app).settings == Experiment(dataset="own", points=points_of(PETS))
    knob(app, "button_group", TEXTS["controls"]["problem"]).set_value("regression").run()
    assert live(app).settings.dataset == "bumps"
    assert live(app).settings.samples == 400
    use(app)
    assert live(app).settings == Experiment(dataset="own", points=points_of(PETS))


def test_points_that_cannot_be_afforded_are_refused_and_the_run_goes_on(app):
    knob(app, "selectbox", TEXTS["controls"]["batch"]).set_value(1).run()
    before = live(app).settings
    upload(app, "a,b,c\n" + "".join(f"{k % 1013},{k % 907},{k % 2}\n" for k in range(20_000)))
    use(app)
    assert "batch_size is 1, but with 10000 updates an epoch" in refused(app)
    assert live(app).settings == before


def test_the_points_can_be_taken_away_and_brought_back(app):
    upload(app, PETS)
    use(app)
    state, settings = app.session_state["own_data"], live(app).settings
    text = csv_of(settings, state.used, state.classes)
    assert text.splitlines()[0] == "x1,x2,y,class"
    assert "dog" in text
    upload(app, text, "points.csv")
    knob(app, "toggle", WORDS["scale"]).set_value(False).run()
    choose(app, "label", "y")
    use(app)
    assert live(app).settings == settings


@pytest.mark.parametrize("name", DRAWN)
def test_drawn_points_can_be_taken_away_too(name):
    experiment = Experiment(dataset=name, problem=DATASETS[name].problem, test_fraction=0.25)
    lines = csv_of(experiment, None, None).splitlines()
    assert lines[0] == "x1,x2,y"
    assert len(lines) == 401


def test_the_table_is_still_in_hand_after_another_page(app):
    choose(upload(app, THREE), "one", "emu")
    app.switch_page("pages/home.py").run()
    app.switch_page("pages/playground.py").run()
    assert "Class 1, orange: emu (10 rows)." in said(app)
    use(app)
    assert live(app).settings.points == points_of(THREE, one="emu")
