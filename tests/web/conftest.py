"""A real browser: Chromium as the system has it; `KB_BROWSER` names another."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = "/usr/bin/chromium"


def browser_path() -> str:
    """Returns where the browser is."""
    return os.environ.get("KB_BROWSER", CHROMIUM)


# Of a module, for the browser's event loop would stand in the way of other tests that run one.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = browser_path()
    if "KB_BROWSER" not in os.environ and not Path(path).exists():
        pytest.skip("Chromium is not installed: apt-get install chromium, or name a browser with KB_BROWSER")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield found
        found.close()
