"""Every risk measure of a period, and why one that is missing is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np

from shared.analytics import relative_risk, risk
from shared.analytics.benchmark import total_return_levels
from shared.analytics.drawdowns import Drawdown, drawdowns
from shared.analytics.matrix import rate_matrix
from shared.analytics.periods import Period
from shared.analytics.returns import DayArray, FloatArray, present
from shared.analytics.series import DailySeries
from shared.market.model import FxBook, PriceSeries

_AGAINST_BENCHMARK: Final = ("beta", "alpha", "tracking_error", "information_ratio")


@dataclass(frozen=True, slots=True)
class Correlation:
    """Pairwise correlations of the holdings' daily returns; None where there are too few days."""

    symbols: tuple[str, ...]
    matrix: tuple[tuple[float | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Contribution:
    """A holding's share of the variance of today's holdings."""

    symbol: str
    weight: float
    share: float


@dataclass(frozen=True, slots=True)
class RiskReport:
    """Risk of a period; a measure without enough data is None, with its reason in `notes`."""

    first: date
    last: date
    observations: int
    measures: Mapping[str, float | None]
    max_drawdown: Drawdown | None
    drawdowns: tuple[Drawdown, ...]
    correlation: Correlation
    contributions: tuple[Contribution, ...]
    benchmark: str | None = None
    notes: Mapping[str, str] = field(default_factory=dict[str, str])


def report(
    series: DailySeries,
    period: Period,
    prices: Mapping[str, PriceSeries],
    fx: FxBook,
    benchmark: PriceSeries | None = None,
    risk_free: float = 0.0,
) -> RiskReport:
    """Measure the risk of a period of a value series."""
    trading_days, all_returns = series.trading_returns(period.first, period.last)
    days, returns = trading_days[~np.isnan(all_returns)], present(all_returns)
    opening = int(days[0]) - 1 if days.size else period.first.toordinal()
    falls = drawdowns(returns, days, opening)
    measures = _own(returns, risk_free) | _relative(
        trading_days, all_returns, benchmark, fx, series.currency, risk_free
    )
    weights, held = _weights(series, period.last)
    measures["hhi"] = relative_risk.herfindahl(weights)
    grid, holding_returns = _holding_returns(held, series, period, prices, fx)
    notes = _notes(measures, returns.size, grid.size, benchmark)
    if np.isnan(series.between(period.first, period.last).values).any():
        notes["observations"] = "days on which something held had no price are left out"
    if not falls:
        notes["max_drawdown"] = "the value never fell in this period"
    return RiskReport(
        first=period.first,
        last=period.last,
        observations=int(returns.size),
        measures=measures,
        max_drawdown=falls[0] if falls else None,
        drawdowns=tuple(falls[:10]),
        correlation=_correlation(held, holding_returns),
        contributions=_contributions(held, weights, holding_returns),
        benchmark=benchmark.symbol if benchmark is not None else None,
        notes=notes,
    )


def nothing(day: date) -> RiskReport:
    """Return the report of a portfolio without entries."""
    none = np.empty(0)
    measures = _own(none, 0.0) | dict.fromkeys((*_AGAINST_BENCHMARK, "hhi"))
    return RiskReport(
        first=day,
        last=day,
        observations=0,
        measures=measures,
        max_drawdown=None,
        drawdowns=(),
        correlation=Correlation((), ()),
        contributions=(),
        notes=_notes(measures, 0, 0, None),
    )


def _own(returns: FloatArray, risk_free: float) -> dict[str, float | None]:
    return {
        "volatility": risk.volatility(returns),
        "sharpe": risk.sharpe(returns, risk_free),
        "sortino": risk.sortino(returns, risk_free),
        "calmar": risk.calmar(returns),
        "var_95": risk.value_at_risk(returns, 0.95),
        "cvar_95": risk.expected_shortfall(returns, 0.95),
        "var_99": risk.value_at_risk(returns, 0.99),
        "cvar_99": risk.expected_shortfall(returns, 0.99),
        "var_95_parametric": risk.parametric_value_at_risk(returns, 0.95),
        "cvar_95_parametric": risk.parametric_expected_shortfall(returns, 0.95),
        "var_99_parametric": risk.parametric_value_at_risk(returns, 0.99),
        "cvar_99_parametric": risk.parametric_expected_shortfall(returns, 0.99),
    }


def _relative(
    days: DayArray,
    returns: FloatArray,
    benchmark: PriceSeries | None,
    fx: FxBook,
    currency: str,
    risk_free: float,
) -> dict[str, float | None]:
    if benchmark is None or not days.size:
        return dict.fromkeys(_AGAINST_BENCHMARK)
    dates = np.concatenate((days[:1] - 1, days))
    theirs = _returns_in(benchmark, fx, currency, dates)
    ours, theirs = relative_risk.aligned(returns, theirs)
    return {
        "beta": relative_risk.beta(ours, theirs),
        "alpha": relative_risk.alpha(ours, theirs, risk_free),
        "tracking_error": relative_risk.tracking_error(ours, theirs),
        "information_ratio": relative_risk.information_ratio(ours, theirs),
    }


def _returns_in(series: PriceSeries, fx: FxBook, currency: str, days: DayArray) -> FloatArray:
    rates = rate_matrix(fx, [series.currency], currency, days)[:, 0]
    levels = total_return_levels(series, days) * rates
    return levels[1:] / levels[:-1] - 1.0


def _weights(series: DailySeries, last: date) -> tuple[FloatArray, list[str]]:
    """Return the weights of what is held at the end, among the holdings, and their symbols."""
    worth = series.holdings[series.index_at(last)]
    is_held = ~np.isnan(worth) & (worth != 0)
    held = [symbol for symbol, kept in zip(series.symbols, is_held, strict=True) if kept]
    total = float(worth[is_held].sum())
    return (worth[is_held] / total if total > 0 else np.empty(0)), held if total > 0 else []


def _holding_returns(
    held: list[str],
    series: DailySeries,
    period: Period,
    prices: Mapping[str, PriceSeries],
    fx: FxBook,
) -> tuple[DayArray, FloatArray]:
    """Return daily total returns of today's holdings in the reporting currency.

    Over the whole period, whether or not the portfolio held them then: the question is how what is
    held now moves together.
    """
    window = series.window(period.first, period.last)
    opened = slice(max(window.start - 1, 0), window.stop)
    is_kept = series.is_trading_day[opened].copy()
    is_kept[:1] = True
    grid = series.days[opened][is_kept]
    if not held or grid.size <= 1:
        return grid[1:], np.empty((max(grid.size - 1, 0), len(held)))
    columns = [_returns_in(prices[symbol], fx, series.currency, grid) for symbol in held]
    return grid[1:], np.column_stack(columns)


def _correlation(symbols: list[str], returns: FloatArray) -> Correlation:
    if not symbols:
        return Correlation((), ())
    rows = relative_risk.correlation_matrix(returns).tolist()
    return Correlation(
        tuple(symbols),
        tuple(tuple(None if np.isnan(cell) else float(cell) for cell in row) for row in rows),
    )


def _contributions(
    symbols: list[str], weights: FloatArray, returns: FloatArray
) -> tuple[Contribution, ...]:
    complete = returns[~np.isnan(returns).any(axis=1)] if symbols else np.empty((0, 0))
    if complete.shape[0] < risk.MIN_OBSERVATIONS:
        return ()
    covariance = np.atleast_2d(np.cov(complete, rowvar=False, ddof=1))
    shares = relative_risk.risk_contributions(weights, covariance)
    if shares is None:
        return ()
    return tuple(
        Contribution(symbol, float(weight), float(share))
        for symbol, weight, share in zip(symbols, weights, shares, strict=True)
    )


def _notes(
    measures: Mapping[str, float | None],
    observations: int,
    common_days: int,
    benchmark: PriceSeries | None,
) -> dict[str, str]:
    notes: dict[str, str] = {}
    for name, value in measures.items():
        if value is None:
            notes[name] = _reason(name, observations, benchmark)
    if common_days < risk.MIN_OBSERVATIONS:
        notes["correlation"] = notes["contributions"] = (
            f"{common_days} days with prices, {risk.MIN_OBSERVATIONS} are needed"
        )
    return notes


def _reason(name: str, observations: int, benchmark: PriceSeries | None) -> str:
    if name == "hhi":
        return "nothing is held at the end of the period"
    if name in _AGAINST_BENCHMARK and benchmark is None:
        return "no benchmark with prices was given"
    if observations < risk.MIN_OBSERVATIONS:
        return f"{observations} daily returns, {risk.MIN_OBSERVATIONS} are needed"
    if name == "calmar" and observations < risk.MIN_YEAR:
        return f"{observations} daily returns, a year ({risk.MIN_YEAR}) is needed"
    return "the returns do not vary enough to divide by"
