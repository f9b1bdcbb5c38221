"""Home shows a network that learns, and a card with a picture and one link for every page."""

from __future__ import annotations

from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from shallownet import train
from shallownet.figures.pictures import PICTURES
from shallownet.texts.lessons import lesson_words, words_of
from shallownet.ui.home import EXPERIMENT
from shallownet.ui.lessons import LESSONS

from .lessons_app import APP, checked

CARDS = words_of("home.md").scenes["cards"]


@pytest.fixture(scope="module")
def home() -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    checked(app.run())
    return checked(app.switch_page("pages/home.py").run())


def test_every_page_has_a_card_with_a_picture_a_title_and_a_sentence(home: AppTest) -> None:
    said = [one.value for one in home.markdown]
    links = {link.proto.page: link.proto.label for link in home.get("page_link")}
    for name in LESSONS:
        assert links[name].endswith(lesson_words(name).title)
        assert CARDS.say(name) in said
    for name in ("playground", "hidden_units"):
        assert CARDS.say(name) in said
    assert len(links) == len(LESSONS) + 2
    shown = unescape("".join(one.proto.body for one in home.get("html")))
    for name in PICTURES:
        assert f'alt="{CARDS.say(f"{name} picture")}"' in shown


def test_the_network_on_the_page_learns_within_seconds() -> None:
    known = train(EXPERIMENT, 1500, [0, 1500])
    assert known.train_loss[-1] < 0.15 * known.train_loss[0]
    assert known.train_accuracy[-1] > 0.97
