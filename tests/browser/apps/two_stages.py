"""Two stages on one page."""

import streamlit as st

from shallownet import Experiment
from shallownet.figures.palette import PALETTE
from shallownet.texts import labels
from shallownet.ui.live import LiveRun
from shallownet.ui.stage import show_stage

RUNS = {"left": Experiment(), "right": Experiment(activation="relu", hidden_units=7)}

st.set_page_config(layout="wide")
for column, (name, experiment) in zip(st.columns(2), RUNS.items(), strict=True):
    if name not in st.session_state:
        st.session_state[name] = LiveRun(name, experiment, labels()["stage"], PALETTE)
    with column:
        show_stage(st.session_state[name], f"{name}_stage")
