"""Damaged payloads are read, quarantined or refused; they never crash a parser.

`make fuzz` runs more of the same; this is the part that is quick.
"""

import random
from collections.abc import Callable
from datetime import date
from typing import Any

import orjson
import pytest

from shared.kernel.errors import InvalidInput, NotFound
from shared.market.parsed import ParsedHistory
from shared.market.parsers.price_csv import parse_price_csv
from shared.market.parsers.yahoo_chart import parse_chart
from shared.market.processor import process
from tests.unit.market.payloads import DATA, price_file, raw_chart

_ODD: tuple[Any, ...] = (
    None, True, "", "x", -1, 0, 1e308, -1e308, 2**60, 1e30, [], {}, [None], {"date": 1e300},
    "1e999999999", float(2**63), "NaN", {"raw": 1}, "GBp",
)  # fmt: skip


def _survives(read: Callable[[], ParsedHistory]) -> None:
    try:
        parsed = read()
    except (InvalidInput, NotFound):
        return
    processed = process(parsed, today=date(2025, 1, 1))
    assert bool((processed.history.close > 0).all())


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to every member, of long lists to some."""
    found = [path] if path else []
    if isinstance(value, dict):
        for key, member in value.items():
            found += _places(member, (*path, key))
    if isinstance(value, list):
        for place in range(0, len(value), max(1, len(value) // 4)):
            found += _places(value[place], (*path, place))
    return found


@pytest.mark.parametrize("name", ["chart_AAPL_2020.json", "chart_IBM_1962.json"])
def test_a_chart_with_any_one_member_replaced_does_no_harm(name: str) -> None:
    whole = (DATA / "yahoo" / name).read_bytes()
    symbol = orjson.loads(whole)["chart"]["result"][0]["meta"]["symbol"]
    for path in _places(orjson.loads(whole)):
        for odd in _ODD:
            answer = orjson.loads(whole)
            holder = answer
            for step in path[:-1]:
                holder = holder[step]
            holder[path[-1]] = odd
            body = orjson.dumps(answer)
            _survives(lambda body=body: parse_chart(raw_chart(body, symbol)))


def test_bytes_flipped_at_random_do_no_harm() -> None:
    rng = random.Random(20240501)  # noqa: S311
    chart = (DATA / "yahoo" / "chart_AAPL_2020.json").read_bytes()
    lines = b"Date,Open,High,Low,Close,Volume,Dividends,Stock Splits\n" + b"".join(
        b"2024-01-%02d,10.5,11,10,10.75,1200,0.25,4:1\n" % day for day in range(1, 29)
    )
    for _ in range(400):
        for whole, read in ((chart, "chart"), (lines, "file")):
            body = bytearray(whole)
            for _ in range(rng.randint(1, 6)):
                place = rng.randrange(len(body))
                body[place : place + rng.randint(0, 3)] = rng.randbytes(rng.randint(0, 3))
            if read == "chart":
                _survives(lambda body=body: parse_chart(raw_chart(bytes(body))))
            else:
                text = bytes(body).decode("latin-1")
                _survives(lambda text=text: parse_price_csv(price_file(text)))
