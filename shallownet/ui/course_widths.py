"""The course's own table: seven widths on the flower, each with its boundary as a small picture."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from functools import lru_cache
from html import escape

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from shallownet.core.datasets import generate
from shallownet.core.experiment import Experiment, Recipe
from shallownet.core.features import expand
from shallownet.core.linear import logistic_regression
from shallownet.core.link import joined, write_query
from shallownet.figures.sides import boundary_picture, output_of
from shallownet.sweeps.outcome import Finished
from shallownet.sweeps.plan import Plan
from shallownet.texts.lessons import SceneWords
from shallownet.ui.sweep_run import SweepRun

EPOCHS = 5000
PUBLISHED: Mapping[int, str] = {
    1: "67.5%",
    2: "67.25%",
    3: "90.75%",
    4: "90.5%",
    5: "91.25%",
    20: "90–90.5%",
    50: "90.25–90.75%",
}
"""What the course prints for each width; the last two differ between its editions."""

PLAN = Plan.of(Experiment(), EPOCHS, {"hidden_units": tuple(PUBLISHED)})
LINE_PUBLISHED = "47%"

_STYLE = """
<style>
.widths { display: grid; grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr)); gap: 0.75rem;
  max-width: 80rem; margin: 0 !important; padding: 0 !important; list-style: none; }
.widths li { margin: 0; padding: 0; }
.widths a { color: inherit; }
.widths img, .widths .unknown { display: block; width: 100%; aspect-ratio: 1; border-radius: 0.35rem; }
.widths .unknown { display: grid; place-items: center; text-align: center; opacity: 0.75; font-size: 0.875rem;
  border: 1px dashed color-mix(in srgb, currentColor 35%, transparent); }
.widths b { font-variant-numeric: tabular-nums; }
.widths small { display: block; opacity: 0.75; }
</style>
"""


def begin() -> SweepRun:
    """The seven networks, at their start."""
    return SweepRun(PLAN, pictured=range(len(PLAN)))


def show_cards(run: SweepRun | None, words: SceneWords, theme: str) -> None:
    """A card for logistic regression and for each width: picture, accuracy, and what the course prints."""
    line = _line_accuracy()
    name = words.say("line")
    cards = [_card(_line_picture(theme, words), escape(name), percent(line), LINE_PUBLISHED, words)]
    for index, (units, published) in enumerate(PUBLISHED.items()):
        known = run.finished.get(index) if run is not None else None
        title = escape(words.say("network", units=units))
        if known is None:
            unknown = f'<div class="unknown">{words.say("waiting")}</div>'
            cards.append(_card(unknown, title, "", published, words))
            continue
        experiment = PLAN.experiment(index)
        said = escape(words.say("link", units=units))
        link = f'<a href="{address(experiment, known)}" target="_blank" title="{said}">{title}</a>'
        cards.append(
            _card(_picture(index, known, theme, words), link, percent(known.train_accuracy), published, words)
        )
    st.html(f'{_STYLE}<ul class="widths">{"".join(cards)}</ul>')


def found(run: SweepRun, words: SceneWords) -> str:
    """What can be said of the seven, from their numbers."""
    accuracies = {
        PLAN.experiment(index).hidden_units: one.train_accuracy for index, one in run.finished.items()
    }
    best, widest = max(accuracies, key=lambda units: accuracies[units]), max(accuracies)
    return words.say(
        "found",
        best=best,
        accuracy=percent(accuracies[best]),
        line=percent(_line_accuracy()),
        widest=widest,
        widest_accuracy=percent(accuracies[widest]),
    )


def percent(share: float) -> str:
    """A share as the course writes it: quarters of a percent where there are some."""
    return f"{100 * share:.2f}".rstrip("0").rstrip(".") + "%"


def address(experiment: Experiment, finished: Finished) -> str:
    """Where the playground shows that very run at its end, seen from this page."""
    return escape(f"./?{joined(write_query(Recipe(experiment), finished.epoch))}")


def _card(picture: str, title: str, accuracy: str, published: str, words: SceneWords) -> str:
    # Word joiners: no line ends within a range.
    told = escape(words.say("published", published=published.replace("–", "\u2060–\u2060")))
    return f"<li>{picture}<div>{title}</div><b>{accuracy}</b><small>{told}</small></li>"


def _image(svg: str, label: str) -> str:
    encoded = base64.b64encode(svg.encode()).decode()
    return f'<img src="data:image/svg+xml;base64,{encoded}" alt="{escape(label)}">'


def _picture(index: int, known: Finished, theme: str, words: SceneWords) -> str:
    experiment = PLAN.experiment(index)
    name = words.say("network", units=experiment.hidden_units)
    label = words.say("picture", name=name, accuracy=percent(known.train_accuracy))
    if known.flat is None:
        raise ValueError("A card is drawn from a network's parameters, which were not kept.")
    return _image(_drawn(experiment, known.flat.tobytes(), theme, label), label)


@lru_cache(maxsize=64)
def _drawn(experiment: Experiment, flat: bytes, theme: str, label: str) -> str:
    parameters = experiment.shape.parameters(np.frombuffer(flat))
    return boundary_picture(experiment, output_of(experiment, parameters), theme, label)


def line_accuracy(experiment: Experiment) -> float:
    """The share of the training points that logistic regression gets right."""
    W, b = logistic_regression(experiment)
    points = generate(experiment).train
    Z = W @ expand(points.X, experiment.features) + b
    return float(np.mean((Z > 0) == (points.Y == 1)))


@lru_cache(maxsize=1)
def _line_accuracy() -> float:
    return line_accuracy(PLAN.base)


def _line_picture(theme: str, words: SceneWords) -> str:
    label = words.say("picture", name=words.say("line"), accuracy=percent(_line_accuracy()))
    return _image(_drawn_line(theme, label), label)


@lru_cache(maxsize=4)
def _drawn_line(theme: str, label: str) -> str:
    W, b = logistic_regression(PLAN.base)

    def output(points: NDArray[np.float64]) -> NDArray[np.float64]:
        Z: NDArray[np.float64] = W @ points + b
        return Z.ravel()

    return boundary_picture(PLAN.base, output, theme, label)
