"""A server slow to answer, to changed or new weights slower than browsers are patient, and a rerun button."""

import time

import streamlit as st

from shallownet import Experiment
from shallownet.figures.palette import PALETTE
from shallownet.texts import labels
from shallownet.ui.ask import Ask
from shallownet.ui.live import LiveRun
from shallownet.ui.stage import show_stage


class SlowRun(LiveRun):
    """Answers late."""

    def reply(self, ask: Ask) -> None:
        time.sleep(0.5 if ask.action is None and ask.entry is None else 4.0)
        super().reply(ask)


if "run" not in st.session_state:
    st.session_state["run"] = SlowRun("slow", Experiment(), labels()["stage"], PALETTE)
show_stage(st.session_state["run"], "slow")
st.button("Rerun")
