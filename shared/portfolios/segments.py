"""How a ledger is written down: events in segments, one document each of about a hundred kilobytes.

An event puts a version of a transaction or deletes one. Events are only ever added.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final, Literal

import orjson

from shared.kernel.clock import rfc3339
from shared.kernel.money import plain
from shared.portfolios.model import Kind, Transaction

type Row = dict[str, Any]

SEGMENT_BYTES: Final = 100_000

_DECIMALS: Final = ("quantity", "price", "amount", "fee", "tax", "fx_rate")
_TEXTS: Final = (
    "symbol",
    "ratio",
    "related_symbol",
    "isin",
    "account",
    "note",
    "source",
    "fingerprint",
)
_ZERO: Final = Decimal(0)
_KINDS: Final = {kind.value: kind for kind in Kind}


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the log. A deletion keeps the last version of what it deletes."""

    op: Literal["put", "delete"]
    at: datetime
    transaction: Transaction


def encode(event: Event) -> Row:
    """Return an event as JSON: decimals as strings, absent fields left out."""
    entry = event.transaction
    tx: Row = {
        "id": entry.id,
        "kind": entry.kind.value,
        "trade_date": entry.trade_date.isoformat(),
        "currency": entry.currency,
        "sequence": entry.sequence,
        "version": entry.version,
        "recorded_at": rfc3339(entry.recorded_at),
    }
    for name in _DECIMALS:
        if value := getattr(entry, name):
            tx[name] = plain(value)
        elif value is not None and name not in {"fee", "tax"}:
            tx[name] = "0"
    tx |= {name: value for name in _TEXTS if (value := getattr(entry, name)) is not None}
    if entry.trade_time is not None:
        tx["trade_time"] = entry.trade_time.isoformat()
    if entry.settle_date is not None:
        tx["settle_date"] = entry.settle_date.isoformat()
    if entry.tags:
        tx["tags"] = list(entry.tags)
    return {"op": event.op, "tx": tx, "at": rfc3339(event.at)}


def decode(row: Row) -> Event:
    """Read an event this module wrote; it is trusted, not validated again."""
    return decode_all((row,))[0]


def decode_all(rows: Iterable[Row]) -> list[Event]:
    """Read events; days and names that many of them have are kept once."""
    days: dict[str, date] = {}
    instants: dict[str, datetime] = {}
    names: dict[str | None, str | None] = {}

    def day(text: str) -> date:
        found = days.get(text)
        if found is None:
            found = days[text] = date.fromisoformat(text)
        return found

    def instant(text: str) -> datetime:
        found = instants.get(text)
        if found is None:
            found = instants[text] = datetime.fromisoformat(text)
        return found

    def decoded(row: Row) -> Event:
        tx: Row = row["tx"]
        get = tx.get
        symbol, currency, source = get("symbol"), tx["currency"], get("source", "manual")
        settled, at = get("settle_date"), get("trade_time")
        entry = Transaction(
            id=tx["id"],
            kind=_KINDS[tx["kind"]],
            symbol=names.setdefault(symbol, symbol),
            trade_date=day(tx["trade_date"]),
            trade_time=None if at is None else time.fromisoformat(at),
            settle_date=None if settled is None else day(settled),
            quantity=_decimal(get("quantity")),
            price=_decimal(get("price")),
            amount=_decimal(get("amount")),
            currency=names.setdefault(currency, currency) or currency,
            fee=_decimal(get("fee")) or _ZERO,
            tax=_decimal(get("tax")) or _ZERO,
            fx_rate=_decimal(get("fx_rate")),
            ratio=get("ratio"),
            related_symbol=get("related_symbol"),
            isin=get("isin"),
            account=get("account"),
            tags=tuple(get("tags", ())),
            note=get("note"),
            source=names.setdefault(source, source) or source,
            fingerprint=get("fingerprint"),
            sequence=tx["sequence"],
            version=tx["version"],
            recorded_at=instant(tx["recorded_at"]),
        )
        return Event(row["op"], instant(row["at"]), entry)

    return list(map(decoded, rows))


def size(row: Row) -> int:
    """Return how many bytes a row takes in its segment."""
    return len(orjson.dumps(row)) + 1


def fits(rows: Sequence[Row], more: Iterable[Row]) -> bool:
    """Say whether rows can join those of a segment."""
    return sum(map(size, rows)) + sum(map(size, more)) <= SEGMENT_BYTES


def split_into_segments(rows: Iterable[Row]) -> list[list[Row]]:
    """Return rows in order, in lists that fit a segment each."""
    segments: list[list[Row]] = []
    room = 0
    for row in rows:
        needed = size(row)
        if needed > room or not segments:
            segments.append([])
            room = SEGMENT_BYTES
        segments[-1].append(row)
        room -= needed
    return segments


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
