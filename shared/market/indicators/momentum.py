"""Momentum: relative strength, MACD, stochastic oscillator. Pure; shapes as in moving_averages."""

import numpy as np

from shared.market.indicators.moving_averages import (
    Floats,
    ema,
    empty,
    padded,
    sma,
    wilder,
    windows,
)


def rsi(closes: Floats, period: int) -> Floats:
    """Return Wilder's relative strength index, 0 to 100; NaN while nothing has moved.

    Source: Wilder, New Concepts in Technical Trading Systems (1978).
    """
    moves = np.diff(closes, prepend=closes[:1])
    gains = wilder(np.maximum(moves, 0), period, period)
    losses = wilder(np.maximum(-moves, 0), period, period)
    total = gains + losses
    return np.divide(100 * gains, total, out=empty(closes.size), where=total > 0)


def macd(closes: Floats, fast: int, slow: int, signal: int) -> tuple[Floats, Floats, Floats]:
    """Return the difference of two exponential averages, its own average, and their difference.

    Both averages start on the same day, the first on which the slow one has its values (as in
    TA-Lib); seeds a few days apart would differ by what fades within some dozens of bars.
    """
    line = ema(closes, fast, slow - 1) - ema(closes, slow)
    known = line[slow - 1 :]
    average = padded(ema(known, signal), closes.size)
    return line, average, line - average


def stochastic(
    highs: Floats, lows: Floats, closes: Floats, period: int, smoothing: int, signal: int
) -> tuple[Floats, Floats]:
    """Return %K (the close's place in the range of `period` bars, smoothed) and its average %D.

    0 to 100; NaN where the range is empty.
    """
    highest = padded(windows(highs, period).max(axis=1), closes.size)
    lowest = padded(windows(lows, period).min(axis=1), closes.size)
    span = highest - lowest
    place = np.divide(100 * (closes - lowest), span, out=empty(closes.size), where=span > 0)
    k = sma(place, smoothing)
    return k, sma(k, signal)
