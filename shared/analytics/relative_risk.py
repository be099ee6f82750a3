"""Risk against a benchmark, and between holdings.

The conventions are those of `shared.analytics.risk`. Pairs of arrays are aligned by day and hold
no NaN: a day counts only where both sides have a return.
"""

from math import sqrt

import numpy as np

from shared.analytics.returns import FloatArray
from shared.analytics.risk import MIN_OBSERVATIONS, STILL, TRADING_DAYS, daily_rate


def aligned(first: FloatArray, second: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the days on which both series have a return."""
    is_kept = ~(np.isnan(first) | np.isnan(second))
    return first[is_kept], second[is_kept]


def beta(returns: FloatArray, benchmark: FloatArray) -> float | None:
    """Return cov(r, b) / var(b). Source: Sharpe (1964)."""
    if returns.size < MIN_OBSERVATIONS:
        return None
    covariance = np.cov(returns, benchmark, ddof=1)
    variance = float(covariance[1, 1])
    return float(covariance[0, 1]) / variance if variance > 0 else None


def alpha(returns: FloatArray, benchmark: FloatArray, risk_free: float = 0.0) -> float | None:
    """Return Jensen's alpha a year: 252·(mean excess − beta·mean excess of the benchmark)."""
    slope = beta(returns, benchmark)
    if slope is None:
        return None
    rate = daily_rate(risk_free)
    daily = float(returns.mean()) - rate - slope * (float(benchmark.mean()) - rate)
    return daily * TRADING_DAYS


def tracking_error(returns: FloatArray, benchmark: FloatArray) -> float | None:
    """Return the yearly standard deviation of the active return."""
    if returns.size < MIN_OBSERVATIONS:
        return None
    return float((returns - benchmark).std(ddof=1)) * sqrt(TRADING_DAYS)


def information_ratio(returns: FloatArray, benchmark: FloatArray) -> float | None:
    """Return yearly mean active return over tracking error. Source: Grinold & Kahn (1999)."""
    error = tracking_error(returns, benchmark)
    if error is None or error <= STILL:
        return None
    return float((returns - benchmark).mean()) * TRADING_DAYS / error


def herfindahl(weights: FloatArray) -> float | None:
    """Return the sum of squared weights: 1/n for n equal holdings, 1 for a single one.

    `weights`: shape (n_holdings,), summing to 1. Source: Hirschman (1964).
    """
    return float(weights @ weights) if weights.size else None


def correlation_matrix(returns: FloatArray) -> FloatArray:
    """Return pairwise Pearson correlations, shape (n_holdings, n_holdings).

    `returns`: shape (n_days, n_holdings), NaN where a holding has no return. Each pair uses the
    days both have; under 20 common days, or without any movement, the cell is NaN.
    """
    count = returns.shape[1]
    if not np.isnan(returns).any() and returns.shape[0] >= MIN_OBSERVATIONS:
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.atleast_2d(np.corrcoef(returns, rowvar=False))
    matrix = np.full((count, count), np.nan)
    for row in range(count):
        for column in range(row, count):
            cell = _correlation(returns[:, row], returns[:, column])
            matrix[row, column] = matrix[column, row] = cell
    return matrix


def risk_contributions(weights: FloatArray, covariance: FloatArray) -> FloatArray | None:
    """Return each holding's share of the portfolio's variance, wᵢ(Σw)ᵢ / w′Σw; they sum to 1.

    `weights`: shape (n,). `covariance`: shape (n, n). None without variance. Source: Euler's
    decomposition, Litterman (1996).
    """
    marginal = covariance @ weights
    variance = float(weights @ marginal)
    return weights * marginal / variance if variance > 0 else None


def _correlation(first: FloatArray, second: FloatArray) -> float:
    one, other = aligned(first, second)
    if one.size < MIN_OBSERVATIONS:
        return float("nan")
    deviations = float(one.std() * other.std())
    if deviations == 0.0:
        return float("nan")
    covariance = float(np.mean((one - one.mean()) * (other - other.mean())))
    return float(np.clip(covariance / deviations, -1.0, 1.0))
