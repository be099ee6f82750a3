"""Money-weighted return: the yearly rate at which all flows and the end value cancel.

Solves Σ amount·(1 + r)^(−days/365) = 0, Excel's XIRR. Amounts are seen by the investor: money put
in is negative, money taken out and the end value are positive.

A rate is only given when it is the only one. That is proven, not hoped for: when the running
balance, compounded at the rate found, never changes sign, no other rate exists (Teichroew,
Robichek & Montalbano 1965). Otherwise the whole range is searched for a second root.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from shared.analytics.returns import DAYS_A_YEAR, DayArray, FloatArray

# Below this, pyxirr's compiled loop is ahead; above it, a few vector operations are.
_COMPILED_UP_TO: Final = 400
_MOST_STEPS: Final = 60
_PRECISION: Final = 1e-13
# ln(1 + r): from losing all but a millionth a year to a 22,000-fold gain a year.
_SEARCHED: Final = (-14.0, 10.0)
_SEARCH_POINTS: Final = 481


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate (0.12 is 12 % a year), or None and the reason there is none."""

    value: float | None
    note: str | None = None


def xirr(days: DayArray, amounts: FloatArray) -> Rate:
    """Return the money-weighted yearly return of dated flows.

    `days`: shape (n,), ordinals in ascending order, repeats allowed. `amounts`: shape (n,), in one
    currency, money put in negative, the start value first and the end value last;
    where one of those is NaN there is no rate.
    """
    if amounts.size == 0 or days[0] == days[-1]:
        return Rate(None, "all flows fall on one day")
    if np.isnan(amounts[-1]) or np.isnan(amounts[0]):
        return Rate(None, "the value at the beginning or end is not known")
    if amounts.size > _COMPILED_UP_TO:
        days, amounts = _one_flow_a_day(days, amounts)
    if not amounts.min() < 0 < amounts.max():
        return Rate(None, "no rate: money went one way only")
    rate = _solve(days, amounts)
    if rate is not None and _is_the_only_root(days, amounts, rate):
        return Rate(rate)
    return _search_all(days, amounts)


def _one_flow_a_day(days: DayArray, amounts: FloatArray) -> tuple[DayArray, FloatArray]:
    is_first = np.concatenate(([True], days[1:] != days[:-1]))
    starts = np.flatnonzero(is_first)
    if starts.size == days.size:
        return days, amounts
    return days[starts], np.add.reduceat(amounts, starts)


def _solve(days: DayArray, amounts: FloatArray) -> float | None:
    if amounts.size > _COMPILED_UP_TO:
        return _newton((days - days[0]) / DAYS_A_YEAR, amounts)
    import pyxirr

    found = pyxirr.xirr(days.astype("datetime64[D]"), amounts, silent=True)
    return found if found is not None and np.isfinite(found) else None


def _newton(years: FloatArray, amounts: FloatArray) -> float | None:
    """Newton's method on x = ln(1 + r): the sum of exponentials is smooth and r > −1 holds."""
    x = 0.1
    weighted = -years * amounts
    for _ in range(_MOST_STEPS):
        discount = np.exp(-x * years)
        slope = float(weighted @ discount)
        if slope == 0 or not np.isfinite(slope):
            return None
        step = float(amounts @ discount) / slope
        x -= step
        if not _SEARCHED[0] < x < _SEARCHED[1]:
            return None
        if abs(step) < _PRECISION:
            return float(np.expm1(x))
    return None


def _is_the_only_root(days: DayArray, amounts: FloatArray, rate: float) -> bool:
    if rate <= -1.0:
        return False
    years = (days - days[0]) * (-1.0 / DAYS_A_YEAR)
    balance = np.cumsum(amounts * np.exp(years * np.log1p(rate)))[:-1]
    # The last balance is zero by construction; what rounding leaves of it must not count.
    noise = 1e-9 * float(np.abs(balance).max())
    return bool(balance.max() <= noise or balance.min() >= -noise)


def _search_all(days: DayArray, amounts: FloatArray) -> Rate:
    years = (days - days[0]) / DAYS_A_YEAR
    roots = _roots(years, amounts)
    if len(roots) == 1:
        return Rate(roots[0])
    if not roots:
        return Rate(None, "no rate makes these flows cancel")
    shown = ", ".join(f"{root:.4g}" for root in roots)
    return Rate(None, f"several rates make these flows cancel: {shown}")


def _roots(years: FloatArray, amounts: FloatArray) -> list[float]:
    from scipy.optimize import brentq

    def present_value(x: float) -> float:
        # Discounting from the middle keeps both ends of the range finite.
        return float(amounts @ np.exp(-x * (years - years[-1] / 2)))

    points = np.linspace(*_SEARCHED, _SEARCH_POINTS)
    with np.errstate(over="ignore", invalid="ignore"):
        values = np.array([present_value(float(x)) for x in points])
    changes = np.flatnonzero(np.signbit(values[1:]) != np.signbit(values[:-1]))
    return [
        float(np.expm1(brentq(present_value, float(points[i]), float(points[i + 1]), xtol=1e-14)))
        for i in changes
        if np.isfinite(values[i]) and np.isfinite(values[i + 1])
    ]
