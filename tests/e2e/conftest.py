"""The whole product, as a person meets it: the local host, its page, and a real Chromium."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.e2e.by_hand import VALUATION_DAY
from tests.e2e.waiting import PATIENCE_MS
from tests.local_host import ROOT, LocalHost, running_host

DIST = ROOT / "frontend" / "dist"
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# With PLUMBLINE_LATE_ANSWERS=<seed> what the service answers comes late, and in another order.
LATE_ANSWERS = """
(seed) => {
  const answered = window.fetch;
  const pause = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    const late = seed / 2 ** 32;
    const ms = late < 0.8 ? 300 * late : 2500 * late - 1800;
    return new Promise((resolve) => setTimeout(resolve, ms));
  };
  window.fetch = async (...asked) => {
    await pause();
    const answer = await answered(...asked);
    await pause();
    return answer;
  };
}
"""
expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/e2e" in item.path.as_posix():
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalHost]:
    """Plumbline itself on the sample data, on the last day of the demonstration file."""
    assert DIST.exists(), "the page is not built: run `make start` or `npm run build` in frontend/"
    environment = {
        "PLUMBLINE_PAGE_DIR": str(DIST),
        "PLUMBLINE_MARKET_PROVIDERS": "sample",
        "PLUMBLINE_TODAY": VALUATION_DAY,
        "PLUMBLINE_ADMIN_EMAILS": "axe-light@example.org,axe-dark@example.org",
        # A machine goes through more pages in a minute than a person.
        "PLUMBLINE_RATE_LIMIT_PER_MINUTE": "60000",
    }
    folder = tmp_path_factory.mktemp("product")
    with running_host(folder, app=ROOT, environment=environment) as host:
        yield host


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    assert chromium, "no Chromium: install Debian's package `chromium`"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def context(browser: Browser, product: LocalHost) -> Iterator[BrowserContext]:
    """A person's browser, with nothing remembered."""
    fresh = browser.new_context(
        base_url=product.web,
        viewport={"width": 1280, "height": 900},
        locale="en-GB",
        timezone_id="UTC",
    )
    fresh.set_default_timeout(PATIENCE_MS)
    if seed := os.environ.get("PLUMBLINE_LATE_ANSWERS"):
        fresh.add_init_script(f"({LATE_ANSWERS})({int(seed)})")
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext, tmp_path: Path) -> Iterator[Page]:
    """A tab whose console must stay silent."""
    complaints: list[str] = []
    opened = context.new_page()
    opened.on(
        "console",
        lambda message: complaints.append(message.text) if message.type == "error" else None,
    )
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    opened.screenshot(path=tmp_path / "last.png")
    # A refused connection is what the offline journey is about; the browser logs it by itself.
    told = [one for one in complaints if "ERR_FAILED" not in one]
    assert not told, told
