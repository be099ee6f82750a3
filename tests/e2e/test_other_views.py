"""A portfolio looked at otherwise: on a past day, in another currency, in part, against others.

And what can be taken back: an import that was only looked at. With the keyboard where it is short.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import by_hand
from tests.e2e.test_barriers import violations
from tests.e2e.test_first_evening import import_demo_file, new_portfolio, register
from tests.e2e.test_keyboard import press, write
from tests.e2e.waiting import priced, settled

PAST = "2020-06-30"
SAID = re.compile(r"As of 30 Jun 2020, not today")


def begin(page: Page, email: str, theme: str = "light") -> str:
    """Register and import; return the portfolio's address."""
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
    register(page, email)
    new_portfolio(page, cash="tracked")
    import_demo_file(page)
    priced(page)
    return re.sub(r"^https?://[^/]+", "", page.url).rstrip("/")


def tab(page: Page, name: str) -> None:
    link = page.get_by_role("navigation", name="Portfolio").get_by_role("link", name=name)
    link.click()
    expect(link).to_have_attribute("aria-current", "page")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_past_day_is_looked_at_on_every_tab_and_left_again(page: Page, theme: str) -> None:
    begin(page, f"past-{theme}@example.org", theme)
    page.get_by_role("button", name="Day and currency").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Day (today without one)").fill(PAST)
    dialog.get_by_label("Amounts in").select_option("CHF")
    found = violations(page)
    dialog.get_by_role("button", name="Look").click()
    expect(page.get_by_text(SAID)).to_be_visible()
    expect(page.get_by_test_id("total-value")).to_contain_text("CHF")
    for name in ("Performance", "Gains", "Income", "Risk", "Planning", "Transactions"):
        tab(page, name)
        expect(page).to_have_url(re.compile(rf"as_of={PAST}&currency=CHF"))
        expect(page.get_by_text(SAID)).to_be_visible()
        settled(page)
        found += violations(page)
    known = [row for row in by_hand.rows_of_broker_file() if row["Time"][:10] <= PAST]
    listed = page.get_by_role("status").filter(has_text="entries")
    expect(listed).to_have_text(f"{len(known)} entries")
    expect(page.get_by_role("button", name="Add transaction")).to_have_count(0)
    page.reload()
    expect(page.get_by_text(SAID)).to_be_visible()
    page.get_by_role("button", name="Back to today").click()
    expect(page.get_by_role("button", name="Add transaction")).to_be_visible()
    assert not found, "\n".join(found)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_risk_is_measured_against_another_benchmark_and_of_a_part(page: Page, theme: str) -> None:
    begin(page, f"risk-{theme}@example.org", theme)
    tab(page, "Risk")
    expect(page.get_by_text("no benchmark with prices was given").first).to_be_visible()
    press(page, page.get_by_role("button", name="Compare and narrow"))
    dialog = page.get_by_role("dialog")
    write(page, "Benchmark", "spy")
    write(page, "One holding", "aapl")
    write(page, "Risk-free rate", "2")
    found = violations(page)
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(page.get_by_text(", against SPY")).to_be_visible()
    expect(page).to_have_url(re.compile("benchmark=SPY&symbol=AAPL&risk_free=2"))
    page.get_by_role("radio", name="Beta").check()
    # The figure at the end of the chart opens to its own tree, of the window alone.
    page.get_by_role("button", name="explain Beta at the end").click()
    dialog.locator("summary").filter(has_text="Covariance with the benchmark").click()
    expect(dialog.get_by_text("63 days").first).to_be_visible()
    found += violations(page)
    page.keyboard.press("Escape")
    press(page, page.get_by_role("button", name="Without: AAPL alone"))
    expect(page.get_by_role("table", name="Share of value and of risk")).to_contain_text("SPY")
    settled(page)
    found += violations(page)
    assert not found, "\n".join(found)


def test_an_import_only_looked_at_is_taken_up_again_and_discarded(
    page: Page, tmp_path: Path
) -> None:
    portfolio = begin(page, "discard@example.org")
    file = tmp_path / "later.csv"
    file.write_text("date,kind,symbol,quantity,price,currency\n2021-03-01,buy,AAPL,1,127.79,USD\n")
    page.goto(f"{portfolio}/import")
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_role("button", name="Book 1 transaction")).to_be_visible()
    page.reload()
    page.get_by_role("button", name="Look at later.csv again").click()
    expect(page.get_by_role("button", name="Book 1 transaction")).to_be_visible()
    page.get_by_role("button", name="Choose another file").click()
    press(page, page.get_by_role("button", name="Discard later.csv"))
    press(page, page.get_by_role("dialog").get_by_role("button", name="Discard"))
    expect(page.get_by_text("later.csv")).to_have_count(0)
    expect(page.get_by_text("Booked", exact=True)).to_be_visible()


def test_a_portfolio_changes_its_currency_and_books_dividends_by_itself(page: Page) -> None:
    portfolio = begin(page, "settings@example.org")
    page.goto(f"{portfolio}/settings")
    page.get_by_label("Base currency").select_option("USD")
    page.get_by_label("Benchmark").fill("spy")
    page.get_by_label("Book dividends by themselves").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    tab(page, "Overview")
    expect(page.get_by_test_id("total-value")).to_contain_text("$")
    tab(page, "Income")
    expect(page.get_by_role("heading", name="To come")).to_be_visible()
    expect(page.get_by_role("heading", name="Paid, and not in your ledger")).to_have_count(0)
