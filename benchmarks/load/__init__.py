"""Many visitors at once: real sessions over Streamlit's websocket, every block checked."""
