"""A chart's JSON with its columns as arrays of numbers, made without an object for each number.

Twenty years are 36,000 numbers: making Python objects of them, arrays of those, and clearing them
away again costs three times what reading the text does. simdjson reads it into one block of
memory, of which the five columns that are wanted are copied out whole.

Whatever is unusual goes the plain way, through orjson, so that there is one meaning of any text.
"""

from collections.abc import Mapping
from typing import Any, Final, Literal, cast

import numpy as np
import orjson
import simdjson

type Json = Mapping[str, Any]

COLUMNS: Final = ("close", "open", "high", "low", "volume")
_NUMBERS: Final = {"i": np.int64, "d": np.float64}
_SPACE: Final = b" \t\r\n"
_UNUSUAL: Final = (ValueError, TypeError, KeyError, IndexError, RuntimeError)
"""What simdjson raises for another text or shape than expected; the plain way says what it is."""


def chart_answer(body: bytes) -> Any:
    """Return a chart's answer as objects and lists; of the first result only what is read.

    Its `timestamp` and the columns of its first quote may be arrays of numbers, each shape (n,).
    Raises: orjson.JSONDecodeError when it is not JSON.
    """
    try:
        return _with_arrays(body)
    except _UNUSUAL:
        return orjson.loads(body)


def _with_arrays(body: bytes) -> Json:
    if _holds_nested_lists(body):
        raise ValueError("a list within a list would be read as part of it")
    answer = _object(simdjson.Parser().parse(body))
    chart = _object(answer["chart"])
    result = _object(chart.at_pointer("/result/0"))
    indicators = _object(result["indicators"])
    quote = _object(indicators.at_pointer("/quote/0"))
    columns = {name: _numbers(quote[name], "d") for name in COLUMNS if name in quote}
    shown = {
        "meta": _plain(result.get("meta")),
        "timestamp": _numbers(result["timestamp"], "i"),
        "events": _plain(result.get("events")),
        "indicators": {"quote": [columns]},
    }
    return {"chart": {"error": _plain(chart.get("error")), "result": [shown]}}


def _holds_nested_lists(body: bytes) -> bool:
    """Say whether a list may stand within another one, which simdjson would read as one list."""
    place = body.find(b"[")
    while place >= 0:
        before = body[max(0, place - 8) : place].rstrip(_SPACE)
        if not before.endswith(b":"):
            return True
        place = body.find(b"[", place + 1)
    return False


def _object(value: Any) -> simdjson.Object:
    if not isinstance(value, simdjson.Object):
        raise TypeError("not an object")
    names = list(value.keys())
    if len(set(names)) != len(names):
        raise ValueError("of members with one name orjson takes the last, simdjson the first")
    return value


def _numbers(value: Any, kind: Literal["i", "d"]) -> Any:
    """Return a list of numbers as an array; one that holds anything else as it is."""
    if not isinstance(value, simdjson.Array):
        return _plain(value)
    try:
        return np.frombuffer(value.as_buffer(of_type=kind), dtype=_NUMBERS[kind])
    except (TypeError, ValueError):
        return _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, simdjson.Object):
        return value.as_dict()
    return cast("Any", value).as_list() if isinstance(value, simdjson.Array) else value
