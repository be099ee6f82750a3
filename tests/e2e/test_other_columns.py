"""A file of no broker we know: its columns are matched by hand, and kept for the next one."""

from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import by_hand
from tests.e2e.test_barriers import violations
from tests.e2e.test_first_evening import new_portfolio, register
from tests.e2e.test_keyboard import press
from tests.e2e.waiting import fits

ODD = (
    "Depot 12345;Auszug\n"
    "\n"
    "Handel am;Richtung;Kürzel;Wie viele;Kurs je Stück;Spesen\n"
    "01.03.2021;Kauf;AAPL;3;127,79;1,50\n"
    "08.03.2021;Verkauf;AAPL;1;116,36;1,50\n"
)
PHONE = 390


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_strange_columns_are_matched_previewed_and_booked(
    page: Page, tmp_path: Path, theme: str
) -> None:
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
    register(page, f"columns-{theme}@example.org")
    new_portfolio(page, cash="implied")
    file = tmp_path / "odd.csv"
    file.write_bytes(ODD.encode("cp1252"))
    # Sent as it is it would be refused, which the browser logs: it is said first whose it is.
    page.get_by_label("Where the file is from").select_option("generic")
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_role("heading", name="Which column is what?")).to_be_focused()
    expect(page.get_by_label("Day", exact=True)).to_have_value("Handel am")
    expect(page.get_by_label("Symbol", exact=True)).to_have_value("Kürzel")
    expect(page.get_by_label("Price", exact=True)).to_have_value("Kurs je Stück")
    expect(page.get_by_text("Still missing:")).to_contain_text("Currency")
    press(page, page.get_by_role("button", name="Read the file"))
    expect(page.get_by_label("Currency", exact=True)).to_be_focused()
    page.get_by_label("Kind", exact=True).select_option("Richtung")
    page.get_by_label("Quantity", exact=True).select_option("Wie viele")
    page.get_by_label("One currency for the whole file").fill("usd")
    found = violations(page)
    page.screenshot(path=tmp_path / "wide.png", full_page=True)
    wide = page.viewport_size
    assert wide
    page.set_viewport_size({"width": PHONE, "height": 844})
    fits(page)
    page.screenshot(path=tmp_path / "phone.png", full_page=True)
    page.set_viewport_size(wide)
    press(page, page.get_by_role("button", name="Read the file"))
    book = page.get_by_role("button", name="Book 2 transactions")
    expect(book).to_be_visible()
    press(page, page.get_by_role("button", name="Change the columns"))
    expect(page.get_by_label("Quantity", exact=True)).to_have_value("Wie viele")
    press(page, page.get_by_role("button", name="Read the file"))
    found += violations(page)
    book.click()
    expect(page.get_by_text("2 transactions booked")).to_be_visible()
    page.get_by_role("link", name="See the portfolio").click()
    value = 2 * by_hand.last_close("AAPL") / by_hand.USD_PER_EUR
    row = page.get_by_role("table", name="Holdings").get_by_role("row").filter(has_text="AAPL")
    expect(row).to_contain_text(f"€{value.quantize(Decimal('0.01')):,}")
    assert not found, "\n".join(found)
