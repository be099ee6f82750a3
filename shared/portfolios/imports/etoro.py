"""eToro account activity (CSV). Amounts are in US dollars, whatever the instrument's currency.

`Open Position` and `Position closed` state cash and units; the price is their quotient. Leveraged
positions (CFD) are contracts and not shares: they are refused, their costs are booked.
"""

import re
from dataclasses import replace
from typing import Final

from shared.kernel.money import ZERO
from shared.portfolios.imports import text_values as value
from shared.portfolios.imports.conventions import decimal_mark
from shared.portfolios.imports.movements import unit_price
from shared.portfolios.imports.reading import BadRow, Entry, Reading
from shared.portfolios.imports.rowwise import Note, Outcome, read_rows
from shared.portfolios.imports.source import Source
from shared.portfolios.imports.table import Row
from shared.portfolios.model import Kind

BROKER: Final = "etoro"
NAME: Final = "eToro"
CURRENCY: Final = "USD"

_COLUMNS: Final = ("Date", "Type", "Details", "Amount", "Realized Equity Change")
_CASH: Final = (
    (re.compile(r"^dividend"), Kind.DIVIDEND, None),
    (re.compile(r"interest|refund|staking|airdrop"), Kind.INTEREST, Kind.FEE),
    (re.compile(r"fee|sdrt|adjustment|commission"), Kind.INTEREST, Kind.FEE),
    (re.compile(r"tax"), Kind.INTEREST, Kind.TAX),
    (re.compile(r"deposit|withdraw|transfer"), Kind.DEPOSIT, Kind.WITHDRAWAL),
)


def recognises(source: Source) -> bool:
    """Say whether the file has eToro's columns."""
    return source.header(*_COLUMNS) is not None


def read(source: Source) -> Reading:
    """Read an eToro statement."""
    rows = source.rows(*_COLUMNS)
    mark = decimal_mark(row.text(name) for row in rows for name in ("Amount", "Balance"))
    return read_rows(BROKER, rows, lambda row: _read_row(row, mark))


def _read_row(row: Row, mark: value.DecimalMark) -> Outcome:
    kind = row.need("Type").casefold()
    if kind == "open position":
        return _trade(row, Kind.BUY, mark)
    if kind == "position closed":
        return _trade(row, Kind.SELL, mark)
    if "split" in kind:
        return _split(row)
    amount = value.optional_number(row.text("Amount"), "Amount", mark) or ZERO
    if amount == 0:
        return Note(f"{row.text('Type')} of nothing")
    for pattern, received, paid in _CASH:
        if pattern.search(kind):
            booked = received if amount > 0 else paid
            if booked is None:
                raise BadRow("takes back an earlier dividend: correct that one by hand")
            entry = replace(_entry(row, booked), amount=abs(amount))
            return entry if booked is Kind.DIVIDEND else replace(entry, ticker=None)
    raise BadRow(f"the type {row.text('Type')!r} is not one we know")


def _entry(row: Row, kind: Kind) -> Entry:
    day, at = value.moment(row.need("Date"), "Date", "dmy")
    details = row.text("Details")
    position = row.text("Position ID").strip("-")
    return Entry(
        kind=kind,
        trade_date=day,
        trade_time=at,
        currency=CURRENCY,
        ticker=details.split("/")[0].strip() or None,
        note="; ".join(
            filter(None, (row.text("Type"), f"position {position}" if position else ""))
        ),
    )


def _trade(row: Row, kind: Kind, mark: value.DecimalMark) -> Entry:
    if row.text("Asset type").casefold() == "cfd":
        raise BadRow("contracts for difference are not supported")
    entry = _entry(row, kind)
    if entry.ticker is None:
        raise BadRow("Details: the instrument is missing")
    units = value.positive(value.optional_number(row.text("Units"), "Units", mark), "Units")
    cash = value.positive(value.number(row.need("Amount"), "Amount", mark), "Amount")
    return replace(entry, quantity=units, price=unit_price(cash, units), amount=cash)


def _split(row: Row) -> Entry:
    found = re.search(r"(\d+)\s*:\s*(\d+)", f"{row.text('Details')} {row.text('Type')}")
    if found is None:
        raise BadRow("the ratio of the split is missing")
    ticker = re.split(r"[/ ]", row.text("Details"))[0]
    return replace(_entry(row, Kind.SPLIT), ticker=ticker, ratio=f"{int(found[1])}:{int(found[2])}")
