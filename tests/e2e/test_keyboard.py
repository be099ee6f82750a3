"""Every journey again without a mouse: Tab, Enter, Space, arrows and Escape alone.

Whatever holds the focus on the way must show it, and a dialog gives it back to what opened it.
"""

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.e2e import by_hand
from tests.e2e.test_first_evening import PASSWORD, PORTFOLIO, shown_amount
from tests.e2e.waiting import priced, until

MOST_STEPS = 150
IN_MAIN = "() => document.querySelector('main').contains(document.activeElement)"
HAS_FOCUS = "element => element === document.activeElement"
# An outline of the element, or of the frame around an input that fills it.
SHOWS_FOCUS = """
() => {
  for (let one = document.activeElement; one && one !== document.body; one = one.parentElement) {
    const { outlineStyle, outlineWidth } = getComputedStyle(one);
    if (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) return true;
    if (!one.matches("input") && one === document.activeElement) return false;
  }
  return false;
}
"""


def reach(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """Step through the page until something has the focus, and shows that it has."""
    expect(wanted.first).to_be_visible()
    for _ in range(MOST_STEPS):
        if wanted.first.evaluate(HAS_FOCUS):
            assert page.evaluate(SHOWS_FOCUS), f"the focus cannot be seen on {wanted}"
            return
        page.keyboard.press(key)
    raise AssertionError(f"no way to {wanted} with {key}")


def press(page: Page, wanted: Locator, key: str = "Enter") -> None:
    reach(page, wanted)
    page.keyboard.press(key)


def write(page: Page, label: str, text: str) -> None:
    reach(page, page.get_by_label(label))
    page.keyboard.type(text)


def choose(page: Page, file: Path, key: str = "Enter") -> None:
    """Open the file chooser by a key and take a file."""
    # Chromium hands the chooser over from a moment after it is expected: the way there is longer.
    with page.expect_file_chooser() as chooser:
        reach(page, page.locator("input[type=file]"))
        page.keyboard.press(key)
    chooser.value.set_files(file)


def begin(page: Page, email: str) -> None:
    """Register, make a portfolio and import the demonstration file."""
    page.goto("/")
    press(page, page.get_by_role("link", name="Create an account"))
    write(page, "E-mail", email)
    write(page, "Password", PASSWORD)
    page.keyboard.press("Enter")
    press(page, page.get_by_role("link", name=re.compile("Import a broker")))
    write(page, "Base currency", "EUR")
    expect(page.get_by_label("Base currency")).to_have_value("EUR")
    press(page, page.get_by_role("button", name="Create portfolio"))
    choose(page, by_hand.BROKER_FILE)
    rows = len(by_hand.rows_of_broker_file())
    press(page, page.get_by_role("button", name=f"Book {rows} transactions"))
    press(page, page.get_by_role("link", name="See the portfolio"))
    expect(page).to_have_url(PORTFOLIO)
    priced(page)


def search(page: Page, text: str) -> None:
    """Open the search, and write once it listens."""
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Search")).to_be_focused()
    page.keyboard.type(text)


def test_a_file_is_imported_its_value_explained_and_a_symbol_opened(page: Page) -> None:
    begin(page, "keys-import@example.org")
    total = page.get_by_test_id("total-value")
    assert shown_amount(total.inner_text()) == by_hand.total_in_eur()

    explain = page.get_by_role("button", name="explain the value")
    press(page, explain)
    panel = page.get_by_role("dialog")
    symbol, _ = next(iter(by_hand.values_in_eur().items()))
    press(page, panel.locator("summary").filter(has_text=f"Value of {symbol}"), "Space")
    expect(panel.get_by_text(str(by_hand.last_close(symbol))).first).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(explain).to_be_focused()

    press(page, page.get_by_role("table", name="Holdings").get_by_role("link", name="AAPL"))
    expect(page.get_by_role("heading", name=re.compile("Apple"))).to_be_visible()
    expect(page.get_by_text(str(by_hand.last_close("AAPL"))).first).to_be_visible()


def test_the_first_stop_leads_past_the_bars(page: Page) -> None:
    begin(page, "keys-skip@example.org")
    page.reload()
    priced(page)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    until(page, IN_MAIN)


def test_readings_are_walked_through_and_an_answer_followed_to_its_evidence(page: Page) -> None:
    begin(page, "keys-readings@example.org")
    tabs = page.get_by_role("navigation", name="Portfolio")
    for tab, sign in (
        ("Performance", "Month by month"),
        ("Gains", "Realised, lot by lot"),
        ("Income", "Calendar"),
        ("Risk", "What moves together"),
        ("Planning", "What if it happened again, today"),
    ):
        press(page, tabs.get_by_role("link", name=tab))
        expect(page.get_by_role("heading", name=sign)).to_be_visible()

    ask = page.get_by_role("button", name="Ask the assistant")
    reach(page, ask, "Shift+Tab")
    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog", name="Assistant")
    write(page, "Your question", "How is my portfolio doing?")
    page.keyboard.press("Enter")
    # The answer is drawn anew when it is whole, and what has the focus with it.
    expect(panel.get_by_text("figures checked").first).to_be_visible()
    figure = panel.get_by_role("button", name=re.compile("found in the evidence")).first
    expect(figure).to_be_visible()
    reach(page, figure, "Shift+Tab")
    page.keyboard.press("Enter")
    evidence = page.get_by_role("dialog", name="What this rests on")
    expect(evidence).to_be_visible()
    page.keyboard.press("Escape")
    expect(evidence).to_be_hidden()
    expect(figure).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(ask).to_be_focused()


def test_a_transaction_is_corrected_and_the_same_file_adds_nothing(page: Page) -> None:
    begin(page, "keys-ledger@example.org")
    tabs = page.get_by_role("navigation", name="Portfolio")
    press(page, tabs.get_by_role("link", name="Transactions"))
    press(page, page.get_by_role("button", name=re.compile("^Correct Buy")))
    quantity = page.get_by_role("textbox", name="Quantity")
    expect(quantity).to_be_focused()
    page.keyboard.press("Escape")
    expect(quantity).to_be_hidden()
    press(page, page.get_by_role("button", name=re.compile("^Correct Buy")))
    expect(quantity).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    expect(page.get_by_text("v2", exact=True)).to_be_visible()

    reach(page, tabs.get_by_role("link", name="Import"), "Shift+Tab")
    page.keyboard.press("Enter")
    choose(page, by_hand.BROKER_FILE, "Space")
    expect(page.get_by_role("button", name="Nothing to book")).to_be_disabled()


def test_a_report_is_asked_for_from_the_search_and_downloaded(page: Page, tmp_path: Path) -> None:
    begin(page, "keys-report@example.org")
    search(page, "import")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("combobox")).to_be_hidden()
    search(page, "request rep")
    expect(page.get_by_role("option", name="Request a report")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    chosen = page.get_by_role("dialog").get_by_label("Portfolio", exact=True)
    expect(chosen.get_by_role("option", name="My portfolio")).to_be_attached()
    press(page, page.get_by_role("button", name="Make it"))
    download = page.get_by_role("button", name=re.compile("Download .* as PDF"))
    reach(page, download)
    with page.expect_download() as coming:
        page.keyboard.press("Enter")
    coming.value.save_as(tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
