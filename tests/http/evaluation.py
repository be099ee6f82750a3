"""Evaluating an explanation as it came over the wire, with the standard library alone."""

from collections.abc import Callable
from datetime import date
from math import prod, sqrt
from statistics import covariance, fmean
from typing import Any

type Node = dict[str, Any]


def evaluate(node: Node) -> float:
    """Compute a node again from its leaves; a shown value is looked at of facts alone."""
    match node["operation"]:
        case "fact":
            return float(node["value"])
        case "irr":
            return _irr(node["children"])
        case operation:
            given = [
                _points(child) if child["operation"] in {"series", "active"} else evaluate(child)
                for child in node["children"]
            ]
            return _RULES[operation](*given) if operation != "sum" else sum(given)  # type: ignore[arg-type]


def holds(node: Node) -> bool:
    """Say whether every node of a tree shows what it evaluates to."""
    if node["operation"] in {"series", "active"}:
        return node["value"] is None
    shown, again = float(node["value"]), evaluate(node)
    close = abs(shown - again) <= 1e-7 * max(1.0, abs(shown))
    return close and all(holds(child) for child in node["children"])


def _points(node: Node) -> list[float]:
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
}
