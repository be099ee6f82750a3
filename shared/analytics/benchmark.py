"""A benchmark's level day by day, dividends reinvested, in the portfolio's currency."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from shared.analytics.performance import PeriodFlows, on_same_flows, total_return_growth
from shared.analytics.returns import DayArray, FloatArray
from shared.analytics.xirr import Rate, rate_of
from shared.market.model import FxBook, PriceSeries
from shared.portfolios.carrying import places_until
from shared.portfolios.daily_worth import cross_rates
from shared.portfolios.valuation import STALE_AFTER


@dataclass(frozen=True, slots=True)
class BenchmarkResult:
    """A benchmark over the days of a period.

    `growth`: shape (n,), total-return level relative to the opening. `values`: shape (n,), what
    the portfolio's own flows would be worth in it. `twr` reinvests dividends, `price_return`
    leaves them out, `xirr` is the money-weighted return of the same flows.
    """

    symbol: str
    twr: float
    price_return: float
    xirr: Rate
    growth: FloatArray
    values: FloatArray


def compare(
    series: PriceSeries, fx: FxBook, currency: str, period: PeriodFlows
) -> BenchmarkResult | None:
    """Return the benchmark over a period; None when it or its rate begins after the opening."""
    days = np.concatenate(([period.opening_day], period.days))
    total = _on_days(series, total_return_growth(*_columns(series)), days)
    splits_only = _columns(series)
    splits_only[1][:] = 0.0
    price = _on_days(series, total_return_growth(*splits_only), days)
    rates = cross_rates(fx, series.currency, currency, days)
    if np.isnan(total[0] * rates[0]):
        return None
    growth = (total * rates / (total[0] * rates[0]))[1:]
    return BenchmarkResult(
        symbol=series.symbol,
        twr=float(growth[-1]) - 1.0,
        price_return=float(price[-1] * rates[-1] / (price[0] * rates[0])) - 1.0,
        xirr=_money_weighted(growth, period),
        growth=growth,
        values=on_same_flows(growth, period),
    )


def _money_weighted(growth: FloatArray, period: PeriodFlows) -> Rate:
    net = period.outflows - period.inflows
    end = float(on_same_flows(growth, period)[-1])
    days = np.concatenate(([period.opening_day], period.days, period.days[-1:]))
    return rate_of(days, np.concatenate(([-period.opening_value], net, [end])))


def total_return_levels(series: PriceSeries, days: DayArray) -> FloatArray:
    """Return the total-return level at the end of each day, shape (n,); NaN before the first bar.

    In the series' own currency, 1.0 on its first bar.
    """
    return _on_days(series, total_return_growth(*_columns(series)), days)


def returns_in(series: PriceSeries, fx: FxBook, currency: str, days: DayArray) -> FloatArray:
    """Return the total return from each day to the next in a currency, shape (n − 1,).

    NaN where the series or its rate has not begun, and where the last bar is days old: a price
    that stopped is not one that stands still.
    """
    rates = cross_rates(fx, series.currency, currency, days)
    levels = total_return_levels(series, days) * rates
    last_bar = series.days[np.maximum(places_until(series.days, days) - 1, 0)]
    levels[days - last_bar > STALE_AFTER.days] = np.nan
    return levels[1:] / levels[:-1] - 1.0


def ended_on(series: PriceSeries, last: int) -> date | None:
    """Return the last day with a price where that is long before a day; None where it is not."""
    bars = int(places_until(series.days, np.array([last]))[0])
    if not bars or last - int(series.days[bars - 1]) <= STALE_AFTER.days:
        return None
    return date.fromordinal(int(series.days[bars - 1]))


def _columns(series: PriceSeries) -> tuple[FloatArray, FloatArray, FloatArray]:
    closes = series.close / 10.0**series.exponent
    dividends, factors = np.zeros(closes.size), np.ones(closes.size)
    for dividend in series.dividends:
        at = _bar_of(series, dividend.ex_date.toordinal())
        if at < closes.size and dividend.currency == series.currency:
            dividends[at] += float(dividend.amount)
    for split in series.splits:
        at = _bar_of(series, split.date.toordinal())
        if at < closes.size:
            factors[at] *= split.numerator / split.denominator
    return closes, dividends, factors


def _bar_of(series: PriceSeries, day: int) -> int:
    return int(np.searchsorted(series.days, day))


def _on_days(series: PriceSeries, levels: FloatArray, days: DayArray) -> FloatArray:
    at = places_until(series.days, days) - 1
    return np.where(at >= 0, levels[at], np.nan)
