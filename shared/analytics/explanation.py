"""The tree from a figure down to transactions, prices and rates, which evaluates to the figure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal, localcontext
from typing import TYPE_CHECKING, Final, Literal

from shared.kernel.money import ZERO
from shared.portfolios.arithmetic import EXACT, money

if TYPE_CHECKING:
    from shared.analytics.returns import FloatArray

type Operation = Literal[
    "fact",
    "sum",
    "difference",
    "product",
    "quotient",
    "irr",
    "series",
    "active",
    "mean",
    "deviation",
    "covariance",
    "downside",
    "quantile",
    "tail_mean",
    "growth",
    "deepest_fall",
    "share_below",
    "dot",
    "power",
    "largest",
    "smallest",
    "rounded",
    "rounded_down",
    "bootstrap_paths",
    "gaussian_paths",
    "shrinkage",
    "asset",
    "cap",
    "min_variance",
    "max_sharpe",
    "risk_parity",
    "hrp",
]

_SERIES: Final = frozenset({"series", "active", "bootstrap_paths", "gaussian_paths"})
_WITHOUT_VALUE: Final = _SERIES | {"asset", "cap"}
_RATIO_STEP: Final = Decimal("1e-18")
_STEP: Final = Decimal("1e-8")
"""Lots are kept to ten decimals: a recomputed sum of hundreds of them is right to eight."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Where a leaf comes from: an entry of the ledger, a price, a rate, or a share of an entry.

    A `rest` sums up the parts too small to list; `reference` says how many. A `value` is that of
    the portfolio at the end of a day. `returns` are a series whose days unfold by themselves; a
    `convention` is a number everybody agrees on, such as 252 days a year.
    """

    kind: Literal[
        "transaction",
        "price",
        "rate",
        "share",
        "flow",
        "value",
        "rest",
        "returns",
        "convention",
        "assumption",
        "figure",
    ]
    reference: str
    day: date | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """A figure and how it comes about.

    `value` is what the product shows; `evaluate` computes it again from the facts alone.
    `unit` is a currency, `shares`, `ratio` or `rate`. A `series` has no value of its own but
    `points` on `days`; what is measured of it (`shared.analytics.measures`) has. Simulated paths
    have neither: they are drawn again from their children. An `asset` and a `cap` are what an
    optimisation is given.
    """

    label: str
    value: Decimal | None
    unit: str
    operation: Operation
    children: tuple["Node", ...] = ()
    fact: Fact | None = None
    days: tuple[date, ...] = ()
    points: tuple[float, ...] = ()


def fact(label: str, value: Decimal, unit: str, source: Fact) -> Node:
    """Return a leaf; NaN is not known."""
    return Node(label, _known(value), unit, "fact", (), source)


def total(label: str, children: Sequence[Node], unit: str) -> Node:
    """Return the sum of nodes."""
    with localcontext(EXACT):
        value = sum((_value(child) for child in children), ZERO)
    return Node(label, _known(value), unit, "sum", tuple(children))


def total_of_largest[Part](
    label: str,
    parts: Iterable[Part],
    amount: Callable[[Part], Decimal],
    build: Callable[[Part], Node],
    unit: str,
    most: int,
) -> Node:
    """Return the sum of parts: the largest as nodes of their own, what is left as one.

    `amount` is the value of a part's node. Parts of unknown amount come first: they are what makes
    the sum unknown.
    """
    listed = list(parts)
    if len(listed) <= most:
        return total(label, [build(part) for part in listed], unit)
    ranked = sorted(listed, key=lambda part: _rank(amount(part)))
    with localcontext(EXACT):
        left = sum((amount(part) for part in ranked[most:]), ZERO)
    count = len(listed) - most
    rest = fact(f"{count} more", left, unit, Fact("rest", str(count)))
    return total(label, [*(build(part) for part in ranked[:most]), rest], unit)


def difference(label: str, whole: Node, less: Node, unit: str) -> Node:
    """Return one node less another."""
    with localcontext(EXACT):
        value = _value(whole) - _value(less)
    return Node(label, _known(value), unit, "difference", (whole, less))


def product(label: str, children: Sequence[Node], unit: str) -> Node:
    """Return the product of nodes, to ten decimals as the ledger keeps money."""
    with localcontext(EXACT):
        value = Decimal(1)
        for child in children:
            value *= _value(child)
        value = value if value.is_nan() else money(value)
    return Node(label, _known(value), unit, "product", tuple(children))


def quotient(label: str, whole: Node, divisor: Node, unit: str) -> Node:
    """Return one node divided by another, to eighteen decimals."""
    with localcontext(EXACT):
        value = _value(whole) / _value(divisor)
        value = value if value.is_nan() else value.quantize(_RATIO_STEP)
    return Node(label, _known(value), unit, "quotient", (whole, divisor))


def irr(label: str, children: Sequence[Node]) -> Node:
    """Return the yearly rate at which dated facts cancel; oldest first, the end value last."""
    return Node(label, _known(_discounted_away(children)), "rate", "irr", tuple(children))


def series(
    label: str, days: Iterable[int], points: Iterable[float], source: Fact, unit: str = "ratio"
) -> Node:
    """Return a leaf of many values, one a day (ordinals), without gaps."""
    dates = tuple(date.fromordinal(int(day)) for day in days)
    return Node(label, None, unit, "series", (), source, dates, tuple(map(float, points)))


def active(label: str, one: Node, other: Node) -> Node:
    """Return the series of one less another, day by day."""
    return Node(label, None, "ratio", "active", (one, other))


def measured(label: str, operation: Operation, children: Sequence[Node], unit: str) -> Node:
    """Return one number of series and numbers, by a name of `shared.analytics.measures`."""
    node = Node(label, None, unit, operation, tuple(children))
    with localcontext(EXACT):
        return replace(node, value=_known(_measured(node)))


def paths(label: str, operation: Operation, children: Sequence[Node]) -> Node:
    """Return what every simulated path is worth on a day, to be drawn again when it is needed."""
    return Node(label, None, "ratio", operation, tuple(children))


def given(label: str, operation: Operation, children: Sequence[Node]) -> Node:
    """Return an asset or a cap that an optimisation is given."""
    return Node(label, None, "ratio", operation, tuple(children))


def assumption(label: str, value: float | Decimal, what: str, unit: str = "ratio") -> Node:
    """Return a number the question itself states."""
    exact = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    return fact(label, exact, unit, Fact("assumption", what))


def figure(label: str, value: Decimal, unit: str, asked: str) -> Node:
    """Return another figure of the same answer, which is asked for to be unfolded."""
    return fact(label, value, unit, Fact("figure", asked))


def exactly(label: str, operation: Operation, children: Sequence[Node], unit: str) -> Node:
    """Return nodes combined by an operation of exact arithmetic that rounds no result."""
    with localcontext(EXACT):
        value = _ARITHMETIC[operation]([_value(child) for child in children])
    return Node(label, _known(value), unit, operation, tuple(children))


def constant(label: str, value: float, what: str = "") -> Node:
    """Return a number everybody agrees on."""
    return fact(label, Decimal(repr(float(value))), "ratio", Fact("convention", what or label))


def evaluate(node: Node) -> Decimal:
    """Compute a node again from its facts, looking at no value but theirs."""
    with localcontext(EXACT):
        return _evaluate(node)


def holds(node: Node) -> bool:
    """Say whether every node of a tree evaluates to the value it shows."""
    if any(not holds(child) for child in node.children):
        return False
    if node.operation in _WITHOUT_VALUE:
        return node.value is None
    again = evaluate(node)
    if node.value is None or again.is_nan():
        return node.value is None and again.is_nan()
    return abs(again - node.value) <= _STEP


def _measured(node: Node) -> Decimal:
    from shared.analytics.measures import MEASURES

    return Decimal(repr(float(MEASURES[node.operation](*map(_argument, node.children)))))


def _argument(node: Node) -> object:
    """Return a child as its parent's measure takes it: numbers, one of them, or a tuple."""
    if node.operation in _SERIES:
        return _points(node)
    if node.operation in _WITHOUT_VALUE:
        return (node.operation, *map(_argument, node.children))
    return float(_evaluate(node))


