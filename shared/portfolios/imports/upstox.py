"""Upstox trade report (CSV) and trade history (JSON, read by `upstox_trades`).

Indian shares in rupees, one execution a row, charges not included.
A security is named by its company and, on the Bombay exchange, by a six-digit scrip code, which is
the ticker there.
"""

import re
from typing import Final

from shared.portfolios.imports import text_values as value
from shared.portfolios.imports import upstox_trades
from shared.portfolios.imports.reading import BadRow, Entry, Reading
from shared.portfolios.imports.rowwise import read_rows
from shared.portfolios.imports.source import Source
from shared.portfolios.imports.table import Row
from shared.portfolios.imports.zerodha import CURRENCY, SIDES

BROKER: Final = "upstox"
NAME: Final = "Upstox"

_COLUMNS: Final = ("Date", "Company", "Exchange", "Segment", "Scrip Code", "Side", "Trade Num")
_BOMBAY: Final = re.compile(r"\d{6}")
_NATIONAL: Final = re.compile(r"[A-Z][A-Z0-9&-]{0,14}")


def recognises(source: Source) -> bool:
    """Say whether the file has the trade report's columns, or is an answer of the API."""
    return source.header(*_COLUMNS) is not None or upstox_trades.recognises(source)


def read(source: Source) -> Reading:
    """Read a trade report or a trade history."""
    if source.is_json:
        return upstox_trades.read(source, BROKER)
    reading = read_rows(BROKER, source.rows(*_COLUMNS), _read_row)
    reading.warn("A trade report has no brokerage or taxes: gains are before charges")
    return reading


def _read_row(row: Row) -> Entry:
    if row.text("Segment").upper() != "EQ":
        raise BadRow(f"the segment {row.text('Segment')} is not supported, only shares")
    side = row.need("Side").casefold()
    if side not in SIDES:
        raise BadRow(f"Side: {side[:40]!r} is neither buy nor sell")
    at = row.text("Trade Time")
    return Entry(
        kind=SIDES[side],
        trade_date=value.day(row.need("Date"), "Date", "dmy"),
        trade_time=value.clock_time(at, "Trade Time") if at else None,
        currency=CURRENCY,
        ticker=_ticker(row),
        name=row.text("Company"),
        quantity=value.positive(value.number(row.need("Quantity"), "Quantity"), "Quantity"),
        price=value.positive(value.number(row.need("Price"), "Price"), "Price"),
        reference=row.text("Trade Num") or None,
    )


def _ticker(row: Row) -> str:
    code = row.text("Scrip Code").upper()
    if _BOMBAY.fullmatch(code):
        return f"{code}.BO"
    if _NATIONAL.fullmatch(code):
        return f"{code}.NS"
    raise BadRow(f"the scrip code {code!r} of {row.text('Company')} is no ticker")
