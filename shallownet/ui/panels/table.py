"""A small table of words and numbers, which on a narrow screen scrolls by itself instead of the page."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st


def show_table(heads: str, rows: Sequence[Sequence[str]]) -> None:
    """Draw a table.

    Args:
        heads: the heads of its columns, with "|" between them; Markdown, as in the cells.
        rows: the cells of each row, as many as there are heads.
    """
    columns = zip(*rows, strict=True)
    names = [head.strip() for head in heads.split("|")]
    st.table(dict(zip(names, columns, strict=True)), border="horizontal", width="content")
