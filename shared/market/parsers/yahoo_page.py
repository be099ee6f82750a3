"""Yahoo's history page as HTML: a table of days with dividends and splits between the rows.

Prices on the page are divided by the splits up to the day it was made. Those listed on it are
undone; a page that does not reach up to its own day may lack some, and says so in a warning.
"""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import numpy as np

from shared.kernel.errors import InvalidInput, Malformed, NotFound
from shared.kernel.money import major_unit
from shared.market.calendars import calendar_of
from shared.market.model import MISSING, Dividend, Mantissas, Split
from shared.market.parsed import BadRow, ParsedHistory
from shared.market.parsers.numbers import denoise, exact_mantissas, is_number, split_terms
from shared.market.providers.base import RawPayload

_HEADINGS: Final = ("date", "open", "high", "low", "close", "adj close", "volume")
_COLUMNS: Final = {"close": 4, "open": 1, "high": 2, "low": 3, "volume": 6}
_EVENT: Final = re.compile(
    r"([\d.,]+(?:[:/][\d.,]+)?)\s*(dividend|stock splits?|capital gains?)", re.IGNORECASE
)
_OF: Final = re.compile(
    r"/quote/([A-Za-z0-9.^=%-]{1,32})/history|quote%2F([A-Z0-9.^=-]{1,24})%2Fhistory"
)
_CURRENCY: Final = re.compile(r"Currency in ([A-Za-z]{3})")
_GAP_DAYS: Final = 7


