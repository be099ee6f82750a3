"""The rates of all entries at once, exact: looked up once a currency and day."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final, Self

import numpy as np

from shared.market.model import PriceSeries
from shared.portfolios.columns import Integers, Mask
from shared.portfolios.entry_columns import TOO_LONG, EntryColumns, Numbers, numbers
from shared.portfolios.model import Transaction
from shared.portfolios.rates import Rates
from shared.portfolios.scaled import scaled_product

MONEY_DIGITS: Final = 10


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

    def take(self, rows: Integers) -> Self:
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
    rates: Rates,
    reporting: str,
) -> EntryRates:
    """Look the rates of entries up."""
    currencies, of_entry, of_position = _currencies(columns, prices)
    position = np.where(columns.is_trade, of_position[columns.symbol], of_entry)
    into_reporting = _looked_up(
        columns.day, of_entry, currencies, lambda code, day: rates.between(code, reporting, day)
    )
    into_reporting = _stated(into_reporting, columns, entries, rates, reporting)
    local = _looked_up(
        columns.day,
        np.where(of_entry == position, -1, of_entry * len(currencies) + position),
        [(one, other) for one in currencies for other in currencies],
        lambda pair, day: rates.between(*pair, day),
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
    codes: list[int] = np.unique(columns.currency).tolist()
    used = {columns.names[code] or "" for code in codes}
    currencies = sorted(used | set(known.values()))
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


def _looked_up[Key](
    day: Integers, place: Integers, keys: list[Key], rate: Callable[[Key, date], Decimal]
) -> Numbers:
    """Return the rate of each entry's key and day; 1 where the place is negative."""
    if not day.size:
        return numbers([])
    first, width = int(day.min()), len(keys) + 1
    cells = (day - first) * width + place + 1
    is_used = np.zeros((int(day.max()) - first + 1) * width, dtype=bool)
    is_used[cells] = True
    used = np.flatnonzero(is_used)
    found = [
        Decimal(1) if not cell % width else rate(keys[cell % width - 1], _day(first, cell // width))
        for cell in used.tolist()
    ]
    at = (np.cumsum(is_used) - 1)[cells]
    return _numbers(found).take(at)


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


def _day(first: int, offset: int) -> date:
    return date.fromordinal(first + offset)
