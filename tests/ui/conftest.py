"""What the tests of the pages share."""

from __future__ import annotations

import pytest

from shallownet.ui import live, reach


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time for whole answers: on a busy machine a block has fewer frames, rightly."""
    for module in (live, reach):
        monkeypatch.setattr(module, "BLOCK_SECONDS", 30.0)
