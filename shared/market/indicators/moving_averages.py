"""Moving averages: simple, exponential, weighted. Pure.

Arrays have shape (n,), oldest first, no NaN (the caller drops gaps); results have the same shape,
NaN until the first window is full.
"""

from collections.abc import Iterable

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

type Floats = NDArray[np.float64]


def sma(values: Floats, period: int) -> Floats:
    """Return the mean of the last `period` values."""
    return padded(windows(values, period).mean(axis=1), values.size)


def ema(values: Floats, period: int, start: int | None = None) -> Floats:
    """Return the exponential average with weight 2/(period+1) on the newest value.

    Seeded with the simple average of the `period` values up to index `start`, by default the
    first ones: the convention of TA-Lib and most textbooks.
    """
    first = period - 1 if start is None else start
    if values.size <= first:
        return empty(values.size)
    seed = float(values[first - period + 1 : first + 1].mean())
    return recursive(values, first, seed, 2 / (period + 1))


def wma(values: Floats, period: int) -> Floats:
    """Return the average with weights 1, 2, … `period`, the newest value weighing most."""
    weights = np.arange(1, period + 1, dtype=np.float64)
    return padded(windows(values, period) @ weights / weights.sum(), values.size)


def wilder(values: Floats, period: int, first: int) -> Floats:
    """Return Wilder's average: the mean of `period` values up to `first`, then weight 1/period."""
    if values.size <= first:
        return empty(values.size)
    seed = float(values[first - period + 1 : first + 1].mean())
    return recursive(values, first, seed, 1 / period)


def recursive(values: Floats, first: int, seed: float, weight: float) -> Floats:
    """Return the running average that starts as `seed` at index `first`."""
    averages = [seed]
    for value in values[first + 1 :].tolist():
        seed += weight * (value - seed)
        averages.append(seed)
    return padded(averages, values.size)


def windows(values: Floats, period: int) -> Floats:
    """Return all windows of `period` values, shape (n - period + 1, period); none when too few."""
    if values.size < period:
        return np.empty((0, period))
    return sliding_window_view(values, period)


def padded(values: Floats | Iterable[float], size: int) -> Floats:
    """Return values behind as many NaN as it takes to reach `size`."""
    found = np.asarray(values, dtype=np.float64)
    result = empty(size)
    result[size - found.size :] = found
    return result


def empty(size: int) -> Floats:
    """Return `size` times NaN."""
    return np.full(size, np.nan)
