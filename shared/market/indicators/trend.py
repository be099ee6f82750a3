"""Trend: directional movement and Ichimoku's lines. Pure; shapes as in moving_averages."""

import numpy as np

from shared.market.indicators.moving_averages import Floats, empty, padded, windows
from shared.market.indicators.volatility import true_range


def adx(highs: Floats, lows: Floats, closes: Floats, period: int) -> tuple[Floats, Floats, Floats]:
    """Return the average directional index and the two directional indicators, 0 to 100.

    The first sums hold `period` - 1 bars and are then smoothed, as TA-Lib does it.
    Source: Wilder (1978).
    """
    rises, falls = np.diff(highs, prepend=np.nan), -np.diff(lows, prepend=np.nan)
    ups = np.where((rises > falls) & (rises > 0), rises, 0.0)
    downs = np.where((falls > rises) & (falls > 0), falls, 0.0)
    ranges = _wilder_sum(true_range(highs, lows, closes), period)
    plus = _share(_wilder_sum(ups, period), ranges)
    minus = _share(_wilder_sum(downs, period), ranges)
    strength = _share(np.abs(plus - minus), plus + minus)
    return _averaged(strength, period), plus, minus


def ichimoku(
    highs: Floats, lows: Floats, closes: Floats, conversion: int, base: int, span: int
) -> dict[str, Floats]:
    """Return the five lines as they are drawn on each bar.

    The leading spans drawn on a bar were known `base` bars before it; the lagging line drawn on a
    bar is the close of `base` bars after it, so that the latest ones are NaN.
    """
    tenkan, kijun = _middle(highs, lows, conversion), _middle(highs, lows, base)
    lagging = empty(closes.size)
    lagging[: max(0, closes.size - base)] = closes[base:]
    return {
        "conversion": tenkan,
        "base": kijun,
        "leading_a": _later((tenkan + kijun) / 2, base),
        "leading_b": _later(_middle(highs, lows, span), base),
        "lagging": lagging,
    }


def _wilder_sum(values: Floats, period: int) -> Floats:
    if values.size <= period:
        return empty(values.size)
    total = float(values[1:period].sum())
    sums: list[float] = []
    for value in values[period:].tolist():
        total += value - total / period
        sums.append(total)
    return padded(sums, values.size)


def _share(part: Floats, whole: Floats) -> Floats:
    return np.divide(100 * part, whole, out=empty(part.size), where=whole > 0)


def _averaged(strength: Floats, period: int) -> Floats:
    """Average like Wilder; a bar without any movement leaves the average as it is."""
    first = 2 * period - 1
    if strength.size <= first:
        return empty(strength.size)
    average = float(np.nansum(strength[period : first + 1])) / period
    averages = [average]
    for value in strength[first + 1 :].tolist():
        if value == value:  # noqa: PLR0124 - false for NaN alone, and cheap
            average += (value - average) / period
        averages.append(average)
    return padded(averages, strength.size)


def _middle(highs: Floats, lows: Floats, period: int) -> Floats:
    highest, lowest = windows(highs, period).max(axis=1), windows(lows, period).min(axis=1)
    return padded((highest + lowest) / 2, highs.size)


def _later(values: Floats, bars: int) -> Floats:
    return np.concatenate([empty(min(bars, values.size)), values[: max(0, values.size - bars)]])
