"""Zerodha tradebook (CSV): Indian shares in rupees, one execution a row, charges not included."""

from typing import Final

from shared.portfolios.imports import text_values as value
from shared.portfolios.imports.reading import BadRow, Entry, Reading
from shared.portfolios.imports.rowwise import read_rows
from shared.portfolios.imports.source import Source
from shared.portfolios.imports.table import Row
from shared.portfolios.model import Kind

BROKER: Final = "zerodha"
NAME: Final = "Zerodha"
CURRENCY: Final = "INR"

# Prices are found under the exchange's suffix.
SUFFIXES: Final = {"NSE": ".NS", "BSE": ".BO"}
SIDES: Final = {"buy": Kind.BUY, "sell": Kind.SELL}

_COLUMNS: Final = ("symbol", "isin", "trade_date", "exchange", "segment", "trade_type", "trade_id")


def recognises(source: Source) -> bool:
    """Say whether the file has the tradebook's columns."""
    return source.header(*_COLUMNS) is not None


def read(source: Source) -> Reading:
    """Read a tradebook."""
    reading = read_rows(BROKER, source.rows(*_COLUMNS), _read_row)
    reading.warn("A tradebook has no brokerage or taxes: gains are before charges")
    return reading


def _read_row(row: Row) -> Entry:
    if row.text("segment").upper() not in {"EQ", ""}:
        raise BadRow(f"the segment {row.text('segment')} is not supported, only shares")
    side = row.need("trade_type").casefold()
    if side not in SIDES:
        raise BadRow(f"trade_type: {side[:40]!r} is neither buy nor sell")
    executed = row.text("order_execution_time")
    day = value.day(row.need("trade_date"), "trade_date")
    at = value.moment(executed, "order_execution_time")[1] if executed else None
    suffix = SUFFIXES.get(row.text("exchange").upper(), "")
    return Entry(
        kind=SIDES[side],
        trade_date=day,
        trade_time=at,
        currency=CURRENCY,
        ticker=row.need("symbol") + suffix,
        isin=value.isin(row.text("isin")),
        quantity=value.positive(value.number(row.need("quantity"), "quantity"), "quantity"),
        price=value.positive(value.number(row.need("price"), "price"), "price"),
        reference=row.text("trade_id") or None,
    )
