"""shallownet: networks with one hidden layer, learning live. Run with ``streamlit run app.py``."""

import streamlit as st

from shallownet.ui import hosting, site

if __name__ == "__main__":  # what a visitor sees
    site.run()
else:  # the server that shows it; `streamlit run` looks for an app here
    app = st.App(__file__, middleware=hosting.MIDDLEWARE, lifespan=hosting.lifespan)
