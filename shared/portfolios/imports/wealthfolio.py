"""Wealthfolio activities (CSV). Cash is held under `$CASH-USD`; a split states its ratio."""

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Final

from shared.kernel.money import ZERO
from shared.portfolios.imports import text_values as value
from shared.portfolios.imports.charge_signs import refusing_odd_charges
from shared.portfolios.imports.movements import FX_TAG
from shared.portfolios.imports.reading import BadRow, Entry, Reading
from shared.portfolios.imports.rowwise import Note, Outcome, read_rows
from shared.portfolios.imports.source import Source
from shared.portfolios.imports.table import Row
from shared.portfolios.model import TRADES, Kind

BROKER: Final = "wealthfolio"
NAME: Final = "Wealthfolio"

_COLUMNS: Final = ("date", "symbol", "quantity", "activityType", "unitPrice", "currency")
_KINDS: Final = {
    "BUY": Kind.BUY,
    "SELL": Kind.SELL,
    "DIVIDEND": Kind.DIVIDEND,
    "INTEREST": Kind.INTEREST,
    "DEPOSIT": Kind.DEPOSIT,
    "WITHDRAWAL": Kind.WITHDRAWAL,
    "TRANSFER_IN": Kind.TRANSFER_IN,
    "TRANSFER_OUT": Kind.TRANSFER_OUT,
    "ADD_HOLDING": Kind.TRANSFER_IN,
    "REMOVE_HOLDING": Kind.TRANSFER_OUT,
    "CONVERSION_IN": Kind.DEPOSIT,
    "CONVERSION_OUT": Kind.WITHDRAWAL,
    "FEE": Kind.FEE,
    "TAX": Kind.TAX,
    "SPLIT": Kind.SPLIT,
    "CREDIT": Kind.INTEREST,
}
_CASH_SYMBOL: Final = re.compile(r"\$CASH-[A-Z]{3}")
_LARGEST_SIDE: Final = 1_000


def recognises(source: Source) -> bool:
    """Say whether the file has Wealthfolio's columns."""
    return source.header(*_COLUMNS) is not None


def read(source: Source) -> Reading:
    """Read Wealthfolio activities."""
    rows = source.rows(*_COLUMNS)
    return read_rows(BROKER, rows, refusing_odd_charges(rows, ("fee",), Row.text, _read_row))


def _read_row(row: Row) -> Outcome:
    text = row.need("activityType").upper()
    kind = _KINDS.get(text)
    if kind is None:
        raise BadRow(f"the activity {text[:40]!r} is not one we know")
    day, at = value.moment(row.need("date"), "date")
    currency, factor = value.currency(row.need("currency"))
    symbol = row.text("symbol")
    entry = Entry(
        kind=kind,
        trade_date=day,
        trade_time=at if at is not None and any((at.hour, at.minute, at.second)) else None,
        currency=currency,
        ticker=None if _CASH_SYMBOL.fullmatch(symbol) else symbol or None,
        fee=_number(row, "fee") * factor,
        tags=(FX_TAG,) if text.startswith("CONVERSION") else (),
        note=row.text("comment", "notes") or None,
    )
    amount = _number(row, "amount")
    return _figures(entry, _number(row, "quantity"), _number(row, "unitPrice") * factor, amount)


def _number(row: Row, name: str) -> Decimal:
    return abs(value.optional_number(row.text(name), name) or ZERO)


def _figures(entry: Entry, quantity: Decimal, price: Decimal, amount: Decimal) -> Outcome:
    if entry.kind is Kind.SPLIT:
        ratio = Fraction(amount or quantity).limit_denominator(_LARGEST_SIDE)
        if ratio <= 0:
            raise BadRow("the ratio of the split is missing")
        return replace(entry, fee=ZERO, ratio=f"{ratio.numerator}:{ratio.denominator}")
    if entry.kind in TRADES or (entry.ticker and entry.kind.value.startswith("transfer")):
        value.positive(quantity, "quantity")
        if entry.ticker is None:
            raise BadRow("symbol is missing")
        return replace(entry, quantity=quantity, price=price or None)
    total = amount or quantity * price
    if entry.kind in {Kind.FEE, Kind.TAX}:
        total, entry = total or entry.fee, replace(entry, fee=ZERO)
    if total == 0:
        return Note(f"{entry.kind.value} of nothing")
    if entry.kind is Kind.DIVIDEND:
        return replace(entry, amount=total)
    return replace(entry, ticker=None, amount=total)
