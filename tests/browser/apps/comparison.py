"""Three networks on one stage, the epoch at which it rests, and a button for one network instead."""

import streamlit as st

from shallownet import Experiment
from shallownet.core.diagnosis import VERDICTS
from shallownet.figures.palette import PALETTE
from shallownet.stage.comparison import Comparison, Variant
from shallownet.texts import labels
from shallownet.ui.live import LiveRun
from shallownet.ui.stage import show_stage

TEXTS = labels()
STAGE_TEXTS = {
    **TEXTS["stage"],
    **{f"activation_{name}": text for name, text in TEXTS["activations"].items()},
    **{f"meter_{name}": text for name, text in TEXTS["meters"].items()},
    **{f"verdict_{code}": TEXTS["verdicts"][name] for code, name in enumerate(VERDICTS)},
}
COMPARISON = Comparison(
    tuple(Variant(name, name, {"initializer": name}) for name in ("zeros", "constant", "small")),
    ("distance", "distinct_units", "verdict", "twins"),
    ({"kind": "loss"}, {"kind": "meter", "meter": "distance", "log": True}, {"kind": "parameters"}),
    histogram=True,
    lines=True,
)

st.set_page_config(layout="wide")
if "live" not in st.session_state:
    st.session_state.live = LiveRun("stage", Experiment(), STAGE_TEXTS, PALETTE, COMPARISON, followed=True)
if st.button("One network"):
    st.session_state.live = LiveRun("stage", Experiment(), STAGE_TEXTS, PALETTE)
if st.button("Nudge"):
    st.session_state.live.nudge(1e-3)
live = st.session_state.live
drawn_with = live.epoch
show_stage(live, "stage", lambda: live.epoch != drawn_with)
st.text(f"At rest at epoch {live.epoch}")