def _points(node: Node) -> "FloatArray":
    import numpy as np

    if node.operation == "series":
        return np.array(node.points)
    if node.operation == "active":
        one, other = node.children
        return _points(one) - _points(other)
    from shared.analytics.measures import PATHS

    return PATHS[node.operation](*map(_argument, node.children))


def _evaluate(node: Node) -> Decimal:
    if node.operation == "fact":
        return _value(node)
    if node.operation == "irr":
        return _discounted_away(node.children)
    if node.operation in _ARITHMETIC:
        return _ARITHMETIC[node.operation]([_evaluate(child) for child in node.children])
    return _measured(node)


def _multiplied(values: Sequence[Decimal]) -> Decimal:
    result = Decimal(1)
    for value in values:
        result *= value
    return result


_ARITHMETIC: Final[Mapping[str, Callable[[Sequence[Decimal]], Decimal]]] = {
    "sum": lambda values: sum(values, ZERO),
    "difference": lambda values: values[0] - values[1],
    "quotient": lambda values: values[0] / values[1],
    "product": _multiplied,
    "largest": max,
    "smallest": min,
    "rounded": lambda values: values[0].quantize(values[1], ROUND_HALF_EVEN),
    "rounded_down": lambda values: values[0].quantize(values[1], ROUND_DOWN),
}


def _discounted_away(children: Sequence[Node]) -> Decimal:
    import numpy as np

    from shared.analytics.xirr import xirr

    dated = sorted(
        (child.fact.day.toordinal(), index, float(_value(child)))
        for index, child in enumerate(children)
        if child.fact is not None and child.fact.day is not None
    )
    days = np.array([day for day, _, _ in dated], dtype=np.int64)
    rate = xirr(days, np.array([amount for _, _, amount in dated]))
    return Decimal("NaN") if rate is None else Decimal(repr(rate))


def _rank(amount: Decimal) -> tuple[bool, Decimal]:
    return (not amount.is_nan(), ZERO if amount.is_nan() else -abs(amount))


def _value(node: Node) -> Decimal:
    return node.value if node.value is not None else Decimal("NaN")


def _known(value: Decimal) -> Decimal | None:
    return None if value.is_nan() else value
