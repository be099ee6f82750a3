"""Which entries of a ledger can be folded all at once, and which have to be walked.

All at once: income, and purchases and sales of symbols of which nothing else is told, first in,
first out, never more sold than held, every rate known, every amount within 64 bits. What happens
to such a symbol depends on no other, so the rest of the ledger can be walked without it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from shared.market.model import PriceSeries
from shared.portfolios.bulk_amounts import gross_digits
from shared.portfolios.bulk_rates import MONEY_DIGITS, EntryRates
from shared.portfolios.columns import Integers, Mask
from shared.portfolios.entry_columns import CODES, TOO_LONG, EntryColumns
from shared.portfolios.model import Kind
from shared.portfolios.scaled import ROOM, first_of_runs, running

_MOST_DIGITS: Final = 18
_BUY: Final = CODES[Kind.BUY]
_INCOME: Final = (CODES[Kind.DIVIDEND], CODES[Kind.INTEREST])
_CASH_ONLY: Final = tuple(
    CODES[kind]
    for kind in (
        Kind.DIVIDEND,
        Kind.INTEREST,
        Kind.FEE,
        Kind.TAX,
        Kind.DEPOSIT,
        Kind.WITHDRAWAL,
    )
)


@dataclass(frozen=True, slots=True)
class Choice:
    """Rows of a ledger, ascending: `trades` and `income` at once, the others one by one.

    `shares`: shape (len(trades),), mantissas of the quantity at the symbol's `digits`, shape
    (len(names),).
    """

    trades: Integers
    income: Integers
    others: Integers
    shares: Integers
    digits: Integers


def choose(
    columns: EntryColumns,
    rates: EntryRates,
    prices: Mapping[str, PriceSeries],
    as_of: date,
) -> Choice:
    """Divide a ledger whose lots go first in, first out."""
    fits = _fits(columns, rates) & rates.is_known
    is_trade = columns.is_trade
    fits &= ~is_trade | (columns.quantity.decimals != TOO_LONG)
    walked = _told_otherwise(columns, is_trade) | _splits(columns, is_trade, prices, as_of)
    walked |= _marked(columns, is_trade & ~fits)
    digits = np.zeros(len(columns.names), dtype=np.int64)
    np.maximum.at(digits, columns.symbol[is_trade], columns.quantity.decimals[is_trade])
    walked |= _too_many(columns, is_trade & ~walked[columns.symbol], digits)
    trades = np.flatnonzero(is_trade & ~walked[columns.symbol])
    shares = columns.quantity.take(trades).at(digits[columns.symbol[trades]])
    oversold = _oversold(columns, trades, shares)
    if oversold.any():
        kept = ~oversold[columns.symbol[trades]]
        trades, shares = trades[kept], shares[kept]
    income = np.isin(columns.kind, _INCOME) & fits
    is_chosen = income.copy()
    is_chosen[trades] = True
    return Choice(trades, np.flatnonzero(income), np.flatnonzero(~is_chosen), shares, digits)


def _fits(columns: EntryColumns, rates: EntryRates) -> Mask:
    """Return which entries' amounts 64 bits hold, in every currency they are kept in."""
    quantity, price = columns.quantity, columns.price
    gross = np.where(
        columns.has_amount, columns.amount.floats(), quantity.floats() * price.floats()
    )
    digits = gross_digits(columns)
    largest = np.abs(gross) + columns.fee.floats() + columns.tax.floats()
    dearest = np.maximum(rates.reporting.floats(), rates.local.floats())
    return (
        (largest * 10.0 ** np.minimum(digits, 30) < ROOM)
        & (largest * dearest * 10.0**MONEY_DIGITS < ROOM)
        & (digits <= _MOST_DIGITS)
        & (columns.amount.decimals <= MONEY_DIGITS)
        & (columns.fee.decimals <= MONEY_DIGITS)
        & (columns.tax.decimals <= MONEY_DIGITS)
    )


def _told_otherwise(columns: EntryColumns, is_trade: Mask) -> Mask:
    """Return the symbols of entries that change holdings and are no purchase or sale."""
    is_other = ~is_trade & ~np.isin(columns.kind, _CASH_ONLY)
    told = _marked(columns, is_other)
    told[columns.related[is_other]] = True
    return told


def _splits(
    columns: EntryColumns, is_trade: Mask, prices: Mapping[str, PriceSeries], as_of: date
) -> Mask:
    """Return the symbols that the feed splits after their first trade."""
    first = np.full(len(columns.names), as_of.toordinal(), dtype=np.int64)
    np.minimum.at(first, columns.symbol[is_trade], columns.day[is_trade])
    return np.array(
        [
            any(
                opened < split.date.toordinal() <= as_of.toordinal()
                for split in (prices[name].splits if name in prices and name else ())
            )
            for name, opened in zip(columns.names, first.tolist(), strict=True)
        ],
        dtype=bool,
    )


def _too_many(columns: EntryColumns, is_trade: Mask, digits: Integers) -> Mask:
    """Return the symbols traded most, as long as all together would be too many for 64 bits."""
    bought = np.bincount(columns.symbol[is_trade], columns.quantity.floats()[is_trade], digits.size)
    mantissas = bought * 10.0**digits
    order = np.argsort(mantissas)
    found = np.zeros(digits.size, dtype=bool)
    found[order[np.cumsum(mantissas[order]) > ROOM]] = True
    return found


def _oversold(columns: EntryColumns, trades: Integers, shares: Integers) -> Mask:
    """Return the symbols of which, in ledger order, ever more is sold than held."""
    symbol = columns.symbol[trades]
    order = np.argsort(symbol, kind="stable")
    signed = np.where(columns.kind[trades] == _BUY, shares, -shares)[order]
    symbol = symbol[order]
    held = running(signed, first_of_runs(symbol))
    found = np.zeros(len(columns.names), dtype=bool)
    found[symbol[held < 0]] = True
    return found


def _marked(columns: EntryColumns, rows: Mask) -> Mask:
    marked = np.zeros(len(columns.names), dtype=bool)
    marked[columns.symbol[rows]] = True
    return marked
