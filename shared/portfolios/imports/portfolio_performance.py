"""Portfolio Performance transactions (CSV), English or German.

`Value` is the cash that moved, fees and taxes included. Files with semicolons have decimal commas.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

from shared.kernel.money import ZERO
from shared.portfolios.imports import text_values as value
from shared.portfolios.imports.charge_signs import refusing_odd_charges
from shared.portfolios.imports.movements import unit_price
from shared.portfolios.imports.reading import BadRow, Entry, Reading
from shared.portfolios.imports.rowwise import Note, Outcome, read_rows
from shared.portfolios.imports.source import Source
from shared.portfolios.imports.table import Row, sniff_delimiter
from shared.portfolios.model import Kind

BROKER: Final = "portfolio_performance"
NAME: Final = "Portfolio Performance"


@dataclass(frozen=True, slots=True)
class _Names:
    """The columns in one language."""

    date: str
    type: str
    value: str
    currency: str
    fees: str
    taxes: str
    shares: str
    ticker: str
    name: str
    note: str


_LANGUAGES: Final = (
    _Names(
        "Date",
        "Type",
        "Value",
        "Transaction Currency",
        "Fees",
        "Taxes",
        "Shares",
        "Ticker Symbol",
        "Security Name",
        "Note",
    ),
    _Names(
        "Datum",
        "Typ",
        "Wert",
        "Buchungswährung",
        "Gebühren",
        "Steuern",
        "Stück",
        "Ticker-Symbol",
        "Wertpapiername",
        "Notiz",
    ),
)
_KINDS: Final[tuple[tuple[str, Kind], ...]] = (
    (r"buy|kauf", Kind.BUY),
    (r"sell|verkauf", Kind.SELL),
    (r"delivery \(inbound\)|einlieferung", Kind.TRANSFER_IN),
    (r"delivery \(outbound\)|auslieferung", Kind.TRANSFER_OUT),
    (r"dividends?|dividenden?", Kind.DIVIDEND),
    (r"interest charge|zinsbelastung", Kind.FEE),
    (r"interest|zinsen", Kind.INTEREST),
    (r"(fees|fee|tax|taxes) refund|gebührenerstattung|steuerrückerstattung", Kind.INTEREST),
    (r"fees?|gebühren", Kind.FEE),
    (r"tax(es)?|steuern?", Kind.TAX),
    (r"deposit|einlage", Kind.DEPOSIT),
    (r"removal|entnahme|withdrawal", Kind.WITHDRAWAL),
)
_MOVES: Final = re.compile(r"(security )?transfer.*|umbuchung.*", re.IGNORECASE)
_ADDS_CHARGES: Final = frozenset({Kind.SELL, Kind.TRANSFER_OUT, Kind.DIVIDEND, Kind.INTEREST})


def recognises(source: Source) -> bool:
    """Say whether the file has the columns, in a language we read."""
    return _names(source) is not None


def _names(source: Source) -> _Names | None:
    for names in _LANGUAGES:
        if source.header(names.date, names.type, names.value, names.currency) is not None:
            return names
    return None


def read(source: Source) -> Reading:
    """Read exported transactions."""
    names = _names(source) or _LANGUAGES[0]
    mark: value.DecimalMark = "," if sniff_delimiter(source.text) == ";" else "."
    rows = source.rows(names.date, names.type, names.value)
    careful = refusing_odd_charges(
        rows,
        (names.fees, names.taxes),
        Row.text,
        lambda row: _read_row(row, names, mark),
    )
    return read_rows(BROKER, rows, careful)


def _kind(text: str) -> Kind:
    for pattern, kind in _KINDS:
        if re.fullmatch(pattern, text, re.IGNORECASE):
            return kind
    raise BadRow(f"the type {text[:40]!r} is not one we know")


def _read_row(row: Row, names: _Names, mark: value.DecimalMark) -> Outcome:
    text = row.need(names.type)
    if _MOVES.fullmatch(text):
        return Note(f"{text}: a move between own accounts")
    kind = _kind(text)
    day, at = value.moment(row.need(names.date), names.date, "dmy")
    cash = abs(value.optional_number(row.text(names.value), names.value, mark) or ZERO)
    fee = abs(value.optional_number(row.text(names.fees), names.fees, mark) or ZERO)
    tax = abs(value.optional_number(row.text(names.taxes), names.taxes, mark) or ZERO)
    gross = cash + fee + tax if kind in _ADDS_CHARGES else cash - fee - tax
    ticker = row.text(names.ticker) or row.text("ISIN")
    entry = Entry(
        kind=kind,
        trade_date=day,
        trade_time=at,
        currency=value.currency(row.need(names.currency))[0],
        ticker=ticker or None,
        isin=value.isin(row.text("ISIN")),
        name=row.text(names.name) or None,
        amount=gross,
        fee=fee,
        tax=tax,
        note=row.text(names.note) or None,
    )
    return _with_shares(row, names, mark, entry)


def _with_shares(row: Row, names: _Names, mark: value.DecimalMark, entry: Entry) -> Outcome:
    gross = entry.amount or ZERO
    shares = value.optional_number(row.text(names.shares), names.shares, mark)
    if entry.kind in {Kind.BUY, Kind.SELL, Kind.TRANSFER_IN, Kind.TRANSFER_OUT}:
        if entry.ticker is None:
            raise BadRow(f"{names.ticker} and ISIN are both missing")
        quantity = value.positive(shares, names.shares)
        price = unit_price(gross, quantity) if gross > 0 else None
        return replace(entry, quantity=quantity, price=price, amount=gross or None)
    if gross <= 0:
        return Note(f"{row.text(names.type)} of nothing")
    if entry.kind is Kind.DIVIDEND and entry.ticker:
        return replace(entry, quantity=shares or None)
    return replace(entry, ticker=None, isin=None)
