"""Everything the performance page shows of a period, from a portfolio's daily series."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from shared.analytics import performance
from shared.analytics.benchmark import BenchmarkResult, compare
from shared.analytics.performance import PeriodFlows
from shared.analytics.periods import Period
from shared.analytics.returns import annualise, cumulative
from shared.analytics.rounding import money
from shared.analytics.series import ValueSeries
from shared.market.model import FxBook, PriceSeries


@dataclass(frozen=True, slots=True)
class PerformanceSeries:
    """Day by day, aligned. A value is None on a day on which something held had no price yet."""

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
    """A benchmark with dividends reinvested (`twr`) and without (`price_return`)."""

    symbol: str
    twr: float
    twr_annualised: float | None
    price_return: float
    xirr: float | None
    series: BenchmarkSeries


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
    series: ValueSeries,
    period: Period,
    fx: FxBook,
    benchmark: PriceSeries | None = None,
) -> PerformanceReport:
    """Measure a period of a value series."""
    flows = series.between(period.first.toordinal(), period.last.toordinal())
    start, end, net, gain = _amounts(series, period, flows)
    notes: dict[str, str] = {}
    is_valued = not bool(np.isnan(flows.values).any() or np.isnan(flows.opening_value))
    if not is_valued:
        notes["twr"] = _unvalued_note(flows)
    rate = performance.money_weighted_return(flows)
    if rate.note is not None:
        notes["xirr"] = rate.note
    compared = compare(benchmark, fx, series.currency, flows) if benchmark is not None else None
    if benchmark is not None and compared is None:
        notes["benchmark"] = f"{benchmark.symbol} has no price or rate at the opening of the period"
    return PerformanceReport(
        first=period.first,
        last=period.last,
        currency=series.currency,
        start_value=start,
        end_value=end,
        net_contributions=net,
        gain=gain,
        fx_effect=_fx_effect(series, period) if is_valued else None,
        twr=performance.time_weighted_return(flows) if is_valued else None,
        twr_annualised=performance.time_weighted_return_annualised(flows) if is_valued else None,
        xirr=rate.value,
        simple_return=_finite(performance.simple_return(flows)),
        return_on_average_investment=_finite(performance.return_on_average_investment(flows)),
        series=_series(series, flows, period, is_valued=is_valued),
        benchmark=_benchmark(compared, flows, series.currency) if compared is not None else None,
        notes=notes,
    )


def _amounts(
    series: ValueSeries, period: Period, flows: PeriodFlows
) -> tuple[Decimal | None, Decimal | None, Decimal | None, Decimal | None]:
    """Return start value, end value, net contributions and gain, rounded so that they add up."""
    first, last = period.first.toordinal(), period.last.toordinal()
    inside = slice(series.index_at(first - 1) + 1, series.index_at(last) + 1)
    start = money(flows.opening_value, series.currency)
    end = money(flows.end_value, series.currency)
    net = money(float(series.contributions[inside].sum()), series.currency)
    if start is None or end is None or net is None:
        return start, end, net, None
    return start, end, net, end - start - net


def _fx_effect(series: ValueSeries, period: Period) -> Decimal | None:
    first, last = period.first.toordinal(), period.last.toordinal()
    start, end = series.index_at(first - 1) + 1, series.index_at(last) + 1
    before = max(start - 1, 0)
    opening = series.local[before] if start else np.zeros(series.local.shape[1])
    rates = np.vstack((series.rates[before], series.rates[start:end]))
    is_used = (series.local[before:end] != 0).any(axis=0)
    effect = performance.fx_effect(
        series.local[start:end, is_used], rates[:, is_used], opening[is_used]
    )
    return money(effect, series.currency)


def _series(
    series: ValueSeries, flows: PeriodFlows, period: Period, *, is_valued: bool
) -> PerformanceSeries:
    end = series.index_at(period.last.toordinal()) + 1
    contributed = np.cumsum(series.contributions[:end])[end - flows.days.size :]
    linked: list[float | None] = [None] * flows.days.size
    if is_valued:
        linked = list(cumulative(flows.returns()).tolist())
    return PerformanceSeries(
        dates=tuple(date.fromordinal(day) for day in flows.days.tolist()),
        value=tuple(money(value, series.currency) for value in flows.values.tolist()),
        net_contributions=tuple(money(net, series.currency) for net in contributed.tolist()),
        cumulative_twr=tuple(linked),
    )


def _benchmark(result: BenchmarkResult, flows: PeriodFlows, currency: str) -> BenchmarkReport:
    return BenchmarkReport(
        symbol=result.symbol,
        twr=result.twr,
        twr_annualised=annualise(result.twr, flows.length_days),
        price_return=result.price_return,
        xirr=result.xirr.value,
        series=BenchmarkSeries(
            dates=tuple(date.fromordinal(day) for day in flows.days.tolist()),
            value=tuple(money(value, currency) for value in result.values.tolist()),
            cumulative_twr=tuple((result.growth - 1.0).tolist()),
        ),
    )


def _unvalued_note(flows: PeriodFlows) -> str:
    missing = flows.days[np.isnan(flows.values)]
    day = date.fromordinal(int(missing[0]) if missing.size else int(flows.days[0]) - 1)
    last = date.fromordinal(int(missing[-1])) if missing.size else day
    return (
        f"something held had no price or rate from {day} to {last}; "
        f"ask for a period from {last + timedelta(days=2)}"
    )


def _finite(ratio: float | None) -> float | None:
    return ratio if ratio is not None and np.isfinite(ratio) else None
