"""shallownet: networks with one hidden layer, learning live. Run with ``streamlit run app.py``."""

import streamlit as st

from shallownet.texts import labels
from shallownet.ui.layout import set_up

TEXTS = labels()["app"]

set_up(TEXTS["title"])
st.navigation([st.Page("pages/playground.py", title=TEXTS["playground"], default=True)]).run()
