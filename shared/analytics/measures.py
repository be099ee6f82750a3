"""What a node of an explanation can be measured of series: one number of one or two of them.

Each function takes float64 arrays, shape (n,), oldest first, no NaN, and plain numbers. They are
written out here, apart from `shared.analytics.risk`, so that evaluating a tree is a second way to
its figure.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np

from shared.analytics.returns import FloatArray


def _mean(points: FloatArray) -> float:
    return float(points.mean())


def _covariance(one: FloatArray, other: FloatArray) -> float:
    return float(((one - one.mean()) * (other - other.mean())).sum() / (one.size - 1))


def _deviation(points: FloatArray) -> float:
    return _covariance(points, points) ** 0.5


def _downside(points: FloatArray, target: float) -> float:
    return float(np.mean(np.minimum(points - target, 0.0) ** 2)) ** 0.5


def _quantile(points: FloatArray, fraction: float) -> float:
    return float(np.quantile(points, fraction))


def _tail_mean(points: FloatArray, threshold: float) -> float:
    # The threshold may be one of the points, computed on another way: rounding must not lose it.
    return float(points[points <= threshold + 1e-15].mean())


def _growth(points: FloatArray) -> float:
    return float(np.prod(1.0 + points))


def _deepest_fall(points: FloatArray) -> float:
    wealth = np.concatenate(([1.0], np.cumprod(1.0 + points)))
    return float(np.max(1.0 - wealth / np.maximum.accumulate(wealth)))


def _share_below(points: FloatArray, threshold: float) -> float:
    return float(np.mean(points < threshold))


def _dot(one: FloatArray, other: FloatArray) -> float:
    return float(one @ other)


def _power(base: float, exponent: float) -> float:
    return float(base**exponent)


MEASURES: Final[Mapping[str, Callable[..., Any]]] = {
    "mean": _mean,
    "deviation": _deviation,
    "covariance": _covariance,
    "downside": _downside,
    "quantile": _quantile,
    "tail_mean": _tail_mean,
    "growth": _growth,
    "deepest_fall": _deepest_fall,
    "share_below": _share_below,
    "dot": _dot,
    "power": _power,
}
