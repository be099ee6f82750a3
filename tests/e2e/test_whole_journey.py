"""A new person with nothing but the page: account, file, performance, an answer, a report.

Every page on the way is held against axe-core in both themes, and the page opens without a network.
"""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.test_first_evening import import_demo_file, new_portfolio, register
from tests.local_host import ROOT

AXE = (ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js").resolve()
PAGES = (
    "/portfolios",
    "/portfolios/new",
    "{portfolio}",
    "{portfolio}/performance",
    "{portfolio}/gains",
    "{portfolio}/income",
    "{portfolio}/risk",
    "{portfolio}/planning",
    "{portfolio}/transactions",
    "{portfolio}/import",
    "{portfolio}/settings",
    "/symbols/AAPL?with=sma:50,rsi:14",
    "/watchlists",
    "/market",
    "/alerts",
    "/notifications",
    "/reports?new=1",
    "/assistant",
    "/documents",
    "/settings",
)


def violations(page: Page) -> list[str]:
    """Return what axe-core finds, one line a rule and place."""
    # Evaluated by the browser's driver, which the page's own security policy does not stop.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{page.url} {rule['id']} {node['target']}: {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def test_from_nothing_to_a_downloaded_report(page: Page, tmp_path: Path) -> None:
    register(page, "whole-journey@example.org")
    new_portfolio(page, cash="tracked")
    import_demo_file(page)
    page.get_by_role("navigation", name="Portfolio").get_by_role("link", name="Performance").click()
    expect(page.get_by_text("Time-weighted return")).to_be_visible(timeout=30_000)

    page.get_by_role("button", name="Ask the assistant").click()
    page.get_by_label("Your question").fill("How is my portfolio doing?")
    page.keyboard.press("Enter")
    checked = page.get_by_text(re.compile("figures checked"))
    expect(checked.first).to_be_visible(timeout=30_000)
    page.keyboard.press("Escape")

    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Search").fill("request rep")
    expect(page.get_by_role("option", name="Request a report")).to_be_visible()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Make it").click()
    download = page.get_by_role("button", name=re.compile("Download .* as PDF"))
    expect(download).to_be_visible(timeout=60_000)
    with page.expect_download() as coming:
        download.click()
    coming.value.save_as(tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_has_a_barrier_that_axe_knows(page: Page, theme: str) -> None:
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
    page.goto("/")
    found = violations(page)
    register(page, f"axe-{theme}@example.org")
    new_portfolio(page, cash="tracked")
    import_demo_file(page)
    portfolio = re.sub(r"^https?://[^/]+", "", page.url).rstrip("/")
    for address in PAGES:
        page.goto(address.format(portfolio=portfolio))
        expect(page.locator("h1").first).to_be_visible(timeout=30_000)
        expect(page.locator("[aria-busy=true]")).to_have_count(0, timeout=30_000)
        found += violations(page)
    assert not found, "\n".join(found)


def test_what_was_read_can_be_read_without_a_connection(
    page: Page, context: BrowserContext
) -> None:
    register(page, "offline@example.org")
    new_portfolio(page, cash="implied")
    import_demo_file(page)
    total = page.get_by_test_id("total-value")
    expect(total).to_contain_text("€", timeout=30_000)
    worth = total.inner_text()
    page.wait_for_function(  # `serviceWorker.ready` of one that did not register never comes
        "() => navigator.serviceWorker.getRegistration().then((one) => Boolean(one?.active))",
        timeout=30_000,
    )
    page.wait_for_timeout(3_000)  # what was read is written down a moment after it arrived
    service = re.compile(r"/api/")
    context.route(service, lambda route: route.abort())
    page.reload()
    expect(page.get_by_text(re.compile("No connection. Shown is what was read"))).to_be_visible()
    expect(page.get_by_test_id("total-value")).to_have_text(worth)
    context.unroute(service)
    page.get_by_role("button", name="Try again").first.click()
    expect(page.get_by_text(re.compile("No connection"))).to_be_hidden()
