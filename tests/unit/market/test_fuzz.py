"""Real payloads, damaged: no parser crashes, and nothing wrong is loaded without a word.

`PLUMBLINE_FUZZ_MUTATIONS` says how many (`make fuzz`: 20,000); the seed is printed when one fails.
"""

import os
import random
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np
import orjson
import pytest

from shared.kernel.errors import InvalidInput, NotFound
from shared.market.facts import Fundamentals, LiveQuote, NewsItem, Statement
from shared.market.live_quotes import read_quotes
from shared.market.model import MISSING
from shared.market.parsed import ParsedHistory
from shared.market.parser import parse
from shared.market.parsers.search import parse_search
from shared.market.processor import process
from shared.market.providers.base import Capability, RawPayload
from tests.unit.market.test_recorded_answers import (
    CHARTS,
    DAILY,
    FETCHED,
    FILES,
    QUOTES,
    SEARCHES,
    STATEMENTS,
    STREAMS,
    SUMMARIES,
    chart_symbol,
)

MUTATIONS = int(os.environ.get("PLUMBLINE_FUZZ_MUTATIONS", "600"))
BATCH = 100
TODAY = FETCHED.date()
NASTY = [
    "null", "true", "-1", "0", "1e999", "-0.0", "1e308", '""', '"NaN"', "[]", "{}", "9" * 40,
    '"\\ud800"', "[[[[]]]]", '"<script>"', "1e-320", "4294967296", "253402300800",
]  # fmt: skip


def read_company(payload: RawPayload) -> Any:
    from shared.market.company import read_facts

    return read_facts(payload)


class Case(NamedTuple):
    name: str
    symbol: str
    capability: Capability
    provider: str
    read: Callable[[RawPayload], Any]


def cases() -> list[Case]:
    found: list[Case] = []
    small = [name for name in CHARTS if len(FILES[name]) < 60_000]
    found += [Case(n, chart_symbol(n), "history", "yahoo", parse) for n in small]
    found += [Case(n, "IBM", "history", "alpha_vantage", parse) for n in DAILY[-1:]]
    page = "yahoo_pages/AAPL_2025-06-16.html"
    found += [Case(page, "AAPL", "history", "yahoo_pages", parse)]
    found += [Case(n, "AAPL,MSFT,BABA,TSLA", "quote", "yahoo", read_quotes) for n in QUOTES]
    quote = "alphavantage/global_quote.json"
    found += [Case(quote, "MSFT", "quote", "alpha_vantage", read_quotes)]
    kept = [n for n in SUMMARIES if len(FILES[n]) < 20_000 and "AAPL" in n]
    found += [Case(n, "AAPL", "fundamentals", "yahoo", read_company) for n in kept]
    overview = "alphavantage/mock_company_overview.json"
    found += [Case(overview, "IBM", "fundamentals", "alpha_vantage", read_company)]
    short = [n for n in STATEMENTS if len(FILES[n]) < 60_000]
    found += [Case(n, "AAPL", "statements", "yahoo", read_company) for n in short]
    found += [Case(n, "AAPL", "news", "yahoo", read_company) for n in (*SEARCHES, *STREAMS)]
    found += [Case(n, "text", "search", "yahoo", parse_search) for n in SEARCHES]
    return found


CASES = cases()


def mutated(body: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice([1, 1, 2, 5])):
        body = chance.choice([flipped, cut, spliced, swapped, swapped, restructured])(body, chance)
    return body


def flipped(body: bytes, chance: random.Random) -> bytes:
    changed = bytearray(body)
    for _ in range(chance.randint(1, 8)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def cut(body: bytes, chance: random.Random) -> bytes:
    return body[: chance.randrange(len(body))] or b"x"


def spliced(body: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(body))
    piece = body[start : start + chance.randint(1, 200)]
    at = chance.randrange(len(body))
    return body[:at] + piece + body[at + chance.choice([0, len(piece)]) :] or b"x"


def swapped(body: bytes, chance: random.Random) -> bytes:
    """Put something nasty in place of a number."""
    places = list(re.finditer(rb"(?<=[:,\[>\"])-?\d+(\.\d+)?", body[:200_000]))
    if not places:
        return body
    place = chance.choice(places)
    return body[: place.start()] + chance.choice(NASTY).encode() + body[place.end() :]


def restructured(body: bytes, chance: random.Random) -> bytes:
    """Put something nasty in place of a random member of the JSON."""
    try:
        answer = orjson.loads(body)
    except orjson.JSONDecodeError:
        return body
    node: Any = answer
    for _ in range(chance.randint(0, 8)):
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        if not keys:
            break
        key = chance.choice(keys)
        if not isinstance(node[key], dict | list) or chance.random() < 0.15:
            node[key] = chance.choice([None, [], {}, -1, "x", True, 1e300, [None], {"a": {}}])
            break
        node = node[key]
    return orjson.dumps(answer)


@pytest.mark.parametrize("batch", range(max(1, MUTATIONS // BATCH)))
def test_a_damaged_payload_is_refused_or_read_soundly(batch: int) -> None:
    chance = random.Random(batch)  # noqa: S311 - repeatable is what is wanted
    for number in range(BATCH):
        name, symbol, capability, provider, read = chance.choice(CASES)
        body = mutated(FILES[name], chance)
        asked = RawPayload(provider, symbol, capability, "x", body, FETCHED, "fuzz")
        try:
            check(read(asked))
        except (InvalidInput, NotFound):
            continue
        except Exception as error:
            error.add_note(f"seed {batch}, mutation {number}, {name} as {capability}")
            raise


def check(found: Any) -> None:
    if isinstance(found, ParsedHistory):
        check_history(found)
    elif isinstance(found, Fundamentals):
        assert all(np.isfinite(value) for value in found.ratios.values())
    else:
        for item in found:
            check_item(item)


def check_history(parsed: ParsedHistory) -> None:
    processed = process(parsed, today=TODAY)
    history, counts = processed.history, processed.counts
    assert bool((np.diff(history.days) > 0).all())
    assert bool((history.close > 0).all())
    for column in (history.open, history.high, history.low):
        assert bool(((column > 0) | (column == MISSING)).all())
    if history.days.size:
        assert date(1900, 1, 1).toordinal() <= history.days[0]
        assert history.days[-1] <= TODAY.toordinal()
    left_out = ("quarantined", "empty", "partial", "after_today", "duplicates")
    rows = parsed.days.size + sum(row.rows for row in parsed.bad_rows)
    told = counts["accepted"] + sum(counts[name] for name in left_out)
    assert told >= rows, counts  # a dividend may be quarantined beside the rows
    assert all(dividend.amount > 0 for dividend in history.dividends)
    assert all(split.numerator > 0 and split.denominator > 0 for split in history.splits)


def check_item(item: Any) -> None:
    if isinstance(item, LiveQuote):
        assert item.price > 0
        assert item.traded_at <= FETCHED + timedelta(minutes=5)
        assert len(item.currency) == 3
    elif isinstance(item, NewsItem):
        assert item.url.startswith(("http://", "https://"))
        assert not set("<>") & set(item.title + (item.summary or "") + item.publisher)
    elif isinstance(item, Statement):
        assert all(amount.is_finite() for amount in item.items.values())
    else:
        assert item.symbol
