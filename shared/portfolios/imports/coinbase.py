"""Coinbase transaction history (CSV).

Coins are booked under their dollar pair (`BTC-USD`), the symbol under which prices are found,
whatever currency the row is priced in.
"""

import re
from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from typing import Final

from shared.kernel.errors import InvalidInput
from shared.kernel.money import ZERO, currency_code, plain
from shared.portfolios.imports import text_values as value
from shared.portfolios.imports.movements import near
from shared.portfolios.imports.reading import BadRow, Entry, Reading
from shared.portfolios.imports.rowwise import Note, Outcome, read_rows
from shared.portfolios.imports.source import Source
from shared.portfolios.imports.table import Row
from shared.portfolios.model import Kind

BROKER: Final = "coinbase"
NAME: Final = "Coinbase"

_COLUMNS: Final = ("Timestamp", "Transaction Type", "Asset", "Quantity Transacted")
_TOTAL: Final = ("Total (inclusive of fees and/or spread)", "Total")
_CONVERTED: Final = re.compile(r"Converted ([\d.,]+) (\S+) to ([\d.,]+) (\S+)")
_INCOME: Final = re.compile(r"income|reward|earn|airdrop|inflation|dividend|payout", re.IGNORECASE)
_FIAT: Final = {"deposit": Kind.DEPOSIT, "withdrawal": Kind.WITHDRAWAL}


def recognises(source: Source) -> bool:
    """Say whether the file has Coinbase's columns."""
    return source.header(*_COLUMNS) is not None


def read(source: Source) -> Reading:
    """Read a Coinbase history."""
    return read_rows(BROKER, source.rows(*_COLUMNS), _read_row)


def _read_row(row: Row) -> Outcome:
    kind = row.need("Transaction Type").casefold()
    if _is_fiat(row.need("Asset")):
        return _fiat(row, kind)
    if kind.endswith("buy"):
        return _trade(row, Kind.BUY)
    if kind.endswith("sell"):
        return _trade(row, Kind.SELL)
    if kind == "convert":
        return _convert(row)
    if kind in {"send", "receive"} or kind.endswith(("deposit", "withdrawal", "transfer")):
        return _moved(row)
    if _INCOME.search(kind):
        return _income(row)
    raise BadRow(f"the transaction type {row.text('Transaction Type')!r} is not one we know")


def _is_fiat(asset: str) -> bool:
    try:
        return currency_code(asset) == asset
    except InvalidInput:
        return False


def _base(row: Row, kind: Kind, asset: str | None = None) -> Entry:
    day, at = _when(row)
    code = row.need("Price Currency", "Spot Price Currency")
    coin = asset or row.text("Asset")
    return Entry(
        kind=kind,
        trade_date=day,
        trade_time=at,
        currency=value.currency(code)[0],
        ticker=f"{coin}-USD",
        name=coin,
        reference=row.text("ID") or None,
        note=row.text("Notes") or row.text("Transaction Type"),
    )


def _when(row: Row) -> tuple[date, time | None]:
    return value.moment(row.need("Timestamp"))


def _figure(row: Row, *names: str) -> Decimal:
    return abs(value.optional_number(row.text(*names), names[0]) or ZERO)


def _quantity(row: Row) -> Decimal:
    return value.positive(_figure(row, "Quantity Transacted"), "Quantity Transacted")


def _price(row: Row) -> Decimal:
    return _figure(row, "Price at Transaction", "Spot Price at Transaction")


def _trade(row: Row, kind: Kind) -> Entry:
    quantity, price = _quantity(row), _price(row)
    fee = _figure(row, "Fees and/or Spread", "Fees")
    gross = _figure(row, "Subtotal") or quantity * price
    _check_charge(row, kind, gross, fee)
    # The printed price may include the spread; what was paid for the coins is the subtotal.
    if price and not near(quantity * price, gross, Decimal("0.1")):
        raise BadRow(
            f"{plain(quantity)} at {plain(price)} are {plain(quantity * price)}, "
            f"but the subtotal is {plain(gross)}"
        )
    return replace(_base(row, kind), quantity=quantity, price=price, amount=gross, fee=fee)


def _check_charge(row: Row, kind: Kind, gross: Decimal, fee: Decimal) -> None:
    """Refuse a fee below zero unless the total shows that it was paid. Raises: BadRow."""
    printed = value.optional_number(row.text("Fees and/or Spread", "Fees"), "Fees") or ZERO
    total = _figure(row, *_TOTAL)
    settled = gross + fee if kind is Kind.BUY else gross - fee
    if printed < 0 and total != settled:
        raise BadRow(
            f"the fee {plain(printed)} is below zero, and the total {plain(total)} is not what "
            f"{plain(gross)} comes to after paying it"
        )


def _convert(row: Row) -> list[Entry]:
    """Sell one coin for another: both at the value of the row, the difference being the fee."""
    match = _CONVERTED.search(row.text("Notes"))
    if match is None:
        raise BadRow("a conversion whose note does not say into what")
    bought = value.positive(value.number(match[3], "Notes"), "Notes")
    figures = [_figure(row, "Subtotal"), _figure(row, *_TOTAL)]
    known = [figure for figure in figures if figure] or [_quantity(row) * _price(row)]
    given, received = max(known), min(known)
    sale = replace(
        _base(row, Kind.SELL), quantity=_quantity(row), amount=given, fee=given - received
    )
    purchase = replace(_base(row, Kind.BUY, match[4]), quantity=bought, amount=received)
    return [_priced(sale), _priced(purchase)]


def _priced(entry: Entry) -> Entry:
    amount, quantity = entry.amount or ZERO, entry.quantity or Decimal(1)
    if amount == 0:
        raise BadRow("a conversion without a value")
    return replace(entry, price=amount / quantity)


def _moved(row: Row) -> Entry:
    signed = value.number(row.need("Quantity Transacted"), "Quantity Transacted")
    leaves = signed < 0 or row.text("Transaction Type").casefold() == "send"
    base = _base(row, Kind.TRANSFER_OUT if leaves else Kind.TRANSFER_IN)
    return replace(base, quantity=_quantity(row), price=_price(row) or None)


def _income(row: Row) -> Outcome:
    """Coins received as income: the income, and the coins bought with it."""
    worth = _figure(row, "Subtotal", *_TOTAL)
    if worth == 0:
        return replace(_base(row, Kind.STOCK_DIVIDEND), quantity=_quantity(row))
    coins = replace(_base(row, Kind.BUY), quantity=_quantity(row), price=_price(row), amount=worth)
    return [replace(_base(row, Kind.INTEREST), ticker=None, amount=worth), coins]


def _fiat(row: Row, kind: str) -> Outcome:
    amount = _figure(row, "Quantity Transacted")
    if amount == 0:
        return Note("a movement of nothing")
    word = next((word for word in _FIAT if word in kind), None)
    if word is None:
        raise BadRow(f"the transaction type {row.text('Transaction Type')!r} of money")
    return replace(
        _base(row, _FIAT[word]),
        ticker=None,
        currency=currency_code(row.text("Asset")),
        amount=amount,
        fee=_figure(row, "Fees and/or Spread"),
    )
