"""Risk measures of daily returns.

Conventions, everywhere: simple daily time-weighted returns on trading days, oldest first, without
NaN (the caller drops gaps); sample standard deviation (n − 1); 252 trading days a year; risk-free
rate 0 unless given, as a yearly rate turned into its daily equivalent; value at risk and expected
shortfall are positive losses of one day, as fractions. Too few days give None, and
`shared.analytics.risk_report` says why.

Measures of one series share what they are made of (`Sample`): its mean, deviation, compound growth
and tail are computed once, when the first of them is asked for.
"""

from functools import cached_property
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
_WIDEST_TAIL: Final = 1.0 - 0.95


def daily_rate(yearly: float) -> float:
    """Return the daily rate that compounds to a yearly one over 252 days."""
    return float((1.0 + yearly) ** (1.0 / TRADING_DAYS) - 1.0)


class Sample:
    """Daily returns of one period and what its measures have in common.

    `returns`: shape (n_days,), simple daily returns, oldest first, no NaN; not to be changed later.
    """

    def __init__(self, returns: FloatArray) -> None:
        self.returns = returns
        self.size = returns.size
        self.is_enough = self.size >= MIN_OBSERVATIONS

    @cached_property
    def mean(self) -> float:
        """The mean daily return."""
        return float(np.add.reduce(self.returns)) / self.size

    @cached_property
    def deviation(self) -> float:
        """The sample standard deviation (n − 1) of a day."""
        centred = self.returns - self.mean
        return sqrt(float(centred.dot(centred)) / (self.size - 1))

    @cached_property
    def wealth(self) -> FloatArray:
        """What 1 grows to, shape (n_days + 1,), beginning with that 1."""
        wealth = np.empty(self.size + 1)
        wealth[0] = 1.0
        np.add(self.returns, 1.0, out=wealth[1:])
        return np.multiply.accumulate(wealth, out=wealth)

    @cached_property
    def worst(self) -> FloatArray:
        """The worst days up to the 5 % quantile and the one after it, ascending."""
        position = _below(_WIDEST_TAIL, self.size) + 1
        tail = np.partition(self.returns, position)[: position + 1]
        tail.sort()
        return tail

    def quantile(self, fraction: float) -> float:
        """Return the quantile of a fraction within the worst 5 % (Hyndman & Fan 1996, type 7)."""
        below = _below(fraction, self.size)
        low, high = self.worst.item(below), self.worst.item(below + 1)
        return low + (high - low) * (fraction * (self.size - 1) - below)


def volatility(sample: Sample) -> float | None:
    """Return the yearly standard deviation, σ·√252."""
    return sample.deviation * sqrt(TRADING_DAYS) if sample.is_enough else None


def sharpe(sample: Sample, risk_free: float = 0.0) -> float | None:
    """Return mean excess return over its standard deviation, yearly. Source: Sharpe (1994)."""
    if not sample.is_enough or sample.deviation <= STILL:
        return None
    return (sample.mean - daily_rate(risk_free)) / sample.deviation * sqrt(TRADING_DAYS)


def sortino(sample: Sample, risk_free: float = 0.0) -> float | None:
    """Return mean excess return over downside deviation, yearly; the target is the risk-free rate.

    The deviation averages the squared shortfall over all days, not only the bad ones.
    Source: Sortino & Price (1994).
    """
    if not sample.is_enough:
        return None
    target = daily_rate(risk_free)
    shortfall = np.minimum(sample.returns, target)
    shortfall -= target
    downside = sqrt(float(shortfall.dot(shortfall)) / sample.size)
    return (sample.mean - target) / downside * sqrt(TRADING_DAYS) if downside > 0 else None


def compound_yearly(sample: Sample) -> float | None:
    """Return the yearly compound growth over 252-day years; None under a year."""
    if sample.size < MIN_YEAR:
        return None
    growth = float(sample.wealth[-1])
    return growth ** (TRADING_DAYS / sample.size) - 1.0 if growth > 0 else -1.0


def max_drawdown(sample: Sample) -> float:
    """Return the deepest fall from a running peak, as a fraction in [0, 1].

    The level before the first day counts as a peak. Source: Magdon-Ismail & Atiya (2004).
    """
    peaks = np.maximum.accumulate(sample.wealth)
    return 1.0 - float(np.minimum.reduce(np.divide(sample.wealth, peaks, out=peaks)))


def calmar(sample: Sample, depth: float) -> float | None:
    """Return yearly compound growth over the deepest drawdown `depth`. Source: Young (1991).

    Over the whole period given, not only its last 36 months.
    """
    growth = compound_yearly(sample)
    return growth / depth if growth is not None and depth > 0 else None


def value_at_risk(sample: Sample, confidence: float) -> float | None:
    """Return the historical one-day loss not exceeded with this confidence, 0.95 or more.

    The quantile is interpolated linearly between order statistics (Hyndman & Fan 1996, type 7).
    """
    return -sample.quantile(1.0 - confidence) if sample.is_enough else None


def expected_shortfall(sample: Sample, confidence: float) -> float | None:
    """Return the historical mean loss of the days at or beyond the value at risk (CVaR)."""
    if not sample.is_enough:
        return None
    threshold = sample.quantile(1.0 - confidence)
    count = _below(1.0 - confidence, sample.size) + 1
    if sample.worst.item(count) > threshold:
        return -float(np.add.reduce(sample.worst[:count])) / count
    # Days equal to the threshold may go on beyond the tail that is sorted.
    return -float(sample.returns[sample.returns <= threshold].mean())


def parametric_value_at_risk(sample: Sample, confidence: float) -> float | None:
    """Return the one-day loss of a normal distribution with the sample's mean and deviation."""
    if not sample.is_enough:
        return None
    return -(sample.mean + _NORMAL.inv_cdf(1.0 - confidence) * sample.deviation)


def parametric_expected_shortfall(sample: Sample, confidence: float) -> float | None:
    """Return the normal distribution's mean loss beyond its value at risk, −μ + σ·φ(z)/α."""
    if not sample.is_enough:
        return None
    tail = 1.0 - confidence
    quantile = _NORMAL.inv_cdf(tail)
    density = exp(-quantile * quantile / 2.0) / sqrt(2.0 * pi)
    return -sample.mean + sample.deviation * density / tail


def _below(fraction: float, size: int) -> int:
    """Return the place of the order statistic below a quantile."""
    return min(int(fraction * (size - 1)), size - 2)
