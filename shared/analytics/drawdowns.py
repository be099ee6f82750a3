"""Falls from a peak: where they began, how deep they went, when they were made good."""

from dataclasses import dataclass

import numpy as np

from shared.analytics.returns import DayArray, FloatArray


@dataclass(frozen=True, slots=True)
class Drawdown:
    """A fall of `depth` (a fraction in [0, 1]) with its days; `recovery` is None while it lasts."""

    depth: float
    peak: int
    trough: int
    recovery: int | None


def drawdowns(returns: FloatArray, days: DayArray, opening_day: int) -> list[Drawdown]:
    """Return every fall from a running peak, deepest first.

    `returns`, `days`: shape (n,), aligned, no NaN, oldest first. The level before the first day is
    a peak of `opening_day`.
    """
    wealth = np.concatenate(([1.0], np.cumprod(1.0 + returns)))
    dates = np.concatenate(([opening_day], days))
    peaks = np.maximum.accumulate(wealth)
    is_under = wealth < peaks
    edges = np.diff(np.concatenate(([False], is_under, [False])).astype(np.int8))
    found = [
        _drawdown(wealth, dates, int(start), int(end))
        for start, end in zip(np.flatnonzero(edges == 1), np.flatnonzero(edges == -1), strict=True)
    ]
    return sorted(found, key=lambda fall: fall.depth, reverse=True)


def deepest(returns: FloatArray, days: DayArray, opening_day: int) -> Drawdown | None:
    """Return the maximum drawdown with its dates; None when the value never fell."""
    falls = drawdowns(returns, days, opening_day)
    return falls[0] if falls else None


def _drawdown(wealth: FloatArray, dates: DayArray, start: int, end: int) -> Drawdown:
    trough = start + int(np.argmin(wealth[start:end]))
    return Drawdown(
        depth=float(1.0 - wealth[trough] / wealth[start - 1]),
        peak=int(dates[start - 1]),
        trough=int(dates[trough]),
        recovery=int(dates[end]) if end < wealth.size else None,
    )
