"""Trades of Interactive Brokers as entries: shares, and conversions between currencies."""

from dataclasses import replace
from decimal import Decimal
from typing import Final

from shared.kernel.errors import InvalidInput
from shared.kernel.money import ZERO, currency_code, plain
from shared.portfolios.imports.interactive_brokers.records import Trade
from shared.portfolios.imports.movements import conversion, near, unit_price
from shared.portfolios.imports.reading import BadRow, Entry, Reading
from shared.portfolios.model import Kind

_SHARES: Final = frozenset({"STK", "STOCKS", "ETF", "FUND", "MUTUAL FUNDS", "CRYPTO", ""})
_FOREX: Final = frozenset({"CASH", "FOREX"})


def book_trades(reading: Reading, trades: list[Trade]) -> None:
    """File every trade as entries or as a refusal."""
    for trade in trades:
        try:
            reading.accept(trade.row, _entries(trade))
        except BadRow as error:
            reading.reject(trade.row, str(error))


def _entries(trade: Trade) -> list[Entry]:
    category = trade.instrument.category.upper()
    if category in _FOREX:
        return [*_forex(trade), *_charges_apart(trade)]
    if category not in _SHARES:
        raise BadRow(f"{trade.instrument.category} are not supported, only shares, funds and cash")
    if trade.quantity == 0:
        raise BadRow("a trade of no shares")
    return _shares(trade)


def _shares(trade: Trade) -> list[Entry]:
    quantity, gross = abs(trade.quantity), abs(trade.proceeds)
    price = abs(trade.price)
    if gross == 0:
        gross = quantity * price
    elif not near(quantity * price, gross):
        # Statements in the base currency print the price in the instrument's own.
        price = unit_price(gross, quantity)
    in_trade = trade.commission_currency in {"", trade.currency} and trade.commission <= 0
    entry = Entry(
        kind=_kind(trade),
        trade_date=trade.day,
        trade_time=trade.at,
        settle_date=trade.settles,
        currency=trade.currency,
        ticker=trade.instrument.symbol or trade.instrument.isin,
        isin=trade.instrument.isin,
        name=trade.instrument.name or None,
        quantity=quantity,
        price=price,
        amount=gross,
        fee=abs(trade.commission) if in_trade else ZERO,
        tax=abs(trade.taxes),
        reference=trade.reference,
        account=trade.account,
        note=_as_printed(trade, price),
    )
    return [entry] if in_trade else [entry, *_charges_apart(trade)]


def _as_printed(trade: Trade, price: Decimal) -> str | None:
    return f"printed price {plain(abs(trade.price))}" if abs(trade.price) != price else None


def _kind(trade: Trade) -> Kind:
    """A sale that only opens is a short sale; a purchase that only closes covers one."""
    code = trade.opens_or_closes
    if trade.quantity > 0:
        return Kind.COVER if code == "C" else Kind.BUY
    return Kind.SHORT if code == "O" else Kind.SELL


def _forex(trade: Trade) -> list[Entry]:
    """`EUR.USD` bought: euros in, dollars (the trade's currency) out."""
    base, quoted = _pair(trade)
    base_leg, quote_leg = (abs(trade.quantity), base), (abs(trade.proceeds), quoted)
    sold, bought = (quote_leg, base_leg) if trade.quantity > 0 else (base_leg, quote_leg)
    legs = conversion(trade.day, trade.at, sold, bought, reference=trade.reference)
    return [replace(leg, account=trade.account) for leg in legs]


def _pair(trade: Trade) -> tuple[str, str]:
    base, _, quoted = trade.instrument.symbol.partition(".")
    try:
        return currency_code(base), currency_code(quoted or trade.currency)
    except InvalidInput as error:
        raise BadRow(
            "a conversion between currencies whose other side the file does not name"
        ) from error


def _charges_apart(trade: Trade) -> list[Entry]:
    """A commission in another currency than the trade, or a rebate, is an entry of its own."""
    if trade.commission == 0:
        return []
    is_rebate = trade.commission > 0
    return [
        Entry(
            kind=Kind.INTEREST if is_rebate else Kind.FEE,
            trade_date=trade.day,
            trade_time=trade.at,
            currency=trade.commission_currency or trade.currency,
            amount=abs(trade.commission),
            tags=("commission-rebate",) if is_rebate else ("commission",),
            note=f"Commission on {trade.instrument.symbol or trade.instrument.isin or 'a trade'}",
            reference=f"{trade.reference}:commission" if trade.reference else None,
            account=trade.account,
        )
    ]
