"""Against a deployed Plumbline, which PLUMBLINE_LIVE_PAGE and PLUMBLINE_LIVE_API name."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, sync_playwright


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    nowhere = pytest.mark.skip(reason="PLUMBLINE_LIVE_PAGE and PLUMBLINE_LIVE_API are not set")
    for item in items:
        if "tests/live" in item.path.as_posix():
            item.add_marker(pytest.mark.live)
            if not (os.environ.get("PLUMBLINE_LIVE_PAGE") and os.environ.get("PLUMBLINE_LIVE_API")):
                item.add_marker(nowhere)


@pytest.fixture
def api() -> str:
    return os.environ["PLUMBLINE_LIVE_API"].rstrip("/")


@pytest.fixture
def page() -> Iterator[Page]:
    names = ("chromium", "google-chrome", "google-chrome-stable")
    chromium = next((found for name in names if (found := shutil.which(name))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = browser.new_context(base_url=os.environ["PLUMBLINE_LIVE_PAGE"], locale="en-GB")
        yield context.new_page()
        browser.close()
