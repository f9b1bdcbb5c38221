"""In a notebook a trajectory is the stage; elsewhere nothing of IPython is touched."""

from __future__ import annotations

import subprocess
import sys
from html.parser import HTMLParser

import pytest
from IPython.core.interactiveshell import InteractiveShell

import shallownet
from shallownet import Experiment, ExperimentError, train, train_many
from shallownet.export.page import page
from shallownet.figures.palette import PALETTE
from shallownet.notebook import HEIGHT, Stage, register
from shallownet.texts import labels

RUN = train(Experiment(), 1000)


class Frame(HTMLParser):
    """The only element of a cell's output."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        self.close()
        ((self.tag, self.attributes),) = self.elements

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))


@pytest.fixture
def shell():
    yield InteractiveShell.instance()
    InteractiveShell.clear_instance()


def shown(shell: InteractiveShell, value: object) -> str | None:
    data, _ = shell.display_formatter.format(value, include={"text/html"})
    return data.get("text/html")


def test_a_trajectory_is_the_page_in_a_closed_frame(shell: InteractiveShell) -> None:
    assert shown(shell, RUN) is None
    assert register()
    frame = Frame(shown(shell, RUN))
    assert frame.tag == "iframe"
    assert frame.attributes["sandbox"] == "allow-scripts"
    assert f"height:{HEIGHT}px" in frame.attributes["style"]
    assert frame.attributes["srcdoc"] == page(RUN, 1000, labels(), PALETTE)
    assert shown(shell, [1, 2]) is None


def test_the_extension_does_the_same(shell: InteractiveShell) -> None:
    shell.run_line_magic("load_ext", "shallownet")
    assert Frame(shown(shell, RUN)).tag == "iframe"


def test_without_a_session_nothing_is_registered() -> None:
    assert not register()
    assert callable(shallownet.load_ipython_extension)


@pytest.mark.parametrize("begun", [True, False])
def test_importing_the_package_registers_it_where_ipython_runs(begun: bool) -> None:
    """In a process of its own, as importing happens once."""
    begin = "from IPython.core.interactiveshell import InteractiveShell as S; shell = S.instance(); "
    said = (
        "key = ('shallownet.core.trajectory', 'Trajectory'); html = "
        "shell.display_formatter.formatters['text/html']; "
        "assert key in html.deferred_printers or shallownet.Trajectory in html.type_printers"
    )
    none = "import sys; assert not {'IPython', 'plotly', 'streamlit'} & set(sys.modules), 'imported'"
    code = f"{begin if begun else ''}import shallownet; {said if begun else none}"
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)


def test_it_is_light() -> None:
    assert len(Stage(RUN)._repr_html_().encode()) <= 300_000
    assert len(Stage(train(Experiment(), 10_000, 5))._repr_html_().encode()) <= 300_000


def test_several_runs_are_side_by_side_under_their_names() -> None:
    runs = train_many([Experiment(seed=1), Experiment(activation="relu", seed=2)], 50)
    document = Frame(Stage(runs, names=["one <b>", "other"])._repr_html_()).attributes["srcdoc"]
    assert "one &lt;b&gt;, other" in document
    assert "run 1, run 2" in Frame(Stage(runs)._repr_html_()).attributes["srcdoc"]
    with pytest.raises(ValueError, match="argument 2"):
        Stage(runs, names=["one"])._repr_html_()


def test_an_epoch_that_the_run_does_not_have_is_refused() -> None:
    assert Stage(RUN, epoch=20)._repr_html_() != Stage(RUN)._repr_html_()
    with pytest.raises(ExperimentError, match="epoch is 2000"):
        Stage(RUN, epoch=2000)._repr_html_()
