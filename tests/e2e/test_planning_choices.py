"""What planning can be asked beyond its first fields: by keyboard, on a phone, in both themes."""

import re
from decimal import Decimal

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e import by_hand
from tests.e2e.test_barriers import violations
from tests.e2e.test_first_evening import shown_amount
from tests.e2e.test_keyboard import press, write
from tests.e2e.test_other_views import begin, tab
from tests.e2e.waiting import fits

PHONE = 390
MORE = "More choices"
MIX = "Shares now and in the other mix"


def ask(page: Page, question: str) -> None:
    page.get_by_role("radio", name=question, exact=True).check()


def add_row(page: Page, title: str, **fields: str) -> None:
    """Add a row with the keyboard: its first field has the focus at once."""
    rows = page.get_by_role("group", name=title)
    press(page, rows.get_by_role("button", name="Add a row"))
    expect(rows.get_by_label("Symbol", exact=True)).to_be_focused()
    for text in fields.values():
        page.keyboard.type(text)
        page.keyboard.press("Tab")


def barriers(page: Page) -> list[str]:
    found = violations(page)
    fits(page)
    return found


def try_a_shock(page: Page) -> None:
    """Halve one holding, leave a crisis out, and follow the loss to its tree."""
    press(page, page.locator("summary").filter(has_text=MORE))
    add_row(page, "Moves of symbols", symbol="aapl", move="-50")
    press(page, page.get_by_role("button", name="Covid crash, 2020"))
    press(page, page.get_by_role("button", name="Try it"))
    outcomes = page.locator("li > details")
    outcome = outcomes.filter(has_text="The shock you chose")
    expect(outcome).to_be_visible()
    expect(outcomes.filter(has_text="Covid crash, 2020")).to_have_count(0)
    outcome.locator("summary").click()
    gain = outcome.get_by_role("listitem").filter(has_text="AAPL").get_by_role("button").last
    lost = by_hand.values_in_eur()["AAPL"] / 2
    assert abs(shown_amount(gain.inner_text()) + lost) <= Decimal("0.01")
    gain.click()
    expect(page.get_by_role("dialog")).to_contain_text("AAPL")
    page.keyboard.press("Escape")


def draw_from_a_bell_curve(page: Page) -> None:
    ask(page, "The years ahead")
    # The question before it has more choices, too, and stands until this one does.
    expect(page.get_by_label("Drawn from")).to_be_attached()
    page.locator("summary").filter(has_text=MORE).click()
    page.get_by_label("Drawn from").select_option("gaussian")
    page.get_by_label("Number of futures").fill("500")
    page.get_by_role("button", name="Simulate").click()
    drawn = page.get_by_text(re.compile("500 futures drawn from a bell curve"))
    expect(drawn).to_be_visible()


def ask_for_too_little(page: Page) -> None:
    """At most a hundredth in each of a few holdings is less than the whole."""
    ask(page, "Another mix")
    page.get_by_label("At most in one, %").fill("1")
    page.get_by_role("button", name="Compute").click()
    said = "the most shares add up to"
    expect(page.get_by_role("alert")).to_contain_text(said)


def limit_one_symbol(page: Page) -> None:
    page.get_by_label("At most in one, %").fill("100")
    add_row(page, "Limits of symbols", symbol="aapl", least="10", most="10")
    page.get_by_role("button", name="Compute").click()
    row = page.get_by_role("table", name=MIX).get_by_role("row").filter(has_text="AAPL")
    expect(row).to_contain_text("10.0%")
    expect(page.get_by_role("alert")).to_have_count(0)


def imagine_a_trade(page: Page) -> None:
    ask(page, "What if")
    page.get_by_label("Quantity").fill("1")
    page.get_by_label("Symbol").fill("aapl")
    page.locator("summary").filter(has_text=MORE).click()
    write(page, "Price", "100")
    write(page, "Fee", "1.5")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Buy 1 AAPL at 100, fee 1.5")).to_be_visible()
    expect(page.get_by_role("table", name="Before and after")).to_be_visible()


def look_in_dollars_and_back(page: Page) -> None:
    """A mix found in euros is put aside in dollars, and there again on the way back."""
    ask(page, "Another mix")
    mix = page.get_by_role("table", name=MIX)
    expect(mix).to_be_visible()
    press(page, page.get_by_role("button", name="Day and currency"))
    page.get_by_role("dialog").get_by_label("Amounts in").select_option("USD")
    page.get_by_role("button", name="Look", exact=True).click()
    expect(page.get_by_text("is put aside")).to_be_visible()
    expect(mix).to_have_count(0)
    press(page, page.get_by_role("button", name="Back to EUR"))
    expect(mix).to_be_visible()
    expect(page.get_by_text("is put aside")).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_plans_are_asked_for_with_every_choice(context: BrowserContext, theme: str) -> None:
    # A tab of its own: the browser logs a refusal of the service, which is what is looked for.
    page = context.new_page()
    begin(page, f"choices-{theme}@example.org", theme)
    tab(page, "Planning")
    page.set_viewport_size({"width": PHONE, "height": 844})
    found: list[str] = []
    for step in (
        try_a_shock,
        draw_from_a_bell_curve,
        ask_for_too_little,
        limit_one_symbol,
        imagine_a_trade,
        look_in_dollars_and_back,
    ):
        step(page)
        found += barriers(page)
    ask(page, "Another mix")
    expect(page.get_by_label("At most in one, %")).to_have_value("100")
    expect(page.get_by_role("table", name=MIX)).to_be_visible()
    page.close()
    assert not found, "\n".join(found)
