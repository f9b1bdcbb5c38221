"""Home: a network that is learning, and a card for each page."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from shallownet.core.experiment import Experiment
from shallownet.figures.palette import PALETTE
from shallownet.figures.pictures import picture
from shallownet.stage.comparison import Comparison, Variant
from shallownet.stage.labels import stage_labels
from shallownet.texts.lessons import SceneWords, words_of
from shallownet.ui.addresses import page
from shallownet.ui.context import theme_now
from shallownet.ui.language import language, texts_now
from shallownet.ui.lessons import LESSONS
from shallownet.ui.live import LiveRun
from shallownet.ui.process import prepare
from shallownet.ui.stage import show_stage
from shallownet.ui.variants import variants_of

EXPERIMENT = Experiment(
    dataset="circles", activation="relu", hidden_units=6, initializer="he", learning_rate=0.1
)
"""What learns here: slowly enough to be watched, and done within seconds."""

_KEY = "home"
_RUN = "home.live"
_CARDS_IN_A_ROW = 3

# The link of a card covers it, so that a click anywhere on it opens the page.
_STYLE = """
<style>
.st-key-home_stage { min-height: 30rem; }
[class*="st-key-home_card_"] { position: relative; transition: border-color 0.15s; }
[class*="st-key-home_card_"]:hover { border-color: currentColor; }
[class*="st-key-home_card_"] .stElementContainer { position: static; }
[class*="st-key-home_card_"] a::after { content: ""; position: absolute; inset: 0; }
[class*="st-key-home_card_"] a:focus-visible::after { outline: 2px solid; border-radius: 0.5rem; }
[class*="st-key-home_card_"] a { padding-inline: 0; background: none !important; }
[class*="st-key-home_card_"] a :is(span, p) { font-weight: 600; white-space: normal; }
[class*="st-key-home_card_"] img { display: block; width: 100%; border-radius: 0.25rem; }
@media (prefers-reduced-motion: reduce) { [class*="st-key-home_card_"] { transition: none; } }
</style>
"""


def show() -> None:
    """Draw the page."""
    prepare()
    words = words_of("home.md", language())
    st.html(_STYLE)
    st.title(words.title, anchor=False)
    st.markdown(words.lead)
    _show_live(words.scenes["live"], words.scenes["cards"])
    _show_cards(words.scenes["cards"])


def _show_live(words: SceneWords, cards: SceneWords) -> None:
    """The stage, and beside it what is seen on it and the way to the playground."""
    stage, beside = st.columns([2.4, 1], gap="large")
    with stage, st.container(key="home_stage"):
        show_stage(_live(texts_now()), _KEY)
    with beside:
        st.header(words.title, anchor=False)
        st.markdown(words.text)
        _show_card("playground", cards)


def _live(texts: Mapping[str, Any]) -> LiveRun:
    """The run: begun on the first visit, found again on the next."""
    # Named after what it is; the settings are those of the experiment.
    named = {"hidden_units": EXPERIMENT.hidden_units, "activation": EXPERIMENT.activation}
    variants = tuple(Variant(*variant) for variant in variants_of([named], texts))
    comparison = Comparison(variants, lines=True)
    if _RUN not in st.session_state:
        st.session_state[_RUN] = LiveRun(_KEY, EXPERIMENT, stage_labels(texts), PALETTE, comparison)
    live: LiveRun = st.session_state[_RUN]
    live.speak(stage_labels(texts), comparison)
    return live


def _show_cards(words: SceneWords) -> None:
    """A card for each lesson, in the order of the course, and one for the page of sweeps."""
    st.header(words.title, anchor=False)
    st.markdown(words.text)
    names = [*LESSONS, "hidden_units"]
    for start in range(0, len(names), _CARDS_IN_A_ROW):
        row = names[start : start + _CARDS_IN_A_ROW]
        for column, name in zip(st.columns(_CARDS_IN_A_ROW), row, strict=False):
            with column:
                _show_card(name, words)


def _show_card(name: str, words: SceneWords) -> None:
    """A picture, the title as a link, and a sentence."""
    with st.container(border=True, height="stretch", key=f"home_card_{name}"):
        seen = words.say(f"{name} picture")
        svg = picture(name, theme_now(), seen)
        encoded = base64.b64encode(svg.encode()).decode()
        st.html(f'<img src="data:image/svg+xml;base64,{encoded}" alt="{escape(seen)}">')
        target = page(name)
        st.page_link(target, label=target.title)
        st.markdown(words.say(name))