def parse_yahoo_page(payload: RawPayload) -> ParsedHistory:
    """Read the page's table. Raises: Malformed when there is none, or it is another symbol's."""
    from selectolax.lexbor import LexborHTMLParser

    html = payload.body.decode("utf-8", "replace")
    _check_symbol(html, payload.symbol)
    page = LexborHTMLParser(html)
    table = _table(page, payload.symbol)
    currency, factor = _currency(html, payload)
    days, cells, events, bad = _read(table)
    exponent, columns = exact_mantissas([[row[i] for row in cells] for i in _COLUMNS.values()])
    dividends, splits = _events(events, currency, factor, bad)
    columns = _as_traded(columns, days, splits)
    return ParsedHistory(
        symbol=payload.symbol,
        currency=currency,
        exponent=exponent if factor == 1 else exponent + 2,
        days=np.array([day.toordinal() for day in days], dtype=np.int32),
        rows=np.arange(1, len(days) + 1, dtype=np.int32),
        close=columns[0],
        open=columns[1],
        high=columns[2],
        low=columns[3],
        volume=np.where(columns[4] < 0, MISSING, columns[4] // 10**exponent),
        dividends=dividends,
        splits=splits,
        bad_rows=tuple(bad),
        partial_day=calendar_of(payload.symbol).unfinished_day(payload.fetched_at),
        warnings=_warnings(days, payload.fetched_at),
    )


def _check_symbol(html: str, symbol: str) -> None:
    named = {(a or b).upper().replace("-", ".") for a, b in _OF.findall(html)}
    if named and symbol.replace("-", ".") not in named:
        raise Malformed(f"Asked for {symbol}, the page is of {min(named)[:24]!r}")


def _table(page: Any, symbol: str) -> Any:
    for table in page.css("table"):
        headings = [_words(cell.text()) for cell in table.css("thead th")]
        if len(headings) == len(_HEADINGS) and all(
            heading.startswith(expected)
            for heading, expected in zip(headings, _HEADINGS, strict=True)
        ):
            return table
    words = _words(page.body.text() if page.body else "")
    if "symbols similar to" in words or "no results for" in words:
        raise NotFound(f"Yahoo has no page of {symbol}", "unknown_symbol")
    raise Malformed(f"The page of {symbol} has no table of prices")


def _currency(html: str, payload: RawPayload) -> tuple[str, Decimal]:
    """Return the page's currency, else what is known of the symbol, else that of US listings."""
    stated = _CURRENCY.search(html)
    quotation = stated[1] if stated else payload.context.get("currency")
    if not quotation and re.fullmatch(r"[A-Z]{1,5}(\.[AB])?", payload.symbol):
        quotation = "USD"
    try:
        return major_unit(quotation or "")
    except InvalidInput as error:
        raise Malformed(f"The page of {payload.symbol} names no currency") from error


def _read(
    table: Any,
) -> tuple[list[date], list[list[str]], list[tuple[int, date, str]], list[BadRow]]:
    days: list[date] = []
    rows: list[list[str]] = []
    events: list[tuple[int, date, str]] = []
    bad: list[BadRow] = []
    for place, line in enumerate(table.css("tbody tr"), start=1):
        cells = [_clean(cell.text()) for cell in line.css("td")]
        day = _day(cells[0]) if cells else None
        if day is None:
            bad.append(BadRow("unreadable_date", place, None, {"row": " | ".join(cells)[:120]}))
        elif len(cells) == len(_HEADINGS):
            numbers = [cell.replace(",", "") for cell in cells]
            if all(is_number(numbers[i]) for i in _COLUMNS.values()):
                days.append(day)
                rows.append(numbers)
            else:
                bad.append(BadRow("not_a_number", place, day, {"row": " | ".join(cells)[:120]}))
        else:
            events.append((place, day, " ".join(cells[1:])))
    return days, rows, events, bad


def _events(
    events: list[tuple[int, date, str]], currency: str, factor: Decimal, bad: list[BadRow]
) -> tuple[tuple[Dividend, ...], tuple[Split, ...]]:
    dividends: list[tuple[date, Decimal]] = []
    splits: list[Split] = []
    for place, day, told in events:
        found = _EVENT.search(told)
        value, kind = (found[1].replace(",", ""), found[2].lower()) if found else ("", "")
        if kind.startswith("stock split") and (terms := split_terms(value)):
            splits.append(Split(day, *terms))
        elif kind in {"dividend", "capital gain", "capital gains"} and is_number(value):
            dividends.append((day, Decimal(value)))
        else:
            bad.append(BadRow("bad_event", place, day, {"event": told[:120]}))
    in_order = sorted(splits, key=lambda split: split.date)
    return tuple(
        Dividend(day, _declared(amount, day, splits) * factor, currency)
        for day, amount in sorted(dividends)
    ), tuple(in_order)


def _declared(amount: Decimal, day: date, splits: list[Split]) -> Decimal:
    for split in splits:
        if split.date > day:
            amount = amount * split.numerator / split.denominator
    return denoise(float(amount), float(amount) * 1e-4) if splits else amount


def _as_traded(
    columns: list[Mantissas], days: list[date], splits: tuple[Split, ...]
) -> list[Mantissas]:
    """Undo the page's division by splits; what was rounded to cents stays rounded to cents."""
    if not splits:
        return columns
    ratios = np.ones(len(days))
    for split in splits:
        before = np.array([day < split.date for day in days])
        ratios[before] *= split.numerator / split.denominator
    scaled = [np.rint(np.where(c == MISSING, 0, c) * ratios) for c in columns[:4]]
    scaled.append(np.rint(np.where(columns[4] == MISSING, 0, columns[4]) / ratios))
    return [
        np.where(column == MISSING, MISSING, values.astype(np.int64))
        for column, values in zip(columns, scaled, strict=True)
    ]


def _warnings(days: list[date], fetched_at: datetime) -> tuple[str, ...]:
    if days and (fetched_at.date() - max(days)).days > _GAP_DAYS:
        return ("ends_before_it_was_fetched",)
    return ()


def _day(cell: str) -> date | None:
    for form in ("%b %d, %Y", "%Y-%m-%d", "%B %d, %Y"):
        try:
            return datetime.strptime(cell, form).date()  # noqa: DTZ007 - a date has no zone
        except ValueError:
            continue
    return None


def _clean(cell: str) -> str:
    return " ".join(cell.split())


def _words(cell: str) -> str:
    return _clean(cell).lower()
