"""Risk measures over a moving window.

Each function answers shape (n,): NaN until the window is full, then the measure of the last
`window` days. The conventions are those of `shared.analytics.risk`; no NaN may come in.
"""

from math import sqrt

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from shared.analytics.returns import FloatArray
from shared.analytics.risk import STILL, TRADING_DAYS, daily_rate


def rolling_volatility(returns: FloatArray, window: int) -> FloatArray:
    """Return the yearly standard deviation of each window."""
    deviations = _windows(returns, window).std(axis=1, ddof=1)
    return _padded(deviations * sqrt(TRADING_DAYS), returns.size)


def rolling_sharpe(returns: FloatArray, window: int, risk_free: float = 0.0) -> FloatArray:
    """Return the Sharpe ratio of each window; NaN where nothing moved."""
    windows = _windows(returns, window)
    deviations = windows.std(axis=1, ddof=1)
    excess = windows.mean(axis=1) - daily_rate(risk_free)
    ratios = np.full(deviations.shape, np.nan)
    np.divide(excess * sqrt(TRADING_DAYS), deviations, out=ratios, where=deviations > STILL)
    return _padded(ratios, returns.size)


def rolling_beta(returns: FloatArray, benchmark: FloatArray, window: int) -> FloatArray:
    """Return the beta of each window; NaN where the benchmark did not move."""
    ours, theirs = _windows(returns, window), _windows(benchmark, window)
    ours = ours - ours.mean(axis=1, keepdims=True)
    theirs = theirs - theirs.mean(axis=1, keepdims=True)
    variance = np.sum(theirs * theirs, axis=1)
    slopes = np.full(variance.shape, np.nan)
    np.divide(np.sum(ours * theirs, axis=1), variance, out=slopes, where=variance > 0)
    return _padded(slopes, returns.size)


def rolling_max_drawdown(returns: FloatArray, window: int) -> FloatArray:
    """Return the deepest fall inside each window, as a fraction in [0, 1]."""
    growth = np.cumprod(1.0 + _windows(returns, window), axis=1)
    wealth = np.hstack((np.ones((growth.shape[0], 1)), growth))
    falls = 1.0 - wealth / np.maximum.accumulate(wealth, axis=1)
    return _padded(falls.max(axis=1), returns.size)


def _windows(returns: FloatArray, window: int) -> FloatArray:
    if returns.size < window:
        return np.empty((0, window))
    return sliding_window_view(returns, window)


def _padded(measures: FloatArray, size: int) -> FloatArray:
    return np.concatenate((np.full(size - measures.size, np.nan), measures))
