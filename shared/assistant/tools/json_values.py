"""From the product's values to JSON: decimals as strings, days as ISO text, ratios as numbers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from math import isfinite
from typing import Any, Final, cast

from pydantic import BaseModel

from shared.assistant.model import Json
from shared.kernel.clock import rfc3339
from shared.kernel.errors import Malformed
from shared.kernel.money import plain

_PLACES: Final = 10


def to_json(value: object, *, without: Iterable[str] = ()) -> Json:
    """Return a value as JSON, without some fields of its top level; NaN becomes null."""
    if is_dataclass(value) and not isinstance(value, type):
        left_out = set(without)
        return {
            item.name: to_json(getattr(value, item.name))
            for item in fields(value)
            if item.name not in left_out
        }
    if isinstance(value, BaseModel):
        return to_json(value.model_dump(), without=without)
    if isinstance(value, Mapping):
        pairs = cast("Mapping[object, object]", value)
        return {str(key): to_json(one) for key, one in pairs.items() if key not in set(without)}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [to_json(item) for item in cast("Iterable[object]", value)]
    return _scalar(value)


def _scalar(value: object) -> Json:
    match value:
        case Enum():
            return value.value
        case Decimal():
            return plain(value) if value.is_finite() else None
        case float():
            return round(value, _PLACES) if isfinite(value) else None
        case datetime():
            return rfc3339(value)
        case date():
            return value.isoformat()
        case _:
            return value


def page(items: Sequence[object], limit: int, cursor: str | None) -> dict[str, Any]:
    """Return `items`, the number there are in all, and the cursor of the next page.

    Raises: Malformed for a cursor this did not give out.
    """
    start = _start(cursor)
    shown = items[start : start + limit]
    following = start + limit
    return {
        "items": [to_json(item) for item in shown],
        "total_count": len(items),
        "next_cursor": str(following) if following < len(items) else None,
    }


def _start(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if not (cursor.isascii() and cursor.isdigit()):
        raise Malformed("The cursor is not one this tool gave out", "invalid_cursor")
    return int(cursor)
