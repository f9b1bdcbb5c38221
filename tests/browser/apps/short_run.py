"""A run that ends at epoch 200."""

import streamlit as st

from shallownet import Experiment
from shallownet.figures.palette import PALETTE
from shallownet.texts import labels
from shallownet.ui import live
from shallownet.ui.stage import show_stage

# No visitor can choose the end, so there is no knob to turn.
live.DEFAULT_LIMIT = 200
if "run" not in st.session_state:
    st.session_state["run"] = live.LiveRun("short", Experiment(), labels()["stage"], PALETTE)
show_stage(st.session_state["run"], "short")
