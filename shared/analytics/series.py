"""The daily value series of a portfolio, from its folded ledger, its prices and rates.

The calendar holds every day on which something held has a price, something moved, the first day
and the last. Days between two entries change nothing, so linking over them is daily linking.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from shared.analytics.matrix import (
    Scaled,
    price_matrix,
    product_by_column_group,
    rate_matrix,
    step_matrix,
)
from shared.analytics.performance import PeriodFlows
from shared.analytics.returns import DayArray, FloatArray, fold_into
from shared.portfolios.ports import Book


@dataclass(frozen=True, slots=True)
class ValueSeries:
    """A portfolio day by day, in one reporting currency, oldest first.

    `days`: shape (n,), ordinals, ascending. `values`: shape (n,), total at the end of each day,
    NaN where a price or rate of something held was not yet known. `holdings`: shape (n, symbols),
    worth of each. `held`: shape (n, symbols), quantities. `local`: shape (n, currencies), worth in
    each currency, cash included; `rates` converts it. `inflows`, `outflows`: shape (n,), what a
    return counts. `contributions`: shape (n,), net, securities at the cost they carried.
    `is_trading_day`: shape (n,), whether anything held was priced that very day.
    """

    currency: str
    symbols: tuple[str, ...]
    currencies: tuple[str, ...]
    days: DayArray
    values: FloatArray
    holdings: FloatArray
    held: FloatArray
    local: FloatArray
    rates: FloatArray
    inflows: FloatArray
    outflows: FloatArray
    contributions: FloatArray
    is_trading_day: NDArray[np.bool_]

    def index_at(self, day: int) -> int:
        """Return the position of the last entry on or before a day; −1 before the first."""
        return int(np.searchsorted(self.days, day, side="right")) - 1

    def between(self, first: int, last: int) -> PeriodFlows:
        """Return the period's values and flows; what was there the evening before opens it."""
        start, end = self.index_at(first - 1) + 1, self.index_at(last) + 1
        opening = float(self.values[start - 1]) if start > 0 else 0.0
        window = slice(start, end)
        return PeriodFlows(
            self.days[window],
            self.values[window],
            self.inflows[window],
            self.outflows[window],
            opening,
        )

    def trading_returns(self, first: int, last: int) -> tuple[DayArray, FloatArray]:
        """Return the trading days of a period and their returns, NaN without capital.

        What happened on other days is part of the next trading day's return.
        """
        period = self.between(first, last)
        start = self.index_at(first - 1) + 1
        is_kept = self.is_trading_day[start : start + period.days.size]
        return period.days[is_kept], fold_into(period.returns(), is_kept)


def value_series(book: Book) -> ValueSeries | None:
    """Return the daily series of a book; None for a ledger in which nothing ever happened."""
    result = book.result
    if result.first_day is None:
        return None
    symbols, currencies = _columns(book)
    days = _calendar(book, symbols)
    held = step_matrix([result.quantities[symbol] for symbol in symbols], days)
    prices, price_days = price_matrix([book.prices.get(symbol) for symbol in symbols], days)
    groups = [currencies.index(result.currencies[symbol]) for symbol in symbols]
    rates = rate_matrix(book.fx, currencies, book.currency, days)
    local = product_by_column_group(held, prices, groups, len(currencies))
    local += _cash(book, currencies, days)
    values = _converted(local, rates)
    values[((held.values != 0) & (price_days == 0)).any(axis=1)] = np.nan
    inflows, outflows, contributions = _flows(book, days)
    return ValueSeries(
        currency=book.currency,
        symbols=tuple(symbols),
        currencies=tuple(currencies),
        days=days,
        values=values,
        holdings=_worth(held, prices, price_days, rates[:, groups]),
        held=held.as_float(),
        local=local,
        rates=rates,
        inflows=inflows,
        outflows=outflows,
        contributions=contributions,
        is_trading_day=_trading_days(held, price_days, days),
    )


def _columns(book: Book) -> tuple[list[str], list[str]]:
    symbols = sorted(book.result.quantities)
    currencies = {book.result.currencies[symbol] for symbol in symbols}
    return symbols, sorted(currencies | set(book.result.balances) | {book.currency})


def _calendar(book: Book, symbols: Sequence[str]) -> DayArray:
    result = book.result
    first = (result.first_day or book.as_of).toordinal()
    last = max(book.as_of.toordinal(), first)
    is_used = np.zeros(last - first + 1, dtype=bool)
    is_used[[0, -1]] = True
    moved: Iterable[date] = (
        day
        for steps in (*result.quantities.values(), *result.balances.values())
        for day in steps.days
    )
    for day in (*moved, *(flow.day for flow in result.flows)):
        is_used[day.toordinal() - first] = True
    for symbol in symbols:
        prices = book.prices.get(symbol)
        if prices is not None:
            inside = prices.days[(prices.days >= first) & (prices.days <= last)]
            is_used[inside - first] = True
    return (np.flatnonzero(is_used) + first).astype(np.int64)


def _cash(book: Book, currencies: Sequence[str], days: DayArray) -> FloatArray:
    balances = book.result.balances
    matrix = np.zeros((days.size, len(currencies)))
    known = [currency for currency in currencies if currency in balances]
    if known:
        columns = [currencies.index(currency) for currency in known]
        matrix[:, columns] = step_matrix([balances[c] for c in known], days).as_float()
    return matrix


def _converted(local: FloatArray, rates: FloatArray) -> FloatArray:
    # A currency nothing is held in must not spread its unknown rate.
    return np.where(local == 0.0, 0.0, local * rates).sum(axis=1)


def _worth(held: Scaled, prices: Scaled, price_days: DayArray, rates: FloatArray) -> FloatArray:
    worth = held.as_float() * prices.as_float() * rates
    worth[held.values == 0] = 0.0
    worth[(held.values != 0) & (price_days == 0)] = np.nan
    return worth


def _flows(book: Book, days: DayArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    inflows, outflows = np.zeros(days.size), np.zeros(days.size)
    contributions = np.zeros(days.size)
    for flow in book.result.flows:
        at = int(np.searchsorted(days, flow.day.toordinal()))
        moved = float(flow.performance_amount)
        contributions[at] += float(flow.amount)
        if moved >= 0:
            inflows[at] += moved
        else:
            outflows[at] -= moved
    return inflows, outflows, contributions


def _trading_days(held: Scaled, price_days: DayArray, days: DayArray) -> NDArray[np.bool_]:
    is_held = held.values != 0
    was_held = np.vstack((np.zeros((1, is_held.shape[1]), dtype=bool), is_held[:-1]))
    return ((price_days == days[:, np.newaxis]) & (is_held | was_held)).any(axis=1)
