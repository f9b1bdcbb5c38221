"""The notebook in docs: it runs, prints what is committed, shows pictures, and computes what it claims."""

from __future__ import annotations

import re
from typing import Any

import nbformat
import pytest

from tools.notebook import NOTEBOOK, executed, printed_only

COMMITTED = nbformat.read(NOTEBOOK, as_version=4)
# What its pictures are: a stage, or a Plotly figure.
STAGES, FIGURES = ("stage-code", "several-code"), "application/vnd.plotly.v1+json"
CLAIM = re.compile(r"\*\*([^*]+)\*\*")
NUMBER = re.compile(r"\d[\d,_]*(?:\.\d+)?")


def code(book: Any) -> list[Any]:
    return [cell for cell in book.cells if cell.cell_type == "code"]


def printed(cell: Any) -> str:
    return "".join(output.text for output in cell.outputs if output.output_type == "stream")


def plain(number: str) -> str:
    return number.replace(",", "").replace("_", "")


def test_it_is_valid_and_small_and_holds_no_pictures() -> None:
    nbformat.validate(COMMITTED)
    assert NOTEBOOK.stat().st_size < 50_000
    assert {output.output_type for cell in code(COMMITTED) for output in cell.outputs} == {"stream"}


def test_what_it_claims_is_printed_by_the_cell_that_follows() -> None:
    claims = 0
    for cell, following in zip(COMMITTED.cells, COMMITTED.cells[1:], strict=False):
        if cell.cell_type == "markdown":
            for claim in CLAIM.findall(cell.source):
                claims += 1
                assert claim in printed(following), (claim, following.id)
    assert claims >= 8


def test_every_other_number_that_it_says_is_in_its_code() -> None:
    words = " ".join(CLAIM.sub("", cell.source) for cell in COMMITTED.cells if cell.cell_type == "markdown")
    known = {
        plain(number) for cell in code(COMMITTED) for number in NUMBER.findall(cell.source + printed(cell))
    }
    assert {plain(number.rstrip(",")) for number in NUMBER.findall(words)} <= known


@pytest.mark.slow
def test_it_runs_and_prints_what_is_committed(monkeypatch: pytest.MonkeyPatch) -> None:
    # Otherwise the first figure of a notebook brings all of Plotly along.
    monkeypatch.setenv("PLOTLY_RENDERER", "plotly_mimetype")
    book = executed()
    for cell in code(book):
        shown = [output for output in cell.outputs if output.output_type != "stream"]
        assert all(output.output_type in ("execute_result", "display_data") for output in shown), cell.id
        types = {kind for output in shown for kind in output.data}
        if cell.id in STAGES:
            assert "<iframe" in shown[0].data["text/html"]
        elif "figures." in cell.source.splitlines()[-1]:
            assert FIGURES in types, cell.id
        assert all(output.name == "stdout" for output in cell.outputs if output.output_type == "stream")
    assert printed_only(book) == COMMITTED
