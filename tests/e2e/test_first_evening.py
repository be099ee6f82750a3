"""The first evening with Plumbline: register, import a broker file, look at what one owns.

The value on the screen is held against `by_hand`, which reads the input files and nothing of ours.
"""

import re
from decimal import Decimal

from playwright.sync_api import Page, expect

from tests.e2e import by_hand
from tests.e2e.waiting import priced

PASSWORD = "a plumb line hangs straight"
PORTFOLIO = re.compile(r"/portfolios/[^/?#]+$")


def register(page: Page, email: str) -> None:
    page.goto("/")
    page.get_by_role("link", name="Create an account").first.click()
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()


def new_portfolio(page: Page, *, cash: str) -> None:
    page.get_by_role("link", name=re.compile("Import a broker")).click()
    page.get_by_label("Name").fill("Savings")
    page.get_by_label("Base currency").select_option("EUR")
    page.get_by_label("Cash").select_option(cash)
    page.get_by_role("button", name="Create portfolio").click()


def import_demo_file(page: Page) -> None:
    page.locator("input[type=file]").set_input_files(by_hand.BROKER_FILE)
    rows = len(by_hand.rows_of_broker_file())
    page.get_by_role("button", name=f"Book {rows} transactions").click()
    expect(page.get_by_text(f"{rows} transactions booked")).to_be_visible()
    page.get_by_role("link", name="See the portfolio").click()
    expect(page).to_have_url(PORTFOLIO)


def shown_amount(text: str) -> Decimal:
    """`€22,906.26` → 22906.26"""
    return Decimal(re.sub(r"[^\d.−-]", "", text).replace("−", "-"))


def test_the_value_on_the_screen_is_the_value_computed_by_hand(page: Page) -> None:
    register(page, "first-evening@example.org")
    new_portfolio(page, cash="implied")
    import_demo_file(page)
    priced(page)
    total = page.get_by_test_id("total-value")
    assert shown_amount(total.inner_text()) == by_hand.total_in_eur()

    table = page.get_by_role("table", name="Holdings")
    for symbol, value in by_hand.values_in_eur().items():
        row = table.get_by_role("row").filter(has_text=symbol)
        cents = f"€{value.quantize(Decimal('0.01')):,}"
        expect(row).to_contain_text(cents)

    page.reload()  # the session survives a reload
    priced(page)
    assert shown_amount(total.inner_text()) == by_hand.total_in_eur()


def test_the_same_file_again_adds_nothing(page: Page) -> None:
    register(page, "second-run@example.org")
    new_portfolio(page, cash="tracked")
    import_demo_file(page)
    page.get_by_role("link", name="Import").first.click()
    page.locator("input[type=file]").set_input_files(by_hand.BROKER_FILE)
    expect(page.get_by_role("button", name="Nothing to book")).to_be_disabled()


def test_a_symbol_page_shows_its_price_and_where_it_comes_from(page: Page) -> None:
    register(page, "symbol@example.org")
    new_portfolio(page, cash="implied")
    import_demo_file(page)
    priced(page)
    page.get_by_role("table", name="Holdings").get_by_role("link", name="AAPL").click()
    expect(page.get_by_role("heading", name=re.compile("Apple"))).to_be_visible()
    expect(page.get_by_text(str(by_hand.last_close("AAPL"))).first).to_be_visible()
    expect(page.get_by_text(re.compile("sample", re.IGNORECASE)).first).to_be_visible()


def test_the_gain_opens_down_to_the_transaction_it_rests_on(page: Page) -> None:
    register(page, "explained@example.org")
    new_portfolio(page, cash="tracked")
    import_demo_file(page)
    priced(page)
    page.get_by_role("button", name="explain the value").click()
    panel = page.get_by_role("dialog")
    symbol, value = next(iter(by_hand.values_in_eur().items()))
    branch = panel.locator("summary").filter(has_text=f"Value of {symbol}")
    expect(branch).to_contain_text(f"€{value.quantize(Decimal('0.01')):,}")
    branch.click()
    expect(panel.get_by_text(str(by_hand.last_close(symbol))).first).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()


def test_every_reading_of_the_portfolio_and_an_answer_with_its_evidence(page: Page) -> None:
    register(page, "readings@example.org")
    new_portfolio(page, cash="tracked")
    import_demo_file(page)
    tabs = page.get_by_role("navigation", name="Portfolio")
    for tab, sign in (
        ("Performance", "Month by month"),
        ("Gains", "Realised, lot by lot"),
        ("Income", "Calendar"),
        ("Risk", "What moves together"),
        ("Planning", "What if it happened again, today"),
    ):
        tabs.get_by_role("link", name=tab).click()
        expect(page.get_by_role("heading", name=sign)).to_be_visible()

    page.get_by_role("button", name="Ask the assistant").click()
    panel = page.get_by_role("dialog", name="Assistant")
    panel.get_by_label("Your question").fill("How is my portfolio doing?")
    page.keyboard.press("Enter")
    # The answer is drawn anew when it is whole.
    expect(panel.get_by_text("figures checked").first).to_be_visible()
    figure = panel.get_by_role("button", name=re.compile("found in the evidence")).first
    expect(figure).to_be_visible()
    figure.click()
    expect(page.get_by_role("dialog", name="What this rests on")).to_be_visible()
