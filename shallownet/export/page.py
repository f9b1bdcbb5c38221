"""A whole run as one HTML file: the stage and the frames it plays, with no server and no network."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template
from urllib.parse import quote, urlsplit

from shallownet.core.checks import refuse, whole
from shallownet.core.experiment import Experiment
from shallownet.core.link import LONGEST_LINK
from shallownet.core.replay import Stretching, stretch_together
from shallownet.core.trajectory import Trajectory
from shallownet.stage import assets
from shallownet.stage.comparison import Comparison
from shallownet.stage.labels import stage_labels
from shallownet.stage.recording import edited_at, last_epoch, pack_recording

Texts = Mapping[str, Mapping[str, str]]

_FOLDER = Path(__file__).parent
# The stage finds out what lies behind it under the name that Streamlit has for it.
_PROPERTIES = {"--st-background-color": "surface", "--ink": "ink", "--muted": "muted", "--warning": "warning"}
_MOST_EDITS_TOLD = 5
# The icon's two halves, by their colour.
_HALVES = {"negative": "a6 6 0 0 0 0 12z", "positive": "a6 6 0 0 1 0 12z"}
_ENDS_AN_ELEMENT = re.compile(r"</|<!--")


def page(
    run: Trajectory | Sequence[Trajectory],
    epoch: int,
    texts: Texts,
    palette: Mapping[str, Mapping[str, str]],
    *,
    comparison: Comparison | None = None,
    link: str | None = None,
    seconds: float | None = None,
    train: Stretching = stretch_together,
) -> str:
    """A document that plays a run from epoch 0 to the last one known, wherever it is opened.

    It asks no server for anything, and its policy forbids it to.

    Args:
        run: what is known of a network's run; of a comparison, of the run of each network.
        epoch: what it opens at, paused.
        texts: the labels of a language, see ``texts.labels``.
        palette: colours by theme, see ``figures.palette``; the visitor's preference chooses.
        comparison: what is compared; None for one network on the full stage.
        link: an http or https address at which the run can be gone on with.
        seconds: time for training the frames that are not known; None for as long as it takes.
        train: how that is done.

    Returns:
        The HTML. It follows from the recipes, ``epoch`` and the last epoch known; with little time the frames
        may be others of the same run.

    Raises:
        ExperimentError: one sentence that says what is not allowed of the runs, the epoch or the link.
    """
    runs = [run] if isinstance(run, Trajectory) else list(run)
    networks = 1 if comparison is None else len(comparison.variants)
    if len(runs) != networks:
        raise refuse("run", f"{len(runs)} trajectories", f"{networks}, one for each network")
    epoch = whole(0, last_epoch(runs))("epoch", epoch)
    said = texts["page"]
    # Where nothing can be changed, no message may say what to try.
    labels = {**stage_labels(texts), **{name: said[name] for name in said if name.startswith("message_")}}
    recording = pack_recording(runs, epoch, labels, palette, comparison, seconds, train)
    script = page_script()
    style = _inline("\n".join([_themes(palette), _read("page.css"), assets.packed_style(assets.PAGE)]))
    heading = said["heading" if networks == 1 else "heading_several"]
    caption = _caption(runs, texts, comparison)
    return Template(_read("page.html")).substitute(
        language=_escape(texts["stage"]["locale"]),
        policy=_policy(script, style),
        icon=_icon(palette["light"]),
        style=style,
        script=script,
        run=base64.b64encode(recording).decode("ascii"),
        title=_escape(f"{heading}: {caption}"),
        caption=_escape(caption),
        link="" if link is None else _anchor(link, said["link"]),
        heading=_escape(heading),
        hint=_escape(_hint(runs[0].experiment, said, comparison)),
        **{name: _escape(said[name]) for name in ("keys", "too_old", "no_script")},
    )


def _caption(runs: Sequence[Trajectory], texts: Texts, comparison: Comparison | None) -> str:
    """What the run is, in one line; of several networks, what they share and what they are called."""
    said, first = texts["page"], runs[0].experiment
    dataset = texts["datasets"][first.dataset]
    parts = [said["data"].format(dataset=dataset, samples=f"{first.samples:,}")]
    named = [variant.label for variant in comparison.variants if variant.label] if comparison else []
    if named:
        parts.append(", ".join(named))
    shared = {
        field
        for field in ("hidden_units", "activation", "learning_rate")
        if all(getattr(run.experiment, field) == getattr(first, field) for run in runs)
    }
    if "hidden_units" in shared:
        count = first.hidden_units
        units = texts["lesson"]["unit" if count == 1 else "units"].format(count=count)
        activation = texts["activations"][first.activation]
        with_activation = said["network"].format(units=units, activation=activation)
        parts.append(with_activation if "activation" in shared else units)
    if "learning_rate" in shared:
        parts.append(said["rate"].format(rate=f"{first.learning_rate:g}"))
    parts.append(said["epochs"].format(last=f"{last_epoch(runs):,}"))
    if edits := edited_at(runs):
        told = [f"{epoch:,}" for epoch in edits[:_MOST_EDITS_TOLD]] + ["…"] * (len(edits) > _MOST_EDITS_TOLD)
        parts.append(said["edits"].format(epochs=", ".join(told)))
    return " · ".join(parts)


def _hint(experiment: Experiment, said: Mapping[str, str], comparison: Comparison | None) -> str:
    """How to use the page, and what the signs in the picture mean."""
    names = ["hint", f"hint_{experiment.problem}"]
    if comparison is None:
        names.append("hint_biases")
    if experiment.test_fraction:
        names.append("hint_test")
    return " ".join(said[name] for name in names)


def _anchor(link: str, text: str) -> str:
    allowed = f"an http or https address of at most {LONGEST_LINK} characters"
    if not isinstance(link, str) or len(link) > LONGEST_LINK:
        raise refuse("link", link, allowed)
    try:
        parts = urlsplit(link)
    except ValueError:
        raise refuse("link", link, allowed) from None
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise refuse("link", link, allowed)
    return f'<a href="{_escape(link)}">{_escape(text)}</a>'


def _themes(palette: Mapping[str, Mapping[str, str]]) -> str:
    """The page's own colours as custom properties, by the visitor's preference."""

    def root(theme: str) -> str:
        colours = [f"{name}: {palette[theme][colour]};" for name, colour in _PROPERTIES.items()]
        return f":root {{ color-scheme: {theme}; {' '.join(colours)} }}"

    return f"{root('light')}\n@media (prefers-color-scheme: dark) {{ {root('dark')} }}"


def _icon(colours: Mapping[str, str]) -> str:
    """The two classes side by side. Without one, a browser would ask the page's server for an icon."""
    halves = [f'<path d="M8 2{way}" fill="{colours[name]}"/>' for name, way in _HALVES.items()]
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">{"".join(halves)}</svg>'
    return f"data:image/svg+xml,{quote(svg)}"


def page_script() -> str:
    """The script of every such page."""
    return _inline(assets.packed_script(assets.PAGE))


def _policy(script: str, style: str) -> str:
    """Nothing but this script, this style sheet and the icon."""
    rules = {
        "default-src": "'none'",
        "script-src": hash_source(script),
        "style-src": hash_source(style),
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {source}" for name, source in rules.items())


def hash_source(text: str) -> str:
    """A script or style sheet as a source in a content security policy: this text and no other."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}'"


def _escape(text: str) -> str:
    """Text as it stands in an element or an attribute; what no file can hold (half a surrogate pair) as ?."""
    return html.escape(text.encode("utf-8", "replace").decode("utf-8"))


def _inline(text: str) -> str:
    """The text of a script or a style sheet, which nothing in it may end."""
    if found := _ENDS_AN_ELEMENT.search(text):
        raise ValueError(f"A script or style sheet holds {found[0]!r}, which would end its element.")
    return text


def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")
