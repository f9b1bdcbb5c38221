"""The page of sweeps: the course's table as computed, any plan, refusals before work, Stop and Go on."""

from __future__ import annotations

import os
import re
import signal
import time
from dataclasses import replace
from html import unescape

import joblib
import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from shallownet import Experiment, train
from shallownet.core.engine import Lockstep
from shallownet.sweeps.outcome import OUTCOMES
from shallownet.sweeps.plan import Plan
from shallownet.texts import labels
from shallownet.texts.lessons import words_of
from shallownet.ui import sweep_choice
from shallownet.ui.course_widths import EPOCHS, PLAN, PUBLISHED, begin, found, line_accuracy, percent
from shallownet.ui.limits import LIMITS
from shallownet.ui.process import TRAINING
from shallownet.ui.sweep_results import gap_found
from shallownet.ui.sweep_run import SweepRun
from shallownet.ui.sweep_workers import _POOL, Workers

from .lessons_app import APP, checked

WORDS = words_of("hidden_units.md")
COURSE, SWEEP = WORDS.scenes["course"], WORDS.scenes["sweep"]
CELL = re.compile(r'<td class="(\w+)"[^>]*><a href="([^"]*)"[^>]*title="([^"]*)"[^>]*>([^<]*)</a>')
SMALL = Plan.of(Experiment(samples=60, test_fraction=0.2), 200, {"seed": range(6), "hidden_units": [1, 3]})


def opened(**kept: object) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=120)
    for name, value in {"epochs": 200, "seeds": 3, "hidden_units": [1, 3], **kept}.items():
        app.session_state[f"sweep.{name}"] = value
    checked(app.run())
    return checked(app.switch_page("pages/hidden_units.py").run())


def press(app: AppTest, key: str) -> AppTest:
    return checked(app.button(key=key).click().run())


def html_of(app: AppTest) -> str:
    return "".join(one.proto.body for one in app.get("html"))


def test_the_course_s_table_is_what_the_course_prints() -> None:
    run = begin()
    assert run.step(600)
    assert run.share == 1.0
    for index, (units, published) in enumerate(PUBLISHED.items()):
        low, *high = (float(part) for part in published.removesuffix("%").split("–"))
        accuracy = 100 * run.finished[index].train_accuracy
        assert low <= accuracy <= (high[0] if high else low), units
        alone = train(PLAN.experiment(index), EPOCHS, record=[EPOCHS])
        np.testing.assert_array_equal(run.finished[index].flat, alone.flat[-1])
    assert 100 * line_accuracy(PLAN.base) == 47.0
    assert found(run, COURSE).startswith("The best of the seven is the one with 5 hidden units, at 91.25%")


@pytest.mark.parametrize(
    ("share", "said"), [(0.675, "67.5%"), (0.9025, "90.25%"), (0.9, "90%"), (1.0, "100%")]
)
def test_percents_are_written_as_in_the_course(share: float, said: str) -> None:
    assert percent(share) == said


def test_one_click_shows_the_course_s_networks() -> None:
    app = opened()
    assert html_of(app).count("<img") == 1, "logistic regression alone"
    press(app, "course_train")
    shown = unescape(html_of(app))
    assert shown.count("<img") == 1 + len(PUBLISHED)
    for units in PUBLISHED:
        assert COURSE.say("network", units=units) in shown
    assert f"epoch={EPOCHS}" in shown


