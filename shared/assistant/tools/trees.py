"""Explanations cut down to what can be read: the largest parts, a few levels deep."""

from decimal import Decimal
from typing import Final

from shared.analytics.explanation import Node
from shared.assistant.model import Json
from shared.assistant.tools.json_values import to_json

_DEEPEST: Final = 5
_MOST_CHILDREN: Final = 12
_MOST_NODES: Final = 150


def pruned(node: Node) -> Json:
    """Return a tree of at most 150 nodes; `left_out` counts the parts that are not shown."""
    return _pruned(node, 0, [_MOST_NODES])


def _pruned(node: Node, depth: int, left: list[int]) -> dict[str, Json]:
    left[0] -= 1
    shown: dict[str, Json] = {
        "label": node.label,
        "value": to_json(node.value),
        "unit": node.unit,
        "operation": node.operation,
    }
    if node.fact is not None:
        shown["fact"] = to_json(node.fact)
    children = node.children
    if node.operation == "sum":
        children = tuple(sorted(children, key=_size, reverse=True))[:_MOST_CHILDREN]
    kept: list[Json] = []
    for child in children:
        if depth >= _DEEPEST or left[0] <= 0:
            break
        kept.append(_pruned(child, depth + 1, left))
    if kept:
        shown["children"] = kept
    if len(kept) < len(node.children):
        shown["left_out"] = len(node.children) - len(kept)
    return shown


def _size(node: Node) -> Decimal:
    return abs(node.value) if node.value is not None else Decimal(0)
