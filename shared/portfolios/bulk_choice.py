"""Which entries of a ledger can be folded all at once, and which have to be walked.

All at once: income, and purchases and sales of symbols of which nothing else is told but splits of
the feed into whole numbers of shares, first in, first out, never more sold than held, every rate
known, every amount within 64 bits. What happens to such a symbol depends on no other, so the rest
of the ledger can be walked without it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from shared.market.model import PriceSeries, SymbolChange
from shared.portfolios.bulk_amounts import gross_digits
from shared.portfolios.bulk_rates import MONEY_DIGITS, EntryRates
from shared.portfolios.bulk_splits import FeedSplits, feed_splits
from shared.portfolios.columns import Integers, Mask
from shared.portfolios.entry_columns import CODES, KINDS, TOO_LONG, EntryColumns
from shared.portfolios.model import Kind
from shared.portfolios.scaled import ROOM, blocks, first_of_runs, order_by_group, running

_MOST_DIGITS: Final = 18
_BUY: Final = CODES[Kind.BUY]
_INCOME: Final = frozenset({Kind.DIVIDEND, Kind.INTEREST})
_CASH_ONLY: Final = _INCOME | {Kind.FEE, Kind.TAX, Kind.DEPOSIT, Kind.WITHDRAWAL}
_IS_INCOME: Final = np.array([kind in _INCOME for kind in KINDS])
_IS_CASH_ONLY: Final = np.array([kind in _CASH_ONLY for kind in KINDS])


@dataclass(frozen=True, slots=True)
class Choice:
    """Rows of a ledger: `trades` and `income` at once, the `others` one by one.

    `trades` come by symbol, each symbol's in ledger order, `income` and `others` in ledger order.
    `shares`: shape (len(trades),), mantissas of the quantity at the symbol's `digits`, shape
    (len(names),), counted in those of the last day where `splits` happened.
    """

    trades: Integers
    income: Integers
    others: Integers
    shares: Integers
    digits: Integers
    splits: FeedSplits


def choose(
    columns: EntryColumns,
    rates: EntryRates,
    prices: Mapping[str, PriceSeries],
    as_of: date,
) -> Choice:
    """Divide a ledger whose lots go first in, first out."""
    fits, is_trade = _fits(columns, rates), columns.is_trade
    trades = np.flatnonzero(is_trade)
    trades = trades[order_by_group(columns.symbol[trades], len(columns.names))]
    splits = feed_splits(columns, trades, prices, as_of)
    walked = _told_otherwise(columns, is_trade) | splits.walked
    renamed = _renamed(columns, prices, as_of)
    walked |= renamed
    walked[columns.symbol[trades[~fits[trades]]]] = True
    trades = _without(walked, trades, columns)
    digits = _digits(columns, trades)
    trades = _without(_too_many(columns, trades, digits, splits), trades, columns)
    shares = columns.quantity.take(trades).at(digits[columns.symbol[trades]])
    shares *= splits.shares(columns.symbol[trades], columns.day[trades])
    oversold = _oversold(columns, trades, shares)
    if oversold.any():
        kept = ~oversold[columns.symbol[trades]]
        trades, shares = trades[kept], shares[kept]
    is_income = _IS_INCOME[columns.kind] & fits
    if renamed.any():
        # Income may be booked under a name that the shares had no more.
        is_income &= ~renamed[columns.symbol]
    is_other = ~is_income
    is_other[trades] = False
    return Choice(
        trades, np.flatnonzero(is_income), np.flatnonzero(is_other), shares, digits, splits
    )


def _fits(columns: EntryColumns, rates: EntryRates) -> Mask:
    """Return which entries' rates are known and their amounts within 64 bits in every currency."""
    found = np.empty(columns.day.size, dtype=bool)
    for rows in blocks(found.size):
        found[rows] = _fits_of_few(columns.take(rows), rates.take(rows))
    return found


