"""How a ledger is written down: events in segments, one document each of about a hundred kilobytes.

An event puts a version of a transaction or deletes one. Events are only ever added.
"""

from collections.abc import Callable, Iterable, Sequence
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
_TEXTS: Final = ("symbol", "ratio", "related_symbol", "account", "note", "source", "fingerprint")
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
    tx: Row = row["tx"]
    get = tx.get
    at, recorded_at = row["at"], tx["recorded_at"]
    when = datetime.fromisoformat(at)
    entry = Transaction(
        id=tx["id"],
        kind=_KINDS[tx["kind"]],
        symbol=get("symbol"),
        trade_date=date.fromisoformat(tx["trade_date"]),
        trade_time=_optional(time.fromisoformat, get("trade_time")),
        settle_date=_optional(date.fromisoformat, get("settle_date")),
        quantity=_optional(Decimal, get("quantity")),
        price=_optional(Decimal, get("price")),
        amount=_optional(Decimal, get("amount")),
        currency=tx["currency"],
        fee=Decimal(get("fee", _ZERO)),
        tax=Decimal(get("tax", _ZERO)),
        fx_rate=_optional(Decimal, get("fx_rate")),
        ratio=get("ratio"),
        related_symbol=get("related_symbol"),
        account=get("account"),
        tags=tuple(get("tags", ())),
        note=get("note"),
        source=get("source", "manual"),
        fingerprint=get("fingerprint"),
        sequence=tx["sequence"],
        version=tx["version"],
        recorded_at=when if recorded_at == at else datetime.fromisoformat(recorded_at),
    )
    return Event(row["op"], when, entry)


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


def _optional[T](read: Callable[[str], T], text: str | None) -> T | None:
    return None if text is None else read(text)
