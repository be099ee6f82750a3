"""Charles Schwab brokerage history, CSV and JSON. Everything is in US dollars.

`Amount` is the cash that moved, fees included, and is what is booked. `11/14/2024 as of
11/12/2024` was posted on the first day and happened on the second; corporate actions count from
the first. Securities that ceased to exist appear under their CUSIP: an exchange of those cannot
be told apart from a guess, and is left to the person.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final, cast

from shared.kernel.money import ZERO, plain
from shared.portfolios.imports import text_values as value
from shared.portfolios.imports.charge_signs import refusing_odd_charges
from shared.portfolios.imports.holdings import resolve_added_shares
from shared.portfolios.imports.movements import near, split_ratio, unit_price
from shared.portfolios.imports.reading import BadRow, Entry, Reading
from shared.portfolios.imports.rowwise import Note, Outcome, settle
from shared.portfolios.imports.source import Source
from shared.portfolios.imports.table import Columns, Row
from shared.portfolios.imports.withholding import join_withholding
from shared.portfolios.model import Kind

BROKER: Final = "schwab"
NAME: Final = "Charles Schwab"
CURRENCY: Final = "USD"

_CHARGE: Final = "Fees & Comm"
_COLUMNS: Final = ("Date", "Action", "Symbol", "Description", "Quantity", "Price", "Amount")
_JSON_LIST: Final = "BrokerageTransactions"
_CUSIP: Final = re.compile(r"(?=.*\d)[0-9A-Z]{9}")
_OPTION: Final = re.compile(r"\d{2}/\d{2}/\d{4} \d+(\.\d+)? [CP]$")
_AS_OF: Final = re.compile(r"^(\S+)(?: as of (\S+))?$")

_TRADES: Final = {
    "buy": Kind.BUY,
    "reinvest shares": Kind.BUY,
    "sell": Kind.SELL,
    "sell short": Kind.SHORT,
    "buy to cover": Kind.COVER,
}
_DIVIDENDS: Final = re.compile(r"\bdiv(idend)?\b|cap gain|cash in lieu", re.IGNORECASE)
_CASH: Final = (
    (re.compile(r"margin interest", re.IGNORECASE), Kind.INTEREST, Kind.FEE),
    (re.compile(r"interest", re.IGNORECASE), Kind.INTEREST, Kind.FEE),
    (re.compile(r"tax|nra|withh", re.IGNORECASE), Kind.INTEREST, Kind.TAX),
    (re.compile(r"fee\b|misc", re.IGNORECASE), Kind.INTEREST, Kind.FEE),
    (
        re.compile(
            r"transfer|moneylink|wire|funds|journal|check|ach|deposit|atm|visa", re.IGNORECASE
        ),
        Kind.DEPOSIT,
        Kind.WITHDRAWAL,
    ),
)
_EXCHANGES: Final = frozenset({"stock merger", "name change", "conversion", "exchange"})


def recognises(source: Source) -> bool:
    """Say whether the file is a Schwab brokerage history."""
    if source.is_json:
        return isinstance(source.json_object.get(_JSON_LIST), list)
    return source.header(*_COLUMNS, _CHARGE) is not None


def read(source: Source) -> Reading:
    """Read a Schwab history."""
    reading = Reading(BROKER)
    reversed_legs: dict[tuple[str, str], Row] = {}
    rows = list(_rows(source))
    careful = refusing_odd_charges(rows, (_CHARGE,), Row.text, _read_row)
    for row in rows:
        action = row.text("Action").casefold()
        if action == "reverse split":
            _reverse_split(reading, row, reversed_legs)
        else:
            settle(reading, row, careful)
    for row in reversed_legs.values():
        reading.reject(row.number, "half of a reverse split: the other half is not in the file")
    join_withholding(reading)
    resolve_added_shares(reading)
    return reading


def _rows(source: Source) -> Iterable[Row]:
    if not source.is_json:
        return source.rows(*_COLUMNS)
    listed = cast("list[Any]", source.json_object[_JSON_LIST])
    names = (*_COLUMNS, _CHARGE)
    columns = Columns(names)
    items = [cast("dict[str, Any]", item) if isinstance(item, dict) else {} for item in listed]
    return [
        Row(number, [str(item.get(name) or "") for name in names], columns)
        for number, item in enumerate(items, start=1)
    ]


def _read_row(row: Row) -> Outcome:
    if row.text("Date").casefold() == "transactions total":
        return Note("the total of the rows above")
    action = row.need("Action").casefold()
    if _OPTION.search(row.text("Symbol")):
        raise BadRow("options are not supported")
    if action in _TRADES:
        return _trade(row, _TRADES[action])
    if action in _EXCHANGES or action in {"spin-off", "spinoff"}:
        raise BadRow(
            f"{row.text('Action')}: the file does not name the old security by its ticker; "
            "enter it by hand"
        )
    shares = _number(row, "Quantity")
    if shares and not _number(row, "Amount"):
        return _shares_moved(row, action, shares)
    return _cash(row, action)


def _days(row: Row) -> tuple[date, date]:
    """Return the day an entry was posted and the day it is dated."""
    match = _AS_OF.match(row.need("Date"))
    if match is None:
        raise BadRow(f"Date: {row.text('Date')[:40]!r} is not a date")
    posted = value.day(match[1], "Date", "mdy")
    return posted, value.day(match[2], "Date", "mdy") if match[2] else posted


def _number(row: Row, name: str) -> Decimal:
    return value.optional_number(row.text(name), name) or ZERO


def _entry(row: Row, kind: Kind, day: date) -> Entry:
    return Entry(
        kind=kind,
        trade_date=day,
        currency=CURRENCY,
        ticker=row.text("Symbol") or None,
        name=row.text("Description") or None,
    )


def _trade(row: Row, kind: Kind) -> Entry:
    shares, price = abs(_number(row, "Quantity")), abs(_number(row, "Price"))
    fee, cash = abs(_number(row, _CHARGE)), abs(_number(row, "Amount"))
    value.positive(shares, "Quantity")
    row.need("Symbol")
    gross = cash - fee if kind in {Kind.BUY, Kind.COVER} else cash + fee
    if cash == 0:
        gross = shares * price
    if price == 0:
        price = unit_price(gross, shares)
    elif not near(shares * price, gross):
        raise BadRow(
            f"{plain(shares)} at {plain(price)} are {plain(shares * price)}, "
            f"but the cash before fees is {plain(gross)}"
        )
    note = row.text("Action") if row.text("Action").casefold().startswith("reinvest") else None
    base = _entry(row, kind, _days(row)[1])
    return replace(base, quantity=shares, price=price, amount=gross, fee=fee, note=note)


def _shares_moved(row: Row, action: str, shares: Decimal) -> Outcome:
    """Read a row that moves shares and no cash."""
    posted, dated = _days(row)
    row.need("Symbol")
    if action == "stock split":
        return replace(_entry(row, Kind.SPLIT, posted), quantity=abs(shares))
    if action in {"stock div dist", "stock dividend"}:
        return replace(_entry(row, Kind.STOCK_DIVIDEND, posted), quantity=abs(shares))
    if re.search(r"journaled|transfer|stock plan|shares", action):
        price = abs(_number(row, "Price")) or None
        kind = Kind.TRANSFER_IN if shares > 0 else Kind.TRANSFER_OUT
        return replace(_entry(row, kind, dated), quantity=abs(shares), price=price)
    raise BadRow(f"the action {row.text('Action')!r} is not one we know")


def _cash(row: Row, action: str) -> Outcome:
    amount = _number(row, "Amount")
    if amount == 0:
        return Note(f"{row.text('Action')} of nothing")
    about = "; ".join(filter(None, (row.text("Action"), row.text("Description"))))
    dated = _days(row)[1]
    if _DIVIDENDS.search(action):
        if amount < 0:
            raise BadRow("takes back an earlier dividend: correct that one by hand")
        kind = Kind.DIVIDEND if row.text("Symbol") else Kind.INTEREST
        tags = ("cash-in-lieu",) if action == "cash in lieu" else ()
        return replace(_entry(row, kind, dated), amount=amount, note=about, tags=tags)
    for pattern, received, paid in _CASH:
        if pattern.search(action):
            kind = received if amount > 0 else paid
            tags = ("tax-refund",) if paid is Kind.TAX and amount > 0 else ()
            entry = replace(_entry(row, kind, dated), amount=abs(amount), note=about, tags=tags)
            return entry if kind is Kind.TAX else replace(entry, ticker=None)
    raise BadRow(f"the action {row.text('Action')!r} is not one we know")


def _reverse_split(reading: Reading, row: Row, waiting: dict[tuple[str, str], Row]) -> None:
    """Join the row of the new shares with the one that takes the old ones out under a CUSIP."""
    key = (row.text("Date"), row.text("Description").split(" XXX")[0].strip())
    other = waiting.pop(key, None)
    if other is None:
        waiting[key] = row
        return
    legs: Sequence[Row] = sorted((row, other), key=lambda leg: _safe_sign(leg))
    old, new = legs

    def split(_: Row) -> Entry:
        ratio = split_ratio(_number(new, "Quantity"), -_number(old, "Quantity"))
        if _CUSIP.fullmatch(new.text("Symbol")):
            raise BadRow("a reverse split into a security without a ticker")
        return replace(_entry(new, Kind.SPLIT, _days(new)[0]), ratio=ratio)

    settle(reading, new, split)
    reading.note(old.number, f"the other half of row {new.number}")


def _safe_sign(leg: Row) -> Decimal:
    try:
        return _number(leg, "Quantity")
    except BadRow:
        return ZERO
