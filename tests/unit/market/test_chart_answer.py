"""Reading a chart into arrays says the same as reading it into objects."""

import random
from typing import Any

import numpy as np
import orjson
import pytest

from shared.market.parsers.chart_answer import COLUMNS, chart_answer
from tests.unit.market.payloads import DATA

_CHARTS = sorted((DATA / "yahoo").glob("chart_*.json"))
_ODD = (b"null", b"[1, 2]", b"[ ]", b'"7"', b"true", b"1e400", b"18446744073709551616", b"-0.0")


def _read(answer: Any) -> Any:
    """Return what a parser takes from an answer, arrays as lists and NaN as a word."""
    result = answer["chart"]["result"][0]
    quote = result["indicators"]["quote"][0]
    columns = {name: quote.get(name) for name in COLUMNS}
    return (
        answer["chart"].get("error"),
        result.get("meta"),
        result.get("events"),
        _numbers(result.get("timestamp"), np.int64),
        {name: _numbers(values, np.float64) for name, values in columns.items()},
    )


def _numbers(values: Any, kind: Any) -> Any:
    if values is None:
        return None
    try:
        return [str(value) for value in np.asarray(values, dtype=kind)]
    except (TypeError, ValueError, OverflowError) as error:
        return type(error).__name__


def _says(read: Any) -> Any:
    try:
        return _read(read())
    except (orjson.JSONDecodeError, KeyError, IndexError, TypeError, AttributeError) as error:
        return type(error).__name__


@pytest.mark.parametrize("path", _CHARTS, ids=lambda path: path.stem)
def test_a_recorded_chart_reads_the_same_both_ways(path: Any) -> None:
    body = path.read_bytes()
    assert _read(chart_answer(body)) == _read(orjson.loads(body))


def test_a_chart_without_gaps_is_read_into_arrays() -> None:
    result = chart_answer((DATA / "yahoo" / "chart_AAPL_2020.json").read_bytes())
    result = result["chart"]["result"][0]
    assert isinstance(result["timestamp"], np.ndarray)
    assert isinstance(result["indicators"]["quote"][0]["close"], np.ndarray)


@pytest.mark.parametrize("odd", _ODD)
def test_a_number_that_is_none_means_the_same_both_ways(odd: bytes) -> None:
    recorded = orjson.loads((DATA / "yahoo" / "chart_AAPL_2020.json").read_bytes())
    result = recorded["chart"]["result"][0]
    for column in ("timestamp", "close", "volume"):
        values = result["indicators"]["quote"][0].get(column, result["timestamp"])
        kept, values[2] = values[2], 12344321
        body = orjson.dumps(recorded).replace(b"12344321", odd, 1)
        values[2] = kept
        assert _says(lambda b=body: chart_answer(b)) == _says(lambda b=body: orjson.loads(b))


@pytest.mark.parametrize(
    "closes", [b"[[1.0,2.0],[],3.0]", b"[ [1.0], 2.0, 3.0 ]", b"[1.0,[2.0],3]"]
)
def test_a_list_within_a_column_is_not_read_as_part_of_it(closes: bytes) -> None:
    body = (
        b'{"chart":{"result":[{"meta":{},"timestamp":[1,2,3],"indicators":{"quote":[{"close":'
        + closes
        + b"}]}}]}}"
    )
    read = chart_answer(body)["chart"]["result"][0]["indicators"]["quote"][0]["close"]
    assert read == orjson.loads(closes)


def test_of_two_members_with_one_name_the_last_one_counts() -> None:
    body = (
        b'{"chart":{"result":[{"meta":{},"timestamp":[1],"indicators":{"quote":['
        b'{"close":[1.0],"close":[2.0]}]}}]}}'
    )
    assert _read(chart_answer(body)) == _read(orjson.loads(body))


def test_damaged_charts_read_the_same_both_ways() -> None:
    rng = random.Random(20261121)  # noqa: S311
    whole = (DATA / "yahoo" / "chart_AAPL_2020.json").read_bytes()
    for _ in range(600):
        body = bytearray(whole)
        for _ in range(rng.randint(1, 3)):
            place = rng.randrange(len(body))
            body[place : place + rng.randint(0, 2)] = rng.choice(
                (b"", b"[", b"]", b",", b"null", b"0", b"9" * 20, b"e9", b'"', b"-", bytes([200]))
            )
        told = bytes(body)
        assert _says(lambda b=told: chart_answer(b)) == _says(lambda b=told: orjson.loads(b))
