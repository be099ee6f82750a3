"""Revolut stock trading statement (CSV).

`Total Amount` is the cash that moved. Shares and price are printed with it, so a commission shows
as the difference. A split is stated as shares added.
"""

import re
from dataclasses import replace
from decimal import Decimal
from typing import Final

from shared.kernel.money import ZERO, plain, round_money
from shared.portfolios.imports import text_values as value
from shared.portfolios.imports.conventions import decimal_mark
from shared.portfolios.imports.holdings import resolve_added_shares
from shared.portfolios.imports.movements import near
from shared.portfolios.imports.reading import BadRow, Entry, Reading
from shared.portfolios.imports.rowwise import Note, Outcome, read_rows
from shared.portfolios.imports.source import Source
from shared.portfolios.imports.table import Row
from shared.portfolios.model import Kind

BROKER: Final = "revolut"
NAME: Final = "Revolut"

_COLUMNS: Final = ("Date", "Ticker", "Type", "Quantity", "Price per share", "Total Amount")
_CASH: Final = (
    (re.compile(r"^CASH TOP-UP"), Kind.DEPOSIT, Kind.WITHDRAWAL),
    (re.compile(r"^CASH WITHDRAWAL"), Kind.DEPOSIT, Kind.WITHDRAWAL),
    (re.compile(r"DIVIDEND TAX"), Kind.INTEREST, Kind.TAX),
    (re.compile(r"^DIVIDEND"), Kind.DIVIDEND, None),
    (re.compile(r"FEE"), Kind.INTEREST, Kind.FEE),
    (re.compile(r"INTEREST"), Kind.INTEREST, Kind.FEE),
)


def recognises(source: Source) -> bool:
    """Say whether the file has Revolut's columns."""
    return source.header(*_COLUMNS) is not None


def read(source: Source) -> Reading:
    """Read a Revolut statement."""
    rows = source.rows(*_COLUMNS)
    figures = ("Quantity", "Price per share", "Total Amount")
    mark = decimal_mark(row.text(name) for row in rows for name in figures)
    reading = read_rows(BROKER, rows, lambda row: _read_row(row, mark))
    resolve_added_shares(reading)
    return reading


def _read_row(row: Row, mark: value.DecimalMark) -> Outcome:
    kind = row.need("Type").upper()
    if kind.startswith(("BUY", "SELL")):
        return _trade(row, Kind.BUY if kind.startswith("BUY") else Kind.SELL, mark)
    if kind == "STOCK SPLIT":
        return replace(_entry(row, Kind.SPLIT), quantity=abs(_number(row, "Quantity", mark)))
    if kind.startswith("TRANSFER FROM REVOLUT"):
        return Note("a move between companies of Revolut")
    amount = _number(row, "Total Amount", mark)
    if amount == 0:
        return Note(f"{row.text('Type')} of nothing")
    for pattern, received, paid in _CASH:
        if pattern.search(kind):
            booked = received if amount > 0 else paid
            if booked is None:
                raise BadRow(f"{row.text('Type')} takes back an earlier one: correct it by hand")
            entry = replace(_entry(row, booked), amount=abs(amount), note=row.text("Type"))
            about_shares = booked in {Kind.DIVIDEND, Kind.TAX}
            return entry if about_shares else replace(entry, ticker=None)
    raise BadRow(f"the type {row.text('Type')!r} is not one we know")


def _number(row: Row, name: str, mark: value.DecimalMark) -> Decimal:
    return value.optional_number(row.text(name), name, mark) or ZERO


def _entry(row: Row, kind: Kind) -> Entry:
    day, at = value.moment(row.need("Date"), "Date")
    return Entry(
        kind=kind,
        trade_date=day,
        trade_time=at,
        currency=value.currency(row.need("Currency"))[0],
        ticker=row.text("Ticker") or None,
    )


def _trade(row: Row, kind: Kind, mark: value.DecimalMark) -> Entry:
    base = _entry(row, kind)
    row.need("Ticker")
    shares = value.positive(abs(_number(row, "Quantity", mark)), "Quantity")
    price, cash = _number(row, "Price per share", mark), abs(_number(row, "Total Amount", mark))
    worth = round_money(shares * price, base.currency)
    fee = cash - worth if kind is Kind.BUY else worth - cash
    # The price is printed to the cent: what that rounding explains is no commission.
    if abs(fee) <= shares * Decimal("0.005") + Decimal("0.01"):
        return replace(base, quantity=shares, price=price, amount=cash)
    if fee < 0 or not near(worth, cash, Decimal("0.1")):
        raise BadRow(
            f"{plain(shares)} at {plain(price)} are {plain(worth)}, but {plain(cash)} moved"
        )
    return replace(base, quantity=shares, price=price, amount=worth, fee=fee)
