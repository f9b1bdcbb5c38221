"""Opening and sharing: what a link hides, locks and says; the code is the link."""

from __future__ import annotations

import base64
import re
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shallownet import Edit, Experiment, Recipe
from shallownet.texts import labels
from shallownet.ui.controls import KNOBS, Controls
from shallownet.ui.live import LiveRun
from shallownet.ui.opening import open_link, parts_of
from shallownet.ui.share import LONGEST_CODE, code_image, has_been_unstable


def test_every_knob_may_be_hidden_and_locked():
    live = LiveRun("stage", Experiment(), {}, {})
    # What stands within another knob goes with it.
    assert set(KNOBS) == set(Controls(live, labels())._knobs) - {"leaky_slope", "constant", "class_share"}
    for name in KNOBS:
        opened = open_link({"hide": name, "lock": f"{name}~{KNOBS[0]}"}, KNOBS)
        assert (opened.hidden, opened.refused) == (frozenset({name}), ())
        assert opened.locked == {name, KNOBS[0]}
    assert open_link({"hide": "all"}, KNOBS).hidden == frozenset(KNOBS)


def test_an_unknown_knob_is_named_and_the_rest_is_heeded():
    opened = open_link({"lock": "seed~colour~", "seed": "5", "embed": "true", "embed_options": "x"}, KNOBS)
    assert opened.locked == {"seed"}
    assert opened.recipe == Recipe(Experiment(seed=5))
    assert len(opened.refused) == 1
    assert opened.refused[0].startswith("lock is 'colour', but it must be all or one of")


@pytest.mark.parametrize("edits", ["", "50~batch_size~1"])
def test_a_run_too_heavy_for_a_shared_machine_is_refused_before_it_is_begun(edits):
    heavy = {"samples": "10000", "hidden_units": "50", "batch_size": "1" if not edits else "400"}
    opened = open_link({**heavy, "edits": edits}, KNOBS)
    assert opened.recipe == Recipe(Experiment())
    assert opened.refused[0].startswith("batch_size is 1")


@given(query=st.text(max_size=300) | st.from_regex(r"[a-z_%0-9=&~.]{0,300}", fullmatch=True))
def test_no_address_does_harm(query):
    opened = open_link(parts_of(query), KNOBS)
    assert opened.hidden <= set(KNOBS)
    LiveRun("stage", opened.recipe, {}, {}, epoch=opened.epoch)


def test_an_address_that_is_too_long_is_not_taken_apart():
    assert parts_of("a=1&" * 10_000) == {}
    assert parts_of("&".join(f"a{k}=1" for k in range(500))) == {}


@pytest.mark.parametrize("length", [60, LONGEST_CODE])
def test_the_code_is_an_image_with_a_name(length):
    link = "http://localhost:8501/?v=1&seed=".ljust(length, "7")
    html = code_image(link, 'A "code"')
    source = re.search(r'src="data:image/svg\+xml;?([^,]*),([^"]*)"', html)
    svg = base64.b64decode(source[2]) if "base64" in source[1] else unquote_to_bytes(source[2])
    assert svg.startswith(b"<svg")
    # 300 characters at this level of correction: no more squares a side than the back row can tell apart.
    modules = int(re.search(rb"viewBox=['\"]0 0 (\d+)", svg)[1])
    assert modules <= 81
    assert 'alt="A &quot;code&quot;"' in html


def test_a_link_with_edits_opens_the_same_run():
    recipe = Recipe(Experiment(hidden_units=3), (Edit(7, "b2", 0.1),))
    assert open_link({"hidden_units": "3", "edits": "7~b2~0.1"}, KNOBS).recipe == recipe


@pytest.mark.parametrize(("rate", "unstable"), [(1.2, False), (30.0, True)])
def test_late_digits_are_spoken_of_once_the_run_has_been_unstable(rate, unstable):
    live = LiveRun("stage", Experiment(learning_rate=rate), {}, {})
    known, rows = live.at(400)[0]
    live.settle({"recipe": live.stage_recipe, "epoch": 400})
    assert has_been_unstable(live) == unstable == bool(known.unstable[: rows[-1] + 1].any())
