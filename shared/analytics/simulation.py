"""Monte Carlo paths of a portfolio's value: resampled history or a normal distribution."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

import numpy as np

from shared.analytics.returns import FloatArray

type Method = Literal["block_bootstrap", "gaussian"]

QUANTILES: Final = (0.05, 0.25, 0.50, 0.75, 0.95)
BLOCK_DAYS: Final = 21
"""About a month: long enough to keep the clustering of volatile days."""
_PATHS_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationPlan:
    """What to simulate. `horizon_days` are trading days."""

    horizon_days: int
    paths: int
    seed: int
    method: Method = "block_bootstrap"
    monthly_contribution: float = 0.0


@dataclass(frozen=True, slots=True)
class Simulation:
    """Values on each day of `days` (0 is today), as quantile bands over all paths.

    `bands`: quantile → shape (len(days),). `final`: shape (n_paths,), sorted. `notes` name what is
    held and left out.
    """

    days: tuple[int, ...]
    bands: Mapping[float, FloatArray]
    final: FloatArray
    contributed: float
    notes: tuple[str, ...] = ()

    @property
    def probability_of_loss(self) -> float:
        """Share of paths that end below what was put in."""
        return float(np.mean(self.final < self.contributed))

    def probability_of(self, goal: float) -> float:
        """Return the share of paths that end at a goal or beyond."""
        return float(np.mean(self.final >= goal))


def simulate(returns: FloatArray, start_value: float, plan: SimulationPlan) -> Simulation:
    """Simulate daily returns forward from their history.

    `returns`: shape (n_days,), daily, no NaN. A contribution (or withdrawal, negative) comes every
    21 trading days, and a value never falls below zero. The same seed gives the same paths. Source
    of the bootstrap: Politis & Romano (1992), circular blocks.
    """
    generator = np.random.default_rng(plan.seed)
    marks = marks_of(plan.horizon_days)
    levels = np.empty((plan.paths, len(marks)))
    for first in range(0, plan.paths, _PATHS_AT_ONCE):
        count = min(_PATHS_AT_ONCE, plan.paths - first)
        drawn = _draw(plan.method, returns, (count, plan.horizon_days), generator)
        levels[first : first + count] = _walk(drawn, start_value, plan.monthly_contribution, marks)
    contributions = sum(1 for mark in marks[1:] if mark % BLOCK_DAYS == 0)
    return Simulation(
        days=marks,
        bands={q: np.quantile(levels, q, axis=0) for q in QUANTILES},
        final=np.sort(levels[:, -1]),
        contributed=start_value + plan.monthly_contribution * contributions,
    )


def marks_of(horizon_days: int) -> tuple[int, ...]:
    """Return the trading days whose values a simulation tells: every 21st, and the last."""
    return tuple(sorted({*range(0, horizon_days, BLOCK_DAYS), horizon_days}))


def _draw(
    method: Method, returns: FloatArray, shape: tuple[int, int], generator: np.random.Generator
) -> FloatArray:
    if method == "gaussian":
        return generator.normal(float(returns.mean()), float(returns.std(ddof=1)), shape)
    count, horizon = shape
    blocks = -(-horizon // BLOCK_DAYS)
    starts = generator.integers(0, returns.size, (count, blocks, 1))
    rows = (starts + np.arange(BLOCK_DAYS)) % returns.size
    return returns[rows.reshape(count, -1)[:, :horizon]]


def _walk(
    drawn: FloatArray, start_value: float, monthly: float, marks: tuple[int, ...]
) -> FloatArray:
    """Return the value of each path at each mark, shape (paths, len(marks))."""
    values = np.full(drawn.shape[0], start_value)
    levels = np.empty((drawn.shape[0], len(marks)))
    levels[:, 0] = values
    for column, (begin, end) in enumerate(pairwise(marks), start=1):
        values = values * np.prod(1.0 + drawn[:, begin:end], axis=1)
        if end % BLOCK_DAYS == 0:
            values = np.maximum(values + monthly, 0.0)
        levels[:, column] = values
    return levels
