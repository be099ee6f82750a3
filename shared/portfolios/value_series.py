"""A portfolio's value and contributions day by day, as arrays for charts and returns.

Here exact amounts become float64. The last value equals the total of `valuation.holdings` to the
cent; where a figure must be exact, ask that.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from shared.market.model import Days, FxBook, PriceSeries
from shared.portfolios.carrying import places_until
from shared.portfolios.columns import (
    Integers,
    Mask,
    Records,
    floats_of,
    ordinals_of,
    parts_of,
)
from shared.portfolios.results import Flow, LedgerResult, StepSeries

type FloatArray = NDArray[np.float64]

_EMPTY: Final = np.array([], dtype=np.int32)


@dataclass(frozen=True, slots=True)
class ValueSeries:
    """Daily series of the priced part of a portfolio, oldest first, in `currency`.

    `days`: shape (n,), ordinals: every day on which a symbol held had a price or something was
    entered, and the last. `value`: shape (n,), at the end of each day; NaN on days on which
    something held had no price yet. `contributions`: shape (n,), net money put in that day, as net
    contributions count it. `inflows`, `outflows`: shape (n,), positive, the net flow of each day
    as a time-weighted return counts it (securities transferred at market value).

    Symbols in `unpriced` never had a price, nor had what became of them: they are outside, and
    money that went into them left.
    """

    currency: str
    days: Days
    value: FloatArray
    contributions: FloatArray
    inflows: FloatArray
    outflows: FloatArray
    unpriced: tuple[str, ...]

    @property
    def net_contributions(self) -> FloatArray:
        """Money put in up to and including each day, shape (n,)."""
        return np.cumsum(self.contributions)

    @property
    def dates(self) -> list[date]:
        """The days as dates."""
        return [date.fromordinal(int(day)) for day in self.days]


def value_series(
    result: LedgerResult, prices: Mapping[str, PriceSeries], fx: FxBook
) -> ValueSeries:
    """Return the series of a folded ledger from its first day to its `as_of`."""
    priced = {s: prices[s] for s in result.quantities if s in prices and prices[s].days.size}
    unpriced = _never_priced(result, priced)
    days = _days(result, priced.values())
    value = np.zeros(days.shape)
    for symbol, steps in result.quantities.items():
        if symbol in priced:
            series = priced[symbol]
            worth = _closes(series, days) * _rates(fx, series, result.currency, days)
            value += _worth(_steps(steps, days), worth)
        elif symbol not in unpriced:
            value += _worth(_steps(steps, days), np.full(days.shape, np.nan))
    for code, balance in result.balances.items():
        value += _worth(_steps(balance, days), _cross(fx, code, result.currency, days))
    contributions, moved = _flows(result, days, frozenset(unpriced))
    return ValueSeries(
        currency=result.currency,
        days=days,
        value=value,
        contributions=contributions,
        inflows=np.maximum(moved, 0.0),
        outflows=np.maximum(-moved, 0.0),
        unpriced=unpriced,
    )


def _never_priced(result: LedgerResult, priced: Collection[str]) -> tuple[str, ...]:
    """Return symbols without a price, unless their shares became or came from some with one.

    Those cannot be left outside: their shares would come in, or go, as if from nowhere.
    """
    inside = set(priced)
    while grown := {s for pair in result.successions if inside & set(pair) for s in pair} - inside:
        inside |= grown
    return tuple(symbol for symbol in result.quantities if symbol not in inside)


def _days(result: LedgerResult, series: Iterable[PriceSeries]) -> Days:
    if result.first_day is None:
        return _EMPTY
    first, last = result.first_day.toordinal(), result.as_of.toordinal()
    found: list[Integers] = [np.array([first, last]), *map(_days_of, parts_of(result.flows))]
    steps = (*result.quantities.values(), *result.balances.values())
    found.extend(ordinals_of(one.days) for one in steps)
    for one in series:
        held = result.quantities[one.symbol].days[0].toordinal()
        inside = (one.days >= max(first, held)) & (one.days <= last)
        found.append(one.days[inside].astype(np.int64))
    is_day = np.zeros(last - first + 1, dtype=bool)
    is_day[np.concatenate(found) - first] = True
    return (np.flatnonzero(is_day) + first).astype(np.int32)


def _days_of(flows: Sequence[Flow]) -> Integers:
    if isinstance(flows, Records):
        return ordinals_of(flows.fields["day"])
    return ordinals_of([flow.day for flow in flows])


def _steps(steps: StepSeries, days: Days) -> FloatArray:
    """Return a step series on each day, zero before its first step."""
    values = np.concatenate(([0.0], floats_of(steps.values)))
    return values[places_until(ordinals_of(steps.days), days)]


def _closes(series: PriceSeries, days: Days) -> FloatArray:
    """Return the last close up to each day in that day's shares, NaN before the first."""
    at = places_until(series.days, days)
    closes = np.concatenate(([np.nan], series.close / 10.0**series.exponent))[at]
    priced_on = np.concatenate(([0], series.days))[at]
    for split in series.splits:
        split_day = split.date.toordinal()
        # Carried over a split, as `PriceSeries.carried_to` does it.
        is_carried = (priced_on < split_day) & (days >= split_day)
        closes[is_carried] *= split.denominator / split.numerator
    return closes


