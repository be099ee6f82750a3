"""Pages of Yahoo's history that people saved: splits on them, and rows nobody can read.

Apple split 4 for 1 on 2020-08-31; it had closed at 499.23 the Friday before, and gone ex a dividend
of 0.82 on 2020-08-07 (Apple's investor relations). The page divides all of them by four.
"""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from shared.kernel.errors import Malformed, NotFound
from shared.market.parsed import ParsedHistory
from shared.market.parsers.yahoo_page import parse_yahoo_page
from shared.market.providers.base import RawPayload

_HEAD = "".join(
    f"<th>{name}</th>" for name in ("Date", "Open", "High", "Low", "Close", "Adj Close", "Volume")
)
_AFTER = ("Aug 31, 2020", "127.58", "131.00", "126.00", "129.04", "126.0", "225,702,700")
_BEFORE = ("Aug 28, 2020", "126.01", "126.44", "124.58", "124.81", "122.0", "187,630,000")
_SPLIT = ("Aug 31, 2020", "4:1 Stock Splits")
_DIVIDEND = ("Aug 07, 2020", "0.205 Dividend")


def _page(*rows: tuple[str, ...], table: bool = True, words: str = "Currency in USD") -> bytes:
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    found = f"<table><thead><tr>{_HEAD}</tr></thead><tbody>{lines}</tbody></table>"
    return f"<html><body>{words}{found if table else ''}</body></html>".encode()


def _parsed(body: bytes, symbol: str = "AAPL", fetched: date = date(2020, 9, 1)) -> ParsedHistory:
    at = datetime(fetched.year, fetched.month, fetched.day, 12, tzinfo=UTC)
    payload = RawPayload("yahoo_pages", symbol, "history", "text/html", body, at, "page")
    return parse_yahoo_page(payload)


def _closes(parsed: ParsedHistory) -> list[Decimal]:
    return [Decimal(int(close)).scaleb(-parsed.exponent) for close in parsed.close]


def test_prices_before_a_split_are_given_as_they_were_traded() -> None:
    parsed = _parsed(_page(_AFTER, _SPLIT, _BEFORE, _DIVIDEND))
    # The page rounds 124.8075 to cents: four times that is 499.24, one cent off.
    assert _closes(parsed) == [Decimal("129.04"), Decimal("499.24")]
    assert parsed.volume.tolist() == [225_702_700, 46_907_500]
    [dividend] = parsed.dividends
    assert (dividend.ex_date, dividend.amount) == (date(2020, 8, 7), Decimal("0.82"))


def test_rows_that_cannot_be_read_are_told_and_the_others_kept() -> None:
    broken = ("Aug 27, 2020", "-", "-", "-", "12x", "-", "-")
    parsed = _parsed(_page(_AFTER, broken, ("someday", "1"), ("Aug 26, 2020", "a party")))
    assert _closes(parsed) == [Decimal("129.04")]
    assert [bad.reason for bad in parsed.bad_rows] == [
        "not_a_number",
        "unreadable_date",
        "bad_event",
    ]


def test_a_page_that_ends_long_before_it_was_made_says_so() -> None:
    assert _parsed(_page(_AFTER), fetched=date(2020, 10, 1)).warnings == (
        "ends_before_it_was_fetched",
    )


def test_a_page_without_prices_is_told_from_a_symbol_nobody_knows() -> None:
    with pytest.raises(NotFound, match="no page of NOPE"):
        _parsed(_page(table=False, words="Symbols similar to 'nope'"), "NOPE")
    with pytest.raises(Malformed, match="has no table of prices"):
        _parsed(_page(table=False, words="Our engineers are working on it"))


def test_a_listing_elsewhere_needs_its_currency_on_the_page() -> None:
    with pytest.raises(Malformed, match=r"page of SAP\.DE names no currency"):
        _parsed(_page(_AFTER, words=""), "SAP.DE")
    assert _parsed(_page(_AFTER, words="")).currency == "USD"
