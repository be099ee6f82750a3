"""Performance of one period: gain, simple and money-weighted return, FX effect, benchmark.

All figures take the same `PeriodFlows`: what there was at the opening, what went in and out each
day, what there was at the end. Parts therefore reconcile.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shared.analytics.returns import DayArray, FloatArray, annualise, daily_returns, link
from shared.analytics.xirr import Rate, rate_of


@dataclass(frozen=True, slots=True)
class PeriodFlows:
    """Values and flows of a period in one currency, oldest day first.

    `days`: shape (n,), ordinals, ascending. `values`: shape (n,), at the end of each day.
    `inflows`, `outflows`: shape (n,), both positive. `opening_value`: at the end of the day before
    first day; 0 when the period begins with the first contribution. `first_day`: the period's
    first day when that is before `days[0]`. `is_traded`: shape (n,), days on which the quantity of
    anything changed; None when that is not known.
    """

    days: DayArray
    values: FloatArray
    inflows: FloatArray
    outflows: FloatArray
    opening_value: float = 0.0
    first_day: int | None = None
    is_traded: NDArray[np.bool_] | None = None

    @property
    def opening_day(self) -> int:
        """The day the clock starts: the day before the first, or the first contribution's own."""
        if self.opening_value:
            return (int(self.days[0]) if self.first_day is None else self.first_day) - 1
        moved = np.flatnonzero(self.inflows + self.outflows)
        return int(self.days[moved[0] if moved.size else 0])

    @property
    def length_days(self) -> int:
        """Calendar days from the opening to the end of the last day."""
        return int(self.days[-1]) - self.opening_day

    @property
    def end_value(self) -> float:
        """Value at the end of the last day."""
        return float(self.values[-1])

    @property
    def is_valued(self) -> bool:
        """Whether the opening and every day have a value; without it nothing can be linked."""
        return not bool(np.isnan(self.values).any() or np.isnan(self.opening_value))

    def returns(self) -> FloatArray:
        """Daily time-weighted returns, shape (n,), NaN on days without capital.

        What is paid in for a cost while nothing is held is none: it is in the gain, and lost no
        part of an investment.
        """
        returns = daily_returns(self.values, self.inflows, self.outflows, self.opening_value)
        if self.is_traded is None:
            return returns
        start = np.concatenate(([self.opening_value], self.values[:-1]))
        is_cost_alone = (start == 0) & (self.values == 0) & (self.outflows == 0) & ~self.is_traded
        return np.where(is_cost_alone, np.nan, returns)


def gain(flows: PeriodFlows) -> float:
    """Return end value − start value − net contributions between them."""
    net = float(flows.inflows.sum() - flows.outflows.sum())
    return flows.end_value - flows.opening_value - net


def simple_return(flows: PeriodFlows) -> float | None:
    """Return gain / (start value + contributions made); None when no money was put in."""
    invested = flows.opening_value + float(flows.inflows.sum())
    return _ratio(gain(flows), invested)


def return_on_average_investment(flows: PeriodFlows) -> float | None:
    """Return gain / average capital, flows weighted by the days they were invested.

    The Modified Dietz method (GIPS): inflows count from the start of their day, outflows until the
    end of theirs.
    """
    first, last = flows.opening_day, int(flows.days[-1])
    length = max(last - first, 1)
    held_in = np.clip((last - flows.days + 1) / length, 0.0, 1.0)
    held_out = np.clip((last - flows.days) / length, 0.0, 1.0)
    average = flows.opening_value + float(flows.inflows @ held_in - flows.outflows @ held_out)
    return _ratio(gain(flows), average)


def time_weighted_return(flows: PeriodFlows) -> float | None:
    """Return the daily-linked return, cumulative over the period.

    None without any capital, and when a day has no value.
    """
    return link(flows.returns()) if flows.is_valued else None


def time_weighted_return_annualised(flows: PeriodFlows) -> float | None:
    """Return the time-weighted return a year; None under a year."""
    return annualise(time_weighted_return(flows), flows.length_days)


def money_weighted_return(flows: PeriodFlows) -> Rate:
    """Return the XIRR of the period: start value in, flows, end value out."""
    net = flows.outflows - flows.inflows
    moved = np.flatnonzero(net)
    days = np.concatenate(([flows.opening_day], flows.days[moved], flows.days[-1:]))
    amounts = np.concatenate(([-flows.opening_value], net[moved], [flows.end_value]))
    return rate_of(days.astype(np.int64), amounts)


def fx_effect(local_values: FloatArray, rates: FloatArray, opening_local: FloatArray) -> float:
    """Return the part of the gain that came from exchange rates, in the reporting currency.

    `local_values`: shape (n, n_currencies), value at the end of each day in each currency.
    `rates`: shape (n + 1, n_currencies), reporting currency for one unit, the opening's first.
    `opening_local`: shape (n_currencies,). What was held over night moves with the rate; flows of
    a day are converted at that day's rate and move from the next. The rest of the gain is local.
    """
    overnight = np.vstack((opening_local[np.newaxis, :], local_values[:-1]))
    return float(np.sum(overnight * np.diff(rates, axis=0)))


def on_same_flows(growth: FloatArray, flows: PeriodFlows) -> FloatArray:
    """Return what the same flows would be worth in a benchmark, shape (n,).

    `growth`: shape (n,), the benchmark's level at the end of each day relative to the opening
    (1.0 there). The opening value and every flow buy or sell at the close of its day.
    """
    net = flows.inflows - flows.outflows
    return growth * (flows.opening_value + np.cumsum(net / growth))


def total_return_growth(
    closes: FloatArray, dividends: FloatArray, split_factors: FloatArray
) -> FloatArray:
    """Return the level of one unit with dividends reinvested at the close of their ex-date.

    `closes`: shape (n,), as traded. `dividends`: shape (n,), per share held after that day's
    split. `split_factors`: shape (n,), new shares per old on that day, 1.0 otherwise. Starts at 1.
    """
    ratio = (closes[1:] * split_factors[1:] + dividends[1:] * split_factors[1:]) / closes[:-1]
    return np.concatenate(([1.0], np.cumprod(ratio)))


def _ratio(part: float, whole: float) -> float | None:
    # Also None when either is NaN, which no comparison accepts.
    return part / whole if whole > 0 and abs(part) < np.inf else None
