"""Volatility: true range, Bollinger's bands, realised. Pure; shapes as in moving_averages."""

import numpy as np

from shared.market.indicators.moving_averages import Floats, empty, padded, sma, wilder, windows


def true_range(highs: Floats, lows: Floats, closes: Floats) -> Floats:
    """Return the day's range with the gap from the close before; NaN on the first day."""
    before = np.concatenate([empty(min(1, closes.size)), closes[:-1]])
    return np.maximum(highs, before) - np.minimum(lows, before)


def atr(highs: Floats, lows: Floats, closes: Floats, period: int) -> Floats:
    """Return Wilder's average of the true range."""
    return wilder(true_range(highs, lows, closes), period, period)


def bollinger(closes: Floats, period: int, width: float) -> tuple[Floats, Floats, Floats]:
    """Return upper, middle and lower band: `width` population standard deviations apart."""
    middle = sma(closes, period)
    spread = width * padded(windows(closes, period).std(axis=1), closes.size)
    return middle + spread, middle, middle - spread


def realised(closes: Floats, period: int, bars_a_year: int) -> Floats:
    """Return the annualised sample deviation of `period` logarithmic returns, as a fraction."""
    returns = np.diff(np.log(closes))
    deviations = windows(returns, period).std(axis=1, ddof=1)
    return padded(deviations * np.sqrt(bars_a_year), closes.size)
