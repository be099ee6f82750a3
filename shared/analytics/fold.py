"""A whole ledger of plain trades folded at once: what the Decimal ledger does one by one.

Quantities, prices and fees are scaled integers, so holdings, value in each currency, cost and
realised gains in each currency are exact; they cross to float64 when a rate converts them. The
Decimal ledger (`shared.portfolios.ledger`) is the reference and handles every kind and lot method;
this one handles purchases, sales, short sales, covers, income and fees under first in, first out.
"""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from shared.analytics.matching import (
    IntArray,
    Matches,
    match_first_in_first_out,
    never_oversells,
    sums_by_group,
)
from shared.analytics.returns import FloatArray
from shared.kernel.errors import InvalidInput

BUY: Final = 0
SELL: Final = 1
INCOME: Final = 2

_LARGEST: Final = 2.0**62
_EXACT_FLOAT: Final = 2.0**53


@dataclass(frozen=True, slots=True)
class TradeColumns:
    """Trades as columns of shape (n,), in ledger order.

    `day`: row of the market calendar. `symbol`: column of the price matrix. `kind`: BUY, SELL or
    INCOME (`quantity × price` is then the cash received). `quantity`, `price`, `fee`: scaled
    integers, positive, `mantissa × 10**-exponent`; quantities in today's shares (splits applied).
    """

    day: IntArray
    symbol: IntArray
    kind: NDArray[np.int8]
    quantity: IntArray
    price: IntArray
    fee: IntArray
    quantity_exponent: int
    price_exponent: int
    fee_exponent: int

    def appended(self, other: Self) -> "TradeColumns":
        """Return these trades followed by others of the same exponents."""
        return TradeColumns(
            day=np.concatenate((self.day, other.day)),
            symbol=np.concatenate((self.symbol, other.symbol)),
            kind=np.concatenate((self.kind, other.kind)),
            quantity=np.concatenate((self.quantity, other.quantity)),
            price=np.concatenate((self.price, other.price)),
            fee=np.concatenate((self.fee, other.fee)),
            quantity_exponent=self.quantity_exponent,
            price_exponent=self.price_exponent,
            fee_exponent=self.fee_exponent,
        )


@dataclass(frozen=True, slots=True)
class Market:
    """Prices and rates on one calendar.

    `price`: int64, shape (n_days, n_symbols), exponent `price_exponent`, last close on or before.
    `rate`: float64, shape (n_days, n_currencies), reporting currency for one unit.
    `currency`: shape (n_symbols,), column of `rate`.
    """

    price: IntArray
    price_exponent: int
    rate: FloatArray
    currency: IntArray


@dataclass(frozen=True, slots=True)
class Fold:
    """What trades amount to on a market; exact parts are scaled integers.

    `holdings`: int64, shape (n_days, n_symbols). `local`: float64, shape (n_days, n_currencies),
    each the nearest to its exact sum. `inflows`, `outflows`: shape (n_days,), reporting currency,
    cash implied: purchases with fees come in, sales net of fees and income go out. `realised`,
    `open_cost`: int64, shape (n_symbols,), local currency before fees, `cost_exponent`.
    """

    trades: TradeColumns
    holdings: IntArray
    local: FloatArray
    values: FloatArray
    inflows: FloatArray
    outflows: FloatArray
    matches: Matches
    realised: IntArray
    open_cost: IntArray

    @property
    def cost_exponent(self) -> int:
        """Exponent of `realised` and `open_cost`."""
        return self.trades.quantity_exponent + self.trades.price_exponent


def fold(trades: TradeColumns, market: Market) -> Fold:
    """Fold trades into daily holdings, values, flows and matched lots.

    Raises: InvalidInput when a symbol sells more than it holds, or when 64 bits are not enough;
    the Decimal ledger knows what to do with either.
    """
    days, symbols = market.price.shape
    _require_room(trades, market)
    holdings = _holdings(trades, days, symbols)
    local = _local_values(holdings, trades.quantity_exponent, market)
    inflows, outflows = _flows(trades, market, days)
    matches = _matched(trades, symbols)
    realised, open_cost = _gains(trades, matches, symbols)
    return Fold(
        trades=trades,
        holdings=holdings,
        local=local,
        values=np.einsum("dc,dc->d", local, market.rate),
        inflows=inflows,
        outflows=outflows,
        matches=matches,
        realised=realised,
        open_cost=open_cost,
    )


def _holdings(trades: TradeColumns, days: int, symbols: int) -> IntArray:
    signed = np.where(
        trades.kind == BUY, trades.quantity, np.where(trades.kind == SELL, -trades.quantity, 0)
    )
    cells = trades.day * symbols + trades.symbol
    # Sums of a day are exact in float64 below 2**53; `_require_room` has seen to the rest.
    changes = np.bincount(cells, signed, days * symbols).astype(np.int64)
    return np.cumsum(changes.reshape(days, symbols), axis=0)


def _local_values(holdings: IntArray, quantity_exponent: int, market: Market) -> FloatArray:
    worth = holdings * market.price
    scale = 10.0 ** (quantity_exponent + market.price_exponent)
    return np.column_stack(
        [
            worth[:, market.currency == currency].sum(axis=1) / scale
            for currency in range(market.rate.shape[1])
        ]
    )


def _flows(trades: TradeColumns, market: Market, days: int) -> tuple[FloatArray, FloatArray]:
    gross = (trades.quantity * trades.price) / 10.0 ** (
        trades.quantity_exponent + trades.price_exponent
    )
    fee = trades.fee / 10.0**trades.fee_exponent
    rate = market.rate[trades.day, market.currency[trades.symbol]]
    is_purchase = trades.kind == BUY
    inflow = np.where(is_purchase, gross + fee, 0.0) * rate
    outflow = np.where(is_purchase, 0.0, gross - fee) * rate
    return np.bincount(trades.day, inflow, days), np.bincount(trades.day, outflow, days)


def _matched(trades: TradeColumns, symbols: int) -> Matches:
    rows = np.flatnonzero(trades.kind != INCOME)
    symbol, quantity = trades.symbol[rows], trades.quantity[rows]
    is_opening = trades.kind[rows] == BUY
    if not never_oversells(symbol, is_opening, quantity):
        raise InvalidInput("A sale sells more than was held", "oversold")
    found = match_first_in_first_out(symbol, is_opening, quantity, symbols)
    closing = np.where(found.is_closed, rows[found.closing], found.closing)
    return Matches(rows[found.opening], closing, found.quantity)


def _gains(trades: TradeColumns, matches: Matches, symbols: int) -> tuple[IntArray, IntArray]:
    symbol = trades.symbol[matches.opening]
    cost = matches.quantity * trades.price[matches.opening]
    is_closed = matches.is_closed
    proceeds = matches.quantity * trades.price[matches.closing]
    gain = np.where(is_closed, proceeds - cost, 0)
    return (
        sums_by_group(symbol, gain, symbols),
        sums_by_group(symbol, np.where(is_closed, 0, cost), symbols),
    )


def _require_room(trades: TradeColumns, market: Market) -> None:
    symbols = market.price.shape[1]
    dearest = market.price.max(axis=0, initial=0)
    np.maximum.at(dearest, trades.symbol, trades.price)
    traded = np.bincount(trades.symbol, trades.quantity, symbols)
    if float(traded @ dearest) > _LARGEST or float(traded.max(initial=0.0)) > _EXACT_FLOAT:
        raise InvalidInput("The amounts of this ledger do not fit 64 bits", "too_large_to_fold")
