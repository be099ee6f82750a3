"""Everything the performance page shows of a period, from a portfolio's daily series."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import numpy as np

from shared.analytics import performance
from shared.analytics.benchmark import compare, ended_on
from shared.analytics.performance import PeriodFlows
from shared.analytics.periods import Period
from shared.analytics.returns import annualise, cumulative
from shared.analytics.rounding import money
from shared.analytics.series import DailySeries
from shared.kernel.money import ZERO
from shared.market.model import FxBook, PriceSeries

NO_ENTRIES: Final = "the portfolio has no transactions up to this day"


@dataclass(frozen=True, slots=True)
class PerformanceSeries:
    """Day by day, aligned. A value is None on a day on which something held had no price yet.

    A period of a single day also has the close of the day before, from which it began.
    """

    dates: tuple[date, ...]
    value: tuple[Decimal | None, ...]
    net_contributions: tuple[Decimal | None, ...]
    cumulative_twr: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class BenchmarkSeries:
    """The benchmark's level: money the same flows would be worth, and its compound return."""

    dates: tuple[date, ...]
    value: tuple[Decimal | None, ...]
    cumulative_twr: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class BenchmarkReport:
    """A benchmark with dividends reinvested (`twr`) and without (`price_return`).

    `prices_until`: the last day with a price, where the period goes on for days after it; the
    benchmark stands still from then on.
    """

    symbol: str
    twr: float
    twr_annualised: float | None
    price_return: float
    xirr: float | None
    series: BenchmarkSeries
    prices_until: date | None = None


@dataclass(frozen=True, slots=True)
class PerformanceReport:
    """A period's performance in one currency; what cannot be told is None, with why in `notes`.

    `net_contributions` is that of the period; the series runs from the portfolio's beginning, so
    that value − net contributions is the gain since then.
    """

    first: date
    last: date
    currency: str
    start_value: Decimal | None
    end_value: Decimal | None
    net_contributions: Decimal | None
    gain: Decimal | None
    fx_effect: Decimal | None
    twr: float | None
    twr_annualised: float | None
    xirr: float | None
    simple_return: float | None
    return_on_average_investment: float | None
    series: PerformanceSeries
    benchmark: BenchmarkReport | None = None
    notes: Mapping[str, str] = field(default_factory=dict[str, str])


def report(
    series: DailySeries,
    period: Period,
    fx: FxBook,
    benchmark: PriceSeries | None = None,
) -> PerformanceReport:
    """Measure a period of a value series."""
    flows = series.between(period.first, period.last)
    start, end, net, gain = amounts(series, period)
    notes = twr_notes(flows) | value_notes(flows) | left_out_notes(series, period.last)
    rate = performance.money_weighted_return(flows)
    if rate.note is not None:
        notes["xirr"] = rate.note
    told = _benchmark(benchmark, fx, series, period) if benchmark is not None else None
    if benchmark is not None and told is None:
        notes["benchmark"] = f"{benchmark.symbol} has no price or rate at the opening of the period"
    return PerformanceReport(
        first=period.first,
        last=period.last,
        currency=series.currency,
        start_value=start,
        end_value=end,
        net_contributions=net,
        gain=gain,
        fx_effect=_fx_effect(series, period) if flows.is_valued else None,
        twr=performance.time_weighted_return(flows),
        twr_annualised=performance.time_weighted_return_annualised(flows),
        xirr=rate.value,
        simple_return=performance.simple_return(series.booked(period.first, period.last)),
        return_on_average_investment=performance.return_on_average_investment(flows),
        series=_series(series, flows, period),
        benchmark=told,
        notes=notes,
    )


def nothing(day: date, currency: str) -> PerformanceReport:
    """Return the report of a portfolio without entries."""
    return PerformanceReport(
        first=day,
        last=day,
        currency=currency,
        start_value=ZERO,
        end_value=ZERO,
        net_contributions=ZERO,
        gain=ZERO,
        fx_effect=ZERO,
        twr=None,
        twr_annualised=None,
        xirr=None,
        simple_return=None,
        return_on_average_investment=None,
        series=PerformanceSeries((), (), (), ()),
        notes={"twr": NO_ENTRIES, "xirr": NO_ENTRIES, "simple_return": NO_ENTRIES},
    )


def amounts(
    series: DailySeries, period: Period
) -> tuple[Decimal | None, Decimal | None, Decimal | None, Decimal | None]:
    """Return start value, end value, net contributions and gain, rounded so that they add up."""
    flows = series.booked(period.first, period.last)
    start = money(flows.opening_value, series.currency)
    end = money(flows.end_value, series.currency)
    net = money(float(flows.inflows.sum() - flows.outflows.sum()), series.currency)
    if start is None or end is None or net is None:
        return start, end, net, None
    return start, end, net, end - start - net


