"""What the tests of the pages share."""

from __future__ import annotations

import pytest

from shallownet.ui import live, reach, shared_runs
from shallownet.ui.limits import LIMITS


@pytest.fixture(autouse=True)
def nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that another test has had trained."""
    monkeypatch.setattr(live, "RUNS", shared_runs.SharedRuns(LIMITS.cache_mb * 2**20))


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time for whole answers: on a busy machine a block has fewer frames, rightly."""
    for module in (shared_runs, reach):
        monkeypatch.setattr(module, "BLOCK_SECONDS", 30.0)
