"""Evaluating an explanation as it came over the wire, with the standard library alone.

But for what only a library can do again: numpy draws the random numbers of a simulation, scipy and
PyPortfolioOpt look for the optimum of a mix.
"""

from collections.abc import Callable
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal
from math import prod, sqrt
from statistics import covariance, fmean
from typing import Any

from tests.http.plans_again import best_weight, drawn_again, shrunk

type Node = dict[str, Any]


def evaluate(node: Node) -> float:
    """Compute a node again from its leaves; a shown value is looked at of facts alone."""
    match node["operation"]:
        case "fact":
            return float(node["value"])
        case "irr":
            return _irr(node["children"])
        case "rounded" | "rounded_down" as operation:
            size, step = (Decimal(child["value"]) for child in node["children"])
            way = ROUND_DOWN if operation == "rounded_down" else ROUND_HALF_EVEN
            return float(size.quantize(step, way))
        case "min_variance" | "max_sharpe" | "risk_parity" | "hrp" as objective:
            return best_weight(objective, [_argument(child) for child in node["children"]])
        case operation:
            given = [_argument(child) for child in node["children"]]
            return _RULES[operation](*given) if operation != "sum" else sum(given)  # type: ignore[arg-type]


def holds(node: Node) -> bool:
    """Say whether every node of a tree shows what it evaluates to."""
    if node["operation"] in _WITHOUT_VALUE:
        return node["value"] is None
    shown, again = float(node["value"]), evaluate(node)
    close = abs(shown - again) <= 1e-7 * max(1.0, abs(shown))
    return close and all(holds(child) for child in node["children"])


def _argument(node: Node) -> Any:
    if node["operation"] in {"asset", "cap"}:
        return (node["operation"], [_argument(child) for child in node["children"]])
    return _points(node) if node["operation"] in _WITHOUT_VALUE else evaluate(node)


def _points(node: Node) -> list[float]:
    if node["operation"] in {"bootstrap_paths", "gaussian_paths"}:
        return drawn_again(node["operation"], *map(_argument, node["children"]))
    if node["operation"] == "active":
        one, other = map(_points, node["children"])
        return [ours - theirs for ours, theirs in zip(one, other, strict=True)]
    assert len(node["days"]) == len(node["points"])
    return node["points"]


def _quantile(points: list[float], fraction: float) -> float:
    ordered, place = sorted(points), fraction * (len(points) - 1)
    below = min(int(place), len(points) - 2)
    return ordered[below] + (ordered[below + 1] - ordered[below]) * (place - below)


def _deepest_fall(points: list[float]) -> float:
    level = peak = 1.0
    deepest = 0.0
    for one in points:
        level *= 1.0 + one
        peak = max(peak, level)
        deepest = max(deepest, 1.0 - level / peak)
    return deepest


def _irr(children: list[Node]) -> float:
    """Find the rate by bisection between −99.9 % and 10,000 %."""
    dated = [(date.fromisoformat(one["fact"]["day"]), float(one["value"])) for one in children]
    first = min(day for day, _ in dated)

    def worth(rate: float) -> float:
        return sum(flow * (1 + rate) ** (-(day - first).days / 365) for day, flow in dated)

    low, high = -0.999, 100.0
    rises = worth(high) > worth(low)
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (low, middle) if (worth(middle) > 0) == rises else (middle, high)
    return (low + high) / 2


_WITHOUT_VALUE = {"series", "active", "bootstrap_paths", "gaussian_paths", "asset", "cap"}
_RULES: dict[str, Callable[..., float]] = {
    "difference": lambda one, other: one - other,
    "product": lambda *factors: prod(factors),
    "quotient": lambda one, other: one / other,
    "mean": fmean,
    "deviation": lambda points: sqrt(covariance(points, points)),
    "covariance": covariance,
    "downside": lambda points, target: sqrt(fmean(min(x - target, 0.0) ** 2 for x in points)),
    "quantile": _quantile,
    "tail_mean": lambda points, most: fmean(x for x in points if x <= most + 1e-12),
    "growth": lambda points: prod(1.0 + x for x in points),
    "deepest_fall": _deepest_fall,
    "share_below": lambda points, least: fmean(float(x < least) for x in points),
    "dot": lambda one, other: sum(x * y for x, y in zip(one, other, strict=True)),
    "power": lambda base, exponent: base**exponent,
    "largest": max,
    "smallest": min,
    "shrinkage": lambda *assets: shrunk(assets)[1],
}
