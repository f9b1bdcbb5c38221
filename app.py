"""shallownet: networks with one hidden layer, learning live. Run with ``streamlit run app.py``."""

from shallownet.ui import site

site.run()
