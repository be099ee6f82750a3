"""Flex queries as CSV: a trades table or a cash table whose columns the person chose."""

import re
from decimal import Decimal
from typing import Final

from shared.portfolios.imports import text_values as value
from shared.portfolios.imports.interactive_brokers.records import (
    CashLine,
    Instrument,
    Statement,
    Trade,
)
from shared.portfolios.imports.reading import BadRow, Reading
from shared.portfolios.imports.source import Source
from shared.portfolios.imports.table import Row

TRADES: Final = ("Buy/Sell", "TradeDate", "Quantity", "TradePrice", "CurrencyPrimary")
CASH: Final = ("Type", "SettleDate", "Amount", "CurrencyPrimary", "Description")

_NAMED: Final = re.compile(r"^\s*([A-Z0-9][A-Z0-9. ]*?)\s*\(([A-Z0-9]+)\)")


def recognises(source: Source) -> bool:
    """Say whether the columns are those of a Flex trades or cash table."""
    return source.header(*TRADES) is not None or source.header(*CASH) is not None


def read_statement(source: Source, reading: Reading) -> Statement:
    """Read one table, or both when they were exported one after the other."""
    statement = Statement()
    for names, file_row in ((TRADES, _trade), (CASH, _cash)):
        if source.header(*names) is None:
            continue
        for row in source.rows(*names):
            if row.text(*names[:1]) in {names[0], ""}:
                reading.note(row.number, "a header")
                continue
            try:
                row.check_width()
                file_row(statement, row)
            except BadRow as error:
                reading.reject(row.number, str(error))
        break
    return statement


def _trade(statement: Statement, row: Row) -> None:
    currency, factor = value.currency(row.need("CurrencyPrimary"))
    day, at = value.moment(row.text("DateTime", "Date/Time") or row.need("TradeDate"))
    quantity = _number(row, "Quantity")
    side = row.need("Buy/Sell").upper()
    if side not in {"BUY", "SELL"}:
        raise BadRow(f"Buy/Sell: {side[:40]!r} is neither")
    money = _number(row, "Proceeds", "TradeMoney") * factor
    instrument = _instrument(row)
    statement.trades.append(
        Trade(
            row=row.number,
            instrument=instrument,
            day=value.day(row.need("TradeDate"), "TradeDate"),
            at=at if day == value.day(row.need("TradeDate"), "TradeDate") else None,
            currency=currency,
            quantity=abs(quantity) if side == "BUY" else -abs(quantity),
            price=_number(row, "TradePrice") * factor,
            proceeds=abs(money) if side == "SELL" else -abs(money),
            commission=_number(row, "IBCommission"),
            commission_currency=row.text("IBCommissionCurrency"),
            taxes=_number(row, "Taxes"),
            opens_or_closes=row.text("Open/CloseIndicator"),
            reference=row.text("TransactionID", "TradeID") or None,
            account=row.text("ClientAccountID") or None,
        )
    )


def _cash(statement: Statement, row: Row) -> None:
    currency, factor = value.currency(row.need("CurrencyPrimary"))
    description = row.text("Description")
    statement.cash.append(
        CashLine(
            row=row.number,
            type=row.need("Type"),
            instrument=_instrument(row, description),
            day=value.moment(row.need("SettleDate"), "SettleDate")[0],
            currency=currency,
            amount=_number(row, "Amount") * factor,
            description=description,
            reference=row.text("TransactionID") or None,
            account=row.text("ClientAccountID") or None,
        )
    )


def _instrument(row: Row, description: str = "") -> Instrument:
    """Return the security of a row; without a symbol column it opens the description.

    A trade without a security is a conversion between currencies.
    """
    isin = value.isin(row.text("ISIN"))
    named = _NAMED.match(description)
    symbol = row.text("Symbol") or (named[1] if named else "")
    is_cash = not symbol and not row.text("ISIN")
    return Instrument(
        symbol=symbol,
        isin=isin,
        category=row.text("AssetClass") or ("CASH" if is_cash else "STK"),
    )


def _number(row: Row, *names: str) -> Decimal:
    return value.optional_number(row.text(*names), names[0]) or Decimal(0)
