"""Risk of what is held now: weights, how the holdings move together, who brings the risk."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from shared.analytics import relative_risk
from shared.analytics.benchmark import returns_in
from shared.analytics.periods import Period
from shared.analytics.returns import DayArray, FloatArray
from shared.analytics.risk import MIN_OBSERVATIONS
from shared.analytics.series import DailySeries
from shared.market.model import FxBook, PriceSeries


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


def weights_at(series: DailySeries, last: date) -> tuple[FloatArray, list[str]]:
    """Return the weights of what is held at the end, among the holdings, and their symbols."""
    worth = series.holdings[series.index_at(last)]
    is_held = ~np.isnan(worth) & (worth != 0)
    held = [symbol for symbol, kept in zip(series.symbols, is_held, strict=True) if kept]
    total = float(worth[is_held].sum())
    return (worth[is_held] / total if total > 0 else np.empty(0)), held if total > 0 else []


def holding_returns(
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
    columns = [returns_in(prices[symbol], fx, series.currency, grid) for symbol in held]
    return grid[1:], np.column_stack(columns)


def correlation(symbols: list[str], returns: FloatArray) -> Correlation:
    """Return how the holdings move together. `returns`: shape (n_days, len(symbols))."""
    if not symbols:
        return Correlation((), ())
    rows = relative_risk.correlation_matrix(returns).tolist()
    return Correlation(
        tuple(symbols),
        tuple(tuple(None if np.isnan(cell) else float(cell) for cell in row) for row in rows),
    )


def contributions(
    symbols: list[str], weights: FloatArray, returns: FloatArray
) -> tuple[Contribution, ...]:
    """Return each holding's share of the variance, over the days all have a return.

    Empty when there are fewer than 20 such days, or nothing moves.
    """
    complete = returns[~np.isnan(returns).any(axis=1)] if symbols else np.empty((0, 0))
    if complete.shape[0] < MIN_OBSERVATIONS:
        return ()
    covariance = np.atleast_2d(np.cov(complete, rowvar=False, ddof=1))
    shares = relative_risk.risk_contributions(weights, covariance)
    if shares is None:
        return ()
    return tuple(
        Contribution(symbol, float(weight), float(share))
        for symbol, weight, share in zip(symbols, weights, shares, strict=True)
    )
