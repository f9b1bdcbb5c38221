"""Executes the notebook in docs and keeps what its cells print: ``python -m tools.notebook``.

Pictures are not kept: they are large, and whoever runs the notebook has them, alive.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbclient
import nbformat

ROOT = Path(__file__).parents[1]
NOTEBOOK = ROOT / "docs" / "notebook.ipynb"
_TIMEOUT = 120  # seconds a cell


def executed(path: Path = NOTEBOOK) -> Any:
    """The notebook with all outputs of all cells.

    Args:
        path: of the notebook. Its kernel runs in the project's folder.

    Raises:
        CellExecutionError: if a cell fails.
    """
    book = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    place = {"metadata": {"path": str(ROOT)}}
    # What a cell prints comes in pieces, as it happens: one output of them all is the same every time.
    client = nbclient.NotebookClient(
        book, timeout=_TIMEOUT, record_timing=False, coalesce_streams=True, resources=place
    )
    client.execute()
    return book


def printed_only(book: Any) -> Any:
    """The same notebook with the outputs that its cells print, and without what depends on the machine."""
    for cell in book.cells:
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if output.output_type == "stream"]
    book.metadata.language_info = {"name": "python"}
    return book


def main() -> None:
    """Write the notebook anew."""
    nbformat.write(printed_only(executed()), NOTEBOOK)  # type: ignore[no-untyped-call]
    print(f"{NOTEBOOK.relative_to(ROOT)}: {NOTEBOOK.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
