"""Plotly figures, one a file, and the palette that they share with the stage. No Streamlit here."""
