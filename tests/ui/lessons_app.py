"""A lesson's scene through Streamlit's own test harness."""

from __future__ import annotations

from pathlib import Path

from streamlit.runtime.state.common import TESTING_KEY
from streamlit.testing.v1 import AppTest

from shallownet.ui.lessons import LESSONS

APP = Path(__file__).parents[2] / "app.py"
SCENES = [(lesson.name, scene.name) for lesson in LESSONS.values() for scene in lesson.scenes]


def open_scene(lesson: str, scene: str) -> AppTest:
    """The scene as a visitor finds it on the first visit."""
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.session_state[f"{lesson}.scene"] = scene
    checked(app.run())
    checked(app.switch_page(f"pages/{lesson}.py").run())
    key = f"{lesson}.{scene}.live"
    if key in app.session_state:
        live = app.session_state[key]
        # What a browser's stage tells after a moment.
        live.settle({"recipe": live.stage_recipe, "epoch": int(live.known.epochs[-1])})
        checked(app.run())
    return app


def open_scene_at(lesson: str, query: dict[str, str]) -> AppTest:
    """What a link to a lesson shows."""
    app = AppTest.from_file(str(APP), default_timeout=60)
    checked(app.run())
    app.query_params.update(query)
    return app.switch_page(f"pages/{lesson}.py").run()


def checked(app: AppTest) -> AppTest:
    """The page, which must not show an exception or an error."""
    assert not app.exception, [one.value for one in app.exception]
    assert not app.error, [one.value for one in app.error]
    return app


def choose(widget, label: str) -> None:
    """Choose an option by the label that a visitor sees."""
    # The harness wants the value behind the label, which it does not tell; the browser sends the label.
    widget.root.session_state[TESTING_KEY][widget.id] = str
    is_several = widget.type == "button_group" and not widget._is_single_select
    widget.set_value([label] if is_several else label)
