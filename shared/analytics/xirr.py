"""Money-weighted return: the yearly rate at which all flows and the end value cancel.

Solves Σ amount·(1 + r)^(−days/365) = 0, Excel's XIRR. Amounts are seen by the investor: money put
in is negative, money taken out and the end value are positive.

A rate is only given when it is the only one. That is proven, not hoped for, by the first of these
that holds:

1. The running balance before the end value is never positive, and the rate is not negative. Then
   Abel summation leaves one sign on either side of a single root (Norstrom 1972, both ways).
2. The running balance, compounded at the rate found, never changes sign (Teichroew, Robichek &
   Montalbano 1965).

Otherwise the whole range is searched for a second root.
"""

from dataclasses import dataclass
from itertools import accumulate
from math import exp, expm1, inf, isfinite, isnan, log1p
from typing import Final

import numpy as np
import pyxirr

from shared.analytics.returns import DAYS_A_YEAR, DayArray, FloatArray

# Up to this, pyxirr's compiled loop is ahead; above it, a few vector operations are.
_COMPILED_UP_TO: Final = 700
_compiled: Final = pyxirr.xirr
_running: Final = np.add.accumulate
_NEGATIVE: Final = bytes(range(128, 256))  # a little-endian float's last byte, its sign set
# So few flows that lists cost less than a call of numpy's, for pyxirr and for us.
_FEW: Final = 16
_LOOPED_UP_TO: Final = 40
_DATES: Final = np.dtype("datetime64[D]")
_MOST_STEPS: Final = 60
_PRECISION: Final = 1e-9  # of a step; the error after it is its cube
_NOISE: Final = 1e-9
# ln(1 + r): from losing all but a millionth a year to a 22,000-fold gain a year.
_SEARCHED: Final = (-14.0, 10.0)
_SEARCH_POINTS: Final = 481


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate (0.12 is 12 % a year), or None and the reason there is none."""

    value: float | None
    note: str | None = None


def rate_of(days: DayArray, amounts: FloatArray) -> Rate:
    """Return the rate of dated flows as `xirr` does, or why there is none."""
    value = _proven(days, amounts)
    return _searched(days, amounts) if value is None else Rate(value)


def xirr(days: DayArray, amounts: FloatArray) -> float | None:
    """Return the money-weighted yearly return of dated flows; None where there is no single one.

    `days`: shape (n,), int64 ordinals in ascending order, repeats allowed. `amounts`: shape (n,),
    in one currency, money put in negative, the start value first and the end value last;
    where one of those is NaN there is no rate.
    """
    value = _proven(days, amounts)
    return _searched(days, amounts).value if value is None else value


def _proven(days: DayArray, amounts: FloatArray) -> float | None:
    """Return the rate if its balances prove it the only one; else a search has to tell."""
    size = amounts.size
    if size > _COMPILED_UP_TO:
        return _vectorised(days, amounts)
    # Days already are what numpy keeps in a date: looked at as such, nothing is converted.
    dates = days.view(_DATES)
    try:
        if size <= _FEW:
            balances: list[float] = amounts.tolist()
            rate = _compiled(dates.tolist(), balances)
            balances.pop()
            is_paid_in_first = max(accumulate(balances)) <= 0.0
        else:
            rate = _compiled(dates, amounts)
            # The last byte of each running balance before the end tells its sign.
            signs = _running(amounts).tobytes()[7:-8:8]
            is_paid_in_first = not signs.translate(None, _NEGATIVE)
    except pyxirr.InvalidPaymentsError:
        return None
    # A rate of no number, and an infinite one of flows of a single day, fail the comparison.
    if rate is not None and 0.0 <= rate < inf and is_paid_in_first:
        return rate
    if rate is not None and -1.0 < rate < inf and _is_proven(days, amounts, rate):
        return rate
    return None


def _is_proven(days: DayArray, amounts: FloatArray, rate: float) -> bool:
    """Say whether the balances compounded at the rate show that there is no other."""
    if amounts.size <= _LOOPED_UP_TO:
        return _is_the_only_root_of_few(days.tolist(), amounts.tolist(), rate)
    years = (days - days[0]) * (-log1p(rate) / DAYS_A_YEAR)
    return _is_the_only_root(amounts * np.exp(years))


def _searched(days: DayArray, amounts: FloatArray) -> Rate:
    """Return the one rate that a search of the whole range finds, or why there is none."""
    if amounts.size == 0 or days[0] == days[-1]:
        return Rate(None, "all flows fall on one day")
    if isnan(amounts[-1]) or isnan(amounts[0]):
        return Rate(None, "the value at the beginning or end is not known")
    if not amounts.min() < 0 < amounts.max():
        return Rate(None, "no rate: money went one way only")
    roots = _roots(*_one_flow_a_day(days, amounts))
    if len(roots) == 1:
        return Rate(roots[0])
    if not roots:
        return Rate(None, "no rate makes these flows cancel")
    shown = ", ".join(f"{root:.4g}" for root in roots)
    return Rate(None, f"several rates make these flows cancel: {shown}")


def _vectorised(days: DayArray, amounts: FloatArray) -> float | None:
    """Return the rate of many flows if it can be proven the only one.

    Halley's method on x = ln(1 + r), where the sum of exponentials is smooth and r > −1 holds.
    Flows are compounded to the last day: of an investment that sum only falls with x, so that the
    steps find its root from any side; discounted to the first day they miss a loss of some years.
    """
    days, amounts = _one_flow_a_day(days, amounts)
    years = (days - days[-1]) * (-1.0 / DAYS_A_YEAR)
    x = 0.1
    for _ in range(_MOST_STEPS):
        present = amounts * np.exp(x * years)
        moments = years * present
        value, slope, curvature = float(present.sum()), float(moments.sum()), float(years @ moments)
        bend = 2.0 * slope * slope - value * curvature
        if bend == 0 or not isfinite(bend):
            return None
        step = 2.0 * value * slope / bend
        x -= step
        if not _SEARCHED[0] < x < _SEARCHED[1]:
            return None
        if abs(step) < _PRECISION:
            return expm1(x) if _is_the_only_root(present) else None
    return None


def _one_flow_a_day(days: DayArray, amounts: FloatArray) -> tuple[DayArray, FloatArray]:
    is_first = np.concatenate(([True], days[1:] != days[:-1]))
    starts = np.flatnonzero(is_first)
    if starts.size == days.size:
        return days, amounts
    return days[starts], np.add.reduceat(amounts, starts)


def _is_the_only_root(present: FloatArray) -> bool:
    """Say whether the running balance of flows, discounted at the rate found, keeps its sign."""
    balance = np.cumsum(present)[:-1]
    highest, lowest = float(np.maximum.reduce(balance)), float(np.minimum.reduce(balance))
    # The last balance is zero by construction; what rounding leaves of such zeros must not count.
    return highest <= -_NOISE * lowest or lowest >= -_NOISE * highest


def _is_the_only_root_of_few(days: list[int], amounts: list[float], rate: float) -> bool:
    """Say the same of so few flows that a call of numpy's would take longer than a loop."""
    daily, start = log1p(rate) / -DAYS_A_YEAR, days[0]
    balance = highest = lowest = 0.0
    last = amounts.pop()
    for day, amount in zip(days, amounts, strict=False):
        balance += amount * exp((day - start) * daily)
        if balance > highest:
            highest = balance
        elif balance < lowest:
            lowest = balance
    return bool(last) and (highest <= -_NOISE * lowest or lowest >= -_NOISE * highest)


def _roots(days: DayArray, amounts: FloatArray) -> list[float]:
    """Return all rates within the range searched at which the flows cancel."""
    from scipy.optimize import brentq

    years = (days - days[0]) / DAYS_A_YEAR

    def present_value(x: float) -> float:
        # Discounting from the middle keeps both ends of the range finite.
        return float(amounts @ np.exp(-x * (years - years[-1] / 2)))

    points = np.linspace(*_SEARCHED, _SEARCH_POINTS)
    with np.errstate(over="ignore", invalid="ignore"):
        values = np.array([present_value(float(x)) for x in points])
    changes = np.flatnonzero(np.signbit(values[1:]) != np.signbit(values[:-1]))
    return [
        expm1(brentq(present_value, float(points[i]), float(points[i + 1]), xtol=1e-14))
        for i in changes
        if np.isfinite(values[i]) and np.isfinite(values[i + 1])
    ]
