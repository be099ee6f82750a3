"""Simulations and optima found again from what a tree says, by libraries and none of our code."""

from typing import Any

import numpy as np
from pypfopt import HRPOpt
from scipy.cluster import hierarchy
from scipy.optimize import minimize
from sklearn.covariance import ledoit_wolf


def drawn_again(
    way: str,
    history: list[float],
    start: float,
    monthly: float,
    seed: float,
    paths: float,
    horizon: float,
    block: float,
    day: float,
) -> list[float]:
    """Return what each path is worth on a day, walked day by day."""
    generator, past = np.random.default_rng(int(seed)), np.array(history)
    found: list[float] = []
    for first in range(0, int(paths), 500):
        shape = (min(500, int(paths) - first), int(horizon))
        if way == "gaussian_paths":
            drawn = generator.normal(past.mean(), past.std(ddof=1), shape)
        else:
            blocks = -(-shape[1] // int(block))
            starts = generator.integers(0, past.size, (shape[0], blocks, 1))[:, :, 0]
            drawn = past[(starts[:, :, None] + np.arange(int(block))) % past.size]
            drawn = drawn.reshape(shape[0], -1)
        worth = np.full(shape[0], start)
        for number, changes in enumerate(drawn[:, : int(day)].T, start=1):
            worth = worth * (1.0 + changes)
            if number % int(block) == 0:
                worth = np.maximum(worth + monthly, 0.0)
        found += worth.tolist()
    return found


def shrunk(assets: Any) -> tuple[np.ndarray, float]:
    """Return scikit-learn's Ledoit-Wolf covariance of a day, and how far it was pulled."""
    matrix, intensity = ledoit_wolf(np.array(assets).T)
    return matrix, float(intensity)


def best_weight(objective: str, given: list[Any]) -> float:
    """Return a weight of the best mix."""
    place, risk_free, is_shrunk, most_turnover = given[:4]
    assets = [parts for kind, parts in given[4:] if kind == "asset"]
    caps = [parts for kind, parts in given[4:] if kind == "cap"]
    returns = np.array([asset[0] for asset in assets])
    daily = shrunk(returns)[0] if is_shrunk else np.atleast_2d(np.cov(returns))
    covariance = daily * 252
    expected = np.array([a[4] if len(a) > 4 else np.mean(a[0]) * 252 for a in assets])
    now = np.array([asset[3] for asset in assets])

    def variance(weights: Any) -> float:
        return float(weights @ covariance @ weights) / float(covariance.mean())

    def negative_sharpe(weights: Any) -> float:
        return -float(weights @ expected - risk_free) / float(
            np.sqrt(weights @ covariance @ weights)
        )

    def uneven_risk(logs: Any) -> float:
        weights = np.exp(logs)
        return float(weights @ covariance @ weights) / 2 - float(logs.sum()) / len(assets)

    match objective:
        case "min_variance":
            goal = variance
        case "max_sharpe":
            goal = negative_sharpe
        case _:
            if objective == "hrp":
                import pandas as pd

                names = [str(at) for at in range(len(assets))]
                matrix = pd.DataFrame(covariance, names, names)
                # PyPortfolioOpt 1.6 looks the method's name up in a table scipy 1.18 has no more.
                setattr(hierarchy, "_LINKAGE_METHODS", {"single": 0})  # noqa: B010
                cleverly = HRPOpt(cov_matrix=matrix).optimize()
                wanted = np.array([cleverly[name] for name in names])
            else:
                logs = minimize(uneven_risk, -np.log(covariance.diagonal()) / 2, tol=1e-14).x
                wanted = np.exp(logs) / np.exp(logs).sum()

            def goal(weights: Any) -> float:
                return float(((weights - wanted) ** 2).sum())

    rules: list[Any] = [{"type": "eq", "fun": lambda w: w.sum() - 1.0}]
    for most, *places in caps:
        members = [int(at) - 1 for at in places]
        rules.append({"type": "ineq", "fun": lambda w, m=members, c=most: c - w[m].sum()})
    if most_turnover <= 1.0:
        rules.append({"type": "ineq", "fun": lambda w: most_turnover - np.abs(w - now).sum() / 2})
    count = len(assets)
    found = minimize(
        goal,
        np.full(count, 1 / count),
        method="SLSQP",
        bounds=[(a[1], a[2]) for a in assets],
        constraints=rules,
        options={"ftol": 1e-14, "maxiter": 1000},
    )
    return float(found.x[int(place) - 1])
