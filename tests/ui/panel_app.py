"""One panel through Streamlit's own test harness, with words that tell what they were asked to say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from streamlit.testing.v1 import AppTest

from shallownet import Experiment
from shallownet.figures.palette import PALETTE
from shallownet.stage.comparison import Comparison, Variant
from shallownet.texts import labels
from shallownet.texts.lessons import SceneWords, lesson_words
from shallownet.ui.ask import Ask
from shallownet.ui.context import Context
from shallownet.ui.live import LiveRun
from shallownet.ui.variants import variants_of

TEXTS = labels()


@dataclass(frozen=True)
class Overheard(SceneWords):
    """Words that are their own keys, and remember the values they were given; heads of tables are real."""

    said: dict[str, dict[str, object]] = field(default_factory=dict)

    def say(self, key: str, **values: object) -> str:
        self.said[key] = values
        return self.parts[key] if key.endswith("heads") else key


def live_run(experiment: Experiment, variants: Sequence[dict[str, Any]] = ({},)) -> LiveRun:
    named = tuple(Variant(*variant) for variant in variants_of(variants, TEXTS))
    return LiveRun("stage", experiment, TEXTS["stage"], PALETTE, Comparison(named), followed=True)


def rest_at(live: LiveRun, epoch: int) -> None:
    """The stage has come to rest there."""
    live.at(epoch)
    live.settle({"recipe": live.stage_recipe, "epoch": epoch})


def nudge_at(live: LiveRun, epoch: int, size: float) -> None:
    """The stage answers the announced nudge with the epoch on screen."""
    live.nudge(size)
    pending = live.pending.number
    live.reply(Ask.parse({"recipe": live.stage_recipe, "from": epoch, "stride": 5, "pending": pending}))


class PanelApp:
    """A panel on a page of its own; ``scene`` (its lesson's name, its own) where it draws a table."""

    def __init__(
        self,
        panel: Callable[[Context], None],
        live: LiveRun | None,
        theme: str = "light",
        scene: tuple[str, str] | None = None,
    ) -> None:
        parts = lesson_words(scene[0]).scenes[scene[1]].parts if scene else {}
        self.words = Overheard("", "", parts)

        def page() -> None:
            import streamlit as st

            st.session_state["panel"](st.session_state["context"])

        self.app = AppTest.from_function(page, default_timeout=60)
        self.app.session_state["panel"] = panel
        self.app.session_state["context"] = Context("test", TEXTS, self.words, live, theme)
        self.run()

    def run(self) -> dict[str, dict[str, object]]:
        """Draw it again; what it says."""
        self.words.said.clear()
        self.app.run()
        assert not self.app.exception, [one.value for one in self.app.exception]
        return self.words.said

    @property
    def said(self) -> dict[str, dict[str, object]]:
        return self.words.said

    def choose(self, kind: str, name: str, value: object) -> dict[str, dict[str, object]]:
        """Move the widget of that name."""
        key = f"test.{name}_widget"
        next(one for one in getattr(self.app, kind) if one.key == key).set_value(value)
        return self.run()