def _fx_effect(series: DailySeries, period: Period) -> Decimal | None:
    window = series.window(period.first, period.last)
    start, end = window.start, window.stop
    before = max(start - 1, 0)
    opening = series.local[before] if start else np.zeros(series.local.shape[1])
    rates = np.vstack((series.rates[before], series.rates[start:end]))
    is_used = (series.local[before:end] != 0).any(axis=0)
    effect = performance.fx_effect(
        series.local[start:end, is_used], rates[:, is_used], opening[is_used]
    )
    return money(effect, series.currency)


def _series(series: DailySeries, flows: PeriodFlows, period: Period) -> PerformanceSeries:
    window = series.window(period.first, period.last)
    linked: list[float | None] = [None] * flows.days.size
    if flows.is_valued:
        linked = list(cumulative(flows.returns()).tolist())
    if _shows_the_close_before(series, period):
        window, linked = slice(window.start - 1, window.stop), [0.0, *linked]
    contributed = np.cumsum(series.contributions)[window]
    values = np.where(series.is_rest_empty, np.nan, series.values)[window]
    return PerformanceSeries(
        dates=tuple(date.fromordinal(day) for day in series.days[window].tolist()),
        value=tuple(money(value, series.currency) for value in values.tolist()),
        net_contributions=tuple(money(net, series.currency) for net in contributed.tolist()),
        cumulative_twr=tuple(linked),
    )


def _shows_the_close_before(series: DailySeries, period: Period) -> bool:
    # One point is no line: a period of one day shows the close it began from as well.
    window = series.window(period.first, period.last)
    return window.stop - window.start == 1 and window.start > 0


def _benchmark(
    prices: PriceSeries, fx: FxBook, series: DailySeries, period: Period
) -> BenchmarkReport | None:
    flows = series.between(period.first, period.last)
    result = compare(prices, fx, series.currency, flows)
    if result is None:
        return None
    days, values, growth = flows.days.tolist(), result.values.tolist(), result.growth.tolist()
    if _shows_the_close_before(series, period):
        before = series.window(period.first, period.last).start - 1
        days.insert(0, int(series.days[before]))
        values.insert(0, flows.opening_value)
        growth.insert(0, 1.0)
    return BenchmarkReport(
        symbol=result.symbol,
        twr=result.twr,
        twr_annualised=annualise(result.twr, flows.length_days),
        price_return=result.price_return,
        xirr=result.xirr.value,
        series=BenchmarkSeries(
            dates=tuple(date.fromordinal(day) for day in days),
            value=tuple(money(value, series.currency) for value in values),
            cumulative_twr=tuple(level - 1.0 for level in growth),
        ),
        prices_until=ended_on(prices, int(flows.days[-1])),
    )


def twr_notes(flows: PeriodFlows) -> dict[str, str]:
    """Say why there is no time-weighted return, or why it cannot be read as one."""
    if not flows.is_valued:
        return {"twr": unvalued_note(flows)}
    below = flows.days[flows.returns() < -1]
    if not below.size:
        return {}
    day = date.fromordinal(int(below[0]))
    return {
        "twr": f"the portfolio was worth less than nothing on {day}, and a return linked over such "
        "a day means little; deposits may be missing"
    }


def value_notes(flows: PeriodFlows) -> dict[str, str]:
    """Say why there is no value at the beginning or the end, nor what follows from it."""
    why = unvalued_note(flows) if np.isnan([flows.opening_value, flows.end_value]).any() else ""
    missing = {
        "start_value": np.isnan(flows.opening_value),
        "end_value": np.isnan(flows.end_value),
        "gain": bool(why),
        "simple_return": bool(why),
        "return_on_average_investment": bool(why),
        "fx_effect": not flows.is_valued,
    }
    return {name: why or unvalued_note(flows) for name, is_so in missing.items() if is_so}


def left_out_notes(series: DailySeries, day: date) -> dict[str, str]:
    """Name what never had a price and is in no figure, where the rest stands for the whole."""
    if not series.left_out:
        return {}
    return {"left_out": f"without {', '.join(series.left_out)}: no price or rate is known on {day}"}


def unvalued_note(flows: PeriodFlows) -> str:
    """Say on which days something held could not be valued."""
    missing = flows.days[np.isnan(flows.values)]
    day = date.fromordinal(int(missing[0]) if missing.size else int(flows.days[0]) - 1)
    last = date.fromordinal(int(missing[-1])) if missing.size else day
    if np.isnan(flows.end_value):
        return f"something held had no price or rate from {day} to {last}"
    return (
        f"something held had no price or rate from {day} to {last}; "
        f"ask for a period from {last + timedelta(days=2)}"
    )
