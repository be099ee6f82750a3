"""A new person with nothing but the page: account, file, performance, an answer, a report.

And what was read can be read again without a network.
"""

import re
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.e2e import by_hand
from tests.e2e.test_first_evening import import_demo_file, new_portfolio, register
from tests.e2e.waiting import priced, until

# `serviceWorker.ready` of one that did not register never comes.
KEEPS_THE_PAGE = """
() => navigator.serviceWorker.getRegistration().then((one) => Boolean(one?.active))
"""
# What was read is written down a moment after it arrived. One that is not there yet must not be
# opened: that would make it, empty.
IS_WRITTEN_DOWN = """
async (amount) => {
  const there = await indexedDB.databases();
  if (!there.some(({ name }) => name === "plumbline")) return false;
  const ended = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const database = await ended(indexedDB.open("plumbline"));
  try {
    const store = database.transaction("last-seen").objectStore("last-seen");
    return JSON.stringify((await ended(store.get("last-seen"))) ?? null).includes(amount);
  } finally {
    database.close();
  }
}
"""


def test_from_nothing_to_a_downloaded_report(page: Page, tmp_path: Path) -> None:
    register(page, "whole-journey@example.org")
    new_portfolio(page, cash="tracked")
    import_demo_file(page)
    page.get_by_role("navigation", name="Portfolio").get_by_role("link", name="Performance").click()
    expect(page.get_by_text("Time-weighted return", exact=True)).to_be_visible()

    page.get_by_role("button", name="Ask the assistant").click()
    page.get_by_label("Your question").fill("How is my portfolio doing?")
    page.keyboard.press("Enter")
    checked = page.get_by_text(re.compile("figures checked"))
    expect(checked.first).to_be_visible()
    page.keyboard.press("Escape")

    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Search").fill("request rep")
    expect(page.get_by_role("option", name="Request a report")).to_be_visible()
    page.keyboard.press("Enter")
    chosen = page.get_by_role("dialog").get_by_label("Portfolio", exact=True)
    expect(chosen.get_by_role("option", name="Savings")).to_be_attached()
    page.get_by_role("button", name="Make it").click()
    download = page.get_by_role("button", name=re.compile("Download .* as PDF"))
    expect(download).to_be_visible()
    with page.expect_download() as coming:
        download.click()
    coming.value.save_as(tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")


def test_what_was_read_can_be_read_without_a_connection(
    page: Page, context: BrowserContext
) -> None:
    register(page, "offline@example.org")
    new_portfolio(page, cash="implied")
    import_demo_file(page)
    priced(page)
    worth = page.get_by_test_id("total-value").inner_text()
    until(page, KEEPS_THE_PAGE)
    until(page, IS_WRITTEN_DOWN, str(by_hand.total_in_eur()))
    service = re.compile(r"/api/")
    context.route(service, lambda route: route.abort())
    page.reload()
    expect(page.get_by_text(re.compile("No connection. Shown is what was read"))).to_be_visible()
    expect(page.get_by_test_id("total-value")).to_have_text(worth)
    context.unroute(service)
    with suppress(PlaywrightTimeout):  # the page may find the service again by itself
        page.get_by_role("button", name="Try again").first.click(timeout=5_000)
    expect(page.get_by_text(re.compile("No connection"))).to_be_hidden()
