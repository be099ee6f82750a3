"""Payloads for parser tests: recorded bodies, or text as a file would hold it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import orjson

from shared.kernel.money import plain
from shared.market.parsed import ParsedHistory
from shared.market.providers.base import RawPayload

DATA = Path(__file__).parents[2] / "data"
FETCHED = datetime(2025, 11, 3, 12, 0, tzinfo=UTC)


def chart(name: str, symbol: str, fetched_at: datetime = FETCHED, **changes: object) -> RawPayload:
    """Return a recorded chart, with members of its `meta` replaced."""
    body = (DATA / "yahoo" / name).read_bytes()
    if changes:
        answer = orjson.loads(body)
        answer["chart"]["result"][0]["meta"] |= changes
        body = orjson.dumps(answer)
    return RawPayload("yahoo", symbol, "history", "application/json", body, fetched_at, "chart")


def raw_chart(body: bytes, symbol: str = "AAPL") -> RawPayload:
    return RawPayload("yahoo", symbol, "history", "application/json", body, FETCHED, "chart")


def price_file(text: str, symbol: str = "ACME", **context: str) -> RawPayload:
    body = text.encode()
    return RawPayload(
        "sample", symbol, "history", "text/csv", body, FETCHED, "file", context=context
    )


def closes(parsed: ParsedHistory) -> dict[str, str]:
    """Return the closes by day, as text."""
    return {
        date.fromordinal(int(day)).isoformat(): plain(Decimal(int(close)).scaleb(-parsed.exponent))
        for day, close in zip(parsed.days, parsed.close, strict=True)
    }
