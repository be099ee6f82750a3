"""What is watched, told and reported, arranged by a person on the page alone, in both themes.

Every view and dialog on the way is held against axe-core as it stands there, filled.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.test_barriers import confirm_address, violations
from tests.e2e.test_first_evening import import_demo_file, new_portfolio, register
from tests.e2e.waiting import written
from tests.local_host import LocalHost

TITLE = "Performance report: Savings"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_watched_told_and_reported(
    page: Page, product: LocalHost, tmp_path: Path, theme: str
) -> None:
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
    email = f"told-{theme}@example.org"
    register(page, email)
    new_portfolio(page, cash="tracked")
    import_demo_file(page)
    confirm_address(page, product, email)
    put_a_watchlist_in_order(page)
    choose_where_notices_go(page)
    try_an_alert_on_five_years(page)
    follow_its_notice(page)
    ask_for_a_report(page, tmp_path)


def without_barriers(page: Page) -> None:
    found = violations(page)
    assert not found, "\n".join(found)


def dialog_of(page: Page) -> Locator:
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    return dialog


def put_a_watchlist_in_order(page: Page) -> None:
    page.goto("/watchlists?new=1")
    dialog = dialog_of(page)
    dialog.get_by_label("Name").fill("Chips")
    dialog.get_by_label("Note (optional)").fill("To buy after a fall")
    dialog.get_by_role("button", name="Create").click()
    expect(page.get_by_text("To buy after a fall")).to_be_visible()
    page.get_by_label("Symbol to watch").fill("AAPL, MSFT, AMZN")
    page.keyboard.press("Enter")
    table = page.get_by_role("table", name="Symbols of Chips")
    expect(table.get_by_role("link", name="AMZN")).to_be_visible()
    note = table.get_by_role("textbox", name="Note on MSFT")
    with written(page, "/items/MSFT"):
        note.fill("Cloud")
        note.press("Enter")

    page.get_by_role("button", name="Put in order").click()
    expect(page.get_by_role("button", name="Move AAPL up")).to_be_focused()
    with written(page, "/items/AAPL"):
        page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name="Move AAPL up")).to_be_focused()
    without_barriers(page)
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_role("button", name="Put in order")).to_be_focused()
    page.reload()
    rows = page.get_by_role("table", name="Symbols of Chips").get_by_role("row")
    expect(rows.nth(1)).to_contain_text("MSFT")
    expect(rows.nth(1).get_by_role("textbox", name="Note on MSFT")).to_have_value("Cloud")

    page.get_by_role("button", name="Name and note").click()
    dialog = dialog_of(page)
    dialog.get_by_label("Name").fill("Semiconductors")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name="Name and note")).to_be_focused()
    expect(page.get_by_role("table", name="Symbols of Semiconductors")).to_be_visible()


def choose_where_notices_go(page: Page) -> None:
    page.goto("/settings#channels")
    page.get_by_role("button", name="Also by e-mail").click()
    page.get_by_role("button", name="Change E-mail").click()
    dialog = dialog_of(page)
    dialog.get_by_label("Name").fill("My mail")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="Try it: My mail").click()
    expect(page.get_by_text("Sent: look into your mail.")).to_be_visible()
    with written(page, "/notification-preferences", times=4):
        # Each is shown a moment after the click, not in it.
        reports = page.get_by_role("checkbox", name="Reports to E-mail")
        reports.click()
        expect(reports).not_to_be_checked()
        weekly = page.get_by_role("checkbox", name=re.compile("Every week"))
        weekly.click()
        expect(weekly).to_be_checked()
        day = page.get_by_label("Day of the weekly digest")
        day.select_option("sunday")
        expect(day).to_have_value("sunday")
        page.get_by_label("Hour of the digests").select_option("18")
        without_barriers(page)
    page.reload()
    expect(page.get_by_label("Day of the weekly digest")).to_have_value("sunday")
    expect(page.get_by_label("Hour of the digests")).to_have_value("18")
    expect(page.get_by_role("checkbox", name="Reports to E-mail")).not_to_be_checked()
    expect(page.get_by_role("checkbox", name="Alerts to E-mail")).to_be_checked()


def try_an_alert_on_five_years(page: Page) -> None:
    page.goto("/alerts?new=1")
    dialog = dialog_of(page)
    dialog.get_by_label("Tell me when").select_option("price_above")
    dialog.get_by_label("Symbol").fill("AAPL")
    dialog.get_by_label("Price").fill("10")
    dialog.get_by_role("button", name="Try on").click()
    expect(dialog.get_by_text(re.compile("It would have told"))).to_be_visible()
    dialog.get_by_label("How far back").select_option(label="five years")
    # Apple's first close above ten dollars was long before 2016.
    expect(dialog.get_by_text("It would have told nothing.")).to_be_visible()
    expect(dialog.get_by_text("also now")).to_be_visible()
    without_barriers(page)
    dialog.get_by_role("button", name="Create").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("listitem").filter(has_text="AAPL at 10 or above")).to_be_visible()


def follow_its_notice(page: Page) -> None:
    page.goto("/notifications")
    notice = page.get_by_role("link", name="AAPL at 10 or above")
    expect(notice).to_be_visible()
    page.get_by_label("About").select_option("report")
    expect(page.get_by_text("Nothing of this kind")).to_be_visible()
    page.get_by_label("About").select_option("alert")
    page.get_by_role("radio", name=re.compile("^Unread")).check()
    expect(notice).to_be_visible()
    without_barriers(page)
    notice.click()
    expect(page).to_have_url(re.compile("/alerts/"))
    asked = page.get_by_role("listitem").filter(has_text="AAPL at 10 or above")
    expect(asked).to_be_focused()
    asked.get_by_role("button", name=re.compile("^Silent")).click()
    dialog = dialog_of(page)
    without_barriers(page)
    dialog.get_by_role("button", name="A month").click()
    expect(asked.get_by_role("button", name=re.compile("^Wake"))).to_be_visible()

    page.goto("/notifications")
    expect(page.get_by_role("button", name="Mark AAPL at 10 or above as unread")).to_be_visible()
    page.get_by_role("button", name="Mark AAPL at 10 or above as unread").click()
    expect(page.get_by_role("link", name=re.compile("Notifications, . unread"))).to_be_visible()
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.get_by_role("link", name="Notifications", exact=True)).to_be_visible()


def ask_for_a_report(page: Page, folder: Path) -> None:
    page.goto("/reports")
    page.get_by_role("button", name="Request a report").first.click()
    dialog = dialog_of(page)
    dialog.get_by_label("Kind").select_option("performance")
    dialog.get_by_label("Period").select_option("written")
    dialog.get_by_label("Year").select_option("2020")
    dialog.get_by_label("Part of it").select_option(label="quarter 4")
    dialog.get_by_role("button", name="CSV").click()
    dialog.get_by_text("More choices").click()
    dialog.get_by_label("Currency").select_option("USD")
    dialog.get_by_label("Paper").select_option("letter")
    dialog.get_by_label("With a few sentences by the assistant").uncheck()
    without_barriers(page)
    dialog.get_by_role("button", name="Make it").click()
    expect(dialog).to_be_hidden()
    download = page.get_by_role("button", name=f"Download {TITLE} as PDF")
    expect(download).to_be_visible()
    expect(page.get_by_text("Performance · quarter 4, 2020 · as of 31 Dec 2020")).to_be_visible()
    with page.expect_download() as coming:
        download.click()
    coming.value.save_as(folder / "report.pdf")
    assert (folder / "report.pdf").read_bytes().startswith(b"%PDF")

    page.get_by_role("button", name=f"Preview {TITLE}").click()
    expect(dialog_of(page).get_by_text(re.compile(r"USD|\$")).first).to_be_visible()
    page.keyboard.press("Escape")
    share = page.get_by_role("button", name=f"Share {TITLE}")
    share.click()
    # The local host hands its files out itself.
    expect(dialog_of(page).get_by_text(re.compile("no link to give away"))).to_be_visible()
    without_barriers(page)
    page.keyboard.press("Escape")
    expect(share).to_be_focused()

    follow_the_notice_of_the_report(page)
    page.get_by_label("State").select_option("failed")
    expect(page.get_by_text("No report is like that.")).to_be_visible()
    page.get_by_label("State").select_option("ready")
    expect(share).to_be_visible()
    without_barriers(page)
    page.get_by_role("button", name=f"Request {TITLE} again").click()
    again = dialog_of(page)
    expect(again.get_by_label("Year")).to_have_value("2020")
    expect(again.get_by_label("Paper")).to_have_value("letter")
    expect(again.get_by_label("With a few sentences by the assistant")).not_to_be_checked()
    page.keyboard.press("Escape")
    page.get_by_role("button", name=f"Delete {TITLE}").click()
    dialog_of(page).get_by_role("button", name="Delete").click()
    expect(page.get_by_role("list", name="Reports")).to_be_focused()


def follow_the_notice_of_the_report(page: Page) -> None:
    page.goto("/notifications")
    page.get_by_label("About").select_option("report")
    notice = page.get_by_role("link", name=f"{TITLE} is ready")
    expect(notice).to_be_visible()
    expect(page.get_by_text(re.compile("downloaded as PDF, CSV.* until"))).to_be_visible()
    without_barriers(page)
    notice.click()
    expect(page.get_by_role("button", name=f"Share {TITLE}")).to_be_visible()
