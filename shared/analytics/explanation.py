"""The tree from a figure down to transactions, prices and rates, which evaluates to the figure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from typing import Final, Literal

from shared.kernel.money import ZERO
from shared.portfolios.arithmetic import EXACT, money

type Operation = Literal["fact", "sum", "difference", "product", "quotient", "irr"]

_RATIO_STEP: Final = Decimal("1e-18")
_STEP: Final = Decimal("1e-8")
"""Lots are kept to ten decimals: a recomputed sum of hundreds of them is right to eight."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Where a leaf comes from: an entry of the ledger, a price, a rate, or a share of an entry.

    A `rest` sums up the parts too small to list; `reference` says how many. A `value` is that of
    the portfolio at the end of a day.
    """

    kind: Literal["transaction", "price", "rate", "share", "flow", "value", "rest"]
    reference: str
    day: date | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """A figure and how it comes about.

    `value` is what the product shows; `evaluate` computes it again from the facts alone.
    `unit` is a currency, `shares`, `ratio` or `rate`.
    """

    label: str
    value: Decimal | None
    unit: str
    operation: Operation
    children: tuple["Node", ...] = ()
    fact: Fact | None = None


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


def evaluate(node: Node) -> Decimal:
    """Compute a node again from its facts, looking at no value but theirs."""
    with localcontext(EXACT):
        return _evaluate(node)


def holds(node: Node) -> bool:
    """Say whether every node of a tree evaluates to the value it shows."""
    if any(not holds(child) for child in node.children):
        return False
    again = evaluate(node)
    if node.value is None or again.is_nan():
        return node.value is None and again.is_nan()
    return abs(again - node.value) <= _STEP


def _evaluate(node: Node) -> Decimal:
    values = [_evaluate(child) for child in node.children]
    match node.operation:
        case "fact":
            return _value(node)
        case "sum":
            return sum(values, ZERO)
        case "difference":
            return values[0] - values[1]
        case "quotient":
            return values[0] / values[1]
        case "irr":
            return _discounted_away(node.children)
        case "product":
            result = Decimal(1)
            for value in values:
                result *= value
            return result


def _discounted_away(children: Sequence[Node]) -> Decimal:
    import numpy as np

    from shared.analytics.xirr import xirr

    dated = sorted(
        (child.fact.day.toordinal(), index, float(_value(child)))
        for index, child in enumerate(children)
        if child.fact is not None and child.fact.day is not None
    )
    days = np.array([day for day, _, _ in dated], dtype=np.int64)
    rate = xirr(days, np.array([amount for _, _, amount in dated])).value
    return Decimal("NaN") if rate is None else Decimal(repr(rate))


def _rank(amount: Decimal) -> tuple[bool, Decimal]:
    return (not amount.is_nan(), ZERO if amount.is_nan() else -abs(amount))


def _value(node: Node) -> Decimal:
    return node.value if node.value is not None else Decimal("NaN")


def _known(value: Decimal) -> Decimal | None:
    return None if value.is_nan() else value
