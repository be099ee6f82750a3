"""Portfolio weights that minimise variance, maximise the Sharpe ratio or share out the risk.

Weights sum to 1. Covariances and expected returns are yearly. scipy's SLSQP solves the
constrained problems; an impossible set of constraints is refused by name before it is tried.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from numpy.typing import NDArray

from shared.analytics.returns import FloatArray
from shared.kernel.errors import InvalidInput, Unavailable

if TYPE_CHECKING:
    from scipy.optimize import LinearConstraint, NonlinearConstraint

type Objective = Literal["min_variance", "max_sharpe", "risk_parity", "hrp"]

_SLACK: Final = 1e-9
_DUST: Final = 1e-7
_CONVERGED: Final = 1e-12
_MOST_STEPS: Final = 500


@dataclass(frozen=True, slots=True)
class Constraints:
    """What weights must keep to.

    `lower`, `upper`: shape (n,), bounds of each weight. `groups`: sector name → most of the whole;
    `group_of`: each asset's sector. `current` and `most_turnover`: Σ|w − current| / 2 at most.
    """

    lower: FloatArray
    upper: FloatArray
    groups: Mapping[str, float] = field(default_factory=dict[str, float])
    group_of: Sequence[str | None] = ()
    current: FloatArray | None = None
    most_turnover: float | None = None


def optimise(
    objective: Objective,
    covariance: FloatArray,
    constraints: Constraints,
    expected: FloatArray | None = None,
    risk_free: float = 0.0,
) -> FloatArray:
    """Return weights, shape (n,).

    Raises: InvalidInput when the constraints cannot all hold (the message says which), when the
    objective needs expected returns above the risk-free rate and has none.
    """
    require_feasible(constraints)
    match objective:
        case "min_variance":
            return _solve(_variance(covariance), constraints)
        case "max_sharpe":
            return _max_sharpe(covariance, constraints, expected, risk_free)
        case "risk_parity":
            return _nearest_allowed(equal_risk_weights(covariance), constraints)
        case "hrp":
            from shared.analytics.hierarchical import hierarchical_risk_parity

            return _nearest_allowed(hierarchical_risk_parity(covariance), constraints)


def require_feasible(constraints: Constraints) -> None:
    """Raise InvalidInput naming the first family of constraints that cannot hold with the rest."""
    if (constraints.lower > constraints.upper + _SLACK).any():
        raise _infeasible("a lower bound is above its upper bound")
    if constraints.lower.sum() > 1.0 + _SLACK:
        raise _infeasible(f"the lower bounds sum to {constraints.lower.sum():.4g}, more than 1")
    if constraints.upper.sum() < 1.0 - _SLACK:
        raise _infeasible(f"the upper bounds sum to {constraints.upper.sum():.4g}, less than 1")
    for name, most in constraints.groups.items():
        least = constraints.lower[_members(constraints, name)].sum()
        if least > most + _SLACK:
            raise _infeasible(f"the lower bounds in {name} sum to {least:.4g}, over its cap {most}")
    room = _room(constraints)
    if room < 1.0 - _SLACK:
        raise _infeasible(f"the sector caps leave room for {room:.4g} of the whole")
    needed = least_turnover(constraints)
    if constraints.most_turnover is not None and needed > constraints.most_turnover + _SLACK:
        raise _infeasible(
            f"the other constraints need a turnover of {needed:.4g}, "
            f"more than {constraints.most_turnover}"
        )


def least_turnover(constraints: Constraints) -> float:
    """Return the least turnover that bounds and caps leave possible from the current weights.

    A linear programme over weights and their distances from the current ones.
    """
    if constraints.current is None:
        return 0.0
    from scipy.optimize import linprog

    count = constraints.current.size
    unit, nothing = np.eye(count), np.zeros((count, count))
    rules = _cap_rows(constraints)
    solution = linprog(
        np.concatenate((np.zeros(count), np.full(count, 0.5))),
        A_ub=np.vstack(
            (
                np.hstack((unit, -unit)),
                np.hstack((-unit, -unit)),
                np.hstack((rules, np.zeros(rules.shape))),
            )
        ),
        b_ub=np.concatenate(
            (constraints.current, -constraints.current, list(constraints.groups.values()))
        ),
        A_eq=np.hstack((np.ones((1, count)), nothing[:1])),
        b_eq=np.ones(1),
        bounds=[*_bounds(constraints), *[(0.0, None)] * count],
    )
    return 0.0 if solution.fun is None else float(solution.fun)


def _variance(covariance: FloatArray) -> Callable[[FloatArray], float]:
    # Scaled to the size of one, where the solver's tolerances make sense.
    scale = 1.0 / float(np.mean(np.diag(covariance)))
    return lambda weights: float(weights @ covariance @ weights) * scale


def equal_risk_weights(covariance: FloatArray) -> FloatArray:
    """Return the long-only weights that all contribute the same risk, shape (n,).

    The unique minimum of w′Σw/2 − Σ ln(wᵢ)/n, found by cyclical coordinate descent and scaled to
    sum to 1. Sources: Spinu (2013), Griveau-Billion, Richard & Roncalli (2013).
    """
    count = covariance.shape[0]
    variances = np.diag(covariance)
    weights = 1.0 / np.sqrt(variances)
    for _ in range(_MOST_STEPS):
        before = weights.copy()
        for at in range(count):
            others = float(covariance[at] @ weights) - variances[at] * weights[at]
            root = np.sqrt(others * others + 4.0 * variances[at] / count)
            weights[at] = (root - others) / (2.0 * variances[at])
        if np.abs(weights - before).max() <= _CONVERGED * weights.max():
            break
    return weights / weights.sum()


def _max_sharpe(
    covariance: FloatArray,
    constraints: Constraints,
    expected: FloatArray | None,
    risk_free: float,
) -> FloatArray:
    if expected is None or not (expected > risk_free).any():
        raise InvalidInput(
            "The Sharpe ratio has no maximum: no expected return is above the risk-free rate",
            "no_excess_return",
        )
    excess = expected - risk_free

    def negative_sharpe(weights: FloatArray) -> float:
        return -float(weights @ excess) / float(np.sqrt(weights @ covariance @ weights))

    return _solve(negative_sharpe, constraints)


def _solve(goal: Callable[[FloatArray], float], constraints: Constraints) -> FloatArray:
    from scipy.optimize import minimize

    solution = minimize(
        goal,
        _start(constraints),
        method="SLSQP",
        bounds=_bounds(constraints),
        constraints=_conditions(constraints),
        options={"maxiter": _MOST_STEPS, "ftol": 1e-12},
    )
    weights = np.clip(np.asarray(solution.x, np.float64), constraints.lower, constraints.upper)
    if abs(float(weights.sum()) - 1.0) > _DUST:
        raise Unavailable("The optimisation did not converge; loosen the constraints")
    weights[np.abs(weights) < _DUST] = 0.0
    return weights / weights.sum()


def _conditions(constraints: Constraints) -> list[LinearConstraint | NonlinearConstraint]:
    from scipy.optimize import LinearConstraint, NonlinearConstraint

    count = constraints.lower.size
    rules: list[LinearConstraint | NonlinearConstraint] = [
        LinearConstraint(np.ones((1, count)), np.ones(1), np.ones(1))
    ]
    if constraints.groups:
        caps = np.array(list(constraints.groups.values()))
        rules.append(LinearConstraint(_cap_rows(constraints), np.full(caps.size, -np.inf), caps))
    if constraints.current is not None and constraints.most_turnover is not None:
        current = constraints.current

        def turnover(weights: FloatArray) -> FloatArray:
            # |x| smoothed near zero, so that the solver sees a slope; off by less than 1e-6.
            return np.sqrt((weights - current) ** 2 + 1e-14).sum(keepdims=True) / 2.0

        rules.append(NonlinearConstraint(turnover, 0.0, constraints.most_turnover))
    return rules


def _bounds(constraints: Constraints) -> list[tuple[float, float]]:
    return list(zip(constraints.lower.tolist(), constraints.upper.tolist(), strict=True))


def _cap_rows(constraints: Constraints) -> FloatArray:
    rows = [_members(constraints, name).astype(np.float64) for name in constraints.groups]
    return np.vstack(rows) if rows else np.zeros((0, constraints.lower.size))


def _start(constraints: Constraints) -> FloatArray:
    """Return a point inside the bounds that sums to 1: as far above the lower ones as needed."""
    room = constraints.upper - constraints.lower
    missing = 1.0 - float(constraints.lower.sum())
    total = float(room.sum())
    return constraints.lower + room * (missing / total if total > 0 else 0.0)


def _nearest_allowed(weights: FloatArray, constraints: Constraints) -> FloatArray:
    """Return weights, or where they break a constraint the nearest ones that keep to all."""
    is_inside = (weights >= constraints.lower - _SLACK) & (weights <= constraints.upper + _SLACK)
    if is_inside.all() and not constraints.groups and constraints.most_turnover is None:
        return weights
    return _solve(lambda w: float(((w - weights) ** 2).sum()), constraints)


def _members(constraints: Constraints, name: str) -> NDArray[np.bool_]:
    return np.array([group == name for group in constraints.group_of], dtype=np.bool_)


def _room(constraints: Constraints) -> float:
    """Return how much of the whole bounds and caps together can hold."""
    capped = np.zeros(constraints.upper.size, dtype=bool)
    room = 0.0
    for name, most in constraints.groups.items():
        members = _members(constraints, name)
        capped |= members
        room += min(most, float(constraints.upper[members].sum()))
    return room + float(constraints.upper[~capped].sum())


def _infeasible(what: str) -> InvalidInput:
    return InvalidInput(f"No weights satisfy the constraints: {what}", "infeasible")
