"""A portfolio's value and contributions day by day, as arrays for charts and returns.

Here exact amounts become float64. The last value equals the total of `valuation.holdings` to the
cent; where a figure must be exact, ask that.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np

from shared.market.model import Days, FxBook, PriceSeries
from shared.portfolios.columns import (
    Integers,
    Mask,
    Records,
    floats_of,
    ordinals_of,
    parts_of,
)
from shared.portfolios.daily_worth import DailyWorth, FloatArray, daily_worth, stepped
from shared.portfolios.results import Flow, LedgerResult

_WEEK: Final = 7
_WEEKDAYS: Final = 5
_EMPTY: Final = np.array([], dtype=np.int32)


@dataclass(frozen=True, slots=True)
class ValueSeries:
    """Daily series of the priced part of a portfolio, oldest first, in `currency`.

    `days`: shape (n,), ordinals: every day on which a symbol held had a price or something was
    entered, weekdays after a week without either, and the last. `worth`: what it was made of at
    the end of each day; NaN on days on which something held had no price yet. `contributions`:
    shape (n,), net money put in that day, as net contributions count it. `inflows`, `outflows`:
    shape (n,), positive, the net flow of each day as a time-weighted return counts it (securities
    transferred at market value).

    Symbols in `unpriced` never had a price, nor had what became of them. Those in `left_out` are
    outside, and money that went into them left: all of `unpriced`, unless nothing else held at the
    end has a price, and there is no rest that could stand for the whole. `is_rest_empty`: shape
    (n,), days on which only what is outside was held; what is left then is no portfolio's value.
    `is_traded`: shape (n,), days on which the quantity of anything changed.
    """

    currency: str
    days: Days
    worth: DailyWorth
    contributions: FloatArray
    inflows: FloatArray
    outflows: FloatArray
    unpriced: tuple[str, ...]
    left_out: tuple[str, ...]
    is_rest_empty: Mask
    is_traded: Mask

    @property
    def value(self) -> FloatArray:
        """What all of it was worth at the end of each day, shape (n,)."""
        return self.worth.total

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
    left_out = unpriced if unpriced and _has_rest(result, priced) else ()
    days = _days(result, priced.values())
    inside = sorted(set(result.quantities) - set(left_out))
    worth = daily_worth(result, priced, fx, days, inside)
    contributions, moved = _flows(result, days, frozenset(left_out))
    is_rest_empty = np.zeros(days.size, dtype=bool)
    if left_out:
        is_rest_empty = ~_is_held(result, inside, days) & _is_held(result, left_out, days)
        worth = _without_losses_of_fees(worth, moved, is_rest_empty)
    return ValueSeries(
        currency=result.currency,
        days=days,
        worth=worth,
        contributions=contributions,
        inflows=np.maximum(moved, 0.0),
        outflows=np.maximum(-moved, 0.0),
        unpriced=unpriced,
        left_out=left_out,
        is_rest_empty=is_rest_empty,
        is_traded=_is_traded(result, days),
    )


def _never_priced(result: LedgerResult, priced: Collection[str]) -> tuple[str, ...]:
    """Return symbols without a price, unless their shares became or came from some with one.

    Those cannot be left outside: their shares would come in, or go, as if from nowhere.
    """
    inside = set(priced)
    while grown := {s for pair in result.successions if inside & set(pair) for s in pair} - inside:
        inside |= grown
    return tuple(symbol for symbol in result.quantities if symbol not in inside)


def _has_rest(result: LedgerResult, priced: Mapping[str, PriceSeries]) -> bool:
    """Say whether something held at the end has a price by then, or did while anything was held."""
    end = result.as_of.toordinal()
    held = [priced.get(symbol) for symbol in result.positions]
    return any(one and one.days[0] <= end for one in held) if held else bool(priced)


def _is_held(result: LedgerResult, symbols: Iterable[str], days: Days) -> Mask:
    found = np.zeros(days.size, dtype=bool)
    for symbol in symbols:
        found |= stepped(result.quantities[symbol], days) != 0.0
    return found


def _is_traded(result: LedgerResult, days: Days) -> Mask:
    found = np.zeros(days.size, dtype=bool)
    for one in result.quantities.values():
        found[np.searchsorted(days, ordinals_of(one.days))] = True
    return found


def _without_losses_of_fees(
    worth: DailyWorth, moved: FloatArray, is_rest_empty: Mask
) -> DailyWorth:
    """Return no worth of days without a rest if a fee was paid on one: it would be all lost."""
    if not (is_rest_empty & (worth.total == 0.0) & (moved > 0.0)).any():
        return worth
    return replace(worth, total=np.where(is_rest_empty, np.nan, worth.total))


def _days(result: LedgerResult, series: Iterable[PriceSeries]) -> Days:
    if result.first_day is None:
        return _EMPTY
    first, last = result.first_day.toordinal(), result.as_of.toordinal()
    found: list[Integers] = [np.array([first, last]), *map(_days_of, parts_of(result.flows))]
    steps = (*result.quantities.values(), *result.balances.values())
    found.extend(ordinals_of(one.days) for one in steps)
    is_day = np.zeros(last - first + 1, dtype=bool)
    is_day[np.concatenate(found) - first] = True
    for known, begin in _calendars(result, series).values():
        bounds = np.searchsorted(known, (max(first, begin), last + 1))
        is_day[known[bounds[0] : bounds[1]] - first] = True
    return _without_long_gaps((np.flatnonzero(is_day) + first).astype(np.int32))


def _without_long_gaps(days: Days) -> Days:
    """Add the weekdays on which nothing had a price for more than a week.

    Exchange rates went on meanwhile: what they did in three years is no return of the last day.
    Which days are added hangs on earlier days alone, so that a series to an earlier day is a part
    of a later one.
    """
    gaps = np.flatnonzero(np.diff(days) > _WEEK + 1)
    if not gaps.size:
        return days
    added = [np.arange(days[gap] + _WEEK + 1, days[gap + 1], dtype=np.int32) for gap in gaps]
    between = np.concatenate(added)
    # Ordinal 1 is a Monday.
    return np.sort(np.concatenate((days, between[(between - 1) % _WEEK < _WEEKDAYS])))


def _calendars(
    result: LedgerResult, series: Iterable[PriceSeries]
) -> dict[bytes, tuple[Days, int]]:
    """Return the different days of prices, and when the first symbol priced on them was held."""
    found: dict[bytes, tuple[Days, int]] = {}
    for one in series:
        held, key = result.quantities[one.symbol].days[0].toordinal(), one.days.tobytes()
        known = found.get(key)
        found[key] = one.days, min(held, known[1]) if known else held
    return found


def _days_of(flows: Sequence[Flow]) -> Integers:
    if isinstance(flows, Records):
        return ordinals_of(flows.fields["day"])
    return ordinals_of([flow.day for flow in flows])


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
