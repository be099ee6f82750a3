"""Fidelity account history (CSV). Everything is in US dollars.

The file has lines of text above and below the table. The core money-market position is cash: what
moves between it and the account is told and not booked.
"""

import re
from dataclasses import replace
from decimal import Decimal
from typing import Final

from shared.kernel.money import ZERO, plain
from shared.portfolios.imports import text_values as value
from shared.portfolios.imports.charge_signs import refusing_odd_charges
from shared.portfolios.imports.holdings import resolve_added_shares
from shared.portfolios.imports.movements import near, unit_price
from shared.portfolios.imports.reading import BadRow, Entry, Reading
from shared.portfolios.imports.rowwise import Note, Outcome, read_rows
from shared.portfolios.imports.source import Source
from shared.portfolios.imports.table import Row
from shared.portfolios.imports.withholding import join_withholding
from shared.portfolios.model import Kind

BROKER: Final = "fidelity"
NAME: Final = "Fidelity"
CURRENCY: Final = "USD"

_CHARGES: Final = {"Commission ($)": "Commission", "Fees ($)": "Fees"}
_COLUMNS: Final = ("Run Date", "Action", "Symbol", "Quantity")
_CORE: Final = frozenset({"SPAXX", "FDRXX", "FZFXX", "FCASH", "CORE", "QPISQ", "QUSBQ", "QIWSQ"})
_DAY: Final = re.compile(r"\d{1,2}/\d{1,2}/\d{4}")
_TRADES: Final = (
    (re.compile(r"YOU BOUGHT|^REINVESTMENT|^PURCHASE "), Kind.BUY),
    (re.compile(r"YOU SOLD|^REDEMPTION "), Kind.SELL),
)
_CASH: Final = (
    (re.compile(r"FOREIGN TAX|TAX PAID|WITHHELD|NON-RESIDENT TAX"), Kind.INTEREST, Kind.TAX),
    (re.compile(r"DIVIDEND|CAP GAIN|IN LIEU|CAPITAL GAIN"), Kind.DIVIDEND, None),
    (re.compile(r"RETURN OF CAPITAL|RETURN CAPITAL"), Kind.RETURN_OF_CAPITAL, None),
    (re.compile(r"MARGIN INTEREST"), Kind.INTEREST, Kind.FEE),
    (re.compile(r"INTEREST"), Kind.INTEREST, Kind.FEE),
    (re.compile(r"\bFEE\b|ADVISOR|CHARGE"), Kind.INTEREST, Kind.FEE),
    (
        re.compile(r"TRANSFER|DEPOSIT|CONTRIB|CHECK|WIRE|BILL PAY|DEBIT|CASH ADVANCE|DISTR"),
        Kind.DEPOSIT,
        Kind.WITHDRAWAL,
    ),
)


def recognises(source: Source) -> bool:
    """Say whether the file has Fidelity's columns."""
    return source.header(*_COLUMNS) is not None


def read(source: Source) -> Reading:
    """Read a Fidelity history."""
    rows = source.rows(*_COLUMNS)
    reading = read_rows(
        BROKER, rows, refusing_odd_charges(rows, tuple(_CHARGES), _charge_text, _read_row)
    )
    join_withholding(reading)
    resolve_added_shares(reading)
    return reading


def _read_row(row: Row) -> Outcome:
    if not _DAY.fullmatch(row.text("Run Date")):
        return Note("text below the table")
    action, symbol = row.need("Action").upper(), row.text("Symbol")
    if symbol.startswith("-"):
        raise BadRow("options are not supported")
    if "CORE ACCOUNT" in action or (symbol in _CORE and "REINVEST" in action):
        return Note("moves between the account and its core cash position")
    if symbol in _CORE and "DIVIDEND" in action:
        return replace(_entry(row, Kind.INTEREST), ticker=None, amount=_positive_cash(row))
    shares = _number(row, "Quantity")
    for pattern, kind in _TRADES:
        if pattern.search(action) and shares:
            return _trade(row, kind, abs(shares))
    if shares and not _number(row, "Amount ($)", "Amount"):
        return _shares_moved(row, action, shares)
    return _cash(row, action)


def _number(row: Row, *names: str) -> Decimal:
    return value.optional_number(row.text(*names), names[0]) or ZERO


def _charge_text(row: Row, name: str) -> str:
    return row.text(name, _CHARGES[name])


def _entry(row: Row, kind: Kind) -> Entry:
    settles = row.text("Settlement Date")
    day = value.day(row.need("Run Date"), "Run Date", "mdy")
    settle = value.day(settles, "Settlement Date", "mdy") if settles else None
    return Entry(
        kind=kind,
        trade_date=day,
        settle_date=settle if settle and settle >= day else None,
        currency=CURRENCY,
        ticker=row.text("Symbol") or None,
        name=row.text("Description", "Security Description") or None,
        account=row.text("Account Number", "Account") or None,
        note=row.text("Action"),
    )


def _trade(row: Row, kind: Kind, shares: Decimal) -> Entry:
    row.need("Symbol")
    price = abs(_number(row, "Price ($)", "Price"))
    fee = sum((abs(_number(row, *names)) for names in _CHARGES.items()), ZERO)
    cash = abs(_number(row, "Amount ($)", "Amount"))
    gross = cash - fee if kind is Kind.BUY else cash + fee
    if not cash:
        gross = shares * price
    if not price:
        price = unit_price(gross, shares)
    elif not near(shares * price, gross):
        raise BadRow(
            f"{plain(shares)} at {plain(price)} are {plain(shares * price)}, "
            f"but the cash before fees is {plain(gross)}"
        )
    return replace(_entry(row, kind), quantity=shares, price=price, amount=gross, fee=fee)


def _shares_moved(row: Row, action: str, shares: Decimal) -> Entry:
    row.need("Symbol")
    if re.search(r"SPLIT|^DISTRIBUTION", action):
        return replace(_entry(row, Kind.SPLIT), quantity=abs(shares))
    if re.search(r"TRANSFER|JOURNAL|CONVERSION SHARES|DEPOSIT", action):
        kind = Kind.TRANSFER_IN if shares > 0 else Kind.TRANSFER_OUT
        return replace(_entry(row, kind), quantity=abs(shares))
    raise BadRow(f"the action {row.text('Action')[:80]!r} is not one we know; enter it by hand")


def _positive_cash(row: Row) -> Decimal:
    return value.positive(_number(row, "Amount ($)", "Amount"), "Amount")


def _cash(row: Row, action: str) -> Outcome:
    amount = _number(row, "Amount ($)", "Amount")
    if amount == 0:
        return Note(f"{row.text('Action')[:80]}: no cash moved")
    for pattern, received, paid in _CASH:
        if not pattern.search(action):
            continue
        kind = received if amount > 0 else paid
        if kind is None:
            raise BadRow("takes back an earlier payment: correct that one by hand")
        if kind is Kind.DIVIDEND and not row.text("Symbol"):
            kind = Kind.INTEREST
        entry = replace(_entry(row, kind), amount=abs(amount))
        about_shares = kind in {Kind.DIVIDEND, Kind.TAX, Kind.RETURN_OF_CAPITAL}
        return entry if about_shares else replace(entry, ticker=None)
    raise BadRow(f"the action {row.text('Action')[:80]!r} is not one we know")
