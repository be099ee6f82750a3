"""Every address of the page is held against axe-core, in both themes.

The addresses are those of the page's own router: one that is added and not visited here fails.
"""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_first_evening import import_demo_file, new_portfolio, register
from tests.e2e.waiting import settled
from tests.local_host import ROOT, LocalHost, eventually

AXE = (ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js").resolve()
ROUTER = ROOT / "frontend" / "src" / "app" / "app-routes.tsx"

# By the router's pattern; `{portfolio}` is the address of one that holds something.
FOR_STRANGERS = {
    "/": "/",
    "/login": "/login",
    "/register": "/register",
    "/forgot-password": "/forgot-password",
    "/reset-password": "/reset-password#token=plm_unknown",
    "/verify-email": "/verify-email#token=plm_unknown",
    "/unsubscribe": "/unsubscribe",
}
FOR_MEMBERS = {
    "/portfolios": "/portfolios",
    "/portfolios/new": "/portfolios/new",
    "/portfolios/:portfolioId": "{portfolio}",
    "/portfolios/:portfolioId/performance": "{portfolio}/performance",
    "/portfolios/:portfolioId/gains": "{portfolio}/gains",
    "/portfolios/:portfolioId/income": "{portfolio}/income",
    "/portfolios/:portfolioId/risk": "{portfolio}/risk",
    "/portfolios/:portfolioId/planning": "{portfolio}/planning",
    "/portfolios/:portfolioId/transactions": "{portfolio}/transactions?add=1",
    "/portfolios/:portfolioId/import": "{portfolio}/import",
    "/portfolios/:portfolioId/settings": "{portfolio}/settings",
    "/symbols/:symbol": "/symbols/AAPL?with=sma:50,rsi:14",
    "/watchlists": "/watchlists?new=1",
    "/reports": "/reports?new=1",
    "/documents": "/documents",
    "/alerts/:alertId?": "/alerts?new=1",
    "/notifications": "/notifications",
    "/operations": "/operations",
    "/market": "/market",
    "/assistant/:sessionId?": "/assistant",
    "/settings": "/settings",
    "/settings/notifications": "/settings/notifications",
    "/*": "/no/such/page",
}
VIEWS_OF_OPERATIONS = (
    "sources",
    "runs",
    "quarantine",
    "listings",
    "poison",
    "mail",
    "users",
    "audit",
)


def patterns() -> Iterator[str]:
    """Yield every address that the router knows; a layout's own is that of its index."""
    prefix = ""
    for tag in re.findall(r"<Route\b.*?/>\s*}?\s*/?>|</Route>", ROUTER.read_text(), re.DOTALL):
        path = re.search(r'path="([^"]+)"', tag)
        if tag == "</Route>":
            prefix = ""
        elif not tag.rstrip().endswith("/>") or tag.count("/>") == 1:
            prefix = f"/{path[1]}" if path else ""
        elif path:
            yield f"{prefix}/{path[1]}"
        else:
            yield prefix or "/"


def violations(page: Page) -> list[str]:
    """Return what axe-core finds once the page stands, one line a rule and place."""
    settled(page)
    # Evaluated by the browser's driver, which the page's own security policy does not stop.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{page.url} {rule['id']} {node['target']}: {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def visited(page: Page, address: str) -> list[str]:
    """Open an address, wait until it stands, and return its barriers."""
    page.goto("about:blank")  # an address that differs by its fragment alone would not be loaded
    page.goto(address)
    expect(page.locator("h1").first).to_be_visible()
    return violations(page)


def confirm_address(page: Page, product: LocalHost, email: str) -> None:
    """Follow the link of the mail: an administrator's address must be their own."""
    eventually(lambda: mailed_links(product, email))
    page.goto(mailed_links(product, email)[0])
    page.get_by_role("main").get_by_role("button", name="Confirm").click()
    expect(page.get_by_text(f"{email} is confirmed.")).to_be_visible()


def mailed_links(product: LocalHost, email: str) -> list[str]:
    """Return the links by which an address was asked to be confirmed."""
    mails = [
        message_from_bytes(file.read_bytes(), policy=policy.default)
        for file in (product.data / "outbox").glob("*.eml")
    ]
    texts = [
        mail.get_body(("plain",)).get_content()  # pyright: ignore[reportOptionalMemberAccess]
        for mail in mails
        if email in str(mail["To"])
    ]
    return [link[0] for text in texts if (link := re.search(r"/verify-email\S+", text))]


def test_every_address_of_the_router_is_visited() -> None:
    assert set(patterns()) == {*FOR_STRANGERS, *FOR_MEMBERS}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_has_a_barrier_that_axe_knows(page: Page, product: LocalHost, theme: str) -> None:
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
    found: list[str] = []
    for address in FOR_STRANGERS.values():
        found += visited(page, address)
    register(page, f"axe-{theme}@example.org")
    new_portfolio(page, cash="tracked")
    import_demo_file(page)
    portfolio = re.sub(r"^https?://[^/]+", "", page.url).rstrip("/")
    confirm_address(page, product, f"axe-{theme}@example.org")
    for address in FOR_MEMBERS.values():
        found += visited(page, address.format(portfolio=portfolio))
    for view in VIEWS_OF_OPERATIONS:
        found += visited(page, f"/operations?view={view}")
    assert not found, "\n".join(found)
