"""The Streamlit side: a guest in a library that runs without it."""