def _rates(fx: FxBook, series: PriceSeries, currency: str, days: Days) -> FloatArray:
    return _cross(fx, series.currency, currency, days)


def _cross(fx: FxBook, currency: str, other: str, days: Days) -> FloatArray:
    """Return units of `other` for one of `currency` on each day, NaN where not known."""
    if currency == other:
        return np.ones(days.shape)
    return _leg(fx, other, days) / _leg(fx, currency, days)


def _leg(fx: FxBook, currency: str, days: Days) -> FloatArray:
    if currency == fx.pivot:
        return np.ones(days.shape)
    series = fx.series.get(currency)
    return _closes(series, days) if series is not None else np.full(days.shape, np.nan)


def _worth(held: FloatArray, price: FloatArray) -> FloatArray:
    """Multiply, but nothing held is worth nothing whether or not it has a price."""
    return np.where(held == 0.0, 0.0, held * price)


def _flows(
    result: LedgerResult, days: Days, unpriced: frozenset[str]
) -> tuple[FloatArray, FloatArray]:
    """Return what crossed the boundary of the priced part each day: as booked, and at market."""
    booked, at_market = np.zeros(days.size), np.zeros(days.size)
    for part in parts_of(result.flows):
        if isinstance(part, Records):
            found = _by_day(days, *_columns(part, part.where({}, unpriced)))
            booked += found
            at_market += found
            continue
        flows = [flow for flow in part if flow.symbol not in unpriced]
        moved = ordinals_of([flow.day for flow in flows])
        booked += _by_day(days, moved, floats_of([flow.amount for flow in flows]))
        at_market += _by_day(days, moved, floats_of([flow.performance_amount for flow in flows]))
    if result.cash_mode == "tracked" and unpriced:
        into = [move for move in result.movements if move.symbol in unpriced]
        moved = ordinals_of([move.day for move in into])
        found = _by_day(days, moved, floats_of([move.amount for move in into]))
        booked += found
        at_market += found
    return booked, at_market


def _columns(records: Records[Flow], keep: Mask) -> tuple[Integers, FloatArray]:
    day, amount = records.fields["day"], records.fields["amount"]
    return ordinals_of(day)[keep], floats_of(amount)[keep]


def _by_day(days: Days, moved: Integers, amounts: FloatArray) -> FloatArray:
    # Without anything to count, numpy answers integers whatever the weights are.
    return np.bincount(np.searchsorted(days, moved), amounts, minlength=days.size).astype(float)
