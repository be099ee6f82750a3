"""Risk measures of daily returns.

Conventions, everywhere: simple daily time-weighted returns on trading days, oldest first, without
NaN (the caller drops gaps); sample standard deviation (n − 1); 252 trading days a year; risk-free
rate 0 unless given, as a yearly rate turned into its daily equivalent; value at risk and expected
shortfall are positive losses of one day, as fractions. Too few days give None, and
`shared.analytics.risk_report` says why.
"""

from math import exp, pi, sqrt
from statistics import NormalDist
from typing import Final

import numpy as np

from shared.analytics.returns import FloatArray

TRADING_DAYS: Final = 252
MIN_OBSERVATIONS: Final = 20
"""About a month. Below it, an annualised deviation says nothing."""
MIN_YEAR: Final = 240
"""Trading days that make a year on every exchange; below it nothing is compounded to a year."""
STILL: Final = 1e-12
"""A daily deviation this small is rounding: the series does not move."""

_NORMAL: Final = NormalDist()


def daily_rate(yearly: float) -> float:
    """Return the daily rate that compounds to a yearly one over 252 days."""
    return float((1.0 + yearly) ** (1.0 / TRADING_DAYS) - 1.0)


def volatility(returns: FloatArray) -> float | None:
    """Return the yearly standard deviation, σ·√252."""
    if returns.size < MIN_OBSERVATIONS:
        return None
    return float(returns.std(ddof=1)) * sqrt(TRADING_DAYS)


def sharpe(returns: FloatArray, risk_free: float = 0.0) -> float | None:
    """Return mean excess return over its standard deviation, yearly. Source: Sharpe (1994)."""
    if returns.size < MIN_OBSERVATIONS:
        return None
    deviation = float(returns.std(ddof=1))
    if deviation <= STILL:
        return None
    return (float(returns.mean()) - daily_rate(risk_free)) / deviation * sqrt(TRADING_DAYS)


def sortino(returns: FloatArray, risk_free: float = 0.0) -> float | None:
    """Return mean excess return over downside deviation, yearly; the target is the risk-free rate.

    The deviation averages the squared shortfall over all days, not only the bad ones.
    Source: Sortino & Price (1994).
    """
    if returns.size < MIN_OBSERVATIONS:
        return None
    excess = returns - daily_rate(risk_free)
    downside = sqrt(float(np.mean(np.minimum(excess, 0.0) ** 2)))
    return float(excess.mean()) / downside * sqrt(TRADING_DAYS) if downside > 0 else None


def compound_yearly(returns: FloatArray) -> float | None:
    """Return the yearly compound growth over 252-day years; None under a year."""
    if returns.size < MIN_YEAR:
        return None
    growth = float(np.prod(1.0 + returns))
    return growth ** (TRADING_DAYS / returns.size) - 1.0 if growth > 0 else -1.0


def max_drawdown(returns: FloatArray) -> float:
    """Return the deepest fall from a running peak, as a fraction in [0, 1].

    The level before the first day counts as a peak. Source: Magdon-Ismail & Atiya (2004).
    """
    wealth = np.concatenate(([1.0], np.cumprod(1.0 + returns)))
    peaks = np.maximum.accumulate(wealth)
    return float(np.max(1.0 - wealth / peaks))


def calmar(returns: FloatArray) -> float | None:
    """Return yearly compound growth over the deepest drawdown. Source: Young (1991).

    Over the whole period given, not only its last 36 months.
    """
    growth = compound_yearly(returns)
    depth = max_drawdown(returns) if returns.size else 0.0
    return growth / depth if growth is not None and depth > 0 else None


def value_at_risk(returns: FloatArray, confidence: float) -> float | None:
    """Return the historical one-day loss not exceeded with this confidence (0.95).

    The quantile is interpolated linearly between order statistics (Hyndman & Fan 1996, type 7).
    """
    if returns.size < MIN_OBSERVATIONS:
        return None
    return -_quantile(returns, 1.0 - confidence)


def expected_shortfall(returns: FloatArray, confidence: float) -> float | None:
    """Return the historical mean loss of the days at or beyond the value at risk (CVaR)."""
    if returns.size < MIN_OBSERVATIONS:
        return None
    threshold = _quantile(returns, 1.0 - confidence)
    return -float(returns[returns <= threshold].mean())


def parametric_value_at_risk(returns: FloatArray, confidence: float) -> float | None:
    """Return the one-day loss of a normal distribution with the sample's mean and deviation."""
    if returns.size < MIN_OBSERVATIONS:
        return None
    quantile = _NORMAL.inv_cdf(1.0 - confidence)
    return -(float(returns.mean()) + quantile * float(returns.std(ddof=1)))


def parametric_expected_shortfall(returns: FloatArray, confidence: float) -> float | None:
    """Return the normal distribution's mean loss beyond its value at risk, −μ + σ·φ(z)/α."""
    if returns.size < MIN_OBSERVATIONS:
        return None
    tail = 1.0 - confidence
    quantile = _NORMAL.inv_cdf(tail)
    density = exp(-quantile * quantile / 2.0) / sqrt(2.0 * pi)
    return -float(returns.mean()) + float(returns.std(ddof=1)) * density / tail


def _quantile(returns: FloatArray, fraction: float) -> float:
    """Return what `np.quantile` does of returns without NaN, in a third of its time."""
    position = fraction * (returns.size - 1)
    below = min(int(position), returns.size - 2)
    ordered = np.partition(returns, (below, below + 1))
    low, high = float(ordered[below]), float(ordered[below + 1])
    return low + (high - low) * (position - below)
