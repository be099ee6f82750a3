"""Daily returns.

Ledger and valuation are exact. What comes here became float64 in `portfolios/value_series.py`, and
is statistics, where float64 is the right tool. Arrays run oldest first, one entry a day. A day
without capital has no return: it is NaN here, and `present` drops it before anything is averaged.

Source: CFA Institute, *Global Investment Performance Standards* (2020), time-weighted return with
daily valuation; the convention for flows inside a day is stated at `daily_returns`.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

type FloatArray = NDArray[np.float64]
type DayArray = NDArray[np.int64]

DAYS_A_YEAR: Final = 365
"""Calendar days a year, as in Excel's XIRR."""


def daily_returns(
    values: FloatArray, inflows: FloatArray, outflows: FloatArray, opening_value: float = 0.0
) -> FloatArray:
    """Return r = (value at end + outflows) / (value at start + inflows) − 1 for each day.

    `values`: shape (n,), value at the end of each day. `inflows`, `outflows`: shape (n,), both
    positive; money in counts from the start of its day, money out until its end. What went in and
    out on the same day never left, so a day counts its net flow; only where that leaves no capital
    (bought and sold the same day, nothing held before) do both count in full.
    `opening_value`: value at the end of the day before the first. One currency throughout.
    A day whose start value and inflows do not sum to a positive amount is NaN.
    """
    start = np.concatenate(([opening_value], values[:-1]))
    net = inflows - outflows
    is_netted = start + np.maximum(net, 0.0) > 0
    capital = start + np.where(is_netted, np.maximum(net, 0.0), inflows)
    result = values + np.where(is_netted, np.maximum(-net, 0.0), outflows)
    returns = np.full(values.shape, np.nan)
    np.divide(result, capital, out=returns, where=capital > 0)
    return returns - 1.0


def present(returns: FloatArray) -> FloatArray:
    """Return the days that have a return, in order."""
    return returns[~np.isnan(returns)]


def link(returns: FloatArray) -> float | None:
    """Return the compound return of the days that have one; None when none has."""
    kept = present(returns)
    return float(np.prod(1.0 + kept) - 1.0) if kept.size else None


def cumulative(returns: FloatArray) -> FloatArray:
    """Return the compound return up to and including each day, shape (n,); gaps count as zero."""
    return np.cumprod(1.0 + np.nan_to_num(returns, nan=0.0)) - 1.0


def annualise(total: float | None, days: int) -> float | None:
    """Return the yearly rate that compounds to `total` over calendar `days`.

    None under a year: extrapolating a short period says more than is known (GIPS 2020, 2.A.12
    forbids it).
    """
    if total is None or days < DAYS_A_YEAR or total < -1.0:
        return None
    return float((1.0 + total) ** (DAYS_A_YEAR / days) - 1.0)


def fold_into(returns: FloatArray, is_kept: NDArray[np.bool_]) -> FloatArray:
    """Compound the returns of days that are not kept into the next kept day.

    `returns`, `is_kept`: shape (n,). Answers one return a kept day; NaN where the kept day and all
    days folded into it have none. Days after the last kept one are dropped.
    """
    groups = np.concatenate(([0], np.cumsum(is_kept)[:-1]))
    growth = np.ones(int(np.count_nonzero(is_kept)) + 1)
    has_any = np.zeros(growth.shape, dtype=bool)
    is_present = ~np.isnan(returns)
    np.multiply.at(growth, groups[is_present], 1.0 + returns[is_present])
    has_any[groups[is_present]] = True
    return np.where(has_any, growth - 1.0, np.nan)[:-1]
