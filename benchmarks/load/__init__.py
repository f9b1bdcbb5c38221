"""Many visitors at once: real sessions over Streamlit's websocket, every block checked."""

from benchmarks.load.command import measure

__all__ = ["measure"]