def test_every_number_is_its_run_s_and_leads_to_it() -> None:
    app = press(opened(test=0.3), "sweep_start")
    cells = CELL.findall(unescape(html_of(app)))
    assert len(cells) == 6
    base = Experiment(test_fraction=0.3)
    for number, (kind, link, said, text) in enumerate(cells):
        experiment = replace(base, seed=number // 2, hidden_units=(1, 3)[number % 2])
        alone = train(experiment, 200, record=[200])
        assert kind == "known"
        assert text == f"{100 * alone.train_accuracy[-1]:.1f}"
        assert f"hidden_units={experiment.hidden_units}" in link
        assert link.startswith("./?")
        assert link.endswith("epoch=200")
        assert f"cost {alone.train_loss[-1]:.4f}" in said
        assert said.endswith(f"{percent(alone.test_accuracy[-1])} of the test points")
    for name in OUTCOMES:
        assert f">{name}</th>" in html_of(app)


def test_the_table_shows_costs_too() -> None:
    app = press(opened(), "sweep_start")
    checked(app.radio(key="sweep.measure_widget").set_value("train_loss").run())
    texts = [text for *_, text in CELL.findall(html_of(app))]
    runs = [
        replace(Experiment(test_fraction=0.3), seed=seed, hidden_units=n) for seed in range(3) for n in (1, 3)
    ]
    costs = [train(run, 200, record=[200]).train_loss[-1] for run in runs]
    assert texts == [f"{cost:.3f}" for cost in costs]
    assert f"<td>{np.median(costs[1::2]):.3f}</td>" in html_of(app)


def test_several_settings_are_compared_and_one_of_them_shown() -> None:
    app = press(opened(activation=["tanh", "relu"], learning_rate=[0.1, 1000.0]), "sweep_start")
    assert len(CELL.findall(html_of(app))) == 6
    assert len(app.table[0].value) == 4
    shown = app.selectbox(key="sweep.shown_widget")
    assert len(shown.options) == 4
    shown.set_value(shown.options[-1])
    checked(app.run())
    assert "diverged" in {kind for kind, *_ in CELL.findall(html_of(app))}


def test_what_is_changed_afterwards_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    app = press(opened(), "sweep_start")
    assert SWEEP.say("changed") not in [one.value for one in app.caption]
    checked(app.slider(key="sweep.seeds_widget").set_value(4).run())
    assert SWEEP.say("changed") in [one.value for one in app.caption]
    assert len(CELL.findall(html_of(app))) == 6, "nothing on screen is lost"


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ({"hidden_units": []}, SWEEP.say("nothing_chosen")),
        ({"activation": []}, SWEEP.say("nothing_chosen")),
        ({"seeds": 100, "hidden_units": list(range(1, 51))}, f"more than the {LIMITS.max_sweep_runs:,}"),
        ({"seeds": 100, "epochs": 10_000, "hidden_units": list(range(31, 51))}, "would take about"),
    ],
)
def test_what_is_too_much_is_said_before_any_work(
    kept: dict, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(**kept)
    monkeypatch.setattr(Lockstep, "advance", lambda *_: pytest.fail("something was trained"))
    (warning,) = app.warning
    assert said in warning.value
    assert app.button(key="sweep_start").disabled


def test_what_is_said_to_fit_fits() -> None:
    app = opened(seeds=100, epochs=10_000, hidden_units=list(range(31, 51)))
    (warning,) = app.warning
    epochs = int(re.search(r"or ([\d,]+) epochs each", warning.value)[1].replace(",", ""))
    plan = Plan.of(Experiment(test_fraction=0.3), epochs, {"seed": range(100), "hidden_units": range(31, 51)})
    assert plan.seconds <= LIMITS.max_sweep_seconds * 1.05


def test_a_sweep_in_slices_gives_what_it_gives_at_once() -> None:
    at_once, sliced = SweepRun(SMALL), SweepRun(SMALL)
    assert at_once.step(600)
    shares = []
    while not sliced.step(0.0002):
        shares.append(sliced.share)
    assert len(shares) > 3
    assert shares == sorted(shares)
    assert {run: one._replace(flat=None) for run, one in sliced.finished.items()} == at_once.finished


def test_a_sweep_that_is_stopped_does_nothing_more_and_goes_on_where_it_was() -> None:
    run = SweepRun(SMALL)
    while not run.finished:
        run.step(0.001)
    known = dict(run.finished)
    run.is_stopped = True
    assert run.step(600)
    assert run.finished == known
    run.is_stopped = False
    assert run.step(600)
    assert len(run.finished) == len(SMALL)
    assert run.finished.items() >= known.items()


def test_no_slice_keeps_others_waiting() -> None:
    plan = Plan.of(Experiment(), 2000, {"seed": range(50), "hidden_units": [20]})
    run = SweepRun(plan)
    longest = 0.0
    for _ in range(5):
        began = time.thread_time()
        run.step(0.05)
        longest = max(longest, time.thread_time() - began)
    assert longest < 1.0
    assert not TRAINING.locked()


def test_workers_give_the_same_numbers() -> None:
    here, there = SweepRun(SMALL, pictured=[0]), SweepRun(SMALL, pictured=[0], workers=Workers(1))
    assert here.step(600)
    while not there.step(1.0):
        pass
    for run, one in here.finished.items():
        other = there.finished[run]
        assert (one.flat is None) == (other.flat is None) == (run != 0)
        assert other._replace(flat=None) == one._replace(flat=None)
    np.testing.assert_array_equal(here.finished[0].flat, there.finished[0].flat)


def test_a_worker_that_is_killed_loses_nothing() -> None:
    run = SweepRun(Plan.of(Experiment(), 300, {"seed": range(40), "hidden_units": [4]}), workers=Workers(1))
    while not run.finished:
        run.step(0.1)
    # Not every process of that kind: joblib may have some of its own, from an earlier test.
    ours = list(_POOL.of(1)._processes)
    assert ours
    for pid in ours:
        os.kill(pid, signal.SIGKILL)
    while not run.step(0.5):
        pass
    assert len(run.finished) == 40
    assert joblib.Parallel(n_jobs=2)(joblib.delayed(abs)(k) for k in (-1, 2)) == [1, 2], "joblib has its own"


def test_what_is_said_of_the_gap_follows_from_the_numbers() -> None:
    train_points = np.array([[0.7, 0.7], [0.9, 0.9], [1.0, 1.0]])
    test_points = np.array([[0.7, 0.7], [0.85, np.nan], [0.8, 0.8]])
    said = gap_found([1, 5, 50], train_points, test_points, SWEEP)
    for part in (
        "up to 100% at 50 units",
        "is 85% at 5 units",
        "gap, in percentage points, is 20 at 50 units",
    ):
        assert part in said
    assert said.endswith(SWEEP.say("gap_widening"))
    assert gap_found([1, 5, 50], train_points, train_points, SWEEP).endswith(SWEEP.say("gap_none"))
    assert gap_found([5], train_points[1:2], test_points[1:2], SWEEP).endswith("is 5 at 5 units.")
    nothing = np.full((2, 2), np.nan)
    assert gap_found([1, 2], nothing, nothing, SWEEP) == ""


@pytest.mark.parametrize(
    ("gaps", "key", "told"),
    [
        ([0.0, 0.08, 0.2], "gap_widening", {}),
        ([0.0, 0.08, 0.07, 0.2], "gap_widening", {}),
        # On the whole larger where it is wide, but largest before that.
        ([0.0, 0.08, 0.06], "gap_uneven", {"fewer": 2, "more": 3, "before": 8, "after": 6}),
        ([0.0, 0.01, 0.08, 0.0775], "gap_uneven", {"fewer": 3, "more": 4, "before": 8, "after": 7.75}),
        ([0.02, 0.05, 0.01, 0.06], "gap_uneven", {"fewer": 2, "more": 3, "before": 5, "after": 1}),
        ([0.05, 0.02, 0.055], "gap_none", {}),
        ([0.05, 0.02, 0.0], "gap_none", {}),
    ],
)
def test_the_gap_is_said_to_grow_only_where_it_does(
    gaps: list[float], key: str, told: dict[str, object]
) -> None:
    train_points = np.full((len(gaps), 2), 0.9)
    test_points = train_points - np.array(gaps)[:, np.newaxis]
    for words in (SWEEP, words_of("hidden_units.md", "ko").scenes["sweep"]):
        said = gap_found(range(1, len(gaps) + 1), train_points, test_points, words)
        assert said.endswith(words.say(key, **told))


@pytest.mark.parametrize(
    ("language", "seconds", "said"),
    [
        ("en", 0.2, "1 s"),
        ("en", 119.5, "120 s"),
        ("en", 121, "3 min"),
        ("ko", 0.2, "1초"),
        ("ko", 121, "3분"),
    ],
)
def test_durations_are_said_in_the_language(
    language: str, seconds: float, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep_choice, "texts_now", lambda: labels(language))
    assert sweep_choice.duration(seconds) == said


def test_no_line_ends_within_a_range_that_the_course_prints() -> None:
    cards = html_of(opened())
    assert "90.25\u2060–\u206090.75%" in cards
    assert not re.search("[0-9]–[0-9]", cards)
    assert cards.count(COURSE.say("waiting")) == len(PUBLISHED)
