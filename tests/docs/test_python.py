"""The Python on the pages runs, and prints what its comments say."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools.server import ROOT

from .pages import PAGES, Block, blocks, named, read

# A comment in the line before says that a block is not run, and why, or that it belongs into a file.
BLOCKS = [(page, block) for page in PAGES for block in blocks(read(page)) if block.kind == "python"]
RUN = [(page, block) for page, block in BLOCKS if not block.comment]


def _page(one: object) -> str:
    """What a test is called after: its page."""
    return named(one) if isinstance(one, Path) else ""


def test_there_is_something_to_run() -> None:
    assert len(RUN) >= 3


@pytest.mark.parametrize(("page", "block"), BLOCKS, ids=_page)
def test_it_is_python(page: Path, block: Block) -> None:
    if not block.comment.startswith(("in ", "new file ")):
        compile(block.text, named(page), "exec")


@pytest.mark.slow
@pytest.mark.parametrize(("page", "block"), RUN, ids=_page)
def test_it_runs_and_prints_what_it_says(page: Path, block: Block, tmp_path: Path) -> None:
    script = tmp_path / "block.py"
    script.write_text(block.text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", str(script)], cwd=ROOT, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    for said in re.findall(r"^print\(.*\)  # (\[.*\])$", block.text, re.MULTILINE):
        assert said in done.stdout
