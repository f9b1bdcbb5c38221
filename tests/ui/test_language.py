"""The language of a visitor: chosen, asked for by a link or by the browser; a run goes on in another."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from shallownet.core.experiment import Experiment
from shallownet.stage.comparison import Comparison, Variant
from shallownet.texts import labels
from shallownet.texts.lessons import lesson_words, words_of
from shallownet.ui.language import choose, first_of, language
from shallownet.ui.live import LiveRun

from .lessons_app import APP, SCENES, checked, open_scene
from .test_live import ask, live_run, opened


@pytest.mark.parametrize(
    ("wishes", "code"),
    [
        ([None, None, "ko-KR"], "ko"),
        ([None, None, "KO"], "ko"),
        ([None, "en", "ko-KR"], "en"),
        (["ko", "en", "en-US"], "ko"),
        (["tlh", None, "ko"], "ko"),
        ([None, None, "fr-CA"], "en"),
        ([None, None, None], "en"),
        (["../ko", "", ""], "en"),
    ],
)
def test_the_first_wish_that_can_be_met(wishes: list[str | None], code: str) -> None:
    assert first_of(wishes) == code


def test_a_run_goes_on_in_another_language() -> None:
    live = live_run()
    live.reply(ask(live, 20))
    before, epochs, _ = opened(live)
    live.speak({"play": "재생"})
    header, again, _ = opened(live)
    assert header["run"]["labels"] == {"play": "재생"}
    assert (header["recipe"], header["run_id"], again) == (before["recipe"], before["run_id"], epochs)
    live.speak({"play": "재생"})
    assert opened(live)[0]["answer"] == header["answer"]  # nothing is said twice


def test_a_stage_that_has_missed_its_words_is_given_them_with_the_next_answer() -> None:
    live = live_run()
    live.speak({"play": "재생", "locale": "ko"})
    live.reply(ask(live, 20, locale="en"))
    assert opened(live)[0]["run"]["labels"]["play"] == "재생"
    live.reply(ask(live, 40, locale="ko"))
    assert "run" not in opened(live)[0]


def test_the_networks_of_a_comparison_are_named_anew() -> None:
    def comparison(label: str) -> Comparison:
        return Comparison((Variant("zeros", label, {"initializer": "zeros"}),))

    live = LiveRun("stage", Experiment(), {"play": "Play"}, {}, comparison("zeros"))
    block = live.block()
    live.speak({"play": "Play"}, comparison("영"))
    header = json.loads(live.block()[4 : 4 + int.from_bytes(live.block()[:4], "little")])
    assert [network["label"] for network in header["run"]["networks"]] == ["영"]
    assert block != live.block()
    assert live.comparison == comparison("zeros")  # the same networks


KINDS = (
    "selectbox",
    "select_slider",
    "slider",
    "radio",
    "number_input",
    "toggle",
    "multiselect",
    "text_area",
)


def chosen(app: AppTest) -> dict[str, object]:
    """What a visitor has chosen on a page, by the widgets' keys."""
    widgets = [widget for kind in KINDS for widget in getattr(app, kind) if widget.key]
    return {widget.key: widget.value for widget in widgets}


def in_korean(app: AppTest) -> AppTest:
    """The page after the switch, in which nothing else may have changed."""
    before = chosen(app)
    runs = {key: (run.recipe, run.sent) for key, run in runs_of(app).items()}
    assert before or runs
    app.session_state["language"] = "ko"
    checked(app.run())
    assert chosen(app) == before
    assert {key: (run.recipe, run.sent) for key, run in runs_of(app).items()} == runs
    return app


def runs_of(app: AppTest) -> dict[str, LiveRun]:
    keys = ["live_run", "home.live", *(f"{lesson}.{scene}.live" for lesson, scene in SCENES)]
    return {key: app.session_state[key] for key in keys if key in app.session_state}


@pytest.mark.slow
@pytest.mark.parametrize(("lesson", "scene"), SCENES)
def test_a_scene_goes_on_in_korean_with_all_that_was_chosen(lesson: str, scene: str) -> None:
    app = in_korean(open_scene(lesson, scene))
    words = lesson_words(lesson, "ko")
    assert words.title in app.title[0].value
    assert words.scenes[scene].text in [one.value for one in app.markdown]


@pytest.mark.parametrize("page", ["playground", "home", "hidden_units"])
def test_a_page_goes_on_in_korean_with_all_that_was_chosen(page: str) -> None:
    app = checked(AppTest.from_file(str(APP), default_timeout=60).run())
    if page != "playground":
        checked(app.switch_page(f"pages/{page}.py").run())
    in_korean(app)
    title = labels("ko")["app"]["hint"] if page == "playground" else words_of(f"{page}.md", "ko").title
    assert title in [one.value for one in (*app.title, *app.caption)]


def test_what_is_none_of_ours_changes_nothing() -> None:
    app = checked(AppTest.from_file(str(APP), default_timeout=60).run())
    assert app.session_state["language"] == "en"
    for code in ("xx", None, 7, ["ko"]):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("shallownet.ui.language.st.session_state", {"language": "ko"})
            choose(code)
            assert language() == "ko"
