"""Covariance of daily returns, as it is and shrunk towards something steadier."""

from dataclasses import dataclass

import numpy as np

from shared.analytics.returns import FloatArray
from shared.analytics.risk import TRADING_DAYS


@dataclass(frozen=True, slots=True)
class Shrunk:
    """A yearly covariance matrix, shape (n, n), and how far it was pulled (0 to 1)."""

    matrix: FloatArray
    intensity: float


def sample_covariance(returns: FloatArray) -> FloatArray:
    """Return the yearly sample covariance. `returns`: shape (n_days, n), daily, no NaN."""
    return np.atleast_2d(np.cov(returns, rowvar=False, ddof=1)) * TRADING_DAYS


def ledoit_wolf(returns: FloatArray) -> Shrunk:
    """Shrink the covariance towards equal variances without correlation.

    `returns`: shape (n_days, n), daily, no NaN. The intensity minimises the expected squared
    error. The sample covariance inside divides by n_days, as in the paper. Source: Ledoit & Wolf,
    *A well-conditioned estimator for large-dimensional covariance matrices* (2004).
    """
    days, count = returns.shape
    centred = returns - returns.mean(axis=0)
    sample = centred.T @ centred / days
    mean_variance = float(np.trace(sample)) / count
    target = mean_variance * np.eye(count)
    distance = float(((sample - target) ** 2).sum()) / count
    # Mean squared error of single days around the sample covariance, Σ‖xx′ − S‖²/n².
    squares = centred**2
    spread = float(((squares.T @ squares) / days - sample**2).sum()) / (count * days)
    intensity = min(spread, distance) / distance if distance > 0 else 0.0
    shrunk = (1.0 - intensity) * sample + intensity * target
    return Shrunk(shrunk * TRADING_DAYS, intensity)
