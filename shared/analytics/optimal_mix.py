"""The best mix of some assets beside the present one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import sqrt

import numpy as np

from shared.analytics.covariance import ledoit_wolf, sample_covariance
from shared.analytics.opportunity import Opportunity
from shared.analytics.optimisation import Constraints, Objective, optimise
from shared.analytics.relative_risk import risk_contributions
from shared.analytics.returns import FloatArray
from shared.analytics.risk import TRADING_DAYS
from shared.kernel.errors import FieldError, InvalidInput


@dataclass(frozen=True, slots=True)
class Wishes:
    """What an optimisation shall do and keep to; weights are fractions of what is invested."""

    objective: Objective
    symbols: tuple[str, ...] | None = None
    lookback_days: int = 1_095
    least_weight: float = 0.0
    most_weight: float = 1.0
    bounds: Mapping[str, tuple[float, float]] = field(
        default_factory=dict[str, tuple[float, float]]
    )
    sector_caps: Mapping[str, float] = field(default_factory=dict[str, float])
    most_turnover: float | None = None
    expected: Mapping[str, float] = field(default_factory=dict[str, float])
    risk_free: float = 0.0
    is_shrunk: bool = True


@dataclass(frozen=True, slots=True)
class Mix:
    """Weights with their yearly expected return, volatility, Sharpe ratio and shares of risk."""

    weights: tuple[float, ...]
    expected_return: float
    volatility: float
    sharpe: float | None
    risk_shares: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Optimised:
    """The present mix and the best one. `shrinkage`: how far the covariance was pulled."""

    symbols: tuple[str, ...]
    current: Mix
    optimal: Mix
    turnover: float
    observations: int
    shrinkage: float | None
    notes: tuple[str, ...]


def best_mix(chance: Opportunity, wishes: Wishes) -> Optimised:
    """Optimise the weights of an opportunity.

    Expected returns are those wished for, else the yearly mean of the past.
    """
    shrunk = ledoit_wolf(chance.returns) if wishes.is_shrunk else None
    covariance = shrunk.matrix if shrunk is not None else sample_covariance(chance.returns)
    historical = chance.returns.mean(axis=0) * TRADING_DAYS
    expected = np.array(
        [
            wishes.expected.get(symbol, float(mean))
            for symbol, mean in zip(chance.symbols, historical, strict=True)
        ]
    )
    weights = optimise(
        wishes.objective, covariance, _constraints(chance, wishes), expected, wishes.risk_free
    )
    guessed = [symbol for symbol in chance.symbols if symbol not in wishes.expected]
    notes = (
        [f"expected returns of {', '.join(guessed)} are those of the past, which rarely repeat"]
        if wishes.objective == "max_sharpe" and guessed
        else []
    )
    return Optimised(
        symbols=chance.symbols,
        current=_mix(chance.weights, covariance, expected, wishes.risk_free),
        optimal=_mix(weights, covariance, expected, wishes.risk_free),
        turnover=float(np.abs(weights - chance.weights).sum()) / 2.0,
        observations=int(chance.returns.shape[0]),
        shrinkage=shrunk.intensity if shrunk is not None else None,
        notes=(*notes, *chance.notes),
    )


def _constraints(chance: Opportunity, wishes: Wishes) -> Constraints:
    unknown = [symbol for symbol in wishes.bounds if symbol not in chance.symbols]
    if unknown:
        message = f"{unknown[0]} is not among the symbols to optimise"
        raise InvalidInput(message, errors=(FieldError(f"/bounds/{unknown[0]}", message),))
    common = (wishes.least_weight, wishes.most_weight)
    limits = [wishes.bounds.get(symbol, common) for symbol in chance.symbols]
    return Constraints(
        lower=np.array([low for low, _ in limits], dtype=np.float64),
        upper=np.array([high for _, high in limits], dtype=np.float64),
        groups=wishes.sector_caps,
        group_of=chance.sectors,
        current=chance.weights if chance.value > 0 else None,
        most_turnover=wishes.most_turnover,
    )


def _mix(
    weights: FloatArray, covariance: FloatArray, expected: FloatArray, risk_free: float
) -> Mix:
    earned = float(weights @ expected)
    deviation = sqrt(max(float(weights @ covariance @ weights), 0.0))
    shares = risk_contributions(weights, covariance)
    return Mix(
        weights=tuple(weights.tolist()),
        expected_return=earned,
        volatility=deviation,
        sharpe=(earned - risk_free) / deviation if deviation > 0 else None,
        risk_shares=tuple(shares.tolist()) if shares is not None else (),
    )
