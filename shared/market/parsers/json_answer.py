"""JSON answers as untyped objects: every step down is checked, and says what was missing. Pure."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final, cast

import orjson

from shared.kernel.errors import Malformed
from shared.market.parsers.numbers import FLOAT32_NOISE, denoise
from shared.market.providers.base import RawPayload

type Json = Mapping[str, Any]

_LATEST_SECOND: Final = 32_503_680_000  # the year 3000
_LARGEST: Final = 1e18
_LONGEST_NUMBER: Final = 40


def answer_object(payload: RawPayload) -> Json:
    """Return a payload's body as an object. Raises: Malformed."""
    try:
        answer: Any = orjson.loads(payload.body)
    except orjson.JSONDecodeError as error:
        raise Malformed(f"The {payload.capability} of {payload.symbol} is not JSON") from error
    return as_object(answer, payload.capability)


def as_object(value: Any, name: str) -> Json:
    """Return a value that must be an object. Raises: Malformed."""
    if not isinstance(value, dict):
        raise Malformed(f"The answer's {name!r} is not an object")
    return cast("Json", value)


def member(value: Json, name: str) -> Json:
    """Return a member that is an object; an empty one when it is anything else."""
    found: Any = value.get(name)
    return cast("Json", found) if isinstance(found, dict) else {}


def objects(value: Any) -> Iterator[Json]:
    """Return the objects of a list; of anything else, none."""
    for item in cast("list[Any]", value) if isinstance(value, list) else ():
        if isinstance(item, dict):
            yield cast("Json", item)


def text(value: Any, longest: int = 200) -> str | None:
    """Return text with something in it, cut to a length."""
    if not isinstance(value, str) or not value.strip():
        return None
    return value.strip()[:longest]


def plain_number(value: Any) -> Any:
    """Return the number that Yahoo sometimes wraps: `{"raw": 1.5, "fmt": "1.50"}`."""
    return cast("Json", value).get("raw") if isinstance(value, dict) else value


def decimal(value: Any) -> Decimal | None:
    """Return a finite number within reason, freed of 32-bit noise where it is a float."""
    value = plain_number(value)
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return Decimal(value) if abs(value) < _LARGEST else None
    if isinstance(value, float):
        return denoise(value, abs(value) * FLOAT32_NOISE) if abs(value) < _LARGEST else None
    if not isinstance(value, str) or len(value) > _LONGEST_NUMBER:
        return None
    try:
        read = Decimal(value.strip())
    except InvalidOperation:
        return None
    return read if read.is_finite() and abs(read) < _LARGEST else None


def positive(value: Any) -> Decimal | None:
    """Return a number above zero: what a price must be."""
    found = decimal(value)
    return found if found is not None and found > 0 else None


def number(value: Any) -> float | None:
    """Return a finite number within reason as it is printed, for ratios."""
    value = plain_number(value)
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        read = float(value)
    except (ValueError, OverflowError):
        return None
    return read if abs(read) < _LARGEST else None  # false for NaN


def instant(value: Any) -> datetime | None:
    """Return an instant given as seconds since 1970."""
    value = plain_number(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return datetime.fromtimestamp(value, UTC) if 0 < value < _LATEST_SECOND else None


def day(value: Any) -> date | None:
    """Return a date given as `2024-05-01` or as seconds since 1970."""
    if isinstance(value, str):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            return None
    found = instant(value)
    return found.date() if found else None


def whole(value: Any) -> int | None:
    """Return a count: a whole number that is not negative."""
    found = decimal(value)
    return int(found) if found is not None and found >= 0 and found == int(found) else None
