"""What a node of an explanation can be measured of series: one number of one or two of them.

Each function takes float64 arrays, shape (n,), oldest first, no NaN, and plain numbers. They are
written out here, apart from `shared.analytics.risk` and `simulation`, so that evaluating a tree is
a second way to its figure. An optimum alone is found again by the same solver.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from shared.analytics.returns import FloatArray

if TYPE_CHECKING:
    from shared.analytics.optimisation import Objective


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


def _bootstrap_paths(history: FloatArray, *said: float) -> FloatArray:
    def draw(generator: np.random.Generator, count: int, horizon: int, block: int) -> FloatArray:
        blocks = -(-horizon // block)
        starts = generator.integers(0, history.size, (count, blocks, 1))
        within = (starts + np.arange(block)) % history.size
        return history[within.reshape(count, blocks * block)[:, :horizon]]

    return _walked(draw, *said)


def _gaussian_paths(history: FloatArray, *said: float) -> FloatArray:
    mean, spread = _mean(history), _deviation(history)

    def draw(generator: np.random.Generator, count: int, horizon: int, block: int) -> FloatArray:
        del block
        return generator.normal(mean, spread, (count, horizon))

    return _walked(draw, *said)


def _walked(
    draw: Callable[[np.random.Generator, int, int, int], FloatArray],
    start: float,
    monthly: float,
    seed: float,
    paths: float,
    horizon: float,
    block: float,
    day: float,
) -> FloatArray:
    """Return what each path is worth on a day, shape (paths,).

    What comes in or goes out does so at the end of each block of days. Paths are drawn by PCG64
    500 at a time and for the whole horizon, whatever the day: later draws depend on earlier ones.
    """
    generator, length, until = np.random.default_rng(int(seed)), int(block), int(day)
    found: list[FloatArray] = []
    for first in range(0, int(paths), _AT_ONCE):
        count = min(_AT_ONCE, int(paths) - first)
        growth = 1.0 + draw(generator, count, int(horizon), length)[:, :until]
        worth = np.full(count, start)
        for begin in range(0, until, length):
            step = growth[:, begin : begin + length]
            worth = worth * np.multiply.reduce(step, axis=1)
            if step.shape[1] == length:
                worth = np.maximum(worth + monthly, 0.0)
        found.append(worth)
    return np.concatenate(found)


def _shrinkage(*assets: FloatArray) -> float:
    """Return how far Ledoit and Wolf (2004) pull a covariance towards equal variances."""
    centred = [points - points.mean() for points in assets]
    days, count = assets[0].size, len(assets)
    cells = [(one * other).mean() for one in centred for other in centred]
    scale = sum(cells[:: count + 1]) / count
    distance = sum(cell * cell for cell in cells) - count * scale * scale
    noise = sum(
        ((one * other) ** 2).mean() - cell * cell
        for (one, other), cell in zip(
            ((one, other) for one in centred for other in centred), cells, strict=True
        )
    )
    return float(min(noise / days / distance, 1.0)) if distance > 0 else 0.0


def _optimum(objective: "Objective", *given: Any) -> float:
    """Return one weight of the best mix.

    `given`: the place of the asset (from 1), the risk-free rate, whether the covariance is shrunk,
    the most turnover (above 1: any), then assets (returns, lowest, highest and present weight,
    expected return unless that of the past) and caps (most of the whole, the places of whom).
    """
    from shared.analytics.covariance import ledoit_wolf, sample_covariance
    from shared.analytics.optimisation import Constraints, optimise

    place, risk_free, is_shrunk, most_turnover, *parts = given
    assets = [part[1:] for part in parts if part[0] == "asset"]
    caps = [part[1:] for part in parts if part[0] == "cap"]
    returns = np.column_stack([asset[0] for asset in assets])
    current = np.array([asset[3] for asset in assets])
    member_of = {int(at): str(cap) for cap, (_, *places) in enumerate(caps) for at in places}
    past: list[float] = (returns.mean(axis=0) * 252).tolist()
    expected = [
        asset[4] if len(asset) > _WITH_PAST else mean
        for asset, mean in zip(assets, past, strict=True)
    ]
    weights = optimise(
        objective,
        ledoit_wolf(returns).matrix if is_shrunk else sample_covariance(returns),
        Constraints(
            lower=np.array([asset[1] for asset in assets]),
            upper=np.array([asset[2] for asset in assets]),
            groups={str(cap): most for cap, (most, *_) in enumerate(caps)},
            group_of=[member_of.get(at) for at in range(1, len(assets) + 1)],
            current=current if current.any() else None,
            most_turnover=most_turnover if most_turnover <= 1.0 else None,
        ),
        np.array(expected),
        risk_free,
    )
    return float(weights[int(place) - 1])


def _power(base: float, exponent: float) -> float:
    return float(base**exponent)


_AT_ONCE: Final = 500
_WITH_PAST: Final = 4  # so many things an asset is given when its past says what it earns

PATHS: Final[Mapping[str, Callable[..., FloatArray]]] = {
    "bootstrap_paths": _bootstrap_paths,
    "gaussian_paths": _gaussian_paths,
}
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
    "shrinkage": _shrinkage,
    "min_variance": partial(_optimum, "min_variance"),
    "max_sharpe": partial(_optimum, "max_sharpe"),
    "risk_parity": partial(_optimum, "risk_parity"),
    "hrp": partial(_optimum, "hrp"),
}