def _fits_of_few(columns: EntryColumns, rates: EntryRates) -> Mask:
    quantity, price = columns.quantity, columns.price
    gross = np.where(
        columns.has_amount, columns.amount.floats(), quantity.floats() * price.floats()
    )
    digits = gross_digits(columns)
    largest = np.abs(gross) + columns.fee.floats() + columns.tax.floats()
    dearest = np.maximum(rates.reporting.floats(), rates.local.floats())
    return (
        rates.is_known
        & (largest * 10.0 ** np.minimum(digits, 30) < ROOM)
        & (largest * dearest * 10.0**MONEY_DIGITS < ROOM)
        & (digits <= _MOST_DIGITS)
        & (columns.amount.decimals <= MONEY_DIGITS)
        & (columns.fee.decimals <= MONEY_DIGITS)
        & (columns.tax.decimals <= MONEY_DIGITS)
        & (~columns.is_trade | (quantity.decimals != TOO_LONG))
    )


def _told_otherwise(columns: EntryColumns, is_trade: Mask) -> Mask:
    """Return the symbols of entries that change holdings and are no purchase or sale."""
    is_other = ~is_trade & ~_IS_CASH_ONLY[columns.kind]
    told = _marked(columns, is_other)
    told[columns.related[is_other]] = True
    return told


def _renamed(columns: EntryColumns, prices: Mapping[str, PriceSeries], as_of: date) -> Mask:
    """Return the symbols that the feed renames by a day, and those they are renamed into."""
    changes = [
        change
        for name in columns.names
        if (series := prices.get(name or "")) is not None
        and (change := series.listing.renamed) is not None
        and change.day <= as_of
    ]
    names = {symbol for change in changes for symbol in _names(change, prices)}
    return np.array([name in names for name in columns.names], dtype=bool)


def _names(change: SymbolChange, prices: Mapping[str, PriceSeries]) -> set[str]:
    """Return both names of a change, and those that follow."""
    found = {change.old, change.new}
    onward = prices.get(change.new)
    while onward is not None and (later := onward.listing.renamed) and later.new not in found:
        found.add(later.new)
        onward = prices.get(later.new)
    return found


def _without(walked: Mask, trades: Integers, columns: EntryColumns) -> Integers:
    return trades[~walked[columns.symbol[trades]]] if walked.any() else trades


def _digits(columns: EntryColumns, trades: Integers) -> Integers:
    """Return the most decimals among the quantities of each symbol; `trades` come by symbol."""
    digits = np.zeros(len(columns.names), dtype=np.int64)
    symbol = columns.symbol[trades]
    starts = first_of_runs(symbol)
    if starts.size:
        digits[symbol[starts]] = np.maximum.reduceat(columns.quantity.decimals[trades], starts)
    return digits


def _too_many(
    columns: EntryColumns, trades: Integers, digits: Integers, splits: FeedSplits
) -> Mask:
    """Return the symbols traded most, as long as all together would be too many for 64 bits."""
    symbol = columns.symbol[trades]
    shares = columns.quantity.take(trades).floats() * splits.shares(symbol, columns.day[trades])
    bought = np.bincount(symbol, shares, digits.size)
    mantissas = bought * 10.0**digits
    order = np.argsort(mantissas)
    found = np.zeros(digits.size, dtype=bool)
    found[order[np.cumsum(mantissas[order]) > ROOM]] = True
    return found


def _oversold(columns: EntryColumns, trades: Integers, shares: Integers) -> Mask:
    """Return the symbols of which, in ledger order, ever more is sold than held."""
    symbol = columns.symbol[trades]
    signed = np.where(columns.kind[trades] == _BUY, shares, -shares)
    held = running(signed, first_of_runs(symbol))
    found = np.zeros(len(columns.names), dtype=bool)
    found[symbol[held < 0]] = True
    return found


def _marked(columns: EntryColumns, rows: Mask) -> Mask:
    marked = np.zeros(len(columns.names), dtype=bool)
    marked[columns.symbol[rows]] = True
    return marked
