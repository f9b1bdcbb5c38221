"""Settings for all tests, and the browser that browser and install tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

# Set before SciPy is imported, scikit-learn's own check of estimators leaves nothing out.
os.environ.setdefault("SCIPY_ARRAY_API", "1")

# A shared machine is slow at times, which is no fault of the code under test. In continuous integration the
# examples are the same every time, so that a failure is a change's.
settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the quick tests first, and those that start a browser last.

    Playwright leaves an event loop running in its thread until the session ends.
    """
    items.sort(
        key=lambda item: [
            item.get_closest_marker(name) is not None for name in ("install", "browser", "slow")
        ]
    )


@pytest.fixture(scope="session")
def browser() -> Iterator:
    """One headless Chromium for the session (`playwright.sync_api.Browser`)."""
    from playwright.sync_api import sync_playwright

    from tools import chromium

    with sync_playwright() as playwright:
        started = chromium.launch(playwright)
        yield started
        started.close()
