"""Every risk measure of a period, and why one that is missing is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np

from shared.analytics import relative_risk, risk, rolling
from shared.analytics.benchmark import ended_on, returns_in
from shared.analytics.drawdowns import Drawdown, drawdowns
from shared.analytics.holding_risk import (
    Contribution,
    Correlation,
    contributions,
    correlation,
    holding_returns,
    weights_at,
)
from shared.analytics.performance_report import unvalued_note
from shared.analytics.periods import Period
from shared.analytics.returns import DayArray, FloatArray
from shared.analytics.series import DailySeries
from shared.market.model import FxBook, PriceSeries

_SHOWN_DRAWDOWNS: Final = 10
_AGAINST_BENCHMARK: Final = ("beta", "alpha", "tracking_error", "information_ratio")


@dataclass(frozen=True, slots=True)
class DatedDrawdown:
    """A fall of `depth` with its dates; `recovery` is None while it lasts."""

    depth: float
    peak: date
    trough: date
    recovery: date | None


@dataclass(frozen=True, slots=True)
class Rolling:
    """Measures of the last `window` trading days, aligned with `dates`; None until it is full."""

    window: int
    dates: tuple[date, ...]
    volatility: tuple[float | None, ...]
    sharpe: tuple[float | None, ...]
    beta: tuple[float | None, ...]
    max_drawdown: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class RiskReport:
    """Risk of a period; a measure without enough data is None, with its reason in `notes`.

    `hhi`, correlation and contributions are of what is held at the end.
    """

    first: date
    last: date
    observations: int
    volatility: float | None
    sharpe: float | None
    sortino: float | None
    calmar: float | None
    max_drawdown: DatedDrawdown | None
    drawdowns: tuple[DatedDrawdown, ...]
    var_95: float | None
    cvar_95: float | None
    var_99: float | None
    cvar_99: float | None
    var_95_parametric: float | None
    cvar_95_parametric: float | None
    var_99_parametric: float | None
    cvar_99_parametric: float | None
    beta: float | None
    alpha: float | None
    tracking_error: float | None
    information_ratio: float | None
    hhi: float | None
    correlation: Correlation
    contributions: tuple[Contribution, ...]
    rolling: Rolling | None = None
    benchmark: str | None = None
    notes: Mapping[str, str] = field(default_factory=dict[str, str])


def report(
    series: DailySeries,
    period: Period,
    prices: Mapping[str, PriceSeries],
    fx: FxBook,
    benchmark: PriceSeries | None = None,
    risk_free: float = 0.0,
    window: int | None = None,
) -> RiskReport:
    """Measure the risk of a period; `window` asks for rolling measures of so many trading days."""
    days, with_gaps = series.trading_returns(period.first, period.last)
    theirs = _benchmark_returns(days, benchmark, fx, series.currency)
    is_present = ~np.isnan(with_gaps)
    days, returns, theirs = days[is_present], with_gaps[is_present], theirs[is_present]
    falls = _dated(drawdowns(returns, days, _opening(days, period)))
    weights, held = weights_at(series, period.last)
    grid, by_holding = holding_returns(held, series, period, prices, fx)
    deepest = falls[0].depth if falls else 0.0
    measures = _own(risk.Sample(returns), deepest, risk_free) | _relative(
        returns, theirs, risk_free
    )
    measures["hhi"] = relative_risk.herfindahl(weights)
    against = int((~np.isnan(theirs)).sum())
    notes = _notes(measures, returns.size, grid.size, against, benchmark)
    if benchmark is not None and (until := ended_on(benchmark, period.last.toordinal())):
        notes["benchmark"] = (
            f"the prices of {benchmark.symbol} end on {until}: "
            f"measured against it on {against} of {returns.size} days"
        )
    flows = series.between(period.first, period.last)
    if np.isnan(flows.values).any():
        notes["observations"] = "days on which something held had no price are left out"
    if not falls:
        notes["max_drawdown"] = "the value never fell in this period"
    if np.isnan(flows.end_value) and not held:
        notes["hhi"] = unvalued_note(flows)
        if not returns.size:
            notes["max_drawdown"] = notes["hhi"]
    return RiskReport(
        first=period.first,
        last=period.last,
        observations=int(returns.size),
        max_drawdown=falls[0] if falls else None,
        drawdowns=falls[:_SHOWN_DRAWDOWNS],
        correlation=correlation(held, by_holding),
        contributions=contributions(held, weights, by_holding),
        rolling=_rolling(days, returns, theirs, window, risk_free) if window else None,
        benchmark=benchmark.symbol if benchmark is not None else None,
        notes=notes,
        **measures,
    )


def nothing(day: date) -> RiskReport:
    """Return the report of a portfolio without entries."""
    none = np.empty(0)
    measures = _own(risk.Sample(none), 0.0, 0.0) | _relative(none, none, 0.0) | {"hhi": None}
    return RiskReport(
        first=day,
        last=day,
        observations=0,
        max_drawdown=None,
        drawdowns=(),
        correlation=Correlation((), ()),
        contributions=(),
        rolling=None,
        benchmark=None,
        notes=_notes(measures, 0, 0, 0, None),
        **measures,
    )


def _opening(days: DayArray, period: Period) -> int:
    return int(days[0]) - 1 if days.size else period.first.toordinal()


def _dated(falls: list[Drawdown]) -> tuple[DatedDrawdown, ...]:
    return tuple(
        DatedDrawdown(
            depth=fall.depth,
            peak=date.fromordinal(fall.peak),
            trough=date.fromordinal(fall.trough),
            recovery=None if fall.recovery is None else date.fromordinal(fall.recovery),
        )
        for fall in falls
    )


def _own(sample: risk.Sample, deepest: float, risk_free: float) -> dict[str, float | None]:
    return {
        "volatility": risk.volatility(sample),
        "sharpe": risk.sharpe(sample, risk_free),
        "sortino": risk.sortino(sample, risk_free),
        "calmar": risk.calmar(sample, deepest),
        "var_95": risk.value_at_risk(sample, 0.95),
        "cvar_95": risk.expected_shortfall(sample, 0.95),
        "var_99": risk.value_at_risk(sample, 0.99),
        "cvar_99": risk.expected_shortfall(sample, 0.99),
        "var_95_parametric": risk.parametric_value_at_risk(sample, 0.95),
        "cvar_95_parametric": risk.parametric_expected_shortfall(sample, 0.95),
        "var_99_parametric": risk.parametric_value_at_risk(sample, 0.99),
        "cvar_99_parametric": risk.parametric_expected_shortfall(sample, 0.99),
    }


def _benchmark_returns(
    days: DayArray, benchmark: PriceSeries | None, fx: FxBook, currency: str
) -> FloatArray:
    if benchmark is None or not days.size:
        return np.full(days.size, np.nan)
    return returns_in(benchmark, fx, currency, np.concatenate((days[:1] - 1, days)))


def _relative(
    returns: FloatArray, benchmark: FloatArray, risk_free: float
) -> dict[str, float | None]:
    ours, theirs = relative_risk.aligned(returns, benchmark)
    return {
        "beta": relative_risk.beta(ours, theirs),
        "alpha": relative_risk.alpha(ours, theirs, risk_free),
        "tracking_error": relative_risk.tracking_error(ours, theirs),
        "information_ratio": relative_risk.information_ratio(ours, theirs),
    }


def _rolling(
    days: DayArray, returns: FloatArray, benchmark: FloatArray, window: int, risk_free: float
) -> Rolling:
    return Rolling(
        window=window,
        dates=tuple(date.fromordinal(day) for day in days.tolist()),
        volatility=_shown(rolling.rolling_volatility(returns, window)),
        sharpe=_shown(rolling.rolling_sharpe(returns, window, risk_free)),
        beta=_shown(rolling.rolling_beta(returns, benchmark, window)),
        max_drawdown=_shown(rolling.rolling_max_drawdown(returns, window)),
    )


def _shown(measures: FloatArray) -> tuple[float | None, ...]:
    return tuple(None if np.isnan(one) else float(one) for one in measures)


def _notes(
    measures: Mapping[str, float | None],
    observations: int,
    common_days: int,
    against: int,
    benchmark: PriceSeries | None,
) -> dict[str, str]:
    notes: dict[str, str] = {}
    for name, value in measures.items():
        if value is None:
            notes[name] = _reason(name, observations, against, benchmark)
    if common_days < risk.MIN_OBSERVATIONS:
        notes["correlation"] = notes["contributions"] = (
            f"{common_days} days with prices, {risk.MIN_OBSERVATIONS} are needed"
        )
    return notes


def _reason(name: str, observations: int, against: int, benchmark: PriceSeries | None) -> str:
    if name == "hhi":
        return "nothing is held at the end of the period"
    if name in _AGAINST_BENCHMARK and benchmark is None:
        return "no benchmark with prices was given"
    if observations < risk.MIN_OBSERVATIONS:
        return f"{observations} daily returns, {risk.MIN_OBSERVATIONS} are needed"
    if name in _AGAINST_BENCHMARK and benchmark is not None and against < risk.MIN_OBSERVATIONS:
        return f"{against} daily returns of {benchmark.symbol}, {risk.MIN_OBSERVATIONS} are needed"
    if name == "calmar" and observations < risk.MIN_YEAR:
        return f"{observations} daily returns, a year ({risk.MIN_YEAR}) is needed"
    return "the returns do not vary enough to divide by"
