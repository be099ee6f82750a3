"""The rates of all entries at once, exact: looked up once a currency and day."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, Self

import numpy as np

from shared.market.model import FxBook, PriceSeries
from shared.portfolios.columns import Integers, Mask
from shared.portfolios.entry_columns import TOO_LONG, EntryColumns, Numbers, numbers
from shared.portfolios.model import Transaction
from shared.portfolios.rates import Rates
from shared.portfolios.scaled import digits_of, multiply_divide, scaled_product

MONEY_DIGITS: Final = 10
RATE_DIGITS: Final = 18


@dataclass(frozen=True, slots=True)
class EntryRates:
    """For each entry, what one unit of its currency is worth; shape (n,).

    `reporting`: in the reporting currency. `local`: in that its position is kept in.
    `position_currency`: shape (len(names),), the latter for each symbol, a place in `currencies`.
    """

    reporting: Numbers
    local: Numbers
    is_known: Mask
    position_currency: Integers
    currencies: tuple[str, ...]

    def take(self, rows: Integers | slice) -> Self:
        """Return the rates of some entries."""
        return replace(
            self,
            reporting=self.reporting.take(rows),
            local=self.local.take(rows),
            is_known=self.is_known[rows],
        )


def entry_rates(
    columns: EntryColumns,
    entries: tuple[Transaction, ...],
    prices: Mapping[str, PriceSeries],
    fx: FxBook,
    base: str,
    reporting: str,
) -> EntryRates:
    """Look the rates of entries up. `base`: the currency that rates brokers stated lead to."""
    rates = Rates(fx, base=base, reporting=reporting)
    currencies, of_entry, of_position = _currencies(columns, prices)
    position = np.where(columns.is_trade, of_position[columns.symbol], of_entry)
    into_reporting = _looked_up(
        columns.day, of_entry, [(code, reporting) for code in currencies], fx
    )
    into_reporting = _stated(into_reporting, columns, entries, rates, reporting)
    local = _looked_up(
        columns.day,
        np.where(of_entry == position, -1, of_entry * len(currencies) + position),
        [(one, other) for one in currencies for other in currencies],
        fx,
    )
    is_known = (into_reporting.decimals != TOO_LONG) & (local.decimals != TOO_LONG)
    return EntryRates(into_reporting, local, is_known, of_position, tuple(currencies))


def converted(amounts: Integers, digits: Integers, rates: Numbers) -> Integers:
    """Return amounts of so many digits in another currency, to the step of money."""
    excess = digits + rates.decimals - MONEY_DIGITS
    return scaled_product(amounts, rates.mantissas, excess)


def _currencies(
    columns: EntryColumns, prices: Mapping[str, PriceSeries]
) -> tuple[list[str], Integers, Integers]:
    """Return all currencies, the place of each entry's, and of each symbol's position."""
    known = {name: prices[name].currency for name in columns.names if name in prices and name}
    currencies = sorted(columns.used(columns.currency) | set(known.values()))
    place = {name: number for number, name in enumerate(currencies)}
    of_name = np.array([place.get(name or "", 0) for name in columns.names], dtype=np.int64)
    of_entry = of_name[columns.currency]
    of_position = np.zeros(len(columns.names), dtype=np.int64)
    # Without a price, a position is kept in the currency of its first trade.
    trades = np.flatnonzero(columns.is_trade)[::-1]
    of_position[columns.symbol[trades]] = of_entry[trades]
    for number, name in enumerate(columns.names):
        if name in known:
            of_position[number] = place[known[name]]
    return currencies, of_entry, of_position


def _looked_up(day: Integers, place: Integers, pairs: list[tuple[str, str]], fx: FxBook) -> Numbers:
    """Return the rate of each entry's pair of currencies on its day; 1 where place is negative."""
    if not day.size:
        return numbers([])
    first, width = int(day.min()), len(pairs) + 1
    cells = (day - first) * width + place + 1
    is_used = np.zeros((int(day.max()) - first + 1) * width, dtype=bool)
    is_used[cells] = True
    used = np.flatnonzero(is_used)
    mantissas, decimals = np.ones(used.size, np.int64), np.zeros(used.size, np.int8)
    for number, pair in enumerate(pairs, 1):
        rows = np.flatnonzero(used % width == number)
        if rows.size and pair[0] != pair[1]:
            found = exchange_rates(fx, *pair, used[rows] // width + first)
            mantissas[rows], decimals[rows] = found.mantissas, found.decimals
    return Numbers(mantissas, decimals).take((np.cumsum(is_used) - 1)[cells])


def exchange_rates(fx: FxBook, currency: str, other: str, days: Integers) -> Numbers:
    """Return units of `other` for one of `currency` by the last fixings up to each day.

    To eighteen digits, as `Rates` has them; too long to be worked with where there is none.
    """
    above, below = _leg(fx, other, days), _leg(fx, currency, days)
    is_known = (above.mantissas > 0) & (below.mantissas > 0)
    dividend = np.where(is_known, above.mantissas, 1)
    divisor = np.where(is_known, below.mantissas, 1)
    # Of eighteen digits now; so many more that the quotient has eighteen, too.
    lift = RATE_DIGITS - digits_of(dividend)
    dividend *= 10**lift
    shift = RATE_DIGITS - 1 - np.floor(np.log10(dividend / divisor)).astype(np.int64)
    shift = np.clip(shift, 0, RATE_DIGITS)
    quotient = multiply_divide(dividend, 10**shift, divisor)
    # The logarithm may be off by one at a power of ten.
    off = digits_of(quotient) - RATE_DIGITS
    if off.any():
        shift = np.clip(shift - off, 0, RATE_DIGITS)
        quotient = multiply_divide(dividend, 10**shift, divisor)
    decimals = lift + shift + above.decimals - below.decimals
    is_known &= (digits_of(quotient) == RATE_DIGITS) & (decimals >= 0)
    return Numbers(quotient, np.where(is_known, decimals, TOO_LONG).astype(np.int8))


def _leg(fx: FxBook, currency: str, days: Integers) -> Numbers:
    """Return units of a currency for one of the pivot, zero where there is no fixing yet."""
    ones, series = np.ones(days.size, dtype=np.int64), fx.series.get(currency)
    if currency == fx.pivot:
        return Numbers(ones, np.zeros(days.size, dtype=np.int8))
    if series is None:
        return Numbers(0 * ones, np.zeros(days.size, dtype=np.int8))
    closes = np.concatenate(([0], series.close))
    at = np.searchsorted(series.days, days, side="right")
    return Numbers(closes[at], np.full(days.size, series.exponent, dtype=np.int8))


def _stated(
    rates: Numbers,
    columns: EntryColumns,
    entries: tuple[Transaction, ...],
    reference: Rates,
    reporting: str,
) -> Numbers:
    """Return rates with those that brokers stated in their place."""
    rows = [
        row
        for row in np.flatnonzero(columns.has_rate).tolist()
        if entries[row].currency != reporting
    ]
    if not rows:
        return rates
    stated = _numbers([reference.of(entries[row]) for row in rows])
    mantissas, decimals = rates.mantissas.copy(), rates.decimals.copy()
    mantissas[rows], decimals[rows] = stated.mantissas, stated.decimals
    return Numbers(mantissas, decimals)


def _numbers(rates: list[Decimal]) -> Numbers:
    """Return rates as columns, the unknown as too long to be worked with."""
    found = numbers([None if rate.is_nan() else rate for rate in rates])
    is_unknown = np.array([rate.is_nan() for rate in rates], dtype=bool)
    return Numbers(found.mantissas, np.where(is_unknown, TOO_LONG, found.decimals).astype(np.int8))
